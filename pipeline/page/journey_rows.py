"""What the warehouse holds of one journey: rows of facts and ledgers, each with the columns it is read from."""

from datetime import datetime
from typing import Final

import msgspec


class Heard(msgspec.Struct, frozen=True, array_like=True):
    direction: str
    counted: int
    purpose: str
    campaign: str
    answered: int
    staff: str
    case_id: str
    silent: int


class Filed(msgspec.Struct, frozen=True, array_like=True):
    key: str
    at: datetime
    kind: str
    region: str
    product: str
    team: str
    campaign: str
    case_id: str
    survey: str
    score: int | None
    lowest: int | None
    highest: int | None
    amount: int | None
    currency: str


class Promised(msgspec.Struct, frozen=True, array_like=True):
    key: str
    made_at: datetime
    due_at: datetime | None
    kept_at: datetime | None
    withdrawn_at: datetime | None
    doubted_at: datetime | None
    doubted_key: str
    state: str
    days_late: float | None
    what: str
    channel: str
    region: str
    product: str
    team: str
    case_id: str


class Contacted(msgspec.Struct, frozen=True, array_like=True):
    key: str
    at: datetime
    channel: str
    campaign: str
    purpose: str
    answered: int
    violations: tuple[str, ...]
    region: str
    product: str
    team: str


HEARD: Final = (
    "direction, counted, purpose, campaign, answered, staff_voice, case_id, has(cues, 'vulnerability')"
)
FILED: Final = (
    "event_key, created_at, kind, region, product, team, campaign, case_id, survey, score, lowest, highest, amount, "
    "currency"
)
PROMISED: Final = (
    "event_key, made_at, due_at, kept_at, withdrawn_at, doubted_at, doubted_key, state, days_late, what, channel, region, "
    "product, team, case_id"
)
CONTACTED: Final = (
    "event_key, made_at, channel, campaign, purpose, answered, violations, region, product, team"
)
