"""What noticing found, in a sentence each, from the views."""

from collections.abc import Iterator
from datetime import datetime
from typing import Final, cast

import msgspec

from pipeline.figures import registry
from pipeline.ports import Reads
from pipeline.warehouse.views import as_of
from schemas.taxonomy import Name
from schemas.terms import DIMENSIONS, UNITS

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
    text_zh: str


_SHARES: Final = {
    "negative_share": Name("negative share", "负面占比"),
    "complaint_share": Name("complaint share", "投诉占比"),
}


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
        "SELECT figure, topic_name, topic_name_zh, dimension, place, change, change_low, change_high, n, before, estimate FROM movements"
        f" WHERE week = {week} AND flagged = 1"
        f" ORDER BY dimension != 'all', probability, figure, topic, dimension, place LIMIT {SHOWN}"
    ).rows
    for id_, topic, topic_zh, dimension, place, change, low, high, n, before, now in cast(
        list[tuple[str, str, str, str, str, float, float, float, int, float, float]], rows
    ):
        figure, where = registry().figure(id_), _where(dimension, place)
        what = f"complaints about {topic}" if topic else figure.name.en
        what_zh = f"涉及“{topic_zh}”的投诉" if topic else figure.name.zh
        text = (
            f"moved: {what} {where.en}: {before:.1f} to {now:.1f} {figure.unit}"
            f" ({change:+.1f}, 95 % {low:+.1f} to {high:+.1f}, n {n:,})"
        )
        text_zh = (
            f"变化：{where.zh}{what_zh}由 {before:.1f} 变为 {now:.1f}（{UNITS[figure.unit].zh}）："
            f"{change:+.1f}，95% 区间 {low:+.1f} 至 {high:+.1f}，样本 {n:,}"
        )
        yield Finding(
            kind="movement", figure=id_, topic=topic, dimension=dimension, place=place,
            value=change, low=low, high=high, n=n, text=text, text_zh=text_zh,
        )  # fmt: skip


def _surges(warehouse: Reads, moment: datetime, since: str) -> Iterator[Finding]:
    rows = warehouse.select(
        "SELECT topic_name, topic_name_zh, started_at, ended_at, hours, count, usual, times, probability"
        f" FROM ({as_of('surges', moment)}) WHERE state = 'on' OR day >= {since}"
        f" ORDER BY started_at DESC, topic LIMIT {SHOWN}"
    ).rows
    for topic, topic_zh, started, ended, hours, count, usual, times, chance in cast(
        list[tuple[str, str, datetime, datetime | None, int, int, float, float | None, float]], rows
    ):
        until = f"over since {ended:%Y-%m-%d %H:%M}" if ended else "still on"
        text = (
            f"surged: {topic} from {started:%Y-%m-%d %H:%M} UTC: {count:,} in {hours} h, usually {usual:.0f}"
            f" (by chance {chance:.1g}); {until}"
        )
        until_zh = f"{ended:%Y-%m-%d %H:%M} 起已回落" if ended else "仍在持续"
        text_zh = (
            f"骤增：{topic_zh}自 {started:%Y-%m-%d %H:%M}（UTC）起：{hours} 小时内 {count:,} 次，平时 {usual:.0f} 次"
            f"（偶然概率 {chance:.1g}）；{until_zh}"
        )
        yield Finding(kind="surge", topic=topic, value=times, n=count, text=text, text_zh=text_zh)


def _drivers(warehouse: Reads, until: str) -> Iterator[Finding]:
    rows = warehouse.select(
        "SELECT figure, dimension, place, effect, effect_low, effect_high, n, raw FROM drivers"
        f" WHERE period_end = {until} AND quadrant IN ('fix_first', 'watch')"
        f" ORDER BY contribution DESC, figure, dimension, place LIMIT {SHOWN}"
    ).rows
    for figure, dimension, place, effect, low, high, n, raw in cast(
        list[tuple[str, str, str, float, float, float, int, float]], rows
    ):
        share, where = _SHARES[figure], _where(dimension, place)
        text = (
            f"goes together: {share.en} and {where.en}: {effect:+.1f} points, all else"
            f" held fixed (95 % {low:+.1f} to {high:+.1f}, n {n:,}; raw share {raw:.1f} %)"
        )
        text_zh = (
            f"关联：{where.zh}与{share.zh}：{effect:+.1f} 个百分点，其余维度不变"
            f"（95% 区间 {low:+.1f} 至 {high:+.1f}，样本 {n:,}；原始占比 {raw:.1f}%）"
        )
        yield Finding(
            kind="driver", figure=figure, dimension=dimension, place=place,
            value=effect, low=low, high=high, n=n, text=text, text_zh=text_zh,
        )  # fmt: skip


def _where(dimension: str, place: str) -> Name:
    if dimension == "all":
        return Name("everywhere", "全部")
    name = DIMENSIONS[dimension]
    return Name(f"{name.en} {place or '(not given)'}", f"{name.zh} {place or '（未给出）'} ")
