"""`earshot report`: a leadership briefing of two pages on one week."""

import asyncio
from datetime import UTC, datetime
from pathlib import Path

import click

from pipeline.reporting.files import write
from pipeline.reporting.gathering import brief
from pipeline.reporting.rendering import kind_of, markdown
from pipeline.reporting.weeks import week_named
from pipeline.reporting.wording import Language
from pipeline.station import reading


@click.command()
@click.option("--week", "name", metavar="YYYY-Www", help="ISO week; else the last complete week with data.")
@click.option(
    "--to",
    "target",
    type=click.Path(path_type=Path, dir_okay=False),
    help="File to write: .html, .md or .pdf; else Markdown to the terminal.",
)
@click.option(
    "--language",
    type=click.Choice(["en", "zh"]),
    default="en",
    show_default=True,
    help="Language of the briefing; customers' words stay in theirs.",
)
def command(name: str | None, target: Path | None, language: Language) -> None:
    """Write a leadership briefing on one week: two pages with what changed, where and why, what was promised and not
    kept, what official figures did not show, praise, and customers' own words.

    The week must be over; what depends on a moment is as of its end. The named file is replaced, whole or not at all; beside a .md
    its pictures are written as NAME-1.svg and so on. A .pdf is printed by the Chromium found on the PATH.

    \b
    earshot report --week 2026-W34 --to report.html
    earshot report --language zh --to report.pdf
    """
    week = week_named(name) if name is not None else None
    kind = kind_of(target) if target else None
    with reading() as warehouse:
        found = asyncio.run(brief(warehouse, week, datetime.now(UTC)))
    if target is None or kind is None:
        click.echo(markdown(found, language), nl=False)
        return
    write(found, language, target, kind)
    click.echo(f"{found.week}: {target}", err=True)
