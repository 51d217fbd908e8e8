"""`earshot evaluate`: how well the ear hears labelled texts, beside the scorers that people know."""

import os
from collections.abc import Mapping, Sequence
from pathlib import Path

import click
import msgspec

from agents.hearing.ear import Ear
from pipeline.ear import load_ear
from pipeline.evaluation.evaluating import evaluate, means, opinions
from pipeline.evaluation.judges import baselines, earshot
from pipeline.evaluation.learning import Told, lessons
from pipeline.evaluation.marking import Samples
from pipeline.evaluation.reports import Report
from pipeline.evaluation.rows import Drawn, Name, read_folder
from pipeline.evaluation.showing import show
from pipeline.settings import load
from pipeline.terminal import ERR, OUT, progress


class Chosen(msgspec.Struct, frozen=True):
    """The options, as given."""

    limit: int
    seed: int
    baselines: bool
    errors: int
    brief: bool
    learn: Path | None


@click.command()
@click.argument("folder", type=click.Path(exists=True, file_okay=False, path_type=Path))
@click.option(
    "--limit",
    type=click.IntRange(min=0),
    default=2_000,
    show_default=True,
    help="Rows a set, drawn evenly; 0: all of them.",
)
@click.option(
    "--seed", type=int, default=1, show_default=True, help="Of the draw: the same seed, the same rows."
)
@click.option(
    "--baselines/--no-baselines",
    default=True,
    show_default=True,
    help="TextBlob, VADER and SnowNLP on the same rows. SnowNLP is slow.",
)
@click.option(
    "--errors",
    type=click.IntRange(min=0),
    default=0,
    help="Print that many mistakes of the ear for each set.",
)
@click.option(
    "--learn",
    type=click.Path(exists=True, file_okay=False, path_type=Path),
    help="Learn labels that are not ours from the rows there, and answer with them too.",
)
@click.option("--brief", is_flag=True, help="Leave out confusion and calibration.")
@click.option("--json", "as_json", is_flag=True, help="One JSON document; shares are 0 to 1.")
def command(folder: Path, as_json: bool, **options: object) -> None:
    """Hear the labelled texts in FOLDER as `earshot tag` does, and say how often that is right.

    \b
    Reads *.jsonl and *.jsonl.gz, an object a line:
      text, lang (en, zh) and source, and any of
      sentiment   negative, neutral or positive
      complaint   0 or 1
      topics      a list of our ids; `[]` is "none of them"
      label       (or topic) of a set of labels that is not ours
    Other fields are left unread; other files and rows are named and left out.

    Each source and language is a set of its own. The baselines need the extra `evaluation`:
    pip install 'earshot[evaluation]'.

    \b
    earshot evaluate labelled/
    earshot evaluate labelled/ --limit 0 --no-baselines --brief
    earshot evaluate labelled/ --errors 10 --no-baselines
    earshot evaluate tested/ --learn taught/
    """
    report = _report(folder, msgspec.convert(options, Chosen))
    if as_json:
        click.echo(msgspec.json.encode(report))
    else:
        show(report, OUT, brief=bool(options["brief"]))


def _taught(sets: Sequence[Drawn], chosen: Chosen, ear: Ear) -> Mapping[Name, Told]:
    if chosen.learn is None:
        return {}
    with ERR.status("learning labels"):
        return lessons(sets, read_folder(chosen.learn, 0, chosen.seed).sets, ear.folding.fold)


def _report(folder: Path, chosen: Chosen) -> Report:
    with ERR.status("reading the rows"):
        found = read_folder(folder, chosen.limit, chosen.seed)
    ear = load_ear(load(os.environ))
    others = baselines(frozenset(drawn.name.lang for drawn in found.sets)) if chosen.baselines else ()
    judges = (earshot(ear), *others)
    taught = _taught(found.sets, chosen, ear)
    with progress() as bar:
        task = bar.add_task("hearing", total=opinions(found.sets, judges))
        measured = tuple(
            evaluate(
                found.sets, judges, Samples(chosen.errors, chosen.seed), lambda: bar.advance(task), taught
            )
        )
    return Report(
        ear=f"earshot, method {ear.method}",
        taxonomy=ear.taxonomy,
        limit=chosen.limit,
        seed=chosen.seed,
        sets=measured,
        means=means(measured),
        left_out=found.left_out,
    )
