"""What customers say of themselves in a tale that the company should remember: that they leave, and what makes them vulnerable."""

from collections.abc import Iterable, Iterator
from typing import Final

from pipeline.simulator.steps import Step
from pipeline.simulator.truth import Statement

CHURN: Final = "churn"
_KINDS: Final = (CHURN, "vulnerability")


def statements(steps: Iterable[Step]) -> Iterator[Statement]:
    """One for each kind and event. Who says later that all is well, or thanks, takes back that they leave."""
    told = sorted(steps, key=lambda step: step.at)
    for place, step in enumerate(told):
        for kind in _KINDS:
            if kind in step.cues:
                yield Statement(
                    key=step.key,
                    customer=step.person,
                    kind=kind,
                    said_at=step.at,
                    ended=_taken_back(step, told[place + 1 :]) if kind == CHURN else "",
                    language=step.language,
                )


def _taken_back(step: Step, later: Iterable[Step]) -> str:
    glad = (one for one in later if one.glad and one.person == step.person)
    return next((one.key for one in glad), "")
