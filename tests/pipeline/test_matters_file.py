"""The file of the topics' model, and the one that ships."""

from pathlib import Path

import msgspec
import pytest

from agents.hearing.grams import seen_in
from agents.hearing.matters import Logits
from pipeline.learned import CHECKSUMS, FOLDER
from pipeline.matters import StoredMatters, load_matters, write_matters
from schemas.errors import Misused
from schemas.taxonomy import OTHER, TOPIC_IDS

ENGLISH = StoredMatters(
    language="en",
    version="1",
    topics=("billing", "refund"),
    scale=(0.5, 0.25),
    bias=(-1.0, -2.0),
    grams="coin\nmy coin",
    letters="<co",
    values=bytes([3, 256 - 4, 5, 0, 127, 256 - 127]),
)
CHINESE = msgspec.structs.replace(
    ENGLISH, language="zh", grams="钱\n的钱", letters="", values=bytes([1, 2, 3, 4])
)


def written(folder: Path, *stored: StoredMatters) -> Path:
    for one in stored:
        write_matters(one, folder)
    return folder


def test_what_is_written_is_what_is_asked(tmp_path: Path) -> None:
    model = load_matters(written(tmp_path, ENGLISH, CHINESE))

    def told(*tokens: str) -> Logits:
        return model.told(model.lexicon.cut(seen_in(tokens)))

    assert (model.topics, model.version) == (("billing", "refund"), "model 1")
    three = 4**-0.5  # "my", "coin" and the pair
    assert told("my", "coin") == pytest.approx((-1 + 0.5 * (3 - 4) * three, -2 + 0.25 * (0 + 127) * three))
    assert told("cow") == pytest.approx((-1 + 0.5 * 5 * 2**-0.5, -2 - 0.25 * 127 * 2**-0.5))
    assert told("钱")[0] > -1


def test_versions_that_differ_are_both_named(tmp_path: Path) -> None:
    later = msgspec.structs.replace(CHINESE, version="2")
    assert load_matters(written(tmp_path, ENGLISH, later)).version == "model 1+2"


def test_two_languages_of_other_topics_do_not_belong_together(tmp_path: Path) -> None:
    other = msgspec.structs.replace(CHINESE, topics=("refund", "billing"))
    with pytest.raises(Misused, match="do not belong together"):
        load_matters(written(tmp_path, ENGLISH, other))


def test_a_file_that_was_changed_or_is_missing_stops_the_start(tmp_path: Path) -> None:
    place = written(tmp_path, ENGLISH, CHINESE) / "topics-zh.model"
    place.write_bytes(place.read_bytes()[:-1] + b"?")
    with pytest.raises(Misused, match="checksum"):
        load_matters(tmp_path)
    place.unlink()
    with pytest.raises(Misused, match="cannot read"):
        load_matters(tmp_path)


def test_the_shipped_model_knows_every_topic_but_other_and_is_small() -> None:
    assert load_matters().topics == tuple(topic for topic in TOPIC_IDS if topic != OTHER)
    assert sum((FOLDER / f"topics-{language}.model").stat().st_size for language in ("en", "zh")) < 1_000_000
    assert (FOLDER / CHECKSUMS).read_text(encoding="ascii").count("topics-") == 2
