"""An agent that gets further is no agent that stands still, however long its round lasts."""

from pipeline.distributed.hearing import PIECE, _pieces
from pipeline.distributed.observed import Observed
from pipeline.distributed.pulse import BeatingRaw, Pulse
from pipeline.observing.metrics import Metrics
from pipeline.ports import Record
from pipeline.warehouse.memory import MemoryWarehouse
from schemas import tables


def at(*moments: float) -> Pulse:
    clock = iter(moments)
    return Pulse(lambda: next(clock))


def test_a_beat_counts_for_a_while_and_for_its_agent_alone() -> None:
    pulse = at(100.0, 109.9, 110.0, 100.0)
    pulse.beat("story")
    assert pulse.beats("story", 10)
    assert not pulse.beats("story", 10)
    assert not pulse.beats("tally", 10)


def test_each_answer_of_the_warehouse_is_a_beat() -> None:
    beats = [0]

    def beat() -> None:
        beats[0] += 1

    seen = Observed(MemoryWarehouse(), Metrics(("story",), "0"), beat)
    seen.write(tables.ARRIVALS, [])
    seen.known([])
    seen.heads([])
    seen.touchpoints([])
    seen.links([], [])
    seen.standing(tables.JOURNEYS, [])
    seen.recount([])
    seen.sync()
    assert beats == [8]


class Gone:
    """Kafka has nothing any more."""

    def raw(self, topic: str, partition: int, offset: int) -> None:
        """Nothing."""


def test_so_is_each_raw_record_that_is_read_once_more() -> None:
    pulse = at(1.0, 2.0)
    BeatingRaw(Gone(), lambda: pulse.beat("story")).raw("voc.calls", 0, 0)
    assert pulse.beats("story", 5)


def test_the_age_of_what_was_handled_is_known_by_partition() -> None:
    pulse = Pulse()
    pulse.handled("voc.calls", 1, 17.0)
    pulse.handled("voc.calls", 1, 18.0)
    assert pulse.newest == {("voc.calls", 1): 18.0}


def sized(*sizes: int) -> list[Record]:
    return [Record("voc.calls", 0, offset, 0, b"", b"x" * size, {}) for offset, size in enumerate(sizes)]


def test_a_batch_is_heard_in_pieces_that_are_the_batch() -> None:
    for sizes in (
        (),
        (1,),
        (PIECE,),
        (PIECE + 1,),
        (PIECE, 1),
        (1, PIECE),
        (10, 20, PIECE, 1, 1, PIECE * 2, 5),
    ):
        records = sized(*sizes)
        pieces = list(_pieces(records))
        assert [record for piece in pieces for record in piece] == records
        assert all(len(piece) == 1 or sum(len(r.value) for r in piece) <= PIECE for piece in pieces if piece)
