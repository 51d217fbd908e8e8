"""The taxonomy that ships, and the checks on any other."""

from pathlib import Path

import msgspec
import pytest
import yaml

from schemas.errors import Misused
from schemas.taxonomy import CUE_IDS, TOPIC_IDS, Taxonomy, bending_from, languages_from, taxonomy_from

FOLDER = Path(__file__).resolve().parents[2] / "schemas"


def shipped() -> Taxonomy:
    return taxonomy_from(yaml.safe_load((FOLDER / "taxonomy.yaml").read_text(encoding="utf-8")))


def test_both_languages_stand_side_by_side() -> None:
    taxonomy = shipped()
    assert {topic.id for topic in taxonomy.topics} == set(TOPIC_IDS)
    assert {cue.id for cue in taxonomy.cues} == set(CUE_IDS)
    for topic in taxonomy.topics:
        assert topic.name.en
        assert topic.name.zh
        assert bool(topic.faults.en) is bool(topic.faults.zh)
    for cue in taxonomy.cues:
        assert cue.phrases.en
        assert cue.phrases.zh


@pytest.mark.parametrize("change", ["topic", "cue", "twice", "phrase", "field", "mute"])
def test_what_is_wrong_is_named(change: str) -> None:
    document = msgspec.json.decode(msgspec.json.encode(shipped()))
    if change == "topic":
        document["topics"][0]["id"] = "unheard"
    elif change == "cue":
        document["cues"].pop()
    elif change == "twice":
        document["topics"].append(document["topics"][0])
    elif change == "phrase":
        document["topics"][0]["faults"]["en"] += "\nsame words\nsame words"
    elif change == "mute":
        document["cues"][0]["phrases"] = {"en": " ; ", "zh": ""}
    else:
        document["colour"] = "blue"
    faults = {
        "topic": "unheard",
        "cue": "vulnerability",
        "twice": "billing",
        "phrase": "same words",
        "field": "colour",
        "mute": "can never be heard",
    }
    with pytest.raises(Misused, match=faults[change]):
        taxonomy_from(document)


def test_the_other_files_are_read_and_checked() -> None:
    bends = yaml.safe_load((FOLDER / "bends.yaml").read_text(encoding="utf-8"))
    assert bending_from(bends).negators.zh
    with pytest.raises(Misused, match="bends"):
        bending_from(bends | {"levels": []})
    languages = yaml.safe_load((FOLDER / "languages.yaml").read_text(encoding="utf-8"))
    assert languages_from(languages).english
    with pytest.raises(Misused, match="one character for one"):
        languages_from(languages | {"simplified": "一"})
