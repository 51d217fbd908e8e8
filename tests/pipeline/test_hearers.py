"""Processes that hear beside an import: what they hear is what this one would, whatever becomes of them."""

import json
import os
import signal
import subprocess
import sys
import time
from collections.abc import Callable, Iterator, Sequence
from contextlib import closing
from multiprocessing import active_children
from pathlib import Path

import pytest

from agents.base import Agent
from agents.channels import channel_agents
from pipeline.embedded import open_hearing
from pipeline.hearers import AFTER, LARGE, Hearers, peak_memory, wanted
from pipeline.ports import NewRecord, Record
from pipeline.settings import Settings
from pipeline.simulator.plan import Plan
from pipeline.simulator.simulation import simulate, write
from pipeline.stages.hearing import hear
from schemas.envelope import encode
from schemas.topics import topic_of
from tests.cli import earshot, environment

pytestmark = pytest.mark.slow

BATCH = 2_000
ROUNDS = 8
"""Enough of them that help is called."""


@pytest.fixture(scope="module")
def chosen(tmp_path_factory: pytest.TempPathFactory) -> Settings:
    return Settings(home=tmp_path_factory.mktemp("home"), handle_secret="of the tests alone")


@pytest.fixture(scope="module")
def agents(chosen: Settings) -> tuple[Agent, ...]:
    return channel_agents(open_hearing(chosen))


@pytest.fixture(scope="module")
def batches(agents: Sequence[Agent]) -> list[tuple[Agent, list[Record]]]:
    """The records of each topic; among them some that nobody can read."""
    by_topic: dict[str, list[Record]] = {agent.reads: [] for agent in agents}
    for number, event in enumerate(simulate(Plan(customers=250)).events()):
        some = by_topic[topic_of(event)]
        value = b"{" if number % 97 == 0 else encode(event)
        some.append(Record(topic_of(event), 0, len(some), 1_700_000_000_000_000 + number, b"", value, {}))
    return [(agent, by_topic[agent.reads][:BATCH]) for agent in agents]


def each_heard(
    hearers: Hearers, batches: Sequence[tuple[Agent, list[Record]]], meanwhile: Callable[[int], None]
) -> Iterator[list[list[NewRecord]]]:
    """What comes of all batches, begun together, round after round."""
    for number in range(ROUNDS):
        begun = [hearers(agent, records) for agent, records in batches]
        meanwhile(number)
        yield [finish() for finish in begun]


def by_topic(outputs: Sequence[NewRecord]) -> dict[str, list[NewRecord]]:
    """Letters may come before or after messages; among themselves both keep their order."""
    found: dict[str, list[NewRecord]] = {}
    for output in outputs:
        found.setdefault(output.topic, []).append(output)
    return found


def test_helpers_hear_what_one_process_hears(
    chosen: Settings, batches: Sequence[tuple[Agent, list[Record]]]
) -> None:
    alone = [by_topic(hear(agent, records)) for agent, records in batches]
    assert sum(map(len, alone)) > len(batches)  # letters too
    with closing(Hearers(chosen, 2)) as hearers:
        for heard in each_heard(hearers, batches, lambda _: None):
            assert [by_topic(outputs) for outputs in heard] == alone
        assert len(active_children()) == 2
        assert peak_memory() > 50
    assert not active_children()


def test_a_helper_that_is_killed_is_done_without(
    chosen: Settings, batches: Sequence[tuple[Agent, list[Record]]]
) -> None:
    alone = [by_topic(hear(agent, records)) for agent, records in batches]
    killed: list[int] = []

    def kill(_: int) -> None:
        for child in active_children() if not killed else ():
            if child.pid:
                os.kill(child.pid, signal.SIGKILL)
                killed.append(child.pid)

    with closing(Hearers(chosen, 1)) as hearers:
        for heard in each_heard(hearers, batches, kill):
            assert [by_topic(outputs) for outputs in heard] == alone
    assert killed


def test_nobody_is_called_for_a_few_records(
    chosen: Settings, batches: Sequence[tuple[Agent, list[Record]]]
) -> None:
    agent, records = batches[-1]
    with closing(Hearers(chosen, 2)) as hearers:
        for _ in range(2 * AFTER // LARGE):
            assert len(hearers(agent, records[: LARGE - 1])()) == LARGE - 1
        hearers(agent, records[:LARGE])
        assert not active_children()
    with closing(Hearers(chosen, 0)) as hearers:
        for _ in range(1 + AFTER // len(records)):
            hearers(agent, records)
        assert not active_children()


def test_as_many_as_there_are_cores_for() -> None:
    assert 0 <= wanted(Settings()) <= 3
    assert wanted(Settings()) < len(os.sched_getaffinity(0))
    assert wanted(Settings(hearers=5)) == 5
    assert wanted(Settings(hearers=0)) == 0


def helpers_of(pid: int) -> list[int]:
    """Processes that this one has started to hear."""
    found = []
    for stat in Path("/proc").glob("[0-9]*/stat"):
        try:
            parent = int(stat.read_text().rpartition(")")[2].split()[1])
            said = (stat.parent / "cmdline").read_text()
        except OSError:  # it has just ended
            continue
        if parent == pid and "spawn_main" in said:
            found.append(int(stat.parent.name))
    return found


def until(happens: Callable[[], bool], seconds: float) -> None:
    end = time.monotonic() + seconds
    while not happens():
        assert time.monotonic() < end
        time.sleep(0.05)


@pytest.mark.parametrize("how", [signal.SIGKILL, signal.SIGINT])
def test_stopped_while_helpers_hear_it_leaves_none_and_goes_on(tmp_path: Path, how: signal.Signals) -> None:
    write(simulate(Plan(customers=800)), tmp_path)
    home, settings = tmp_path / "home", {"EARSHOT_HEARERS": "2"}
    command = [sys.executable, "-m", "pipeline", "import", "--json", str(tmp_path / "events.jsonl")]
    process = subprocess.Popen(
        command,
        env=environment(home, settings),
        stdout=subprocess.DEVNULL,
        stderr=subprocess.PIPE,
        start_new_session=True,
    )
    until(lambda: len(helpers_of(process.pid)) == 2 or process.poll() is not None, 90)
    helpers = helpers_of(process.pid)
    assert helpers
    if how is signal.SIGINT:
        os.killpg(process.pid, how)  # as a terminal does
    else:
        process.send_signal(how)
    said = process.communicate(timeout=60)[1].decode()
    assert "Traceback" not in said
    until(lambda: not any(Path(f"/proc/{pid}").exists() for pid in helpers), 10)
    done = earshot(home, "import", "--json", str(tmp_path / "events.jsonl"), settings=settings)
    assert done.returncode == 0, done.stderr
    verified = earshot(home, "verify")
    assert (verified.returncode, verified.stdout) == (0, b"no difference\n")
    status = json.loads(earshot(home, "status", "--json").stdout)
    events = len((tmp_path / "events.jsonl").read_bytes().splitlines())
    assert sum(account["received"] - account["duplicates"] for account in status["accounts"]) == events
    assert {account["difference"] for account in status["accounts"]} == {0}
