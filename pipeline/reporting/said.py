"""The customers' own words behind what is complained about most."""

from collections.abc import Mapping, Sequence
from datetime import datetime
from typing import Final

import msgspec

from pipeline.page.answers import Topic, TopicName
from pipeline.page.asking import Asking, Period, within
from pipeline.reporting.brief import Quote
from pipeline.reporting.excerpts import excerpt
from pipeline.withheld import withheld

VOICES: Final = 5
CANDIDATES: Final = 300
VOICE_COLUMNS: Final = 190


class _Row(msgspec.Struct, frozen=True, array_like=True):
    key: str
    customer: str
    at: datetime
    channel: str
    region: str
    product: str
    language: str
    topics: str
    words: str
    evidence: str

    @property
    def about(self) -> tuple[str, ...]:
        return tuple(topic for topic in self.topics.split(",") if topic)


async def voices(asking: Asking, week: Period, topics: Sequence[Topic]) -> tuple[Quote, ...]:
    """Complaints of the week, those first that were heard most surely: one a topic, in the order of `topics`.

    No customer speaks twice and no words stand twice, and of the words about a topic those in a language that has not been heard yet come first.
    """
    rows = await asking.rows(
        _Row,
        "SELECT event_key, customer, created_at, channel, region, product, language, topics, words, evidence "
        f"FROM voices WHERE {within(week)} AND complaint = 'yes' AND evidence != '' AND event_key NOT IN ({withheld_in(week)}) "
        f"ORDER BY ifNull(complaint_probability, 0) DESC, event_key LIMIT {CANDIDATES}",
    )
    names = {one.topic: TopicName(one.topic, one.name, one.name_zh) for one in topics}
    return tuple(_quote(row, names) for row in _chosen(rows, [*names]))


def withheld_in(week: Period) -> str:
    """The query for the week's interactions that a briefing does not quote."""
    return withheld(within(week, "toDate(window, 'UTC')"))


def _chosen(rows: Sequence[_Row], topics: Sequence[str]) -> list[_Row]:
    chosen: list[_Row] = []
    for topic in [*topics, *[""] * VOICES]:
        heard = {row.language for row in chosen}
        told = {(row.customer, row.words) for row in chosen}
        speakers, words = {who for who, _ in told}, {what for _, what in told}
        fitting = [
            row
            for row in rows
            if row.customer not in speakers and row.words not in words and (not topic or topic in row.about)
        ]
        if fitting and len(chosen) < VOICES:
            chosen.append(min(fitting, key=lambda row: row.language in heard))
    return chosen


def _quote(row: _Row, names: Mapping[str, TopicName]) -> Quote:
    cut = excerpt(row.words, row.evidence, VOICE_COLUMNS)
    return Quote(
        key=row.key,
        at=row.at,
        channel=row.channel,
        region=row.region,
        product=row.product,
        language=row.language,
        about=tuple(names[topic] for topic in row.about if topic in names),
        before=cut.before,
        evidence=cut.evidence,
        after=cut.after,
        cut_before=cut.cut_before,
        cut_after=cut.cut_after,
    )
