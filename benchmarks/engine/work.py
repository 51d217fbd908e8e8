"""The work all contenders get: mixed events of a simulated bank, the same bytes on every machine.

Three events in four are of customers who speak English, one of those who speak Chinese (or both). Some customers only
write short messages, which brings the median text to about 20 words; Chinese counts as one word for 1.6 characters. A
text that came before is told apart by a reference at its end, so that no cache of answers helps anybody.
"""

import re
from collections import Counter
from collections.abc import Iterable, Iterator
from itertools import islice
from pathlib import Path
from statistics import median
from typing import Final

import msgspec

from pipeline.simulator.people import customer
from pipeline.simulator.plan import Plan
from pipeline.simulator.simulation import simulate
from schemas.envelope import Event, decode, encode
from schemas.events import CallEnded, ChatClosed, ChatMessage, EmailReceived, Said, SocialPosted
from schemas.topics import topic_of

SEED: Final = 10
_EVENTS_A_CUSTOMER: Final = 3.5  # somewhat fewer than are kept, so that there are enough
_NUMBERED: Final = re.compile(r"(\d{4,})(?:@|$)")
_HAN: Final = re.compile(r"[\u4e00-\u9fff]")
_WORD: Final = re.compile(r"[^\W\u4e00-\u9fff]+")
_HAN_A_WORD: Final = 1.6


class Work(msgspec.Struct, frozen=True, kw_only=True):
    """What the file holds. Every event is valid and has a key of its own, so as many facts must come of it."""

    events: int
    interactions: int
    records: int
    topics: dict[str, int]
    chinese: float  # share of the interactions whose words are mostly Chinese
    median_words: float
    bytes_each: float


def events(count: int) -> Iterator[Event]:
    """The first `count` events, in order of creation time."""
    plan = Plan(seed=SEED, customers=max(200, int(count / _EVENTS_A_CUSTOMER)))
    kept = (event for event in simulate(plan).events() if _kept(event))
    return islice(_told_apart(kept), count)


def write(file: Path, count: int) -> Work:
    """The events, one a line, and what they are."""
    topics: Counter[str] = Counter()
    words: list[float] = []
    chinese = size = 0
    with file.open("wb") as out:
        for event in events(count):
            size += out.write(encode(event) + b"\n")
            topics[topic_of(event)] += 1
            if isinstance(event, Said):
                han, others = _counted(text_of(event))
                words.append(han + others)
                chinese += han > others
    return Work(
        events=topics.total(),
        interactions=len(words),
        records=topics.total() - len(words),
        topics=dict(topics),
        chinese=chinese / max(1, len(words)),
        median_words=median(words),
        bytes_each=size / max(1, topics.total()),
    )


def read(file: Path) -> Iterator[tuple[bytes, Event]]:
    """Each line without its end, and the event in it."""
    with file.open("rb") as lines:
        for line in lines:
            value = line.rstrip(b"\n")
            yield value, decode(value)


def text_of(event: Said) -> str:
    """All that is said in an event, by whomever."""
    if isinstance(event, CallEnded | ChatClosed):
        return "\n".join(turn.text for turn in event.turns)
    if isinstance(event, EmailReceived):
        return f"{event.subject}\n{event.text or event.html}"
    return event.text


def _kept(event: Event) -> bool:
    number, english = _whose(event)
    if not english and number % 13 >= 4:  # 4 of 13 of the 52 % leave one Chinese event in four
        return False
    terse = number % 11 < 3
    return not terse or isinstance(event, ChatMessage | SocialPosted)


def _whose(event: Event) -> tuple[int, bool]:
    """The number of the simulated customer, and whether English is their language."""
    if event.customer:
        number = (int(event.customer[2:]) - 400_000) // 13
        return number, customer(SEED, number).language == "en"
    said = event.handles[0].value
    found = _NUMBERED.search(said)
    number = int(found[1]) if found else 0
    if said.startswith("+"):
        return number, said.startswith("+44")
    return number, customer(SEED, number).language == "en"


def _told_apart(told: Iterable[Event]) -> Iterator[Event]:
    seen: set[int] = set()
    for number, event in enumerate(told):
        if isinstance(event, Said) and (text := text_of(event)):
            mark = hash(text)
            if mark in seen:
                yield _referring(event, f" ({number:06})")
                continue
            seen.add(mark)
        yield event


def _referring(event: Said, reference: str) -> Said:
    if isinstance(event, CallEnded | ChatClosed):
        *others, last = event.turns
        last = msgspec.structs.replace(last, text=last.text + reference)
        return msgspec.structs.replace(event, turns=(*others, last))
    if isinstance(event, EmailReceived) and event.html:
        return msgspec.structs.replace(event, html=event.html.replace("</p>", f"{reference}</p>", 1))
    return msgspec.structs.replace(event, text=event.text + reference)


def _counted(text: str) -> tuple[float, int]:
    """Chinese words, and others."""
    return len(_HAN.findall(text)) / _HAN_A_WORD, len(_WORD.findall(text))
