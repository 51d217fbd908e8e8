"""`earshot refresh`: notice what moved, what surged, and what dissatisfaction goes together with."""

from collections.abc import Iterator
from contextlib import closing, contextmanager
from datetime import UTC, datetime
from importlib import import_module
from typing import Final, cast

import click
import msgspec

from pipeline.running import claim
from pipeline.station import settings
from pipeline.terminal import ERR
from pipeline.warehouse.migrate import migrate, require_current
from pipeline.warehouse.open import open_warehouse
from pipeline.warehouse.sql import SqlWarehouse
from pipeline.warehouse.views import as_of as view_as_of
from schemas.errors import Misused

SHOWN: Final = 10
UNITS: Final = {"net_sentiment": "points", "complaint_rate": "per 1,000", "topic_complaint_rate": "per 1,000"}
NAMES: Final = {
    "net_sentiment": "net sentiment",
    "complaint_rate": "complaint rate",
    "topic_complaint_rate": "complaints about",
    "negative_share": "negative share",
    "complaint_share": "complaint share",
}


class Found(msgspec.Struct, frozen=True, kw_only=True):
    """One finding; the value is a movement's change, a surge's count by the usual, or a driver's effect."""

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


@click.command()
@click.option(
    "--as-of", "as_of", metavar="MOMENT", help="Look at what was said before this moment; now unless given."
)
@click.option("--json", "as_json", is_flag=True, help="One JSON object a finding.")
def command(as_of: str | None, as_json: bool) -> None:
    """Notice what moved against the week before, which topics surged, and what dissatisfaction goes together with.

    `earshot run` does so by itself. MOMENT is a day or a moment such as 2026-08-24 or 2026-08-24T12:00+02:00; without an
    offset it is UTC. What is found is written to the warehouse, and stands in the views movements, surges, surge_watch
    and drivers.
    """
    moment = _moment(as_of)
    with _warehouse() as warehouse:
        with ERR.status("looking at the last 13 weeks"):
            # Loaded when asked for: statistics are no part of starting up.
            import_module("pipeline.noticing").notice(warehouse, moment)
        found = [*findings(warehouse, moment)]
        newest = _newest(warehouse)
    for one in found:
        click.echo(msgspec.json.encode(one).decode() if as_json else one.text)
    if not found and not as_json:
        click.echo(
            f"nothing stands out as of {moment:%Y-%m-%d %H:%M} UTC; the newest interaction is of {newest}"
        )


def findings(warehouse: SqlWarehouse, moment: datetime) -> Iterator[Found]:
    """What stands as of a moment: movements of the last complete week, surges of the last seven days, and what the
    latest drivers go together with. Of each kind the most telling ones.
    """
    day = f"toDate('{moment:%Y-%m-%d}')"
    yield from _movements(warehouse, f"toMonday({day}) - 7")
    yield from _surges(warehouse, moment, f"{day} - 7")
    yield from _drivers(warehouse, f"toMonday({day})")


def _movements(warehouse: SqlWarehouse, week: str) -> Iterator[Found]:
    rows = warehouse.select(
        "SELECT figure, topic_name, dimension, place, change, change_low, change_high, n, before, estimate FROM movements"
        f" WHERE week = {week} AND flagged = 1"
        f" ORDER BY dimension != 'all', probability, figure, topic, dimension, place LIMIT {SHOWN}"
    ).rows
    for figure, topic, dimension, place, change, low, high, n, before, now in cast(
        list[tuple[str, str, str, str, float, float, float, int, float, float]], rows
    ):
        what = f"{NAMES[figure]} {topic}".strip()
        text = (
            f"moved: {what} {_where(dimension, place)}: {before:.1f} to {now:.1f} {UNITS[figure]}"
            f" ({change:+.1f}, 95 % {low:+.1f} to {high:+.1f}, n {n:,})"
        )
        yield Found(
            kind="movement", figure=figure, topic=topic, dimension=dimension, place=place,
            value=change, low=low, high=high, n=n, text=text,
        )  # fmt: skip


def _surges(warehouse: SqlWarehouse, moment: datetime, since: str) -> Iterator[Found]:
    rows = warehouse.select(
        "SELECT topic_name, started_at, ended_at, hours, count, usual, times, probability"
        f" FROM ({view_as_of('surges', moment)}) WHERE state = 'on' OR day >= {since}"
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
        yield Found(kind="surge", topic=topic, value=times, n=count, text=text)


def _drivers(warehouse: SqlWarehouse, until: str) -> Iterator[Found]:
    rows = warehouse.select(
        "SELECT figure, dimension, place, effect, effect_low, effect_high, n, raw FROM drivers"
        f" WHERE period_end = {until} AND quadrant IN ('fix_first', 'watch')"
        f" ORDER BY contribution DESC, figure, dimension, place LIMIT {SHOWN}"
    ).rows
    for figure, dimension, place, effect, low, high, n, raw in cast(
        list[tuple[str, str, str, float, float, float, int, float]], rows
    ):
        text = (
            f"goes together: {NAMES[figure]} and {_where(dimension, place)}: {effect:+.1f} points, all else held fixed"
            f" (95 % {low:+.1f} to {high:+.1f}, n {n:,}; raw share {raw:.1f} %)"
        )
        yield Found(
            kind="driver", figure=figure, dimension=dimension, place=place,
            value=effect, low=low, high=high, n=n, text=text,
        )  # fmt: skip


def _where(dimension: str, place: str) -> str:
    return "everywhere" if dimension == "all" else f"{dimension} {place or '(not given)'}"


def _moment(said: str | None) -> datetime:
    now = datetime.now(UTC)
    try:
        moment = datetime.fromisoformat(said) if said else now
    except ValueError:
        raise Misused(f"--as-of {said!r}: not a moment such as 2026-08-24T12:00+02:00") from None
    moment = moment if moment.tzinfo else moment.replace(tzinfo=UTC)
    if moment > now:
        raise Misused("--as-of is yet to come: its weeks are not over")
    return moment.astimezone(UTC)


def _newest(warehouse: SqlWarehouse) -> str:
    rows = warehouse.select("SELECT max(window), count() FROM signals FINAL WHERE interactions > 0").rows
    ((newest, cells),) = cast(list[tuple[datetime, int]], rows)
    return f"{newest:%Y-%m-%d}" if cells else "never"


@contextmanager
def _warehouse() -> Iterator[SqlWarehouse]:
    chosen = settings()
    with claim(chosen.home, "refresh"), closing(open_warehouse(chosen)) as warehouse:
        if chosen.brokers:
            require_current(warehouse)
        else:
            migrate(warehouse)
        yield warehouse
