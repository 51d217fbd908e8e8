"""Which fields of which rows stand in a download, and what each is called by: see `pipeline.page.headers`."""

from collections.abc import Mapping
from typing import Final

Columns = Mapping[str, str]


def _of(view: str, *names: str, **renamed: str) -> dict[str, str]:
    """Fields called as columns of `view`; `renamed` are those whose column or reference is another."""
    return {name: f"{view}.{name}" for name in names} | {
        field: column if ":" in column or "." in column else f"{view}.{column}"
        for field, column in renamed.items()
    }


PLACES: Final = ("channel", "region", "product", "team")
SOURCE: Final[Columns] = _of(
    "accounts", "source", "received", "stored", "duplicates", "dead_lettered", "in_flight", "difference"
) | _of("freshness", "newest_event_at", "newest_stored_at")
DAY: Final[Columns] = _of(
    "accounts",
    "day",
    "source",
    "received",
    "stored",
    "duplicates",
    "dead_lettered",
    "in_flight",
    "difference",
)
REFUSED: Final[Columns] = {
    "source": "accounts.source",
    "reason": "reason",
    "count": "figure:dead_lettered",
    "replays": "replays",
    "newest_at": "newest_at",
}
RESTATED: Final[Columns] = _of(
    "restatements",
    "day",
    "restated_at",
    "scope",
    *PLACES,
    "language",
    "topic",
    "why",
    "interactions_before",
    "interactions_after",
    "complaints_before",
    "complaints_after",
    "net_sentiment_before",
    "net_sentiment_after",
    "complaint_rate_before",
    "complaint_rate_after",
)
SURGE: Final[Columns] = _of(
    "surges",
    "topic",
    "started_at",
    "crossed_at",
    "ended_at",
    "state",
    "hours",
    "count",
    "usual",
    "times",
    "probability",
    "total",
    "total_usual",
    "history_weeks",
    name="topic_name",
    name_zh="topic_name_zh",
)
MOVEMENT: Final[Columns] = _of(
    "movements", "week", "figure", "topic", "dimension", "place", name="topic_name", name_zh="topic_name_zh"
)
DRIVER: Final[Columns] = _of(
    "drivers",
    "period_start",
    "period_end",
    "figure",
    "dimension",
    "place",
    "quadrant",
    "hits",
    "others",
    "effect",
    "effect_low",
    "effect_high",
    "probability",
    "volume",
    "contribution",
)
LINE: Final[Columns] = _of(
    "journeys_overview",
    "customer",
    "journey",
    "started_at",
    "ended_at",
    "resolved_at",
    "contacts",
    "outbound",
    "channels",
    "switches",
    "transfers",
    "identity_checks",
    "re_explained",
    "effort",
    "felt",
    "topics",
    "region",
    "product",
    "team",
    first_contact="first_contact_resolution",
    complaint="figure:complaints",
) | {"days": "days"}
EVENT: Final[Columns] = {
    "at": "voices.created_at",
    "kind": "kind",
    "key": "voices.event_key",
    **_of("voices", *PLACES, "sentiment", "complaint", "topics", "cues"),
    "before": "before_words",
    "evidence": "voices.evidence",
    "after": "after_words",
    "staff": "staff_words",
    **_of("promise_ledger", "what", "due_at", "state", "days_late", "currency", "case_id"),
    "amount": "amount",
    **_of("contact_pressure", "purpose", "campaign", "violations"),
    "survey": "survey",
    "score": "score",
}
PROMISE: Final[Columns] = _of(
    "promise_ledger",
    "customer",
    "promise",
    "event_key",
    "made_at",
    "due_at",
    "kept_at",
    "state",
    "days_late",
    "what",
    "owner",
    *PLACES,
    "tariff",
    "owed",
    "paid",
    "outstanding",
    "currency",
    "paid_otherwise",
)
OWED: Final[Columns] = _of("promise_ledger", "currency", "tariff", "owed", "paid", "outstanding") | {
    "promises": "count"
}
CONTACTED: Final[Columns] = {
    "customer": "contact_pressure.customer",
    "contacts": "contacts",
    "violations": "violations",
    "most_7_days": "contact_pressure.contacts_7_days",
    "unanswered_sales": "contact_pressure.unanswered_sales_30_days",
    "last_at": "newest_at",
}
PRAISE: Final[Columns] = _of(
    "praise",
    *PLACES,
    "language",
    "credited_by",
    key="event_key",
    at="created_at",
    name="praised",
    evidence="words",
) | {"before": "before_words", "after": "after_words"}
NAME: Final[Columns] = _of(
    "praise_by_name", "credited_by", "team", "interactions", "customers", name="praised"
)
SAID: Final[Columns] = _of(
    "voices",
    *PLACES,
    "language",
    "sentiment",
    "complaint",
    "topics",
    "cues",
    "evidence",
    key="event_key",
    at="created_at",
    voice="words",
)
