"""What the proofs send: bounded, repeatable, bilingual, with repetitions and with bytes that break the contract."""

from collections.abc import Iterable, Iterator, Sequence
from itertools import count, islice
from random import Random
from typing import Final

from pipeline.ports import NewRecord
from pipeline.simulator.plan import Plan
from pipeline.simulator.simulation import simulate
from schemas.envelope import MAX_EVENT_BYTES, Event, decode, encode
from schemas.topics import RAW, key_of, topic_of
from tests.bad_input import CORPUS
from tests.examples import TYPES, lines

MOST_EXAMPLES: Final = 2 * len(TYPES)
_EVENTS_A_CUSTOMER: Final = 6


def mixed(number: int, seed: int = 1) -> list[Event]:
    """`number` events: one English and one Chinese example of each type, then a simulated bank. Each id once."""
    shown = [decode(line) for name in TYPES for line in lines(name)][:number]
    plan = Plan(seed=seed, customers=max(8, number // _EVENTS_A_CUSTOMER), months=3)
    told = [*islice(simulate(plan).events(), number - len(shown))]
    assert len(shown) + len(told) == number, "the simulated bank is too small"
    return [*shown, *told]


def sent(events: Iterable[Event]) -> list[NewRecord]:
    """The records the gateway would append for these events."""
    return [NewRecord(topic_of(event), key_of(event), encode(event)) for event in events]


def repeated(records: Sequence[NewRecord], seed: int = 1, most: int = 3) -> list[NewRecord]:
    """Each record one to `most` times, the repetitions far behind: all first copies, then all second ones, shuffled."""
    chance = Random(seed)
    copies = [(turn, record) for record in records for turn in range(chance.randint(1, most))]
    rounds = [[record for at, record in copies if at == turn] for turn in range(most)]
    for some in rounds[1:]:
        chance.shuffle(some)
    return [record for some in rounds for record in some]


def poison(most: int = MAX_EVENT_BYTES) -> list[NewRecord]:
    """The corpus of bad input, each entry up to `most` bytes, spread over the raw topics; a stranger on each topic; no bytes."""
    bad = [
        NewRecord(RAW[place % len(RAW)], b"bad", value)
        for place, value in enumerate(CORPUS.values())
        if len(value) <= most
    ]
    strangers = [
        NewRecord(topic, b"stranger", lines("ChatClosed" if topic != "voc.chats" else "CallEnded")[0])
        for topic in RAW
    ]
    return [*bad, *strangers, *(NewRecord(topic, b"", b"") for topic in RAW)]


def woven(good: Sequence[NewRecord], bad: Sequence[NewRecord], seed: int = 1) -> list[NewRecord]:
    """The bad ones at chance places between the good ones, which keep their order."""
    chance = Random(seed)
    found = [*good]
    for record in bad:
        found.insert(chance.randint(0, len(found)), record)
    return found


def lots(size: int, seed: int = 1) -> Iterator[list[NewRecord]]:
    """Small lots without end, each with a refusal in it; the ids of every lot are its own."""
    bad = poison(20_000)
    for number in count():
        told = mixed(size * 40, seed + number)[MOST_EXAMPLES:]
        for start in range(0, len(told), size):
            yield [*sent(told[start : start + size]), bad[(number + start // size) % len(bad)]]
