"""Three probabilities from a label, its probability and the polarity."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from pipeline.probabilities import probabilities_of
from schemas.interactions import Feeling

LABELS = (Feeling.NEGATIVE, Feeling.NEUTRAL, Feeling.POSITIVE)
SHARES = st.tuples(*[st.floats(0.01, 1)] * 3).map(lambda parts: tuple(part / sum(parts) for part in parts))


@given(SHARES)
def test_what_was_said_leads_back_to_what_was_meant(shares: tuple[float, ...]) -> None:
    best = max(range(3), key=shares.__getitem__)
    found = probabilities_of(LABELS[best], shares[2] - shares[0], shares[best])
    assert found == pytest.approx(shares)


def test_a_scorer_without_probabilities_has_none() -> None:
    assert probabilities_of(Feeling.NEUTRAL, 0.0, None) is None
