"""What the ear listens for: topics, cues and the words that bend them, as an editor writes them in YAML.

The two files beside this one, `taxonomy.yaml` and `bends.yaml`, explain their own syntax. Here are their
shapes and the checks that need no matching; whether a phrase can be read is the ear's to say.
"""

from collections import Counter
from collections.abc import Iterable, Mapping
from typing import Final, TypeVar

import msgspec

from schemas.errors import Misused
from schemas.values import Speaker

T = TypeVar("T")

OTHER: Final = "other"
TOPIC_IDS: Final = (
    "billing", "refund", "delivery", "product_fault", "outage", "account", "security", "cancellation",
    "staff_attitude", "waiting", "unsolved", "broken_promise", "unwanted_contact", "privacy", "price", "policy",
    "information", "onboarding", "praise", OTHER,
)  # fmt: skip
CUE_IDS: Final = (
    "repeat", "waiting", "effort", "re_explaining", "identity_check", "transfer", "escalation", "churn",
    "do_not_contact", "resolved", "not_resolved", "thanks", "praise", "vulnerability",
)  # fmt: skip


class Written(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """Phrases of one meaning, side by side, one a line or parted by semicolons."""

    en: str = ""
    zh: str = ""

    def phrases(self) -> tuple[str, ...]:
        """English first, in the order written."""
        parts = self.en.replace("\n", ";").split(";") + self.zh.replace("\n", ";").split(";")
        return tuple(part.strip() for part in parts if part.strip())


NOTHING: Final = Written()


class Name(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """What people read."""

    en: str
    zh: str


class Topic(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """`about` names the matter and claims nothing; `faults` say that something went wrong with it."""

    id: str
    name: Name
    about: Written = NOTHING
    faults: Written = NOTHING


class Scope(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """Where a cue's words do not count: `negated`, in an information `question`, `reported` of others, `conditional`."""

    negated: bool = False
    question: bool = False
    reported: bool = False
    conditional: bool = False


class Cue(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """`speaker` is whose words count. `fault` marks cues that are dissatisfaction by themselves."""

    id: str
    name: Name
    phrases: Written
    speaker: Speaker = Speaker.CUSTOMER
    fault: bool = False
    not_when: Scope = Scope()


class Attitudes(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """How staff behaved: by their own words (`courteous`, `discourteous`) and by the customer's (`credited`)."""

    courteous: Written
    discourteous: Written
    credited: Written


class Taxonomy(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """`words` are named groups that any phrase may use."""

    version: str
    words: Mapping[str, str]
    topics: tuple[Topic, ...]
    cues: tuple[Cue, ...]
    attitude: Attitudes

    @property
    def sore(self) -> frozenset[str]:
        """The cues that are dissatisfaction by themselves."""
        return frozenset(cue.id for cue in self.cues if cue.fault)


class Bending(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """Words that bend what others mean, whatever the topic; words that mean something else; words that say nothing."""

    version: str
    words: Mapping[str, str]
    irony: Written
    negators: Written
    idle_negators: Written
    contrasts: Written
    conditions: Written
    reports: Written
    tells: Written
    questions: Written
    inversions: Written
    shields: Written
    fillers: Written


class Languages(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """Words that tell languages of one script apart, and characters that two scripts write differently."""

    english: str
    foreign: str
    traditional: str
    simplified: str


def taxonomy_from(document: object) -> Taxonomy:
    """`document` (as YAML reads it) with every id known and given once, or Misused naming the id."""
    taxonomy = _converted(document, Taxonomy, "taxonomy")
    _check_ids("topic", (topic.id for topic in taxonomy.topics), TOPIC_IDS)
    _check_ids("cue", (cue.id for cue in taxonomy.cues), CUE_IDS)
    for topic in taxonomy.topics:
        _check_phrases(f"topic {topic.id}", topic.about.phrases() + topic.faults.phrases())
    for cue in taxonomy.cues:
        _check_phrases(f"cue {cue.id}", cue.phrases.phrases())
        if not cue.phrases.phrases():
            raise Misused(f"cue {cue.id!r} has no phrase: it can never be heard")
    return taxonomy


def bending_from(document: object) -> Bending:
    return _converted(document, Bending, "bends")


def languages_from(document: object) -> Languages:
    languages = _converted(document, Languages, "languages")
    if len("".join(languages.traditional.split())) != len("".join(languages.simplified.split())):
        raise Misused("languages: traditional and simplified must have one character for one character")
    return languages


def _converted(document: object, kind: type[T], what: str) -> T:
    try:
        return msgspec.convert(document, kind)
    except msgspec.ValidationError as error:
        raise Misused(f"{what}: {error}") from None


def _check_ids(what: str, given: Iterable[str], known: tuple[str, ...]) -> None:
    counts = Counter(given)
    for id_, count in counts.items():
        if id_ not in known:
            raise Misused(f"{what} {id_!r} is unknown; known are: {', '.join(known)}")
        if count > 1:
            raise Misused(f"{what} {id_!r} is given {count} times")
    missing = [id_ for id_ in known if id_ not in counts]
    if missing:
        raise Misused(f"{what}s missing: {', '.join(missing)}")


def _check_phrases(where: str, phrases: tuple[str, ...]) -> None:
    for phrase, count in Counter(phrases).items():
        if count > 1:
            raise Misused(f"{where}: {phrase!r} is given {count} times")
