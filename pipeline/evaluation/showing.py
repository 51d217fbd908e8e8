"""The report in a terminal."""

from collections.abc import Callable, Iterator, Mapping, Sequence
from itertools import groupby
from typing import Final

from rich.console import Console, RenderableType
from rich.padding import Padding
from rich.table import Table
from rich.text import Text

from pipeline.evaluation.judges import EARSHOT
from pipeline.evaluation.measures import UNSCORED
from pipeline.evaluation.reports import Bin, Calibration, Mean, Measured, Measures, Mistake, Report, Task
from pipeline.terminal import plain

LONGEST_TEXT: Final = 200
NEUTRAL: Final = "neutral"
_LEFT: Final = {"language", "judge"}
_EXTRA: Final[Mapping[str, Callable[[Measured], float | None]]] = {
    "3 labels": lambda measured: measured.three_way,
    "F1 complaint": lambda measured: measured.f1,
    "micro-F1": lambda measured: measured.f1,
    "at 0": lambda measured: measured.even / measured.n,
    "commonest": lambda measured: measured.frequent,
    "ECE": lambda measured: measured.calibration.error if measured.calibration else None,
}


def show(report: Report, console: Console, *, brief: bool = False) -> None:
    """Set by set, then the means; `brief` leaves out confusion and calibration."""
    for found in report.sets:
        for part in _set(found, brief=brief):
            console.print(part)
    console.print(_means(report.means), "")
    if not brief:
        console.print(_pooled(report.means), "")
    for out in report.left_out:
        rows = f"{out.rows:,} rows" if out.rows else "the file"
        console.print(plain(f"left out of {out.file}: {rows}: {out.fault}"))
    console.print(plain(_legend(report)))


def _set(found: Measures, *, brief: bool) -> Iterator[RenderableType]:
    yield _title(found)
    yield Padding(_judged(found), (0, 0, 0, 2))
    ours = next((measured for measured in found.judged if measured.judge == EARSHOT), None)
    if ours and not brief and found.task is not Task.LABELS:
        yield Padding(_details(found.classes, ours), (1, 0, 0, 2))
    for mistake in ours.mistakes if ours else ():
        yield Padding(_mistake(mistake), (0, 0, 0, 2))
    yield ""


def _title(found: Measures) -> Text:
    n = found.judged[0].n if found.judged else 0
    of = f"{n:,}" if n == found.rows else f"{n:,} of {found.rows:,}"
    title = plain(f"{found.task.value} · {found.source} · {found.lang}")
    title.stylize("bold cyan")
    more = ""
    if found.task is Task.SENTIMENT and NEUTRAL not in found.classes:
        more = ", two classes: by the sign of polarity"
    elif found.task is Task.LABELS:
        more = f", {len(found.classes):,} labels, told from our topics"
    return title.append(f"   {of} rows{more}", "")


def _judged(found: Measures) -> Table:
    extra = _extras(found)
    table = _table("judge", "coverage", "accuracy", "95 % interval", "macro-F1", *extra)
    for measured in found.judged:
        table.add_row(
            measured.judge,
            _share(measured.coverage),
            _share(measured.accuracy),
            f"{measured.low:.3f}-{measured.high:.3f}",
            _share(measured.macro_f1),
            *(_share(_EXTRA[heading](measured)) for heading in extra),
            style=_style(measured.judge),
        )
    return table


def _extras(found: Measures) -> tuple[str, ...]:
    match found.task:
        case Task.SENTIMENT:
            return ("ECE",) if NEUTRAL in found.classes else ("3 labels", "at 0", "ECE")
        case Task.COMPLAINT:
            return ("F1 complaint", "ECE")
        case Task.TOPICS:
            return ("micro-F1",)
        case Task.LABELS:
            return ("commonest",)


def _details(classes: Sequence[str], ours: Measured) -> Table:
    """Side by side: what was answered where, and how far its probability holds."""
    tables: list[Table] = []
    if ours.confusion:
        tables.append(_confusion(classes, ours))
    if ours.topics:
        tables.append(_topics(ours))
    if ours.calibration:
        tables.append(_reliability(ours.calibration))
    grid = Table.grid(*("" for _ in tables), padding=(0, 6, 0, 0))
    grid.add_row(*tables)
    return grid


def _confusion(classes: Sequence[str], ours: Measured) -> Table:
    columns = [
        (place, name)
        for place, name in enumerate(ours.columns)
        if name in classes or name == UNSCORED or any(row[place] for row in ours.confusion)
    ]
    table = _table("truth \\ answer", *(name for _, name in columns))
    for name, row in zip(classes, ours.confusion, strict=True):
        table.add_row(name, *(f"{row[place]:,}" for place, _ in columns))
    return table


def _topics(ours: Measured) -> Table:
    table = _table("topic", "truly", "answered", "both", "F1")
    for score in ours.topics:
        table.add_row(score.topic, f"{score.true:,}", f"{score.said:,}", f"{score.hits:,}", _share(score.f1))
    return table


def _reliability(found: Calibration) -> Table:
    table = _table("probability", "n", "mean", "right")
    for part in found.bins:
        table.add_row(*_cells(part))
    return table


def _mistake(mistake: Mistake) -> Text:
    at = "" if mistake.polarity is None else f" {mistake.polarity:+.2f}"
    text = " ".join(mistake.text.split())
    cut = text if len(text) <= LONGEST_TEXT else text[:LONGEST_TEXT] + "…"
    return Text.assemble("- ", (mistake.said + at, "bold"), f", truly {mistake.truth}: ", plain(cut))


def _means(means: Sequence[Mean]) -> Table:
    table = _table("mean over sets", "language", "judge", "sets", "accuracy", "macro-F1", "ECE")
    for _, group in groupby(means, key=lambda mean: (mean.task, mean.lang)):
        for mean in group:
            table.add_row(
                mean.task.value,
                plain(mean.lang),
                mean.judge,
                str(mean.sets),
                _share(mean.accuracy),
                _share(mean.macro_f1),
                _share(mean.error),
                style=_style(mean.judge),
            )
        table.add_section()
    return table


def _pooled(means: Sequence[Mean]) -> Table:
    """One under another: the reliability of all rows of a task and language."""
    table = _table("all rows of", "language", "probability", "n", "mean", "right")
    for mean in means:
        for part in mean.calibration.bins if mean.calibration else ():
            table.add_row(mean.task.value, plain(mean.lang), *_cells(part))
        if mean.calibration:
            table.add_row("", "", "ECE", f"{mean.calibration.n:,}", "", _share(mean.calibration.error))
            table.add_section()
    return table


def _cells(part: Bin) -> tuple[str, str, str, str]:
    return f"{part.low:.1f}-{part.high:.1f}", f"{part.n:,}", _share(part.sure), _share(part.right)


def _legend(report: Report) -> str:
    rows = (
        f"at most {report.limit:,} rows a set, drawn with seed {report.seed}" if report.limit else "all rows"
    )
    return (
        f"{report.ear}, taxonomy {report.taxonomy}; {rows}. An unscored row counts as wrong. Macro-F1 is over the"
        " classes of the set; where none is neutral, a polarity above 0 answers positive and any other negative, and"
        " the plain accuracy of three labels stands beside. ECE: expected calibration error over 10 bins. Labels that are"
        " not ours are told from our topics by what the other half of the rows shows; with --learn also from the"
        " grams of a text, by other rows of its source; commonest: always the same one."
    )


def _table(first: str, *headings: str) -> Table:
    table = Table(box=None, pad_edge=False)
    table.add_column(first)
    for heading in headings:
        table.add_column(heading, justify="left" if heading in _LEFT else "right")
    return table


def _style(judge: str) -> str:
    return "bold" if judge == EARSHOT else ""


def _share(value: float | None) -> str:
    return "-" if value is None else f"{value:.3f}"
