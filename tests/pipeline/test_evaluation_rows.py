"""Labelled rows of a folder, and what is left out of it."""

import gzip
from collections import Counter
from pathlib import Path

import msgspec
import pytest

from pipeline.evaluation.reports import Task
from pipeline.evaluation.rows import read_folder
from schemas.errors import Misused


def line(text: str, **more: object) -> bytes:
    return msgspec.json.encode({"text": text, "lang": "en", "source": "shop", **more}) + b"\n"


def test_plain_and_packed_files_make_sets_by_task_language_and_source(tmp_path: Path) -> None:
    (tmp_path / "a.jsonl").write_bytes(
        line("one", sentiment="negative", complaint=1)
        + line("二", lang="zh", complaint=0)
        + line("three", topics=["refund"])
        + line("five", label="a|b")
        + line("six", topic="parcels")
    )
    (tmp_path / "b.jsonl.gz").write_bytes(gzip.compress(line("four", sentiment="positive", stars=5)))
    found = read_folder(tmp_path, 0, 1)
    assert [(*drawn.name, [row.text for row in drawn.rows]) for drawn in found.sets] == [
        (Task.SENTIMENT, "en", "shop", ["one", "four"]),
        (Task.COMPLAINT, "en", "shop", ["one"]),
        (Task.COMPLAINT, "zh", "shop", ["二"]),
        (Task.TOPICS, "en", "shop", ["three"]),
        (Task.LABELS, "en", "shop", ["five", "six"]),
    ]
    assert found.left_out == ()


@pytest.mark.parametrize(
    ("bad", "fault"),
    [
        (b"not json\n", "malformed"),
        (b'{"text": "a"}\n', "lang"),
        (line("a"), "no label"),
        (line(" \n", sentiment="neutral"), "blank"),
        (line("a", sentiment="angry"), "angry"),
        (line("a", complaint=2), "neither 0 nor 1"),
        (line("a", topics=["weather"]), "unknown: weather"),
        (line("a", topics="refund"), "array"),
        (b'{"text": "\xff"}\n', "utf-8"),
        (b"[" * 100_000 + b"\n", "Expected"),
        (b"\n", "truncated"),
        (line("a" * 300_000, complaint=0), "length"),
    ],
)
def test_a_row_that_cannot_be_used_is_counted_and_its_neighbours_are_read(
    tmp_path: Path, bad: bytes, fault: str
) -> None:
    good = line("fine", complaint=0)
    (tmp_path / "rows.jsonl").write_bytes(good + bad + bad + good)
    found = read_folder(tmp_path, 0, 1)
    assert [drawn.total for drawn in found.sets] == [2]
    (left,) = found.left_out
    assert (left.file, left.rows) == ("rows.jsonl", 2)
    assert left.fault.startswith("line 2: ")
    assert fault in left.fault


def test_a_cut_archive_gives_what_is_whole(tmp_path: Path) -> None:
    packed = gzip.compress(b"".join(line(f"text {number}", complaint=0) for number in range(20_000)))
    (tmp_path / "cut.jsonl.gz").write_bytes(packed[: len(packed) // 2])
    (tmp_path / "no.jsonl.gz").write_bytes(b"not an archive")
    found = read_folder(tmp_path, 0, 1)
    assert 0 < found.sets[0].total < 20_000
    cut, no = found.left_out
    assert "cannot be read" in cut.fault
    assert no.fault.startswith("after line 0: cannot be read")


def test_other_files_are_named(tmp_path: Path) -> None:
    (tmp_path / "README.md").write_text("words")
    (tmp_path / "sub").mkdir()
    (tmp_path / "rows.jsonl").write_bytes(line("fine", complaint=0))
    (left,) = read_folder(tmp_path, 0, 1).left_out
    assert (left.file, left.rows) == ("README.md", 0)


@pytest.mark.parametrize("content", [b"", b"\n", b'{"text": "no label"}\n'])
def test_a_folder_without_a_labelled_row_says_what_is_expected(tmp_path: Path, content: bytes) -> None:
    (tmp_path / "rows.jsonl").write_bytes(content)
    with pytest.raises(Misused, match="has no labelled row; give") as raised:
        read_folder(tmp_path, 0, 1)
    assert '"complaint" (0, 1)' in str(raised.value)


def test_a_draw_is_even_in_order_and_the_same_again(tmp_path: Path) -> None:
    texts = [f"text {number:03}" for number in range(200)]
    (tmp_path / "rows.jsonl").write_bytes(b"".join(line(text, complaint=0) for text in texts))
    drawn = read_folder(tmp_path, 50, 1).sets[0]
    kept = [row.text for row in drawn.rows]
    assert (drawn.total, len(kept)) == (200, 50)
    assert kept == sorted(set(kept))
    assert [row.text for row in read_folder(tmp_path, 50, 1).sets[0].rows] == kept
    assert [row.text for row in read_folder(tmp_path, 50, 2).sets[0].rows] != kept
    counted = Counter(row.text for seed in range(200) for row in read_folder(tmp_path, 50, seed).sets[0].rows)
    # Each is expected 50 times, with a standard deviation of 6.1.
    assert all(20 <= counted[text] <= 80 for text in texts)
