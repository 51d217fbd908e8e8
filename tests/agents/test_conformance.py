"""Both languages are heard alike: cues, topics and promises of the conformance pairs."""

import pytest

from schemas.interactions import PromiseHeard
from schemas.taxonomy import CUE_IDS, OTHER, TOPIC_IDS
from schemas.values import Speaker
from tests.agents.conformance import PAIRS, SHANGHAI, Pair, parts

TRAPS = (
    "negated",
    "condition",
    "question",
    "report",
    "wrong-speaker",
    "irony",
    "contrast",
    "traditional",
    "mixed",
)
each_pair = pytest.mark.parametrize("pair", PAIRS, ids=lambda pair: pair.name)
BY_CUSTOMERS = [pair for pair in PAIRS if pair.speaker is Speaker.CUSTOMER]
BY_STAFF = [pair for pair in PAIRS if pair.speaker is Speaker.STAFF]


def _due(promise: PromiseHeard) -> str:
    if promise.due_at is None:
        return "?"
    if promise.due_day is not None:
        return promise.due_day.isoformat().removeprefix("2026-")
    return f"{promise.due_at.astimezone(SHANGHAI):%m-%dT%H:%M}"


@each_pair
def test_both_languages_have_the_same_cues(pair: Pair) -> None:
    for text, heard in zip(pair.texts, pair.heard(), strict=True):
        assert {hit.cue for hit in heard.cues} == pair.cues, text


@pytest.mark.parametrize("pair", BY_STAFF, ids=lambda pair: pair.name)
def test_both_languages_have_the_same_promises(pair: Pair) -> None:
    for text, heard in zip(pair.texts, pair.heard(), strict=True):
        assert tuple(map(_due, heard.promises)) == pair.due, text


@pytest.mark.parametrize("pair", BY_CUSTOMERS, ids=lambda pair: pair.name)
def test_both_languages_have_the_same_topics(pair: Pair) -> None:
    named = set(parts(pair.topics)) - {"*", OTHER}
    for text, heard in zip(pair.texts, pair.heard(), strict=True):
        assert named <= {hit.topic for hit in heard.topics}, text
        assert not heard.promises


def test_the_pairs_cover_every_cue_topic_and_trap() -> None:
    assert len(PAIRS) >= 170
    assert len({pair.name for pair in PAIRS}) == len(PAIRS)
    assert {cue for pair in PAIRS for cue in pair.cues} == set(CUE_IDS)
    assert set(TOPIC_IDS) <= {topic for pair in PAIRS for topic in parts(pair.topics)}
    for trap in TRAPS:
        assert any(pair.name.startswith(f"trap-{trap}") for pair in PAIRS), trap
