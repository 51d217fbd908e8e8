"""Both languages are felt alike. A model has no certainty: the shares of pairs that agree are what is held.

`pytest -s` prints them.
"""

from collections.abc import Callable

import pytest

from schemas.interactions import Heard
from schemas.values import Speaker
from tests.agents.conformance import PAIRS, Pair

APART = 3_000  # of 10,000
Heards = tuple[Heard, Heard]


def _labels(pair: Pair, heard: Heards) -> bool:
    found = [one.sentiment.label.value for one in heard if one.sentiment]
    return found == [pair.label] * 2 if pair.label not in {"", "?"} else len(set(found)) == 1


def _polarities(_: Pair, heard: Heards) -> bool:
    english, chinese = (one.sentiment.polarity for one in heard if one.sentiment)
    return abs(english - chinese) <= APART


def _complaints(pair: Pair, heard: Heards) -> bool:
    asked = {"yes": {True}, "no": {False}}.get(pair.complaint)
    found = {one.complaint for one in heard}
    return found == asked if asked else len(found) == 1


@pytest.mark.parametrize(("agree", "least"), [(_labels, 0.82), (_polarities, 0.75), (_complaints, 0.8)])
def test_most_pairs_are_felt_alike(agree: Callable[[Pair, Heards], bool], least: float) -> None:
    heard = [(pair, pair.heard()) for pair in PAIRS if pair.speaker is Speaker.CUSTOMER]
    scored = [(pair, both) for pair, both in heard if all(one.sentiment for one in both)]
    assert len(scored) > 130
    share = sum(agree(pair, both) for pair, both in scored) / len(scored)
    print(f"{agree.__name__}: {share:.1%} of {len(scored)} pairs")  # noqa: T201
    assert share >= least
