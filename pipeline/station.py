"""Where commands come to work: the home is claimed, the parts are opened, and all is closed again."""

import os
from collections.abc import Callable, Iterator
from contextlib import closing, contextmanager
from dataclasses import dataclass
from functools import partial
from importlib import import_module

import msgspec

from agents.following.policies import Policies
from pipeline import embedded
from pipeline.choices.policies import policies_of
from pipeline.ear import topic_names
from pipeline.embedded import Embedded
from pipeline.garbage import settle_memory
from pipeline.hearers import Hearers, wanted
from pipeline.log import SqliteLog
from pipeline.ports import Asks, Intake
from pipeline.running import Held, Running, claim, running
from pipeline.settings import Settings, load
from pipeline.verify import Handed, handed, rebuild
from pipeline.warehouse.migrate import migrate, require_current
from pipeline.warehouse.open import open_warehouse
from pipeline.warehouse.sql import Answer, SqlWarehouse
from schemas import tables
from schemas.errors import Misused, Unavailable


@dataclass(frozen=True, slots=True)
class Remote:
    """Asks the process that holds the home."""

    holder: Running

    def ask(self, sql: str) -> Answer:
        return msgspec.msgpack.decode(self.holder.ask("/admin/ask", sql.encode()), type=Answer)


@dataclass(frozen=True, slots=True, kw_only=True)
class Front:
    """What is needed to take events in and to answer people, whoever runs the agents."""

    settings: Settings
    intake: Intake
    warehouse: SqlWarehouse
    held: Held
    policies: Policies
    handed: Callable[[], Handed | None]
    """The raw records that were handled so far, for `earshot verify`."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Station(Front):
    """Everything a working command needs: the agents run in this process."""

    log: SqliteLog
    engine: Embedded


def settings() -> Settings:
    return load(os.environ)


@contextmanager
def working(command: str, chosen: Settings | None = None) -> Iterator[Station]:
    """Hold the home, bring the warehouse up to date, and join the stages."""
    chosen = chosen or settings()
    if chosen.brokers:
        raise Misused("EARSHOT_BROKERS is set, but this runs the agents itself; unset it")
    with (
        claim(chosen.home, command) as held,
        closing(embedded.open_log(chosen)) as log,
        closing(open_warehouse(chosen)) as warehouse,
    ):
        policies = policies_of(chosen)
        bring_up_to_date(warehouse, policies)
        hearing = embedded.open_hearing(chosen)
        warehouse.write(tables.TOPIC_NAMES, topic_names(chosen))
        settle_memory()
        with closing(Hearers(chosen, wanted(chosen))) as hearers:
            yield Station(
                settings=chosen,
                intake=log,
                log=log,
                warehouse=warehouse,
                engine=embedded.assemble(log, warehouse, hearing, policies, hearers),
                held=held,
                policies=policies,
                handed=partial(handed, log),
            )


@contextmanager
def fronting(command: str) -> Iterator[Front]:
    """The same for a home without agents: workers run them, on Kafka."""
    chosen = settings()
    # Loaded when asked for: the embedded engine does without Kafka's libraries.
    positions = import_module("pipeline.operating.positions")
    brokers = import_module("pipeline.operating.brokers")
    servers = import_module("pipeline.operating.servers").kafka_settings(chosen)
    with (
        claim(chosen.home, command) as held,
        closing(import_module("pipeline.operating.intake").KafkaIntake(servers, chosen.home)) as intake,
        closing(open_warehouse(chosen)) as warehouse,
    ):
        require_current(warehouse)

        def handed_out() -> Handed | None:
            with brokers.Brokers(servers) as asked:
                found: Handed | None = positions.handed(asked, chosen.group)
                return found

        yield Front(
            settings=chosen,
            intake=intake,
            warehouse=warehouse,
            held=held,
            policies=policies_of(chosen),
            handed=handed_out,
        )


@contextmanager
def either(command: str) -> Iterator[Front]:
    """A station, or with EARSHOT_BROKERS set a front."""
    with fronting(command) if settings().brokers else working(command) as front:
        yield front


def bring_up_to_date(warehouse: SqlWarehouse, policies: Policies) -> None:
    """The tables and views of this release; stories written anew where that emptied them."""
    migrate(warehouse, rebuild=partial(rebuild, warehouse, policies))


@contextmanager
def reading() -> Iterator[Asks]:
    """Answers from the warehouse: from the process that holds the home, else opened here."""
    chosen = settings()
    if chosen.brokers:
        with closing(open_warehouse(chosen)) as warehouse:
            yield warehouse
        return
    holder = running(chosen.home)
    if holder and not holder.url:
        raise Unavailable(
            f"process {holder.pid} (earshot {holder.command}) is at work; ask again when it is done"
        )
    if holder:
        yield Remote(holder)
        return
    if not chosen.warehouse and not (chosen.home / "log.db").exists():
        demo = chosen.home / "demo"
        hint = f"for the demo's data set EARSHOT_HOME={demo}; " if demo.exists() else ""
        raise Misused(
            f"nothing is stored in {chosen.home} yet; {hint}start with `earshot import` or `earshot demo`"
        )
    with claim(chosen.home, "question"), closing(open_warehouse(chosen)) as warehouse:
        bring_up_to_date(warehouse, policies_of(chosen))
        yield warehouse
