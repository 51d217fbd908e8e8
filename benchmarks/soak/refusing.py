"""C4: ClickHouse answers, and refuses."""

import time
from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import AbstractContextManager, contextmanager
from dataclasses import dataclass
from typing import Final

import msgspec

from benchmarks.soak.ground import Ground
from benchmarks.soak.judging import ask, judge
from benchmarks.soak.load import Flow
from benchmarks.soak.material import traffic
from benchmarks.soak.results import Outcome, joined
from benchmarks.soak.supervising import Supervisor
from deploy.services.clickhouse import ClickHouse
from tests.proof.field import Field, elsewhere
from tests.proof.proxy import Proxy

REFUSES: Final = 8.0
_REREAD: Final = 3.0
"""Seconds until the server has read its users' settings anew."""


def refuses(ground: Ground, seed: int) -> Outcome:
    """C4. One after the other: no memory, read only, a table away, too many parts. None is lost, and the log says what it is."""
    faulty: list[str] = []
    recovery = 0.0
    with ground.trial() as plain, Proxy(ground.clickhouse.port) as proxy:
        trial = elsewhere(plain, proxy.port)
        with trial.fleet, Flow(trial.broker, traffic(12_000, seed), 100.0) as flow:
            workers = Supervisor(trial)
            workers.under_way()
            for code, bend in BENDS.items():
                before = _refusals(ground.clickhouse, code)
                with bend(plain):
                    workers.rest(_REREAD)
                    proxy.reset()  # a session keeps the settings it began with
                    workers.rest(REFUSES)
                healed = time.monotonic()
                workers.rest(_REREAD)
                proxy.reset()
                faulty += [plain.unsafe(), *_unheard(ground.clickhouse, code, before)]
                with flow.paused():
                    workers.drained()
                    recovery = max(recovery, time.monotonic() - healed)
            flow.finish(120)
            workers.drained()
        faulty += _unsaid(plain)
        done = judge(plain, flow.acknowledged)
    return msgspec.structs.replace(
        done,
        faults=len(BENDS),
        recovery=recovery,
        faulty=joined(done.faulty, *faulty),
        note=f"without the table {len(workers.ended)} starts ended at once" if workers.ended else "",
    )


def _refusals(clickhouse: ClickHouse, code: int) -> int:
    """How often the server has refused for this reason, by its own log."""
    return (clickhouse.folder / "errors").read_text(errors="replace").count(f" Code: {code},")


def _unheard(clickhouse: ClickHouse, code: int, before: int) -> Iterator[str]:
    if _refusals(clickhouse, code) == before:
        yield f"the server refused nothing with code {code}: the case did not come about"


def _unsaid(trial: Field) -> Iterator[str]:
    said = "\n".join(worker.said() for worker in trial.fleet.workers)
    for word in ("service_away", "service_back", "run `earshot migrate`"):
        if word not in said:
            yield f"no worker said {word}"


@contextmanager
def _no_memory(trial: Field) -> Iterator[None]:
    with _profile(trial, "<max_memory_usage>1000</max_memory_usage>"):
        yield


@contextmanager
def _read_only(trial: Field) -> Iterator[None]:
    with _profile(trial, "<readonly>1</readonly>"):
        yield


@contextmanager
def _table_away(trial: Field) -> Iterator[None]:
    ask(trial, "RENAME TABLE touchpoints TO touchpoints_away")
    try:
        yield
    finally:
        ask(trial, "RENAME TABLE touchpoints_away TO touchpoints")


@contextmanager
def _too_many_parts(trial: Field) -> Iterator[None]:
    server = trial.clickhouse
    server.stop()
    crowded = Crowded(server.folder, password=server.password)
    crowded.start()
    try:
        yield
    finally:
        crowded.stop()
        server.start()


@dataclass(frozen=True)
class Crowded(ClickHouse):
    """The same server, which takes no insert into a table that has a part already."""

    def command(self) -> Sequence[str]:
        command = super().command()
        config = self.folder.absolute() / "config.xml"
        bounds = (
            "<merge_tree><parts_to_delay_insert>1</parts_to_delay_insert>"
            "<parts_to_throw_insert>1</parts_to_throw_insert></merge_tree>"
        )
        config.write_text(config.read_text().replace("</yandex>", f"{bounds}</yandex>"))
        return command


@contextmanager
def _profile(trial: Field, setting: str) -> Iterator[None]:
    """The server rereads its users' settings when the file changes, within two seconds."""
    file = trial.clickhouse.folder / "users.xml"
    whole = file.read_text()
    file.write_text(whole.replace("</default></profiles>", f"{setting}</default></profiles>"))
    try:
        yield
    finally:
        file.write_text(whole)


BENDS: Final[Mapping[int, Callable[[Field], AbstractContextManager[None]]]] = {
    241: _no_memory,
    164: _read_only,
    60: _table_away,
    252: _too_many_parts,
}
"""By ClickHouse's code for what it then says."""
