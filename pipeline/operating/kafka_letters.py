"""Dead letters in Kafka, and the memory of which were sent again: the compacted topic voc.replayed.

A letter is remembered by the origin and the bytes of what was refused, not by its own offset: after a rewind the same
record may be refused once more and lie there twice, and it is to be sent once all the same.
"""

from collections.abc import Iterator, Mapping, Sequence
from hashlib import blake2b

from kafka.errors import OffsetOutOfRangeError

from pipeline.operating.brokers import Brokers
from pipeline.operating.letters import Again, Letter, letter_of
from pipeline.operating.plan import REPLAYED
from pipeline.operating.positions import Place, begins, ends, places
from pipeline.operating.reading import Consumer, RawRecords, stretch
from pipeline.operating.sending import Sender
from pipeline.operating.servers import Servers
from pipeline.ports import NewRecord, Record
from schemas.errors import EarshotError, LogUnavailable, Misused
from schemas.topics import DEAD_LETTERS


class KafkaLetters:
    """The Letters of a Kafka cluster; numbers are partition/offset."""

    def __init__(self, servers: Servers) -> None:
        self._servers = servers

    def newest(self, last: int) -> Iterator[Letter]:
        yield from map(_letter, self._records(DEAD_LETTERS, last))

    def one(self, number: str) -> Letter:
        partition, _, offset = number.partition("/")
        if all(part.isascii() and part.isdigit() and len(part) < 19 for part in (partition, offset)):
            raw = RawRecords(self._servers)
            try:
                record = raw.raw(DEAD_LETTERS, int(partition), int(offset))
            finally:
                raw.close()
            if record:
                return _letter(record)
        raise Misused(
            f"there is no dead letter {number}; numbers are partition/offset, see `earshot dead-letters list`"
        )

    def unsent(self) -> Iterator[Letter]:
        """Also without those that an earlier letter in this list stands for."""
        known = {record.key for record in self._records(REPLAYED, 0) if record.value}
        for letter in map(_letter, self._records(DEAD_LETTERS, 0)):
            key = remembered_by(letter)
            if key not in known:
                known.add(key)
                yield letter

    def send(self, again: Sequence[Again]) -> None:
        with Brokers(self._servers) as brokers:
            _partitions(brokers, REPLAYED)
        with Sender(self._servers) as sender:
            outcomes = sender.send([one.record for one in again])
            arrived = [one for one, fault in zip(again, outcomes, strict=True) if isinstance(fault, int)]
            # Remembered last: cut before it, a letter is sent once more, never forgotten.
            remembered = sender.send(
                [
                    NewRecord(REPLAYED, remembered_by(one.letter), one.letter.number.encode())
                    for one in arrived
                ]
            )
        failed = [fault for fault in (*outcomes, *remembered) if isinstance(fault, EarshotError)]
        if failed:
            raise LogUnavailable(f"{len(arrived)} of {len(again)} sent again; {failed[0]}")

    def close(self) -> None:
        """Nothing is kept open between calls."""

    def _records(self, topic: str, last: int) -> Iterator[Record]:
        """Up to `last` newest records of each partition (0: all), in the order of their append times."""
        with Brokers(self._servers) as brokers:
            have = _partitions(brokers, topic)
            starts, upto = begins(brokers, have), ends(brokers, have)
        if last:
            # Compaction and marks of transactions leave gaps: then `last` offsets hold fewer records.
            starts = {place: max(start, upto[place] - last) for place, start in starts.items()}
        consumer = Consumer(self._servers)
        try:
            yield from _ordered(consumer, starts, upto)
        except OffsetOutOfRangeError:
            raise LogUnavailable(f"retention of {topic} has just moved on; do it again") from None
        finally:
            consumer.close()


def _ordered(consumer: Consumer, starts: Mapping[Place, int], ends: Mapping[Place, int]) -> Iterator[Record]:
    if len(starts) == 1:
        yield from stretch(consumer, starts, ends)
    else:
        yield from sorted(stretch(consumer, starts, ends), key=lambda record: record.appended)


def _partitions(brokers: Brokers, topic: str) -> list[Place]:
    found = places(brokers, [topic])
    if not found:
        raise Misused(f"there is no topic {topic}; run `earshot topics apply`")
    return found


def _letter(record: Record) -> Letter:
    return letter_of(f"{record.partition}/{record.offset}", record)


def remembered_by(found: Letter) -> bytes:
    """The key of what was refused. A topic made anew repeats origins, hence also the bytes."""
    digest = blake2b(found.letter.value, digest_size=8).hexdigest()
    return f"{found.letter.origin} {digest}".encode()
