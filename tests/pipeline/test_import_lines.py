"""JSON lines: every good line travels on byte for byte, every bad one is refused with its bytes, its neighbours stay."""

import gzip
from pathlib import Path

import pytest

from pipeline.importing.files import plan, read
from pipeline.importing.items import Format, Item, Options, Position, Refused, Taken


def event(number: int) -> bytes:
    return (
        b'{"type":"SocialPosted","id":"%d","source":"s","created_at":"2026-05-04T09:00:00Z","text":"w"}'
        % number
    )


def items(path: Path, start: Position = Position()) -> list[Item]:  # noqa: B008
    (source,) = plan([path], Options())
    return list(read(source, start))


BAD = {
    "not JSON": b"{not json",
    "lone surrogate": b'{"type":"SocialPosted","id":"1","source":"s","created_at":"2026-05-04T09:00:00Z","text":"\\ud800"}',
    "NaN": b'{"type":"SurveyAnswered","id":"1","source":"s","created_at":"2026-05-04T09:00:00Z","survey":"nps","score":NaN}',
    "infinite": b'{"type":"SurveyAnswered","id":"1","source":"s","created_at":"2026-05-04T09:00:00Z","survey":"nps","score":1e400}',
    "2**70": b'{"type":"SurveyAnswered","id":"1","source":"s","created_at":"2026-05-04T09:00:00Z","survey":"nps","score":1180591620717411303424}',
    "deep": b"[" * 100_000,
    "deep object": b'{"a":' * 100_000,
    "large": b'{"type":"SocialPosted","id":"' + b"x" * 5_000_000 + b'"}',
    "wrong types": b'{"type":"SocialPosted","id":1,"source":[],"created_at":"2026-05-04T09:00:00Z","text":{}}',
    "empty object": b"{}",
    "1960": event(1).replace(b"2026", b"1960"),
    "2300": event(1).replace(b"2026", b"2300"),
    "no zone": event(1).replace(b"00Z", b"00"),
    "NUL": event(1).replace(b'"w"', b'"\\u0000"'),
    "raw NUL": event(1).replace(b'"w"', b'"\x00"'),
    "BOM": b"\xef\xbb\xbf" + event(1),
    "repeated key": event(1).replace(b'"text"', b'"id":"2","text"'),
    "unknown field": event(1).replace(b'"text"', b'"mood":"2","text"'),
    "invalid UTF-8": event(1).replace(b'"w"', b'"\xff\xfe"'),
    "unknown type": event(1).replace(b"SocialPosted", b"Shouted"),
}


@pytest.mark.parametrize("case", BAD)
def test_a_bad_line_is_refused_and_its_neighbours_come_through(case: str, tmp_path: Path) -> None:
    path = tmp_path / "events.jsonl"
    path.write_bytes(b"\n".join([event(1), BAD[case], event(2)]) + b"\n")
    before, bad, after = items(path)
    assert isinstance(before, Taken)
    assert isinstance(after, Taken)
    assert (before.record.value, after.record.value) == (event(1), event(2))
    assert isinstance(bad, Refused)
    assert bad.value == BAD[case]
    assert bad.fault
    assert bad.place.startswith("events.jsonl:2")


def test_a_line_over_the_limit_is_kept_in_part_with_its_length(tmp_path: Path) -> None:
    path = tmp_path / "events.jsonl"
    path.write_bytes(event(1) + b"\n" + b"x" * (9 * 1024 * 1024) + b"\n" + event(2))
    _, bad, after = items(path)
    assert isinstance(bad, Refused)
    assert (len(bad.value), bad.size) == (65_536, 9 * 1024 * 1024 + 1)
    assert "9437185 bytes" in bad.fault
    assert isinstance(after, Taken)


def test_line_ends_blank_lines_and_a_last_line_without_end(tmp_path: Path) -> None:
    path = tmp_path / "events.jsonl"
    path.write_bytes(b"\n" + event(1) + b"\r\n\r\n  \n" + event(2))
    values = [item.record.value for item in items(path) if isinstance(item, Taken)]
    assert values == [event(1), event(2)]


def test_cloud_events_pass_as_they_are(tmp_path: Path) -> None:
    line = (
        b'{"specversion":"1.0","id":"7","source":"s","type":"org.example.SocialPosted.v1","time":"2026-05-04T09:00:00Z",'
        b'"data":{"text":"w","customer":"k"}}'
    )
    path = tmp_path / "events.ndjson"
    path.write_bytes(line)
    (item,) = items(path)
    assert isinstance(item, Taken)
    assert item.record == ("voc.social", b"k", line, {})


def test_topic_and_key_are_the_events(tmp_path: Path) -> None:
    path = tmp_path / "events.jsonl"
    path.write_bytes(event(1))
    (item,) = items(path)
    assert isinstance(item, Taken)
    assert (item.record.topic, item.record.key) == ("voc.social", b"1")


def test_packed_files_read_alike(tmp_path: Path) -> None:
    content = b"\n".join(event(number) for number in range(5))
    (tmp_path / "a.jsonl").write_bytes(content)
    (tmp_path / "b.jsonl.gz").write_bytes(gzip.compress(content))
    plain, packed = items(tmp_path / "a.jsonl"), items(tmp_path / "b.jsonl.gz")
    assert plain == packed
    assert plan([tmp_path / "b.jsonl.gz"], Options())[0].size == len(content)


def test_a_damaged_packed_file_gives_what_came_before(tmp_path: Path) -> None:
    path = tmp_path / "a.jsonl.gz"
    path.write_bytes(
        gzip.compress(b"\n".join(event(number) for number in range(2_000)), compresslevel=0)[:90_000]
    )
    found = items(path)
    assert sum(isinstance(item, Taken) for item in found) > 800
    last = found[-1]
    assert isinstance(last, Refused)
    assert "damaged gzip" in last.fault
    assert items(path, last.after) == []


def test_a_position_leads_to_the_rest(tmp_path: Path) -> None:
    path = tmp_path / "events.jsonl"
    path.write_bytes(b"\n".join([event(1), b"bad", b"", event(2), event(3)]))
    whole = items(path)
    for index, item in enumerate(whole):
        assert items(path, item.after) == whole[index + 1 :]


def test_the_format_needs_no_ending(tmp_path: Path) -> None:
    path = tmp_path / "events"
    path.write_bytes(event(1))
    assert plan([path], Options())[0].format is Format.EVENTS
