"""What a rule may look at: every share that the definition registry counts, and what is watched row by row."""

from collections.abc import Mapping
from typing import Final

import msgspec

from schemas.alerting import Sight
from schemas.defined import Counts, Figure, Registry, Views

PLACES: Final = ("region", "product", "team", "channel", "language", "topic", "source")
"""Columns that name a place, an own thing or a source, never a person: a rule may be parted by them."""


class Watch(msgspec.Struct, frozen=True, kw_only=True):
    """Rows that are looked at one by one, or findings that were worked out before.

    In the SQL `{at}`, `{since}` and `{days}` are the moment, the begin of the window (both seconds since 1970) and its
    days; `{by}` is the rule's dimension, or `all`. `place` is the column that tells places apart, empty: the dimension
    itself. `seen`, `low`, `high`, `base`, `whole` and `chance` are aggregates for what `agents.alerting.seeing.Reading`
    calls value, low, high, n, of and chance; `elsewhere` is the value where there is no row. Behind a row stand the events
    in its columns `keys`, newest first by `order`; or the voices of the place that `voiced` picks; or nobody.
    """

    sight: Sight
    view: str
    where: str
    place: str = ""
    seen: str = "toFloat64(count())"
    low: str = "NULL"
    high: str = "NULL"
    base: str = "count()"
    whole: str = "toUInt64(0)"
    chance: str = "toFloat64(0)"
    elsewhere: float | None = 0.0
    keys: tuple[str, ...] = ()
    order: str = ""
    voiced: str = ""


_IN_WINDOW: Final = "{column} > toDateTime({{since}}, 'UTC') AND {column} <= toDateTime({{at}}, 'UTC')"


def _within(column: str) -> str:
    return _IN_WINDOW.format(column=column)


_COMPANY: Final = ("region", "product", "team")
_MOVED: Final = (
    "dimension = '{{by}}' AND figure = '{figure}' AND isNotNull(change) "
    "AND week = toMonday(toDate(toDateTime({{at}}, 'UTC'), 'UTC')) - 7"
)
_COVERED: Final = "toUInt64(ifNull(round(max(n) / max(coverage)), 0))"
_SAID_SINCE: Final = "created_at > toDateTime({since}, 'UTC')"


def _moved(figure: str, unit: str, worse: int, voiced: str) -> Watch:
    """A figure of the last complete week that got worse against the week before.

    What noticing did not flag may be chance: it opens nothing, and closes by its value alone.
    """
    low, high = ("change_low", "change_high") if worse > 0 else ("-change_high", "-change_low")
    return Watch(
        sight=Sight(unit=unit, dimensions=(*_COMPANY, "channel")),
        view="movements",
        where=_MOVED.format(figure=figure),
        place="place",
        seen="max(change)" if worse > 0 else "max(-change)",
        low=f"max({low})",
        high=f"max({high})",
        base="max(n)",
        whole=_COVERED,
        chance="if(max(flagged) = 1, toFloat64(0), toFloat64(1))",
        elsewhere=None,
        voiced=f"{voiced} AND {_SAID_SINCE}",
    )


def _driver(figure: str, voiced: str) -> Watch:
    """What dissatisfaction goes together with over four complete weeks: an association, never a cause."""
    return Watch(
        sight=Sight(unit="points", dimensions=(*_COMPANY, "channel", "language"), least=30),
        view="drivers",
        where=f"dimension = '{{by}}' AND figure = '{figure}' AND period_end = toMonday(toDate(toDateTime({{at}}, 'UTC'), 'UTC'))",
        place="place",
        seen="max(effect)",
        low="max(effect_low)",
        high="max(effect_high)",
        base="max(n)",
        whole=_COVERED,
        elsewhere=None,
        voiced=f"{voiced} AND {_SAID_SINCE}",
    )


WATCHES: Final[Mapping[str, Watch]] = {
    "surges": Watch(
        sight=Sight(unit="times", dimensions=("topic",)),
        view="surges",
        where="state = 'on'",
        seen="max(ifNull(times, toFloat64(count)))",
        base="sum(count)",
        voiced=_SAID_SINCE,
    ),
    "complaint_rate_rose": _moved("complaint_rate", "per 1,000", 1, "complaint = 'yes'"),
    "net_sentiment_fell": _moved("net_sentiment", "points", -1, "sentiment = 'negative'"),
    "complaint_driver": _driver("complaint_share", "complaint = 'yes'"),
    "negative_driver": _driver("negative_share", "sentiment = 'negative'"),
    "overdue_promises": Watch(
        sight=Sight(unit="count", dimensions=_COMPANY),
        view="promise_ledger",
        where="state = 'broken' AND ifNull(days_late, 0) > {days} AND made_at <= toDateTime({at}, 'UTC')",
        keys=("event_key", "doubted_key"),
        order="made_at DESC, promise",
    ),
    "contacts_after_refusal": Watch(
        sight=Sight(unit="count", dimensions=(*_COMPANY, "channel")),
        view="contact_pressure",
        where=f"has(splitByString(', ', violations), 'after_do_not_contact') AND {_within('made_at')}",
        keys=("request_key", "event_key"),
        order="made_at DESC, event_key",
    ),
    "contact_violations": Watch(
        sight=Sight(unit="count", dimensions=(*_COMPANY, "channel")),
        view="contact_pressure",
        where=f"violation = 1 AND {_within('made_at')}",
        keys=("event_key", "request_key"),
        order="made_at DESC, event_key",
    ),
    "account_difference": Watch(
        sight=Sight(unit="count", dimensions=("source",)),
        view="accounts",
        where=f"difference != 0 AND {_within('hour')}",
        seen="toFloat64(sum(abs(difference)))",
    ),
    "silent_source": Watch(
        # A source that was silent through the whole window has been given up: it rings no longer.
        sight=Sight(unit="hours", dimensions=("source",)),
        view="freshness",
        where="ifNull(toUInt32(newest_stored_at), 0) > {since}",
        seen="greatest(0., max(({at} - toInt64(toUInt32(assumeNotNull(newest_stored_at)))) / 3600))",
        elsewhere=None,
    ),
}


def figure_sights(registry: Registry, views: Views) -> dict[str, Sight]:
    """The figures that any period adds up, by id."""
    return {
        id_: Sight(
            unit=figure.unit,
            dimensions=dimensions(figure.counts, views),
            least=figure.least,
            per=figure.counts.per,
        )
        for id_, figure in registry.figures.items()
        if figure.counts
    }


def dimensions(counts: Counts, views: Views) -> tuple[str, ...]:
    """Where rows are several parts of one thing, such as its topics, only the parts can be told apart."""
    mine = [column for column in PLACES if column in views[counts.view]]
    whole = views.get(counts.over, ()) if counts.over else ()
    return tuple(column for column in mine if not counts.over or column not in whole)


def watch_sights() -> dict[str, Sight]:
    """What is watched row by row, by id."""
    return {id_: watch.sight for id_, watch in WATCHES.items()}


def counted(figure: Figure) -> Counts:
    """How the figure is added up; only such figures have a sight."""
    if figure.counts is None:
        raise ValueError(f"{figure.id} is not a share of anything")
    return figure.counts
