"""Whole stories and what was made of them: the truth beside what was found, with precision and recall."""

from typing import Final

from pipeline.simulator.compare import Found
from pipeline.simulator.compared import Compared, percent
from pipeline.simulator.measures import Score, measure, summed
from pipeline.simulator.truth import Truth

_SHOWN: Final = (
    ("journeys", "whole journeys, every touchpoint of one need", "完整旅程：同一诉求的全部触点"),
    ("violations", "contacts that broke a rule", "违反规则的主动联系"),
    ("handlings", "attitude and outcome of a handling", "处理的态度与结果"),
    ("statements", "who leaves or is vulnerable, and until when", "谁要离开或处境脆弱，以及截至何时"),
)


def overall(truth: Truth, found: Found) -> list[Compared]:
    """One row a signal, all languages and all that it can be known by together."""
    scores = summed([measure(truth, found)], by=lambda cell: cell._replace(cue="", language="", kind=""))
    by_signal = {cell.signal: score for cell, score in scores.items()}
    return [_row(by_signal.get(signal, Score()), names) for signal, *names in _SHOWN]


def _row(score: Score, names: list[str]) -> Compared:
    english, chinese = names
    precision, recall = percent(score.right, score.found), percent(score.right, score.expected)
    return Compared(
        name_en=english,
        name_zh=chinese,
        expected=score.expected,
        found=score.found,
        note_en=f"precision {precision}, recall {recall}",
        note_zh=f"精确率 {precision}，召回率 {recall}",
    )
