"""Complaint or not, with the words that say so."""

from collections.abc import Sequence
from typing import Final, NamedTuple

from agents.hearing.reading import Reading, Sentence
from schemas.interactions import Span

_STRONG: Final = -2.0
_GLAD: Final = 0.35
_SAD: Final = -0.3


class Verdict(NamedTuple):
    """`spans` is empty where it is no complaint. Spans are characters of the turn."""

    complaint: bool
    spans: tuple[tuple[int, int], ...]


def judge(reading: Reading, polarity: float) -> Verdict:
    """A fault that counts, a cue that is dissatisfaction by itself, irony, or strong words without gladness.

    A turn that is glad on the whole needs a fault beside its gladness: two pieces of evidence. Words of moderate
    displeasure make a complaint when the turn is sad on the whole and does not merely ask.
    """
    firm = [span for sentence in reading.sentences for span in _firm(sentence)]
    if polarity > _GLAD and len(firm) < 2:
        return Verdict(complaint=False, spans=())
    if not firm and polarity < _SAD:
        firm = [
            (felt.begin, felt.end)
            for sentence in reading.sentences
            for felt in sentence.felt
            if felt.weight <= _STRONG * (1.4 if sentence.asks else 1.0) and not _private(sentence)
        ]
    return Verdict(complaint=bool(firm), spans=_merged(firm))


def _firm(sentence: Sentence) -> list[tuple[int, int]]:
    spans = [(hit.begin, hit.end) for hit in (*sentence.faults, *sentence.ironies)]
    spans += [
        (hit.begin, hit.end) for hit in sentence.cues if hit.rule.cue is not None and hit.rule.cue.fault
    ]
    spans += [
        (felt.begin, felt.end)
        for felt in sentence.felt
        if felt.weight <= 1.5 * _STRONG and not _private(sentence)
    ]
    return spans


def _private(sentence: Sentence) -> bool:
    """Grief is not a complaint."""
    return any(hit.rule.id == "vulnerability" for hit in sentence.cues)


def _merged(spans: Sequence[tuple[int, int]]) -> tuple[tuple[int, int], ...]:
    merged: list[tuple[int, int]] = []
    for begin, end in sorted(spans):
        if merged and begin <= merged[-1][1]:
            merged[-1] = (merged[-1][0], max(end, merged[-1][1]))
        else:
            merged.append((begin, end))
    return tuple(merged)


def as_spans(spans: Sequence[tuple[int, int]]) -> tuple[Span, ...]:
    return tuple(Span(begin=begin, end=end) for begin, end in spans)
