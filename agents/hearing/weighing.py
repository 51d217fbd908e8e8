"""The model's word on a turn, and what our phrases add to it: all in logits, so that both may speak.

negative  += 0.4 f          f: stated faults and cues of dissatisfaction, two at most
positive  -= 0.3 f
complaint += 0.8 f
positive  += 0.8            thanks, praise or success without a fault beside it
complaint -= 0.5            thanks without a fault beside them; 1.0 praise or success
complaint -= 1.0            hardship in the customer's own life without a fault: grief is no complaint
open irony: positive becomes negative, complaint += 2
"""

from typing import Final

from agents.hearing.learned import Feelings, Scores, feelings
from agents.hearing.mood import Mood
from agents.hearing.reading import Reading

_MOST_FAULTS: Final = 2
_SADDER: Final = 0.4
_LESS_GLAD: Final = 0.3
_SORE: Final = 0.8
_GLADDER: Final = 0.8
_POLITE: Final = 0.5
_CONTENT: Final = 1.0
_GRIEF: Final = 1.0
_IRONY: Final = 2.0
_KIND: Final = frozenset({"thanks", "praise", "resolved"})
_THANKS: Final = frozenset({"thanks"})
_HARDSHIP: Final = "vulnerability"


def weighed(scores: Scores, reading: Reading) -> Mood:
    """Of one turn. The weights were measured source by source, each left out in turn; see `docs/decisions/0006`."""
    if not reading.sentences:
        return Mood(feelings(scores), scores.complaint)
    faults, told, ironic = _told(reading)
    negative, positive, complaint = scores
    if faults:
        stated = min(faults, _MOST_FAULTS)
        negative += _SADDER * stated
        positive -= _LESS_GLAD * stated
        complaint += _SORE * stated
    else:
        if not _KIND.isdisjoint(told):
            positive += _GLADDER
            complaint -= _POLITE if told <= _THANKS else _CONTENT
        if _HARDSHIP in told:
            complaint -= _GRIEF
    felt = feelings(Scores(negative, positive, complaint))
    return Mood(_turned(felt), complaint + _IRONY) if ironic else Mood(felt, complaint)


def _told(reading: Reading) -> tuple[int, set[str], bool]:
    """How many faults are stated, the ids of the cues, and whether there is irony."""
    faults, told, ironic = 0, set(), False
    for sentence in reading.sentences:
        faults += len(sentence.faults)
        ironic = ironic or bool(sentence.ironies)
        for hit in sentence.cues:
            told.add(hit.rule.id)
            faults += hit.rule.cue is not None and hit.rule.cue.fault
    return faults, told, ironic


def _turned(felt: Feelings) -> Feelings:
    return Feelings(felt.negative + felt.positive, felt.neutral, 0.0)
