"""Which files there are, and what each is."""

from pathlib import Path

import pytest

from pipeline.importing.files import plan, read
from pipeline.importing.items import Format, Options
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
