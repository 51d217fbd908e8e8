"""Every judge on the same rows of every set."""

from collections.abc import Callable, Iterator, Mapping, Sequence
from statistics import fmean

from pipeline.evaluation.judges import EARSHOT, Judge, Opinion
from pipeline.evaluation.learning import LEARNED, Told
from pipeline.evaluation.marking import COMPLAINT, FEELINGS, Samples, labelled, marked
from pipeline.evaluation.measures import pooled
from pipeline.evaluation.reports import Mean, Measured, Measures, Task
from pipeline.evaluation.rows import Drawn, Name, Row


def opinions(sets: Sequence[Drawn], judges: Sequence[Judge]) -> int:
    """How many `evaluate` will ask for."""
    return sum(len(drawn.rows) for drawn in sets for judge in judges if _takes(judge, drawn))


def evaluate(
    sets: Sequence[Drawn],
    judges: Sequence[Judge],
    samples: Samples,
    step: Callable[[], object],
    taught: Mapping[Name, Told],
) -> Iterator[Measures]:
    """One result a set, as soon as it is done; samples of the ear's mistakes only. `step` is called after every opinion.

    What was `taught` for a set answers there too, after the judges.
    """
    for drawn in sets:
        judged = [
            _judged(judge, drawn, samples if judge.name == EARSHOT else Samples(), step)
            for judge in judges
            if _takes(judge, drawn)
        ]
        if told := taught.get(drawn.name):
            said = told([row.text for row in drawn.rows])
            judged.append(labelled(LEARNED, drawn.rows, said, Samples()))
        yield Measures(
            task=drawn.name.task,
            source=drawn.name.source,
            lang=drawn.name.lang,
            rows=drawn.total,
            classes=_classes(drawn),
            judged=tuple(judged),
        )


def means(sets: Sequence[Measures]) -> tuple[Mean, ...]:
    """One a task, language and judge, in the order they come."""
    grouped: dict[tuple[Task, str, str], list[Measured]] = {}
    for found in sets:
        for measured in found.judged:
            grouped.setdefault((found.task, found.lang, measured.judge), []).append(measured)
    return tuple(_mean(*name, group) for name, group in grouped.items())


def _takes(judge: Judge, drawn: Drawn) -> bool:
    return judge.takes(drawn.name.task, drawn.name.lang)


def _judged(judge: Judge, drawn: Drawn, samples: Samples, step: Callable[[], object]) -> Measured:
    opined: list[tuple[Row, Opinion]] = []
    for row in drawn.rows:
        opined.append((row, judge.opine(row.text)))
        step()
    return marked(drawn.name.task, judge.name, opined, samples)


def _classes(drawn: Drawn) -> tuple[str, ...]:
    match drawn.name.task:
        case Task.SENTIMENT:
            feelings = {row.sentiment for row in drawn.rows}
            return tuple(name for name in FEELINGS if name in feelings)
        case Task.COMPLAINT:
            truths = {COMPLAINT[bool(row.complaint)] for row in drawn.rows}
            return tuple(name for name in COMPLAINT if name in truths)
        case Task.TOPICS:
            return tuple(sorted({topic for row in drawn.rows for topic in row.topics or ()}))
        case Task.LABELS:
            return tuple(sorted({row.labels or "" for row in drawn.rows}))


def _mean(task: Task, lang: str, judge: str, group: Sequence[Measured]) -> Mean:
    found = [measured.calibration for measured in group if measured.calibration]
    return Mean(
        task=task,
        lang=lang,
        judge=judge,
        sets=len(group),
        macro_f1=fmean(measured.macro_f1 for measured in group),
        accuracy=fmean(measured.accuracy for measured in group),
        error=fmean(one.error for one in found) if found else None,
        calibration=pooled(found),
    )
