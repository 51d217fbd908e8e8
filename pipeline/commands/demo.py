"""`earshot demo`: the main job on a simulated bank, and how much of the truth it found."""

import shutil
import time
from collections.abc import Iterable, Sequence
from datetime import UTC, datetime
from importlib import import_module
from itertools import islice
from pathlib import Path
from typing import Final, cast

import click
from msgspec.structs import replace
from rich.markup import escape
from rich.table import Table

from pipeline.importing.files import plan
from pipeline.importing.items import Options
from pipeline.intake import Read
from pipeline.noticing.findings import findings
from pipeline.running import running
from pipeline.serving import serve
from pipeline.simulator.compare import Found, compare
from pipeline.simulator.compared import Compared
from pipeline.simulator.overall import overall
from pipeline.simulator.plan import Plan
from pipeline.simulator.simulation import simulate, write
from pipeline.station import Station, settings, working
from pipeline.summary import print_summary
from pipeline.terminal import ERR, OUT
from pipeline.workoff import work_off
from schemas import tables
from schemas.errors import Misused, Unavailable
from schemas.facts import InteractionRow
from schemas.stories import HandlingRow, Journey, OutreachRow, PromiseRow, ResolutionRow, StatementRow

EXAMPLES: Final = Path(__file__).parents[2] / "schemas" / "examples"
STANDING_OUT: Final = 8
_MARK: Final = "made-by-earshot-demo"


@click.command()
@click.option("--serve/--no-serve", "serving", default=True, help="Serve the page afterwards, until Ctrl-C.")
@click.option("--customers", default=Plan().customers, show_default=True, help="How large the bank is.")
@click.option("--seed", default=Plan().seed, show_default=True, help="Another seed is another three months.")
@click.option(
    "--lang",
    type=click.Choice(["en", "zh"]),
    default="en",
    show_default=True,
    help="Language of the summary.",
)
def command(serving: bool, customers: int, seed: int, lang: str) -> None:
    """Simulate a small bank and its customers over three months, hear them, and show what came out.

    Everything is kept in the folder `demo` of EARSHOT_HOME and made anew each time. The simulator knows the truth (which
    promises were broken, who was called after asking not to be); at the end both stand side by side.
    """
    chosen = settings()
    home = chosen.home / "demo"
    if holder := running(home):
        raise Unavailable(f"process {holder.pid} serves a demo in {home}; stop it, or set EARSHOT_HOME")
    _clear(home)
    started = time.monotonic()
    bank = simulate(Plan(customers=customers, seed=seed))
    with ERR.status("three months at the bank are being simulated"):
        write(bank, home / "sample")
    with working("demo", replace(chosen, home=home, warehouse="")) as station:
        count = Read()
        work_off(
            station.log, station.engine, plan([EXAMPLES, home / "sample" / "events.jsonl"], Options()), count
        )
        station.warehouse.sum_stories(datetime.now(UTC))
        print_summary(station.warehouse, OUT, "zh" if lang == "zh" else "en", bank.plan.ends_at)
        _print_noticed(station, bank.plan.ends_at, lang)
        truth, found = bank.truth(), _found(station)
        _print_truth([*compare(truth, found), *overall(truth, found)], bank.plan.ends_at, lang)
        OUT.print(f"\n{count.events:,} events in {time.monotonic() - started:.1f} s", highlight=False)
        if serving:
            serve(station, lambda url: OUT.print(f"The page is at {url} (Ctrl-C ends it)"))
        else:
            OUT.print(
                f"Kept in {escape(str(home))}: the page with EARSHOT_HOME={escape(str(home))} earshot run"
            )


def _found(station: Station) -> Found:
    kept = station.warehouse.rows
    return Found(
        journeys=cast(Sequence[Journey], tuple(kept(tables.JOURNEYS))),
        promises=cast(Sequence[PromiseRow], tuple(kept(tables.PROMISES))),
        resolutions=cast(Sequence[ResolutionRow], tuple(kept(tables.RESOLUTIONS))),
        outreach=cast(Sequence[OutreachRow], tuple(kept(tables.OUTREACH))),
        heard=cast(Sequence[InteractionRow], tuple(kept(tables.INTERACTIONS))),
        handlings=cast(Sequence[HandlingRow], tuple(kept(tables.HANDLINGS))),
        statements=cast(Sequence[StatementRow], tuple(kept(tables.STATEMENTS))),
    )


def _print_noticed(station: Station, ends_at: datetime, lang: str) -> None:
    """What stood out when the three months were over."""
    with ERR.status("looking for what moved and what surged"):
        # Loaded when asked for: statistics are no part of starting up.
        import_module("pipeline.noticing.notice").notice(station.warehouse, ends_at)
    OUT.print(f"\n[bold]{'值得注意' if lang == 'zh' else 'What stands out'}[/bold]")
    for one in islice(findings(station.warehouse, ends_at), STANDING_OUT):
        OUT.print(f"  {escape(one.text_zh if lang == 'zh' else one.text)}", highlight=False)


def _print_truth(rows: Iterable[Compared], ends_at: datetime, lang: str) -> None:
    zh = lang == "zh"
    title, when = ("真相与所得", "截至") if zh else ("The truth, and what was found of it", "as of")
    OUT.print(f"\n[bold]{title}[/bold] [dim]{when} {ends_at:%Y-%m-%d %H:%M} UTC[/dim]")
    table = Table(box=None, padding=(0, 2, 0, 0))
    table.add_column("", overflow="fold")
    for name in ("真相", "所得") if zh else ("truth", "found"):
        table.add_column(name, justify="right", no_wrap=True)
    table.add_column("", overflow="fold")
    for row in rows:
        name, note = (row.name_zh, row.note_zh) if zh else (row.name_en, row.note_en)
        table.add_row(escape(name), f"{row.expected:,g}", f"{row.found:,g}", f"[dim]{escape(note)}[/dim]")
    OUT.print(table)


def _clear(home: Path) -> None:
    """An empty folder of the demo's own; Misused rather than removing what somebody else put there."""
    if home.exists():
        if any(home.iterdir()) and not (home / _MARK).exists():
            raise Misused(f"{home} holds something the demo did not make; set EARSHOT_HOME to another folder")
        shutil.rmtree(home)
    home.mkdir(parents=True)
    (home / _MARK).touch()
