"""`earshot topics`: what topics there are, and what there should be."""

import sys
from collections.abc import Sequence
from typing import Final

import click
import msgspec
from rich.table import Table

from pipeline.operating.brokers import Brokers
from pipeline.operating.plan import Action, Step, planned
from pipeline.operating.servers import kafka_settings
from pipeline.operating.topics import apply, difference
from pipeline.station import settings
from pipeline.terminal import OUT, plain

DONE: Final = {Action.CREATE: "created", Action.GROW: "grown", Action.SET: "set", Action.CANNOT: "cannot"}


@click.group()
def command() -> None:
    """Plan and make the topics in Kafka.

    Partitions and copies come from EARSHOT_PARTITIONS and EARSHOT_REPLICATION, how long records are kept from
    EARSHOT_LOG_KEEP_HOURS (a week at least: Kafka drops records whether they were handled or not).
    """


@command.command()
@click.option("--json", "as_json", is_flag=True, help="One JSON object a difference.")
def plan(as_json: bool) -> None:
    """What differs from the plan and would be changed. Changes nothing."""
    chosen = settings()
    with Brokers(kafka_settings(chosen)) as brokers:
        _say(difference(brokers, planned(chosen)), as_json, done=False)


@command.command("apply")
@click.option("--json", "as_json", is_flag=True, help="One JSON object a difference.")
def apply_(as_json: bool) -> None:
    """Make what is missing, add partitions, set what differs. Never deletes, never takes partitions away.

    Exit status 1 when something differs that cannot be changed; it is said what, and what to do.
    """
    chosen = settings()
    with Brokers(kafka_settings(chosen)) as brokers:
        steps = apply(brokers, planned(chosen))
    _say(steps, as_json, done=True)
    if any(step.action is Action.CANNOT for step in steps):
        sys.exit(1)


def _say(steps: Sequence[Step], as_json: bool, *, done: bool) -> None:
    if as_json:
        for step in steps:
            click.echo(msgspec.json.encode(step))
        return
    if not steps:
        OUT.print("all topics are as planned")
        return
    table = Table(box=None, padding=(0, 2, 0, 0))
    for name in ("topic", "", "what", "is", "should be"):
        table.add_column(name, overflow="fold")
    for step in steps:
        verb = DONE[step.action] if done else step.action.value
        table.add_row(*map(plain, (step.topic, verb, step.what, step.have or "–", step.want)))
    OUT.print(table)
    for note in dict.fromkeys(f"{step.what}: {step.note}" for step in steps if step.note):
        OUT.print(plain(note))
