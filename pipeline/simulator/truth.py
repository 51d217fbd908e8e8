"""What is really so in the simulated world. None of it stands in the events; all of it is named by event key."""

from datetime import datetime, timedelta
from enum import StrEnum

from schemas.interactions import Feeling, Struct
from schemas.stories import Verdict

MATURE_AFTER = timedelta(days=7)


class Cue(StrEnum):
    """By what a fact can be known: fields of records and events alone, or the meaning of words."""

    RECORD = "record"
    WORDS = "words"


class Label(Struct, frozen=True, kw_only=True):
    """What the customer's words in one event mean. `feeling` None: mixed, or nothing was said; not to be scored.

    `secrets` are strings that no stored text may contain.
    """

    key: str
    language: str
    feeling: Feeling | None = None
    complaint: bool = False
    topics: tuple[str, ...] = ()
    cues: tuple[str, ...] = ()
    names: tuple[str, ...] = ()  # of the praised
    secrets: tuple[str, ...] = ()


class Promise(Struct, frozen=True, kw_only=True):
    """One promise, however often it is told. `said` and `recorded` are event keys, one of them may be empty."""

    customer: str
    said: str = ""
    recorded: str = ""
    promise: str = ""  # its id on record
    made_at: datetime
    due_at: datetime | None  # after what was agreed
    first_due_at: datetime | None = None  # as the customer was first told; None: the same
    kept_at: datetime | None = None
    withdrawn_at: datetime | None = None
    doubted: str = ""  # the event in which the customer says it was not kept
    paid: int = 0
    state: str = ""  # as of the end: state_of
    language: str = ""

    @property
    def cue(self) -> Cue:
        return Cue.RECORD if self.recorded else Cue.WORDS


class Resolution(Struct, frozen=True, kw_only=True):
    """One official "resolved". `verdict` is empty while the customer may still react."""

    key: str
    case: str
    customer: str
    resolved_at: datetime
    verdict: str
    how: str = ""
    evidence: str = ""
    language: str = ""

    @property
    def cue(self) -> Cue:
        """Silence, a reopening and one more contact in the case are on record; what was said in it is not."""
        return Cue.RECORD if self.how in {"", "reopened", "contacted_again"} else Cue.WORDS


class Outreach(Struct, frozen=True, kw_only=True):
    """A customer the company contacted: after `request` (an event key) where there was one, else never asked not to."""

    customer: str
    request: str = ""
    contacts: tuple[str, ...] = ()  # of them all, in order
    violations: tuple[str, ...] = ()


class Breach(Struct, frozen=True, kw_only=True):
    """One rule that one contact of the company broke. `because` is the other event: the request, or the contact with
    which the count began; empty where there is none.
    """

    key: str
    customer: str
    kind: str
    because: str
    cue: Cue
    language: str


class Need(Struct, frozen=True, kw_only=True):
    """Touchpoints of one person on one need, in order. `contacts` are those in which they wanted something.

    `cue` is RECORD where each one after the first names a conversation or case of those before.
    """

    customer: str
    touchpoints: tuple[str, ...]
    contacts: int
    channels: tuple[str, ...]  # of the contacts, repeats folded
    cue: Cue
    language: str


class Statement(Struct, frozen=True, kw_only=True):
    """One event in which a customer says that they leave (`churn`) or what makes them `vulnerability`.

    `ended` is the event in which they take it back.
    """

    key: str
    customer: str
    kind: str
    said_at: datetime
    ended: str = ""
    language: str


class Path(Struct, frozen=True, kw_only=True):
    """The owner of a stolen account and the way to a person who helps."""

    customer: str
    touchpoints: tuple[str, ...]
    contacts: int  # inbound
    channels: tuple[str, ...]  # in order, repeats folded
    re_explained: int
    identity_checks: int


class Identity(Struct, frozen=True, kw_only=True):
    """Events of one person under several names; `others` are of somebody else who was linked by mistake."""

    customer: str
    one: tuple[str, ...]
    others: tuple[str, ...] = ()


class Family(Struct, frozen=True, kw_only=True):
    payer: str
    user: str
    paid_by: tuple[str, ...]
    used_by: tuple[str, ...]


class Surge(Struct, frozen=True, kw_only=True):
    topic: str
    started_at: datetime
    ended_at: datetime
    keys: tuple[str, ...]


class InSurge(Struct, frozen=True, kw_only=True):
    """One event of the surge."""

    key: str


class CourteousUnsolved(Struct, frozen=True, kw_only=True):
    """One event in which staff were courteous and could not solve it."""

    key: str


class Handled(Struct, frozen=True, kw_only=True):
    """One event in which staff were of this attitude, and whether it solved the matter: solved, not or unknown."""

    key: str
    attitude: str
    outcome: str
    language: str


class Late(Struct, frozen=True, kw_only=True):
    """One event that nobody heard of until long after it happened."""

    key: str
    arrives_at: datetime


class Answer(Struct, frozen=True, kw_only=True):
    """A satisfaction survey (1 to 5) about an official resolution, and whether its customer was content with it."""

    key: str
    score: int
    resolution: str
    content: bool


Fact = (
    Label
    | Promise
    | Resolution
    | Outreach
    | Breach
    | Need
    | Statement
    | Path
    | Identity
    | Family
    | InSurge
    | CourteousUnsolved
    | Handled
    | Late
    | Answer
)


class Truth(Struct, frozen=True, kw_only=True):
    """`keys` are those of all events: what else a warehouse holds is none of this world's business."""

    starts_at: datetime
    ends_at: datetime
    interactions: int
    records: int
    labels: tuple[Label, ...]
    promises: tuple[Promise, ...]
    resolutions: tuple[Resolution, ...]
    outreach: tuple[Outreach, ...]
    breaches: tuple[Breach, ...]
    needs: tuple[Need, ...]
    statements: tuple[Statement, ...]
    handled: tuple[Handled, ...]
    late: tuple[Late, ...]
    stolen: tuple[Path, ...]
    identities: tuple[Identity, ...]
    families: tuple[Family, ...]
    courteous_unsolved: tuple[str, ...]
    surge: Surge | None
    answers: tuple[Answer, ...]
    keys: tuple[str, ...]


class Moments(Struct, frozen=True, kw_only=True):
    """What a promise's state follows from."""

    due_at: datetime | None
    kept_at: datetime | None
    withdrawn_at: datetime | None


def state_of(moments: Moments, as_of: datetime) -> str:
    """withdrawn, kept, late, unknown_due, open or broken; what happens at `as_of` or after has not happened."""
    due, kept = moments.due_at, moments.kept_at
    if moments.withdrawn_at and moments.withdrawn_at < as_of:
        return "withdrawn"
    if kept and kept < as_of:
        return "late" if due and kept > due else "kept"
    if due is None:
        return "unknown_due"
    return "open" if as_of <= due else "broken"


def verdict_of(verdict: str, resolved_at: datetime, as_of: datetime) -> str:
    """Silence is a verdict only after 7 days; until then empty."""
    quiet = verdict in {"", Verdict.SILENT}
    return "" if quiet and as_of < resolved_at + MATURE_AFTER else verdict or Verdict.SILENT
