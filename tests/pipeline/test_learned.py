"""The model that ships: whole, the same everywhere, and refused when it is not what was trained."""

import os
import shutil
import subprocess
import sys
from pathlib import Path

import pytest
from msgspec.structs import replace

from agents.hearing.learned import unpack
from pipeline.learned import FOLDER, Stored, load, write
from schemas.errors import Misused

pytestmark = pytest.mark.slow

LARGEST = 4 * 1024**2


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    return Path(shutil.copytree(FOLDER, tmp_path / "model"))


def test_a_changed_file_is_refused(folder: Path) -> None:
    place = folder / "en.model"
    place.write_bytes(place.read_bytes()[:-1] + b"?")
    with pytest.raises(Misused, match=r"en\.model is not the file that was trained"):
        load(folder)


def test_a_missing_file_is_refused(folder: Path) -> None:
    (folder / "zh.model").unlink()
    with pytest.raises(Misused, match=r"cannot read the model .*zh\.model"):
        load(folder)


def test_what_is_written_is_read_again(folder: Path) -> None:
    english = Stored(
        language="en",
        version="1",
        scale=(1.0, 2.0, 3.0),
        bias=(0.0, 0.5, 1.0),
        words="bad\ngood",
        beside="too bad\n¬good",
        letters="<ba",
        values=bytes([1, 250, 3, 4, 5, 6, 7, 8, 9, 10, 11, 12, 13, 14, 15]),  # a field after the other
    )
    chinese = replace(english, language="zh", words="好\n太坏$\nbad", beside="", letters="")
    write(english, folder)
    write(replace(chinese, values=bytes([1, 250, 3, 4, 5, 6, 7, 8, 9])), folder)
    model = load(folder)
    en, zh = model.en, model.zh
    bad, good = model.lexicon.number("bad"), model.lexicon.number("good")
    assert bad is not None
    assert good is not None
    assert unpack(en.words[bad], 1) == (1, 6, 11)
    assert unpack(en.words[good], 1) == (-6, 7, 12)
    assert sorted(unpack(value, 1) for value in en.beside.values()) == [(3, 8, 13), (4, 9, 14)]
    assert unpack(en.beside[good], 1) == (4, 9, 14)
    assert unpack(en.letters["<ba"], 1) == (5, 10, 15)
    assert [unpack(value, 1) for value in zh.values.tolist()] == [(1, 4, 7), (-6, 5, 8)]
    assert unpack(zh.others["bad"], 1) == (3, 6, 9)
    assert (zh.scale, zh.bias) == (en.scale, en.bias) == ((1.0, 2.0, 3.0), (0.0, 0.5, 1.0))
    assert all(map(model.knows, ("bad", "good", "好", "太坏$")))
    assert not any(map(model.knows, ("too", "坏", "badly", "<ba")))


def test_a_file_of_too_few_weights_is_refused(folder: Path) -> None:
    stored = Stored(
        language="zh",
        version="1",
        scale=(1.0, 2.0, 3.0),
        bias=(0.0, 0.5, 1.0),
        words="好",
        beside="",
        letters="",
        values=b"",
    )
    write(stored, folder)
    with pytest.raises(Misused, match="other weights than grams"):
        load(folder)


def test_everything_learned_is_small() -> None:
    assert sum(place.stat().st_size for place in FOLDER.iterdir()) < LARGEST


def test_it_tells_the_plainest_apart_in_both_languages() -> None:
    model = load()
    for bad, good in (("terrible service", "excellent service"), ("服务太差了", "服务很好")):
        worse, better = (model.felt(text, str) for text in (bad, good))
        assert worse.negative > better.negative
        assert worse.positive < better.positive


def test_every_process_hears_the_same() -> None:
    said = "Still no refund, zxqv wibbled! @shop\n退款一直没到账，app又闪退\n".encode()
    heard = {
        subprocess.run(
            [sys.executable, "-m", "pipeline", "tag"],
            input=said,
            capture_output=True,
            check=True,
            env={**os.environ, "PYTHONHASHSEED": seed},
        ).stdout
        for seed in ("1", "2", "77")
    }
    assert len(heard) == 1
