"""`earshot doctor`: what is wrong with a deployment, and what to do about it."""

import sys
from collections.abc import Iterable, Iterator
from contextlib import closing
from datetime import UTC, datetime

import click
import msgspec
from rich.text import Text

from pipeline.operating.checks import Check, Verdict, attempt, ok, warn
from pipeline.operating.checks_access import access_checks
from pipeline.operating.checks_here import home_checks, library_checks, settings_checks
from pipeline.operating.checks_warehouse import warehouse_checks
from pipeline.operating.clocks import Clock, clock_check, warehouse_clock
from pipeline.running import claim, running
from pipeline.settings import Settings
from pipeline.station import settings
from pipeline.terminal import OUT, plain
from pipeline.warehouse.open import open_warehouse

_STYLE = {Verdict.OK: "green", Verdict.WARN: "yellow", Verdict.WRONG: "bold red"}


@click.command()
@click.option("--json", "as_json", is_flag=True, help="One JSON object a check.")
def command(as_json: bool) -> None:
    """Check this host, the warehouse and, with EARSHOT_BROKERS set, Kafka; say what to do next.

    Exit status 1 when something is wrong; a warning alone is 0. Changes no figure and no record: to read the broker's
    clock, one record without a value goes to voc.replayed, which drops it.
    """
    chosen = settings()
    found: list[Check] = []
    for check in _checks(chosen):
        found.append(check)
        if as_json:
            click.echo(msgspec.json.encode(check))
        else:
            OUT.print(_line(check), soft_wrap=True)
    if any(check.verdict is Verdict.WRONG for check in found):
        sys.exit(1)


def _checks(chosen: Settings) -> Iterator[Check]:
    """One after the other, so that what is known is said while the rest is asked."""
    yield from settings_checks(chosen)
    yield from home_checks(chosen)
    yield from library_checks(chosen)
    yield from access_checks(chosen, datetime.now(UTC))
    clocks: list[Clock] = []
    if not chosen.brokers or chosen.on_server:
        yield from attempt("warehouse", lambda: _warehouse(chosen, clocks))
    if chosen.brokers:
        yield from attempt("kafka", lambda: _kafka(chosen, clocks))
    if clocks:
        yield clock_check(clocks)


def _warehouse(chosen: Settings, clocks: list[Clock]) -> Iterable[Check]:
    if chosen.on_server:
        with closing(open_warehouse(chosen)) as warehouse:
            yield from warehouse_checks(warehouse, shared=bool(chosen.brokers))
            clocks.append(warehouse_clock(warehouse))
        return
    holder = running(chosen.home)
    if holder:
        where = holder.url or "no address"
        yield ok("warehouse", f"held by process {holder.pid} (earshot {holder.command}, {where})")
    elif not chosen.warehouse and not (chosen.home / "warehouse").exists():
        then = "start with `earshot import` or `earshot demo`"
        yield (
            ok("warehouse", "nothing stored yet")
            if chosen.brokers
            else warn("warehouse", f"nothing is stored in {chosen.home} yet", then)
        )
    else:
        with claim(chosen.home, "doctor"), closing(open_warehouse(chosen)) as warehouse:
            yield from warehouse_checks(warehouse, shared=False)


def _kafka(chosen: Settings, clocks: list[Clock]) -> Iterable[Check]:
    # Loaded here: the embedded form needs no client of Kafka.
    from pipeline.operating import checks_kafka as kafka  # noqa: PLC0415
    from pipeline.operating.brokers import Brokers  # noqa: PLC0415
    from pipeline.operating.servers import kafka_settings  # noqa: PLC0415

    with Brokers(kafka_settings(chosen)) as brokers:
        yield from kafka.broker_checks(brokers, chosen)
        yield from attempt("topics", lambda: kafka.topic_checks(brokers, chosen))
        yield from attempt("group", lambda: kafka.group_checks(brokers, chosen, kafka.today()))
        clock = kafka.broker_clock(brokers)
        if clock:
            clocks.append(clock)


def _line(check: Check) -> Text:
    line = Text.assemble(
        (f"{check.verdict.value:<5} ", _STYLE[check.verdict]), plain(f"{check.name}: {check.says}")
    )
    return line.append_text(plain(f"\n      -> {check.then}")) if check.then else line
