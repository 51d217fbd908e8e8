"""The models of cues that ship."""

from agents.hearing.hinted import PROMISE
from pipeline.ear import read_taxonomy
from pipeline.learned import FOLDER
from pipeline.matters import load_hints
from schemas.taxonomy import CUE_IDS


def test_the_shipped_models_know_every_cue_and_promises_and_are_small() -> None:
    hints = load_hints(read_taxonomy().sore)
    assert {*hints.customers.topics, *hints.staff.topics} == {*CUE_IDS, PROMISE}
    assert "identity_check" not in hints.customers.topics
    files = [FOLDER / f"{name}-{language}.model" for name in ("cues", "staff") for language in ("en", "zh")]
    assert sum(file.stat().st_size for file in files) < 300_000
