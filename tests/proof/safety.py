"""What may be committed: at any moment, killed or not, all that the group says it has handled is somewhere it survives.

raw record below the committed offset          -> a message on voc.interactions, or a dead letter, names it
record of voc.interactions below it            -> its event is a fact, or its origin is a dead letter
record of voc.dead-letters below it            -> its origin is in the table
"""

from collections import defaultdict
from collections.abc import Iterable, Mapping
from typing import Final

import msgspec

from pipeline.ports import Record
from schemas import topics
from schemas.interactions import DeadLetter, Message
from tests.proof.broker import Place
from tests.proof.contents import Contents
from tests.proof.oracle import origin_of

_MESSAGE: Final = msgspec.json.Decoder(Message)
_LETTER: Final = msgspec.json.Decoder(DeadLetter)


def uncovered(committed: Mapping[Place, int], records: Iterable[Record], stored: Contents) -> list[str]:
    """One line for each record that is committed and nowhere.

    `records` is all that Kafka holds, read while nobody works, after `committed` and `stored` were.
    """
    by_topic: dict[str, list[Record]] = defaultdict(list)
    for record in records:
        by_topic[record.topic].append(record)
    followed = [(one, _MESSAGE.decode(one.value)) for one in by_topic[topics.INTERACTIONS]]
    refused = [(one, _LETTER.decode(one.value)) for one in by_topic[topics.DEAD_LETTERS]]
    letters = {letter.origin for _, letter in refused}
    passed = letters | {_origin(message) for _, message in followed}
    facts, filed = stored.events(), stored.letters()

    def done(record: Record) -> bool:
        return record.offset < committed.get((record.topic, record.partition), 0)

    raw = (one for topic in topics.RAW for one in by_topic[topic] if done(one))
    return [
        *(
            f"{origin_of(one)} is committed and was never passed on"
            for one in raw
            if origin_of(one) not in passed
        ),
        *(
            f"{origin_of(one)} is committed and its fact is missing"
            for one, message in followed
            if done(one) and message.key not in facts and _origin(message) not in letters
        ),
        *(
            f"{origin_of(one)} is committed and not filed"
            for one, letter in refused
            if done(one) and letter.origin not in filed
        ),
    ]


def _origin(message: Message) -> str:
    at = message.origin
    return f"{at.topic}/{at.partition}/{at.offset}"
