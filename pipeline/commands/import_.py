"""`earshot import`: files or folders into the log, and through the agents."""

import os
import resource
import sys
import time
from collections.abc import Sequence
from contextlib import closing
from datetime import UTC, datetime
from pathlib import Path

import click
import msgspec

from pipeline.embedded import open_log
from pipeline.hearers import peak_memory
from pipeline.importing.files import plan
from pipeline.importing.items import Format, Input, Options
from pipeline.intake import Read
from pipeline.running import running
from pipeline.station import fronting, settings, working
from pipeline.summary import print_summary
from pipeline.terminal import ERR, OUT, plain
from pipeline.workoff import hand_over, work_off
from schemas.errors import Misused


class Report(msgspec.Struct, frozen=True):
    """What one import did."""

    files: int
    events: int
    refused: int
    by_topic: dict[str, int]
    unreadable: dict[str, str]
    seconds: float
    events_per_second: float
    peak_memory_mib: int


@click.command()
@click.argument("paths", nargs=-1, required=True, type=click.Path(path_type=Path))
@click.option(
    "--mapping",
    default="",
    help="How to read tables and foreign JSON lines: the name of a shipped mapping or a YAML file.",
)
@click.option("--source", default="", help="Name of the source, for formats that carry none.")
@click.option(
    "--own-domain",
    "own_domains",
    multiple=True,
    help="Our own mail domain: mail from it is outbound. May be repeated.",
)
@click.option("--encoding", default="", help="Character encoding of tables; UTF-8 by default.")
@click.option("--zone", default="", help="Time zone of times that name none, such as Asia/Shanghai.")
@click.option(
    "--again",
    is_flag=True,
    help="Read files that were imported before from their beginning; changes no figure.",
)
@click.option(
    "--lang",
    type=click.Choice(["en", "zh"]),
    default="en",
    show_default=True,
    help="Language of the summary.",
)
@click.option("--no-summary", is_flag=True, help="Do not print the leadership summary.")
@click.option("--json", "as_json", is_flag=True, help="One JSON document about the import; no summary.")
def command(
    paths: tuple[Path, ...], again: bool, lang: str, no_summary: bool, as_json: bool, **options: object
) -> None:
    """Read PATHS (files or folders) and hear what is in them.

    \b
    Formats, recognised by content: our events or CloudEvents as JSON lines (see docs/events.md); mbox and eml; WebVTT
    and SRT with a side file NAME.json; CSV, TSV and foreign JSON lines through a --mapping (the complaint export of
    the US Consumer Financial Protection Bureau needs none). Any of them may be gzipped.

    \b
    earshot import events.jsonl
    earshot import --own-domain ourbank.example archive.mbox
    earshot import --mapping dialogues dialogues_en.jsonl.gz

    A stopped import goes on where it was when the same command is given again. What cannot be read becomes a dead
    letter (`earshot dead-letters list`), its neighbours are stored; exit status 1 says that there were some.
    """  # fmt: skip
    sources = plan(paths, msgspec.convert(options, Options))
    readable = [source for source in sources if source.format is not Format.UNKNOWN]
    unreadable = {_name(source.path): source.fault for source in sources if source.format is Format.UNKNOWN}
    if not readable:
        raise Misused("nothing to import: " + "; ".join(f"{p}: {why}" for p, why in unreadable.items()))
    started, count = time.monotonic(), Read()
    if settings().brokers:
        with fronting("import") as front:
            hand_over(front.intake, readable, count, again=again)
        ERR.print("earshot: the workers hear them now; see `earshot lag`")
    elif holder := running(settings().home):
        with closing(open_log(settings())) as log:
            hand_over(log, readable, count, again=again)
        if holder.url:
            ERR.print("earshot: the process at work here hears them now; see `earshot status`")
        else:
            _hear_the_rest()
    else:
        with working("import") as station:
            work_off(station.log, station.engine, readable, count, again=again)
            report = _report(readable, unreadable, count, time.monotonic() - started)
            _print(report, as_json)
            station.warehouse.sum_stories(datetime.now(UTC))
            if not no_summary and not as_json:
                print_summary(station.warehouse, OUT, "zh" if lang == "zh" else "en")
        sys.exit(bool(count.refused or unreadable))
    _print(_report(readable, unreadable, count, time.monotonic() - started), as_json)
    sys.exit(bool(count.refused or unreadable))


def _name(path: Path) -> str:
    return os.fsencode(path).decode(errors="backslashreplace")


def _hear_the_rest() -> None:
    """The other process ends by itself, perhaps before it has seen our last event."""
    while running(settings().home):
        time.sleep(0.2)
    with working("import") as station:
        station.engine.drain()
        station.warehouse.sum_stories(datetime.now(UTC))


def _report(sources: Sequence[Input], unreadable: dict[str, str], count: Read, seconds: float) -> Report:
    return Report(
        files=len(sources),
        events=count.events,
        refused=count.refused,
        by_topic=count.by_topic,
        unreadable=unreadable,
        seconds=round(seconds, 2),
        events_per_second=round(count.events / seconds, 1),
        peak_memory_mib=resource.getrusage(resource.RUSAGE_SELF).ru_maxrss // 1024 + peak_memory(),
    )


def _print(report: Report, as_json: bool) -> None:
    for path, fault in report.unreadable.items():
        ERR.print(plain(f"earshot: {path}: {fault}"))
    if as_json:
        click.echo(msgspec.json.encode(report))
        return
    topics = ", ".join(
        f"{number:,} {topic.removeprefix('voc.')}" for topic, number in report.by_topic.items()
    )
    ERR.print(
        f"{report.events:,} events ({topics or 'nothing new'}) from {report.files} file(s) in {report.seconds:.1f} s:"
        f" {report.events_per_second:,.0f} a second, {report.peak_memory_mib} MiB at most"
    )
    if report.refused:
        ERR.print(f"{report.refused:,} refused; see `earshot dead-letters list`")
