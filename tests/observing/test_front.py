"""What a process that serves tells: values it learnt, as old as they are, and what it never tells."""

from collections.abc import Callable
from datetime import UTC, datetime, timedelta
from pathlib import Path
from threading import Event

import pytest
import trustme
from aiohttp import web
from aiohttp.test_utils import TestClient, TestServer
from prometheus_client.parser import text_string_to_metric_families

from pipeline.log import SqliteLog
from pipeline.observing import names
from pipeline.observing.front import FrontMetrics
from pipeline.observing.fronting import Watch
from pipeline.observing.learner import Learner, Look
from pipeline.observing.learnt import Here, Reader, Readers, Source, Space, Stored
from pipeline.observing.looking import around, at_log
from pipeline.observing.names import Door
from pipeline.ports import NewRecord
from pipeline.settings import Settings
from pipeline.tls import certificate_in
from schemas.errors import Misused, WarehouseUnavailable
from schemas.topics import CALLS

WEB = Source("web", 10, 7, 1, 2, 0, 0, 900.0, 950.0)
STORED = Stored((WEB,), due=1, failed=2, owed_since=940.0, disks=(Space("warehouse default", 5, 50),))
HERE = Here(Space("home", 40, 100), (("tls_cert", 2_000.0),), log=(30, 90))


class Clock:
    def __init__(self) -> None:
        self.now = 1_000.0

    def __call__(self) -> float:
        return self.now


@pytest.fixture
def clock() -> Clock:
    return Clock()


@pytest.fixture
def front(clock: Clock) -> FrontMetrics:
    return FrontMetrics("0.1.0", 300.0, clock)


def told(front: FrontMetrics) -> dict[tuple[str, ...], float]:
    """Value by name and labels, these in order of their names."""
    return {
        (sample.name, *(value for _, value in sorted(sample.labels.items()))): sample.value
        for family in text_string_to_metric_families(front.page()[0].decode())
        for sample in family.samples
    }


def test_nothing_learnt_is_nothing_told(front: FrontMetrics) -> None:
    found = {name for name, *_ in told(front)}
    assert "earshot_account_records" not in found
    assert "earshot_learnt_timestamp_seconds" not in found
    assert "earshot_disk_free_bytes" not in found


def test_what_was_learnt_is_told_with_its_time(front: FrontMetrics, clock: Clock) -> None:
    front.stored(STORED)
    clock.now += 60
    front.here(HERE)
    found = told(front)
    assert found["earshot_account_records", "dead_lettered", "web"] == 2
    assert found["earshot_newest_arrival_timestamp_seconds", "web"] == 950
    assert found["earshot_alert_messages", "failed"] == 2
    assert found[("earshot_alert_message_seconds",)] == 120
    assert found["earshot_disk_free_bytes", "warehouse default"] == 5
    assert found["earshot_disk_size_bytes", "home"] == 100
    assert found["earshot_certificate_ends_timestamp_seconds", "tls_cert"] == 2_000
    assert found[("earshot_log_bytes",)] == 30
    assert found["earshot_learnt_timestamp_seconds", "warehouse"] == 1_000
    assert found["earshot_learnt_timestamp_seconds", "place"] == 1_060


def test_what_waits_grows_older_until_it_is_learnt_anew(front: FrontMetrics, clock: Clock) -> None:
    waits, rests, unknown = (
        Reader("calls", "c", 4, 940.0, 1),
        Reader("chats", "h", 0, None),
        Reader("social", "s", 2, None),
    )
    front.readers(Readers((waits, rests, unknown), workers=2))
    clock.now += 100
    found = told(front)
    assert found["earshot_unhandled_seconds", "calls", "c"] == 160
    assert found["earshot_unhandled_seconds", "chats", "h"] == 0
    assert ("earshot_unhandled_seconds", "social", "s") not in found
    assert found["earshot_expired_records", "calls", "c"] == 1
    assert found[("earshot_workers",)] == 2


def test_a_refresh_that_never_ends_well_is_as_old_as_the_process(front: FrontMetrics, clock: Clock) -> None:
    assert told(front)[("earshot_refreshed_timestamp_seconds",)] == 1_000
    clock.now += 500
    front.refreshed()
    assert told(front)[("earshot_refreshed_timestamp_seconds",)] == 1_500
    never = FrontMetrics("0.1.0", 0.0, clock)
    assert ("earshot_refreshed_timestamp_seconds",) not in told(never)


def test_requests_begin_at_0_and_are_counted_by_door(front: FrontMetrics) -> None:
    assert told(front)["earshot_requests_total", "events", "503"] == 0
    front.answered(Door.EVENTS, 202, 0.02)
    assert told(front)["earshot_requests_total", "events", "202"] == 1
    assert told(front)["earshot_request_seconds_count", "events"] == 1


def test_all_names_are_told_and_no_others(front: FrontMetrics) -> None:
    front.stored(STORED)
    front.here(HERE)
    front.readers(Readers((Reader("calls", "voc.calls", 0, None),), 1))
    page = front.page()[0].decode()
    written = {line.split()[2] for line in page.splitlines() if line.startswith("# TYPE")}
    named = {name.name for name in names.FRONT}
    assert named <= written
    assert written - named <= {name for name, _ in names.PROCESS}


def test_the_embedded_log_tells_how_long_the_oldest_has_waited(tmp_path: Path) -> None:
    log = SqliteLog(tmp_path / "log.db", clock=lambda: 5_000_000)
    log.append([NewRecord(CALLS, b"k", b"1"), NewRecord(CALLS, b"k", b"2")])
    by_topic = {reader.topic: reader for reader in at_log(log).readers}
    assert (by_topic[CALLS].records, by_topic[CALLS].oldest) == (2, 5.0)
    log.advance("calls", CALLS, 2, [])
    assert {(reader.records, reader.oldest) for reader in at_log(log).readers} == {(0, None)}
    here = around(Settings(home=tmp_path, log_max_bytes=10**9), log)
    assert here.log
    assert 0 < here.log[0] < here.log[1] == 10**9
    assert 0 < here.home.free <= here.home.size
    log.close()


def test_a_certificate_tells_its_end(tmp_path: Path) -> None:
    until = datetime.now(UTC).replace(microsecond=0) + timedelta(days=30)
    leaf = trustme.CA().issue_cert("localhost", not_after=until)
    file = tmp_path / "cert.pem"
    leaf.private_key_and_cert_chain_pem.write_to_path(str(file))
    assert certificate_in(file).not_valid_after_utc == until
    here = around(Settings(home=tmp_path, tls_cert=str(file)), None)
    assert here.certificates == (("tls_cert", until.timestamp()),)
    file.write_text("no certificate")
    for wrong in (file, tmp_path / "missing.pem"):
        with pytest.raises(Misused, match="cannot be read as a certificate"):
            certificate_in(wrong)


def learn(*takes: Callable[[], None]) -> list[BaseException]:
    """Take each look until the last has been taken; what ended the thread."""
    done, failures = Event(), list[BaseException]()

    def failed(error: BaseException) -> None:
        failures.append(error)
        done.set()

    looks = [Look(f"look {number}", 0.0, take) for number, take in enumerate(takes)]
    learner = Learner((*looks, Look("last", 60.0, done.set)), failed)
    learner.start()
    assert done.wait(10)
    learner.stop()
    return failures


def away() -> None:
    raise WarehouseUnavailable("it rests")


def broken() -> None:
    raise ZeroDivisionError


def test_a_look_that_fails_for_the_world_is_taken_again_and_a_bug_ends_the_process() -> None:
    assert learn(away) == []
    (failure,) = learn(broken)
    assert isinstance(failure, ZeroDivisionError)


async def test_requests_are_counted_whoever_answers_them(front: FrontMetrics) -> None:
    async def taken(_: web.Request) -> web.Response:
        return web.Response(status=202)

    async def refused(_: web.Request) -> web.Response:
        raise web.HTTPServiceUnavailable

    application = web.Application()
    application.add_routes([web.post("/v1/events", taken), web.get("/api/overview", refused)])
    Watch(Settings(), front).hang(application)
    async with TestClient(TestServer(application)) as client:
        await client.post("/v1/events")
        await client.get("/api/overview")
        await client.get("/customers/anna")
    found = told(front)
    assert found["earshot_requests_total", "events", "202"] == 1
    assert found["earshot_requests_total", "page", "503"] == 1
    assert found["earshot_requests_total", "page", "404"] == 1
    assert "anna" not in front.page()[0].decode()


async def test_without_a_port_nothing_is_told() -> None:
    quiet = Watch(Settings())
    quiet.refreshed()
    application = web.Application()
    quiet.hang(application)
    assert not application.middlewares
    async with quiet.listening():
        assert quiet.learner is None
