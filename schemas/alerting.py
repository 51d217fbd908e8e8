"""What is worth telling somebody: rules as an editor writes them, the alerts they raised, and the messages these became."""

from collections import Counter
from collections.abc import Mapping
from datetime import datetime, timedelta
from enum import StrEnum
from typing import Annotated, Final

import msgspec
from msgspec import Meta

from schemas.errors import Misused
from schemas.interactions import Struct
from schemas.taxonomy import Name

Limit = Annotated[float, Meta(ge=-1e15, le=1e15)]


class Severity(StrEnum):
    INFO = "info"
    WARNING = "warning"
    CRITICAL = "critical"


class Rule(msgspec.Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """When to tell somebody.

    It looks at a figure of the definition registry (`figure`) or at a ledger, a finding or an account (`watch`), once for
    each value of `by`, over the last `days` days. An alert opens when what is seen lies above (or below) the limit,
    by the near end of its 95 % interval where it has one and, of several values of `by`, with the false-discovery rate
    held over all of them; never on fewer than `least`. It closes when the value is back at `closes_at`. For
    `silence_hours` after that the same place opens no other.
    """

    id: Annotated[str, Meta(pattern=r"^[a-z][a-z0-9_]{0,63}\Z")]
    name: Name
    severity: Severity
    unit: str
    figure: str = ""
    watch: str = ""
    by: str = ""  # empty: everything together
    days: Annotated[int, Meta(ge=1, le=366)] = 7
    above: Limit | None = None
    below: Limit | None = None
    closes_at: Limit | None = None  # None: where it opens
    least: Annotated[int, Meta(ge=0)] = 0  # the registry's, where that is more
    silence_hours: Annotated[float, Meta(ge=0, le=8_784)] = 24.0

    @property
    def signal(self) -> str:
        """What it looks at."""
        return self.figure or self.watch

    @property
    def limit(self) -> float:
        """Where it opens."""
        return self.above if self.above is not None else self.below or 0.0

    @property
    def close(self) -> float:
        """Where it closes."""
        return self.limit if self.closes_at is None else self.closes_at

    @property
    def silence(self) -> timedelta:
        return timedelta(hours=self.silence_hours)


class Rules(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    rules: tuple[Rule, ...]


class Sight(msgspec.Struct, frozen=True, kw_only=True):
    """What a rule may look at: its unit, the columns it may be parted by, the least it can rest on, the scale of a share.

    `per` is 0 for what is no share; a share of any period lies between 0 and `per`.
    """

    unit: str
    dimensions: tuple[str, ...]
    least: int = 0
    per: float = 0.0


def rules_from(
    document: object, figures: Mapping[str, Sight], watches: Mapping[str, Sight]
) -> tuple[Rule, ...]:
    """The rules in `document` (as YAML reads it), each able to open and to close, or Misused naming the rule's id."""
    try:
        rules = msgspec.convert(document, Rules, strict=True).rules
    except msgspec.ValidationError as error:
        raise Misused(str(error)) from None
    for id_, count in Counter(rule.id for rule in rules).items():
        if count > 1:
            raise Misused(f"rule {id_!r} is given {count} times")
    return tuple(_checked(rule, figures, watches) for rule in rules)


def _checked(rule: Rule, figures: Mapping[str, Sight], watches: Mapping[str, Sight]) -> Rule:
    """The rule, resting on no fewer than its sight demands."""
    if bool(rule.figure) == bool(rule.watch):
        raise Misused(f"rule {rule.id!r}: give one of `figure` and `watch`")
    kind, known = ("figure", figures) if rule.figure else ("watch", watches)
    sight = known.get(rule.signal)
    if sight is None:
        raise Misused(
            f"rule {rule.id!r}: unknown {kind} {rule.signal!r}; known are: {', '.join(sorted(known))}"
        )
    if fault := _unit_fault(rule, sight) or _limit_fault(rule, sight):
        raise Misused(f"rule {rule.id!r}: {fault}")
    return msgspec.structs.replace(rule, least=max(rule.least, sight.least))


def _unit_fault(rule: Rule, sight: Sight) -> str:
    if rule.unit != sight.unit:
        return f"{rule.signal} is in {sight.unit!r}, not in {rule.unit!r}"
    if rule.by and rule.by not in sight.dimensions:
        parts = ", ".join(sight.dimensions) or "nothing"
        return f"{rule.signal} cannot be parted by {rule.by!r}; it can by: {parts}"
    return ""


def _limit_fault(rule: Rule, sight: Sight) -> str:
    if (rule.above is None) == (rule.below is None):
        return "give one of `above` and `below`"
    if sight.per and not all(0 <= each <= sight.per for each in (rule.limit, rule.close)):
        return f"{rule.signal} lies between 0 and {sight.per:g}"
    if rule.close > rule.limit if rule.above is not None else rule.close < rule.limit:
        return "`closes_at` must not lie beyond the limit that opens"
    return ""


class AlertRow(Struct, frozen=True, kw_only=True):
    """One alert. What it opened with never changes; closing adds to it."""

    rule: str
    cell: str  # dimension=value; empty: everything together
    opened_at: datetime
    severity: str
    signal: str  # what the rule looks at
    unit: str
    name_en: str
    name_zh: str
    dimension: str
    place: str
    place_en: str  # as people read it
    place_zh: str
    since: datetime  # begin of the window it was seen in
    value: float
    low: float | None  # ends of the 95 % interval; None: a plain count
    high: float | None
    threshold: float
    n: int
    coverage: float | None
    evidence: tuple[str, ...]  # event keys, newest first
    voices: tuple[str, ...]  # redacted words
    voice_keys: tuple[str, ...]  # the events they are from
    text_en: str
    text_zh: str
    closed_at: datetime | None
    closed_why: str  # Why; empty: open
    closed_value: float | None  # what was seen then
    version: int


class Why(StrEnum):
    """Why an alert was closed: the value is back, nothing is there to judge any more, or nobody asks any more."""

    BACK = "back"
    NO_DATA = "no_data"
    RULE_GONE = "rule_gone"


class Kind(StrEnum):
    """What a message says."""

    OPENED = "opened"
    CLOSED = "closed"
    TEST = "test"


class Via(StrEnum):
    WEBHOOK = "webhook"
    EMAIL = "email"


class State(StrEnum):
    """What became of a message. `refused` and `gone` are the receiver's words, `given_up` ours after 24 hours."""

    DUE = "due"
    SENT = "sent"
    GIVEN_UP = "given_up"
    REFUSED = "refused"
    GONE = "gone"


class DeliveryRow(Struct, frozen=True, kw_only=True):
    """One message of one alert to one target: written before it is sent, and again after."""

    rule: str
    cell: str
    opened_at: datetime
    kind: str
    via: str
    target: str
    message_id: str  # the same however often it is sent
    state: str
    attempts: int
    created_at: datetime
    next_attempt_at: datetime
    ended_at: datetime | None  # sent, refused or given up
    last_error: str
    version: int


class Target(Struct, frozen=True, kw_only=True):
    """Where messages go. `name` stands in tables and never holds a secret."""

    via: Via
    name: str


class Ended(StrEnum):
    """How one attempt ended."""

    SENT = "sent"
    AGAIN = "again"
    REFUSED = "refused"
    GONE = "gone"


class Outcome(Struct, frozen=True, kw_only=True):
    """How one attempt ended, why, and the least seconds the receiver asks us to wait."""

    ended: Ended
    error: str = ""
    wait: int = 0


SENT: Final = Outcome(ended=Ended.SENT)
