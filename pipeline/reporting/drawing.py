"""Which pictures a briefing has, and what they say to those who cannot see them."""

from collections.abc import Sequence
from typing import NamedTuple

from pipeline.page.answers import Figure, Point, Topic
from pipeline.reporting.brief import Brief, Ledger, Official
from pipeline.reporting.charts import Mark, Room, Row, bars, line, stacks
from pipeline.reporting.pictures import Picture
from pipeline.reporting.wording import Wording


class Drawn(NamedTuple):
    """In the order of the pages."""

    net_sentiment: Picture
    complaint_rate: Picture
    topics: Picture
    promises: Picture
    official: Picture


def drawn(brief: Brief, say: Wording) -> Drawn:
    return Drawn(
        _line(brief.series, "net_sentiment", say),
        _line(brief.series, "complaint_rate", say),
        _topics(brief.topics, say),
        _promises(brief.ledger, say),
        _official(brief.official, say),
    )


def _line(series: Sequence[Point], measure: str, say: Wording) -> Picture:
    net = measure == "net_sentiment"
    figures = [point.net_sentiment if net else point.complaint_rate for point in series]
    return line(
        _told(say.word("chart", figure=say.in_unit(measure)), figures, say),
        [_mark(figure) for figure in figures],
        [say.tick(point.start) for point in series],
        (-100, 100) if net else (0, 1000),
    )


def _told(title: str, figures: Sequence[Figure], say: Wording) -> str:
    values = [figure.value for figure in figures if figure.value is not None]
    if not values:
        return say.word("alt_empty", title=title)
    told = {"first": values[0], "last": values[-1], "lowest": min(values), "highest": max(values)}
    return say.word("alt_line", title=title, **{name: say.number(value) for name, value in told.items()})


def _topics(topics: Sequence[Topic], say: Wording) -> Picture:
    rows = [
        Row(
            say.topic(one),
            _mark(one.rate),
            one.rate.before,
            f"{one.complaints:,}" + (f"  {say.signed(one.rate.change)}" if one.rate.moved else ""),
            one.rate.moved,
        )
        for one in topics
    ]
    return bars(_listed(say.in_unit("topic_complaint_rate"), rows, say), rows)


def _promises(ledger: Ledger, say: Wording) -> Picture:
    columns = [(say.tick(one.start), (one.kept, one.late, one.broken)) for one in ledger.weeks]
    due = [f"{name}: {sum(counts)} / {counts[-1]}" for name, counts in columns if sum(counts)]
    title = say.word("chart_promises")
    alt = (
        say.word("alt_bars", title=title, bars=say.listed(due)) if due else say.word("alt_empty", title=title)
    )
    return stacks(alt, columns)


def _official(official: Official, say: Wording) -> Picture:
    gap, satisfied = official.gap, official.survey.satisfied
    felt = gap.gap
    turned = [None if bound is None else 100 - bound for bound in (felt.value, felt.high, felt.low)]
    rows = [
        Row(
            say.word("official_says"),
            Mark(100.0 if gap.gap.n else None, None, None),
            None,
            _percent(100.0 if felt.n else None, say),
        ),
        Row(say.word("official_felt"), Mark(*turned), None, _percent(turned[0], say), True),
        Row(say.word("official_csat"), _mark(satisfied), None, _percent(satisfied.value, say)),
    ]
    return bars(_listed(say.word("official_title"), rows, say), rows, 100.0, Room(212, 62))


def _percent(value: float | None, say: Wording) -> str:
    return say.word("no_data") if value is None else say.number(value, 0) + " %"


def _listed(title: str, rows: Sequence[Row], say: Wording) -> str:
    if not rows:
        return say.word("alt_empty", title=title)
    return say.word(
        "alt_bars", title=title, bars=say.listed(f"{row.name}: {say.number(row.mark.value)}" for row in rows)
    )


def _mark(figure: Figure) -> Mark:
    return Mark(figure.value, figure.low, figure.high)
