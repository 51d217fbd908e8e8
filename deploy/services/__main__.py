"""Start and stop them by hand: `python -m deploy.services start`."""

import sys
from collections.abc import Callable
from pathlib import Path
from typing import Final

import click

from deploy.services.clickhouse import ClickHouse
from deploy.services.jars import CACHE, jars, locked
from deploy.services.kafka import Kafka
from deploy.services.service import Service
from schemas.errors import Unavailable

WRONG, UNAVAILABLE = 1, 3
DATABASE: Final = "earshot"

_home = click.option(
    "--home",
    type=click.Path(path_type=Path, file_okay=False),
    default=CACHE / "home",
    help="Folder of data, settings and state. Default: .services/home of the project.",
)


@click.group(context_settings={"help_option_names": ["-h", "--help"], "max_content_width": 110})
def services() -> None:
    """A real Kafka 4 and a real ClickHouse on 127.0.0.1, on ports of their own, to try the distributed engine with.

    For trials, tests and benchmarks: one copy of everything, no passwords. They need Java 17 or later, Maven (once,
    to fetch Kafka) and clickhouse-server. `make services` installs these on Debian and Ubuntu, and starts both.

    \b
    export $(python -m deploy.services start)
    python -m deploy.services stop

    Exit status: 0 done, 1 one of them does not answer (status), 2 used wrongly, 3 one cannot be started.
    """


@services.command(short_help="Start both and print the settings that lead to them.")
@_home
def start(home: Path) -> None:
    """Start what does not run yet, wait until both answer, and print the settings that lead to them.

    Ports and data are those of the last time.
    """
    with locked(home / "starting"):
        failures = [error for service in _both(home) if (error := _failure(service.start))]
    _show(home)
    for error in failures:
        click.echo(f"services: {error}", err=True)
    sys.exit(UNAVAILABLE if failures else 0)


@services.command()
@_home
def stop(home: Path) -> None:
    """Stop both. Their data stays in the folder."""
    for service in _both(home):
        service.stop()


@services.command(short_help="Say which of them answer.")
@_home
def status(home: Path) -> None:
    """Print the settings that lead to those that answer, and say which do not."""
    sys.exit(0 if _show(home) else WRONG)


@services.command()
def fetch() -> None:
    """Fetch Kafka, unless it is here already."""
    if error := _failure(jars):
        click.echo(f"services: {error}", err=True)
        sys.exit(UNAVAILABLE)


def _both(home: Path) -> tuple[Kafka, ClickHouse]:
    return Kafka(home / "kafka"), ClickHouse(home / "clickhouse")


def _failure(action: Callable[[], object]) -> Unavailable | None:
    try:
        action()
    except Unavailable as error:
        return error
    return None


def _show(home: Path) -> bool:
    """Settings on standard output, all else on standard error. Whether both answer."""
    kafka, clickhouse = _both(home)
    kafka_answers, clickhouse_answers = _answers(kafka), _answers(clickhouse)
    if kafka_answers:
        click.echo(f"EARSHOT_BROKERS={kafka.url}")
    if clickhouse_answers:
        click.echo(f"EARSHOT_WAREHOUSE={clickhouse.url(DATABASE)}")
    return kafka_answers and clickhouse_answers


def _answers(service: Service) -> bool:
    answers = service.pid is not None and service.answers()
    said = f"process {service.pid}" if service.pid else "not running"
    said += " answers" if answers else ", does not answer" if service.pid else ""
    click.echo(f"services: {service.name}: {said}; folder {service.folder}", err=True)
    return answers


if __name__ == "__main__":
    services(prog_name="python -m deploy.services")
