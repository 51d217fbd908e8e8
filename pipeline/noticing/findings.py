"""What noticing found, in a sentence each, from the views."""

from collections.abc import Iterator
from datetime import datetime
from typing import Final, cast

import msgspec

from pipeline.figures import registry
from pipeline.ports import Reads
from pipeline.warehouse.views import as_of

SHOWN: Final = 10  # of each kind


class Finding(msgspec.Struct, frozen=True, kw_only=True):
    """The value is a movement's change, a surge's count by the usual, or a driver's effect."""

    kind: str  # movement, surge or driver
    figure: str = ""
    topic: str = ""
    dimension: str = ""
    place: str = ""
    value: float | None = None
    low: float | None = None
    high: float | None = None
    n: int
    text: str


def findings(warehouse: Reads, moment: datetime) -> Iterator[Finding]:
    """What stands as of a moment: movements of the last complete week, surges of the last seven days, and what the
    latest drivers go together with. Of each kind the most telling ones.
    """
    day = f"toDate('{moment:%Y-%m-%d}')"
    yield from _movements(warehouse, f"toMonday({day}) - 7")
    yield from _surges(warehouse, moment, f"{day} - 7")
    yield from _drivers(warehouse, f"toMonday({day})")


def heard_between(warehouse: Reads) -> tuple[datetime, datetime] | None:
    """The hours of the oldest and of the newest interaction; None without any."""
    rows = warehouse.select(
        "SELECT min(window), max(window), count() FROM signals FINAL WHERE interactions > 0"
    ).rows
    ((first, last, cells),) = cast(list[tuple[datetime, datetime, int]], rows)
    return (first, last) if cells else None


def _movements(warehouse: Reads, week: str) -> Iterator[Finding]:
    rows = warehouse.select(
        "SELECT figure, topic_name, dimension, place, change, change_low, change_high, n, before, estimate FROM movements"
        f" WHERE week = {week} AND flagged = 1"
        f" ORDER BY dimension != 'all', probability, figure, topic, dimension, place LIMIT {SHOWN}"
    ).rows
    for id_, topic, dimension, place, change, low, high, n, before, now in cast(
        list[tuple[str, str, str, str, float, float, float, int, float, float]], rows
    ):
        figure = registry().figure(id_)
        what = figure.name.en + (f" ({topic})" if topic else "")
        text = (
            f"moved: {what} {_where(dimension, place)}: {before:.1f} to {now:.1f} {figure.unit}"
            f" ({change:+.1f}, 95 % {low:+.1f} to {high:+.1f}, n {n:,})"
        )
        yield Finding(
            kind="movement", figure=id_, topic=topic, dimension=dimension, place=place,
            value=change, low=low, high=high, n=n, text=text,
        )  # fmt: skip


def _surges(warehouse: Reads, moment: datetime, since: str) -> Iterator[Finding]:
    rows = warehouse.select(
        "SELECT topic_name, started_at, ended_at, hours, count, usual, times, probability"
        f" FROM ({as_of('surges', moment)}) WHERE state = 'on' OR day >= {since}"
        f" ORDER BY started_at DESC, topic LIMIT {SHOWN}"
    ).rows
    for topic, started, ended, hours, count, usual, times, chance in cast(
        list[tuple[str, datetime, datetime | None, int, int, float, float | None, float]], rows
    ):
        until = f"over since {ended:%Y-%m-%d %H:%M}" if ended else "still on"
        text = (
            f"surged: {topic} from {started:%Y-%m-%d %H:%M} UTC: {count:,} in {hours} h, usually {usual:.0f}"
            f" (by chance {chance:.1g}); {until}"
        )
        yield Finding(kind="surge", topic=topic, value=times, n=count, text=text)


def _drivers(warehouse: Reads, until: str) -> Iterator[Finding]:
    rows = warehouse.select(
        "SELECT figure, dimension, place, effect, effect_low, effect_high, n, raw FROM drivers"
        f" WHERE period_end = {until} AND quadrant IN ('fix_first', 'watch')"
        f" ORDER BY contribution DESC, figure, dimension, place LIMIT {SHOWN}"
    ).rows
    for figure, dimension, place, effect, low, high, n, raw in cast(
        list[tuple[str, str, str, float, float, float, int, float]], rows
    ):
        text = (
            f"goes together: {figure.replace('_', ' ')} and {_where(dimension, place)}: {effect:+.1f} points, all else"
            f" held fixed (95 % {low:+.1f} to {high:+.1f}, n {n:,}; raw share {raw:.1f} %)"
        )
        yield Finding(
            kind="driver", figure=figure, dimension=dimension, place=place,
            value=effect, low=low, high=high, n=n, text=text,
        )  # fmt: skip


def _where(dimension: str, place: str) -> str:
    return "everywhere" if dimension == "all" else f"{dimension} {place or '(not given)'}"
