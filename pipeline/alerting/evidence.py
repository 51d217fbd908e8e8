"""From a share to the events behind its hits, and from what was said to what fits into a message."""

from collections.abc import Mapping
from datetime import datetime
from typing import Final

from pipeline.warehouse.quote import text
from pipeline.warehouse.views import as_of, shipped
from schemas.defined import Counts

LONGEST: Final = 300  # characters of one voice in an alert
_LEAD: Final = 80  # of these, before the evidence

_CUES: Final = {
    "repeat_contacts": "repeat",
    "escalations": "escalation",
    **{cue: cue for cue in ("waiting", "churn", "not_resolved", "resolved", "thanks", "praise")},
}
# How an interaction shows in `voices` that it is one of the hits of a tally.
_SAID: Final[Mapping[str, str]] = {
    "complaints": "complaint = 'yes'",
    "negative": "sentiment = 'negative'",
    "positive": "sentiment = 'positive'",
    "mentions": "1",
    **{hits: f"has(splitByChar(',', cues), '{cue}')" for hits, cue in _CUES.items()},
}
_TALLIES: Final = {"experience_daily", "complaint_topics_daily"}
_ROWS: Final[Mapping[str, tuple[tuple[str, ...], str]]] = {
    "promise_ledger": (("doubted_key", "event_key"), "made_at DESC, promise"),
    "contact_pressure": (("event_key", "request_key"), "made_at DESC, event_key"),
}
"""Views whose rows are the hits: columns with event keys, and the order of the newest first."""


def keys_of_figure(added: Counts, days: str, here: str, place: str, at: datetime) -> str:
    """The query for the event keys behind the hits in one place, newest first; empty where none are known.

    `days` and `here` are conditions on the view's own columns.
    """
    if added.view in _TALLIES and added.hits in _SAID:
        if added.view == "complaint_topics_daily":
            here = about(place) if place else "topics != ''"
        return (
            f"SELECT event_key FROM voices WHERE {days} AND {here} AND {_SAID[added.hits]} "
            "ORDER BY created_at DESC, event_key"
        )
    if added.view in _ROWS:
        keys, order = _ROWS[added.view]
        return (
            f"SELECT {', '.join(keys)} FROM {answering(added.view, at)} "
            f"WHERE {days} AND {here} AND {added.hits} > 0 ORDER BY {order}"
        )
    if added.view == "perception_gap" and added.hits == "contradicted":
        return (
            "SELECT evidence_key FROM (SELECT toMonday(toDate(resolved_at, 'UTC')) AS week, event_key, evidence_key, "
            "resolved_at, CAST(region AS String) AS region, CAST(product AS String) AS product, "
            "CAST(team AS String) AS team FROM resolutions FINAL WHERE present = 1 "
            f"AND CAST(verdict AS String) = 'contradicted' AND matures_at <= toDateTime({int(at.timestamp())}, 'UTC')) "
            f"WHERE {days} AND {here} ORDER BY resolved_at DESC, event_key"
        )
    return ""


def about(topic: str) -> str:
    """The condition on `voices` that an interaction names the topic."""
    return f"has(splitByChar(',', topics), {text(topic)})"


def words(said: str, evidence: str) -> str:
    """What was said on one line of at most LONGEST characters, the evidence among them."""
    at = max(said.find(evidence), 0) if evidence else 0
    begin = 0 if at + len(evidence) <= LONGEST else max(0, at - _LEAD)
    shown = " ".join(said[begin : begin + LONGEST].split())
    return f"{'… ' if begin else ''}{shown}{' …' if begin + LONGEST < len(said) else ''}"


def answering(view: str, at: datetime) -> str:
    """What to read after FROM for the view's rows as of `at`."""
    select = as_of(view, at)
    return view if select == shipped()[view].select else f"({select})"
