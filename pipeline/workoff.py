"""Files worked off: read and heard in one thread, followed in another, with a bar for each."""

import time
from collections import deque
from collections.abc import Iterator, Sequence
from concurrent.futures import Future, ThreadPoolExecutor
from contextlib import contextmanager

from pipeline.embedded import Embedded, Pace, Told
from pipeline.importing.items import Input
from pipeline.intake import MakeRoom, Read, take_in
from pipeline.ports import Intake, Log
from pipeline.stages.hearing import Begun
from pipeline.terminal import progress
from schemas.errors import LogFull


def work_off(
    log: Log, engine: Embedded, sources: Sequence[Input], count: Read, *, again: bool = False
) -> None:
    """Read all sources and run the agents until nothing is left to do."""
    with progress() as bars:
        reading = bars.add_task("read", total=sum(source.size for source in sources))
        following = bars.add_task("follow", total=engine.lag())
        pace, done = Pace(), 0

        def told(stage: str, records: int) -> None:
            if stage == "hear":
                bars.update(following, total=(bars.tasks[following].total or 0) + records)
            if stage == "follow":
                bars.advance(following, records)

        with _followed(engine, pace, told) as beside:
            ears = _Ears(engine, told)
            make_room = _room_maker(ears, pace, beside)
            for source in sources:
                bars.update(reading, description=f"read {source.path.name[:40]}")
                for _ in take_in(log, source, count, again=again, make_room=make_room):
                    bars.update(reading, completed=done + count.offset)
                    ears.turn()
                    if beside.done():
                        return  # it has failed; leaving raises how
                done += source.size
                bars.update(reading, completed=done)
            while not beside.done() and (ears.turn() or ears.busy()):
                pass


class _Ears:
    """Two batches of every topic under way: while one is settled and a file is read, helpers have the other."""

    def __init__(self, engine: Embedded, told: Told) -> None:
        self.engine = engine
        self._told = told
        self._begun: deque[tuple[Begun, ...]] = deque()

    def turn(self) -> int:
        """Settle the batch that was begun first, once two are, and begin another; how many records were settled."""
        heard = 0
        if len(self._begun) > 1:
            heard = self.engine.settle(self._begun[0], self._told)
            self._begun.popleft()
        self._begun.append(self.engine.start_hearing(self._begun[-1] if self._begun else ()))
        return heard

    def busy(self) -> bool:
        """Whether anything is under way."""
        return any(one.records for begun in self._begun for one in begun)


def hand_over(log: Intake, sources: Sequence[Input], count: Read, *, again: bool = False) -> None:
    """Another process runs the agents in this home: append to its log, and it will hear."""

    def wait(_: LogFull) -> None:
        time.sleep(1)

    with progress() as bars:
        reading = bars.add_task("read", total=sum(source.size for source in sources))
        done = 0
        for source in sources:
            for _ in take_in(log, source, count, again=again, make_room=wait):
                bars.update(reading, completed=done + count.offset)
            done += source.size


@contextmanager
def _followed(engine: Embedded, pace: Pace, told: Told) -> Iterator["Future[None]"]:
    """A thread that follows beside; when the block ends it does the rest, or after an error no more than it must."""
    with ThreadPoolExecutor(1, "follow") as threads:
        beside = threads.submit(engine.follow_beside, pace, told)
        try:
            yield beside
        except BaseException:
            pace.stop.set()  # Ctrl-C ends it after the round at hand; the log has the rest
            raise
        finally:
            pace.over.set()
        beside.result()


def _room_maker(ears: _Ears, pace: Pace, beside: "Future[None]") -> MakeRoom:
    """What is handled may be dropped: hear and follow until something was, or nothing is left to handle."""

    def make_room(full: LogFull) -> None:
        if beside.done() or not ears.engine.lag():
            raise full
        pace.hurry.set()
        if not ears.turn():
            time.sleep(0.1)

    return make_room
