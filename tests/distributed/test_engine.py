"""The threads of agents wait for services, and a worker that ends lets the rounds at hand come to their end."""

import asyncio
import io
import threading
import time

import pytest

from pipeline.distributed.engine import Engine, Work
from pipeline.distributed.outbox import Outbox
from pipeline.distributed.voice import Voice
from pipeline.failpoints import nowhere
from pipeline.observing.health import Vitals
from pipeline.observing.logs import Journal
from pipeline.observing.metrics import Metrics
from pipeline.observing.names import Service
from pipeline.operating.servers import Servers
from schemas.errors import LogUnavailable, Misused, WarehouseUnavailable


def engine(failed: list[BaseException] | None = None) -> Engine:
    voice = Voice(Metrics(("story",), "0"), Vitals(), Journal(io.StringIO(), terminal=False))
    seen = [] if failed is None else failed
    return Engine(Outbox(Servers(("127.0.0.1:1",)), voice_of_nobody), voice, nowhere, seen.append)


def voice_of_nobody(_: BaseException, __: float) -> None:
    raise AssertionError


class Away:
    """A service that answers at the third call."""

    def __init__(self, error: Exception) -> None:
        self.error = error
        self.calls = 0
        self.threads: set[str] = set()

    def __call__(self) -> str:
        self.calls += 1
        self.threads.add(threading.current_thread().name)
        if self.calls < 3:
            raise self.error
        return "done"


@pytest.mark.parametrize("error", [WarehouseUnavailable("away"), LogUnavailable("away")])
async def test_a_call_is_made_again_until_the_service_answers(error: Exception) -> None:
    this, away = engine(), Away(error)
    assert await this.thread("story").do(away) == "done"
    assert away.calls == 3
    assert away.threads == {"story_0"}
    said = this.voice.metrics.page()[0].decode()
    service = Service.WAREHOUSE if isinstance(error, WarehouseUnavailable) else Service.KAFKA
    assert f'earshot_retries_total{{service="{service}"}} 2.0' in said
    assert f'earshot_waiting{{service="{service}"}} 0.0' in said


async def test_health_tells_that_the_warehouse_came_back() -> None:
    this = engine()
    this.voice.away(Service.WAREHOUSE, WarehouseUnavailable("away"), 0.2)
    assert this.voice.vitals.warehouse is False
    await this.thread("story").do(Away(WarehouseUnavailable("away")))
    assert this.voice.vitals.warehouse is True


async def test_what_nobody_expected_passes_at_once() -> None:
    with pytest.raises(ZeroDivisionError):
        await engine().thread("story").do(lambda: 1 // 0)


async def test_a_closing_worker_waits_no_longer_for_a_service() -> None:
    failed: list[BaseException] = []
    this = engine(failed)
    await this.work.begin()
    given_up = asyncio.ensure_future(this.guarded(asks(this)))
    began = time.monotonic()
    assert await this.work.drain(5), "the round is given up, and nothing else is at hand"
    assert time.monotonic() - began < 2
    assert not given_up.done()
    assert failed == [], "being asked to end while a service is away is no bug"
    given_up.cancel()


async def asks(this: Engine) -> None:
    await this.thread("story").do(Away(WarehouseUnavailable("away")))


async def test_the_life_of_an_agent_ends_the_worker_with_it() -> None:
    failed: list[BaseException] = []
    this = engine(failed)

    async def live() -> None:
        raise Misused("no table")

    with pytest.raises(Misused):
        await this.guarded(live())
    task = this.beside(live())
    with pytest.raises(Misused):
        await task
    await asyncio.sleep(0)
    assert [str(error) for error in failed] == ["no table", "no table"]


async def test_being_cancelled_is_no_failure() -> None:
    failed: list[BaseException] = []
    task = asyncio.ensure_future(engine(failed).guarded(forever()))
    await asyncio.sleep(0)
    task.cancel()
    with pytest.raises(asyncio.CancelledError):
        await task
    assert failed == []


async def forever() -> None:
    await asyncio.Event().wait()


async def test_draining_waits_for_the_rounds_at_hand_and_begins_none() -> None:
    work = Work()
    await work.begin()
    await work.begin()
    draining = asyncio.ensure_future(work.drain(5))
    late = asyncio.ensure_future(work.begin())
    await asyncio.sleep(0.01)
    assert work.closing.is_set()
    work.end()
    await asyncio.sleep(0.01)
    assert not draining.done()
    work.end()
    assert await draining
    assert not late.done()
    late.cancel()


async def test_draining_gives_up_in_time_and_needs_none_when_nothing_is_at_hand() -> None:
    idle, busy = Work(), Work()
    await busy.begin()
    assert await idle.drain(0.01)
    assert not await busy.drain(0.01)
