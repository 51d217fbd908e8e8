"""Single turns with the cues they give, and staff's with whether they promise: our own sentences, and plain talk."""

import re
from collections.abc import Callable, Iterator, Mapping
from pathlib import Path
from types import MappingProxyType
from typing import Final, NamedTuple

from benchmarks.training.corpus import rows
from benchmarks.training.topic_texts import own
from schemas.errors import Misused
from schemas.taxonomy import CUE_IDS
from schemas.values import Speaker

CUES: Final = Path(__file__).parent / "cues"
PROMISES: Final = Path(__file__).parent / "promises"
PROMISE: Final = "promise"
OF_STAFF: Final = ("identity_check", "transfer", PROMISE)
OF_CUSTOMERS: Final = tuple(cue for cue in CUE_IDS if cue != "identity_check")
LABELS: Final[Mapping[Speaker, tuple[str, ...]]] = MappingProxyType(
    {Speaker.CUSTOMER: OF_CUSTOMERS, Speaker.STAFF: OF_STAFF}
)

PLAIN: Final = 0.1  # weight of a turn of plain talk: nobody has read it, and there are many
UNREAD: Final = 0.5  # weight of a line of ours that was written for something else
_EVERY: Final = 3  # of so many plain turns one is taken
# People say so in plain talk as well.
_POLITE: Final = frozenset({"thanks"})
_NONE: Final = frozenset[str]()
# Cues that are likely where a matter is.
_LIKELY: Final[Mapping[str, frozenset[str]]] = MappingProxyType({
    "praise": frozenset({"praise", "resolved"}),
    "unsolved": frozenset({"repeat", "not_resolved", "re_explaining", "effort", "transfer", "waiting"}),
    "waiting": frozenset({"waiting", "effort", "repeat"}),
    "broken_promise": frozenset({"repeat", "not_resolved", "waiting"}),
    "cancellation": frozenset({"churn"}),
    "unwanted_contact": frozenset({"do_not_contact"}),
    "privacy": frozenset({"do_not_contact"}),
    "staff_attitude": frozenset({"re_explaining", "transfer", "effort", "escalation"}),
    "delivery": frozenset({"waiting"}),
    "refund": frozenset({"waiting"}),
})  # fmt: skip
_BLOCK: Final = 8  # neighbouring lines are variants of each other: they stay together
_TALK: Final = {"crosswoz": "zh", "uss_multiwoz": "en"}


_SERVICE: Final = "stc3_weibo_helpdesk"
_TOLD_WITH: Final = MappingProxyType({
    "identity_check": re.compile(
        r"number|account|name|birth|verif|identi|\bid\b|address|password|code|digit|passport|confirm|detail|information|security|e-?mail|contact"
        r"|号|姓名|名字|账|帐|身份|验证|核实|核对|生日|密码|证件|地址|联系方式|信息|资料|本人",
        re.IGNORECASE,
    ),
    "transfer": re.compile(
        r"transfer|connect|\bput\b|pass|hand|colleague|team|department|desk|contact|call|forward|specialist|staff|report"
        r"|转|接|同事|部门|专员|联系|反馈|拨打|致电|咨询|热线|上报|登记",
        re.IGNORECASE,
    ),
    PROMISE: re.compile(
        r"will|'ll|’ll|going|shall|within|soon|tomorrow|today|day|promise|hour"
        r"|会|将|内|前|尽快|稍后|马上|明|周|[给为帮][您你亲]|跟进|继续|届时|天|时|后",
        re.IGNORECASE,
    ),
})  # fmt: skip
"""Words without which staff do none of it."""

Phrases = Callable[[Speaker, str], frozenset[str]]
"""The cues that phrases find in one turn."""


class Line(NamedTuple):
    """One turn. `asked` are the labels that it tells of, `told` those that it has.

    Lines of one `block` are variants of each other; -1 where nobody has read them for their cues.
    """

    language: str
    speaker: Speaker
    asked: frozenset[str]
    told: frozenset[str]
    text: str
    block: int = -1
    weight: float = 1.0


def read_lines(data: Path | None, phrases: Phrases) -> list[Line]:
    """Ours, and where a folder of dialogues is given, talk in which most cues are rare."""
    found = [*_cues(), *_promises(), *_matters(phrases)]
    return [*found, *_talk(data), *_served(data)] if data else found


def _cues() -> Iterator[Line]:
    for place in sorted(CUES.glob("*.tsv")):
        for number, (language, speaker, cues, text) in enumerate(_columns(place, 4)):
            who = Speaker(speaker)
            asked = frozenset(LABELS[who]) - {PROMISE}
            told = frozenset[str]() if cues == "-" else frozenset(cues.split(","))
            if told - asked:
                raise Misused(f"{place.name}, line {number + 1}: {speaker} cannot say {sorted(told - asked)}")
            yield Line(language, who, asked, told, text, number // _BLOCK)


def _promises() -> Iterator[Line]:
    asked = frozenset({PROMISE})
    for place in sorted(PROMISES.glob("*.tsv")):
        for number, (language, promises, text) in enumerate(_columns(place, 3)):
            told = asked if promises == "1" else frozenset[str]()
            yield Line(language, Speaker.STAFF, asked, told, text, number // _BLOCK)
            # Promises were written without a thought of cues: next to none asks who somebody is.
            cues = frozenset(OF_STAFF) - asked
            yield Line(language, Speaker.STAFF, cues, frozenset(), text, weight=UNREAD)


def _matters(phrases: Phrases) -> Iterator[Line]:
    """What customers wrote about other matters, with the cues that phrases find: what is said plainly is learned too."""
    for one in own():
        likely = frozenset[str]().union(*(_LIKELY.get(topic, _NONE) for topic in one.topics))
        told = phrases(Speaker.CUSTOMER, one.text) & frozenset(OF_CUSTOMERS)
        asked = (frozenset(OF_CUSTOMERS) - _POLITE - likely) | told
        yield Line(one.language, Speaker.CUSTOMER, asked, told, one.text, weight=PLAIN)


def _talk(data: Path) -> Iterator[Line]:
    """Turns of people who look for a restaurant or a hotel, and of who helps them."""
    for number, language, row in _turns(data):
        if number // 2 % _EVERY == 0 and _TALK.get(str(row["source"])) == language:
            who = Speaker.CUSTOMER if row["speaker"] == "customer" else Speaker.STAFF
            asked = frozenset(LABELS[who]) - _POLITE
            yield Line(language, who, asked, frozenset(), str(row["text"]), weight=PLAIN)


def _served(data: Path) -> Iterator[Line]:
    """What staff wrote to people who complained, where no word stands with which they ask, announce or promise."""
    for number, language, row in _turns(data):
        if number // 2 % _EVERY == 0 and row["source"] == _SERVICE and row["speaker"] != "customer":
            text = str(row["text"])
            asked = frozenset(label for label, words in _TOLD_WITH.items() if not words.search(text))
            yield Line(language, Speaker.STAFF, asked, frozenset(), text, weight=PLAIN)


def _turns(data: Path) -> Iterator[tuple[int, str, dict[str, object]]]:
    for language in ("en", "zh"):
        place = data / f"dialogues_{language}.jsonl.gz"
        for number, row in enumerate(rows(place) if place.exists() else ()):
            yield number, language, row


def _columns(place: Path, most: int) -> Iterator[list[str]]:
    for number, line in enumerate(place.read_text(encoding="utf-8").splitlines(), start=1):
        columns = line.split("\t")
        if len(columns) != most:
            raise Misused(f"{place.name}, line {number}: {len(columns)} columns, not {most}")
        yield columns
