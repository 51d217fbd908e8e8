"""The model that ships: whole, the same everywhere, and refused when it is not what was trained."""

import os
import shutil
import subprocess
import sys
from pathlib import Path

import pytest

from agents.hearing.learned import feelings, unpack
from pipeline.learned import FOLDER, Stored, load, write
from schemas.errors import Misused

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
    values = bytes([1, 250, 3, 4, 5, 6, 7, 8, 9])  # three grams; a field after the other
    stored = Stored(
        language="zh",
        version="1",
        scale=(1.0, 2.0, 3.0),
        bias=(0.0, 0.5, 1.0),
        words="好\n坏",
        beside="",
        letters="x",
        values=values,
    )
    write(stored, folder)
    found = load(folder).zh
    assert unpack(found.words["好"], 1) == (1, 4, 7)
    assert unpack(found.words["坏"], 1) == (-6, 5, 8)
    assert unpack(found.letters["x"], 1) == (3, 6, 9)
    assert (found.scale, found.bias) == ((1.0, 2.0, 3.0), (0.0, 0.5, 1.0))


def test_everything_learned_is_small() -> None:
    assert sum(place.stat().st_size for place in FOLDER.iterdir()) < LARGEST


def test_it_tells_the_plainest_apart_in_both_languages() -> None:
    model = load()
    for bad, good in (("terrible service", "excellent service"), ("服务太差了", "服务很好")):
        worse, better = (model.of(model.see(text, text)) for text in (bad, good))
        assert feelings(worse).negative > feelings(better).negative
        assert feelings(worse).positive < feelings(better).positive


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
