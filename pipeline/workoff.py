"""Files worked off: read and heard in one thread, followed in another, with a bar for each."""

import time
from collections.abc import Iterator, Sequence
from concurrent.futures import Future, ThreadPoolExecutor
from contextlib import contextmanager

from pipeline.embedded import Embedded, Pace, Told
from pipeline.importing.items import Input
from pipeline.intake import MakeRoom, Read, take_in
from pipeline.ports import Intake, Log
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
            make_room = _room_maker(engine, pace, beside, told)
            for source in sources:
                bars.update(reading, description=f"read {source.path.name[:40]}")
                for _ in take_in(log, source, count, again=again, make_room=make_room):
                    bars.update(reading, completed=done + count.offset)
                    engine.hear(told)
                    if beside.done():
                        return  # it has failed; leaving raises how
                done += source.size
                bars.update(reading, completed=done)
            while not beside.done() and engine.hear(told):
                pass


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


def _room_maker(engine: Embedded, pace: Pace, beside: "Future[None]", told: Told) -> MakeRoom:
    """What is handled may be dropped: hear and follow until something was, or nothing is left to handle."""

    def make_room(full: LogFull) -> None:
        if beside.done() or not engine.lag():
            raise full
        pace.hurry.set()
        if not engine.hear(told):
            time.sleep(0.1)

    return make_room
