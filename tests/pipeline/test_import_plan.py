"""Which files there are, and what each is."""

import gzip
import os
from pathlib import Path

import pytest

from pipeline.importing.files import plan, read, was_replaced
from pipeline.importing.items import Format, Options, Position, Refused
from schemas.errors import Misused


def test_folders_are_searched_and_sorted(tmp_path: Path) -> None:
    (tmp_path / "b").mkdir()
    (tmp_path / "b" / "mail.eml").write_text("Subject: x\nFrom: a@b.test\nDate: x\n\n")
    (tmp_path / "a.jsonl").write_text("{}")
    (tmp_path / ".hidden").write_text("{}")
    (tmp_path / "call.vtt").write_text("WEBVTT\n")
    (tmp_path / "call.json").write_text("{}")
    (tmp_path / "song.mp3").write_bytes(b"\xff\xfb\x90")
    (tmp_path / "page.json").write_text("[1, 2]")
    found = [
        (source.path.name, source.format) for source in plan([tmp_path, tmp_path / "a.jsonl"], Options())
    ]
    assert found == [
        ("a.jsonl", Format.EVENTS),
        ("mail.eml", Format.EML),
        ("call.vtt", Format.VTT),
        ("page.json", Format.UNKNOWN),
        ("song.mp3", Format.UNKNOWN),
    ]


def test_an_unknown_file_says_why_and_cannot_be_read(tmp_path: Path) -> None:
    (tmp_path / "people.csv").write_text("name,age\nAnn,30\n")
    (source,) = plan([tmp_path], Options())
    assert "mapping" in source.fault
    with pytest.raises(Misused, match=r"people\.csv"):
        list(read(source))


@pytest.mark.parametrize(
    ("head", "kind"),
    [
        (b"From a@b.test Mon May  4 09:00:00 2026\nSubject: x\n", Format.MBOX),
        (b"WEBVTT\n\n", Format.VTT),
        (b"Received: by x\nFrom: a@b.test\nTo: c@d.test\nDate: Mon\n\nhello", Format.EML),
        (b"Dear all: hello\n", Format.UNKNOWN),
        (b"", Format.UNKNOWN),
        (b'{"a": 1}\n', Format.UNKNOWN),
    ],
)
def test_content_tells_the_format(head: bytes, kind: Format, tmp_path: Path) -> None:
    (tmp_path / "file").write_bytes(head)
    assert plan([tmp_path / "file"], Options())[0].format is kind


def test_what_is_not_there_is_a_persons_mistake(tmp_path: Path) -> None:
    with pytest.raises(Misused, match="does not exist"):
        plan([tmp_path / "nothing"], Options())


def test_the_fingerprint_changes_with_content_and_options(tmp_path: Path) -> None:
    path = tmp_path / "a.jsonl"
    path.write_text("{}")
    (first,) = plan([path], Options())
    (other,) = plan([path], Options(tenant="t"))
    path.write_text("{ }")
    (changed,) = plan([path], Options())
    assert len({first.fingerprint, other.fingerprint, changed.fingerprint}) == 3


def test_a_name_that_is_no_text_is_told_and_the_others_are_read(tmp_path: Path) -> None:
    with open(os.fsencode(tmp_path) + b"/a\xff.jsonl", "wb") as file:  # noqa: PTH123 - a Path cannot hold it
        file.write(b"{}")
    (tmp_path / "b.jsonl").write_text("{}")
    found = [(source.format, source.fault) for source in plan([tmp_path], Options())]
    assert sorted(found) == [
        (Format.EVENTS, ""),
        (Format.UNKNOWN, "the name is not UTF-8; rename the file or its folder"),
    ]


def test_a_file_shorter_than_what_was_read_of_it_is_another_file(tmp_path: Path) -> None:
    (tmp_path / "a.jsonl").write_text("{}\n")
    (tmp_path / "b.jsonl.gz").write_bytes(gzip.compress(b"{}\n" * 100))
    plain, packed = plan([tmp_path], Options())
    assert not was_replaced(plain, Position(3, 1))
    assert was_replaced(plain, Position(4, 1))
    assert not was_replaced(packed, Position(10**6, 1))


@pytest.mark.parametrize("cut", [slice(-9), slice(None)])
def test_a_small_damaged_gzip_is_read_up_to_where_it_breaks_off(tmp_path: Path, cut: slice) -> None:
    line = b'{"type":"SocialPosted","id":"%d","source":"s","created_at":"2026-05-04T09:00:00Z","text":"w"}\n'
    content = gzip.compress(b"".join(line % n for n in range(200)))[cut] + (b"" if cut.stop else b"rubbish")
    (tmp_path / "a.jsonl.gz").write_bytes(content)
    (source,) = plan([tmp_path], Options())
    *events, last = read(source)
    assert source.format is Format.EVENTS
    assert len(events) > 100
    assert isinstance(last, Refused)
    assert "damaged gzip" in last.fault
