"""Transcripts with a side file."""

import json
from pathlib import Path

import pytest

from pipeline.importing.files import plan, read
from pipeline.importing.items import Item, Options, Refused, Taken
from schemas.envelope import decode
from schemas.events import CallEnded
from schemas.values import Direction, Speaker

AT = "2026-05-04T09:00:00+08:00"


def read_one(tmp_path: Path, name: str, text: str | bytes, side: dict[str, object] | None) -> Item:
    (tmp_path / name).write_bytes(text.encode() if isinstance(text, str) else text)
    if side is not None:
        (tmp_path / f"{name.partition('.')[0]}.json").write_text(json.dumps(side))
    (source,) = plan([tmp_path], Options())
    (item,) = read(source)
    assert list(read(source, item.after)) == []
    return item


def call(item: Item) -> CallEnded:
    assert isinstance(item, Taken), item
    event = decode(item.record.value)
    assert isinstance(event, CallEnded)
    return event


def said(event: CallEnded) -> list[tuple[Speaker, str]]:
    return [(turn.speaker, turn.text) for turn in event.turns]


VTT = """WEBVTT - call

STYLE
::cue { color: red }

NOTE recorded

1
00:01.000 --> 00:02.500 align:start
<v Anna>Good <i>morning</i> &amp; welcome

00:03.000 --> 00:04.000
<v.loud Mr Wu>It broke</v>

00:04.000 --> 00:05.250
again
<v Anna>Sorry!
"""


def test_voices(tmp_path: Path) -> None:
    side: dict[str, object] = {
        "created_at": AT,
        "id": "c1",
        "customer": "k",
        "queue": "cards",
        "waited": 5000,
        "direction": "outbound",
        "context": {"region": "SH", "team": "t"},
        "speakers": {"anna": "staff", "Mr Wu": "customer"},
    }
    event = call(read_one(tmp_path, "call.vtt", VTT, side))
    assert said(event) == [
        (Speaker.STAFF, "Good morning & welcome"),
        (Speaker.CUSTOMER, "It broke again"),
        (Speaker.STAFF, "Sorry!"),
    ]
    assert [(turn.start, turn.end) for turn in event.turns][:2] == [(1000, 2500), (3000, 5250)]
    assert (event.id, event.customer, event.queue, event.waited, event.direction) == (
        "c1",
        "k",
        "cards",
        5000,
        Direction.OUTBOUND,
    )
    assert event.context.region == "SH"


SRT = """1
00:00:01,000 --> 00:00:02,500
客服：您好

2
00:00:03,000 --> 00:00:04,000
客户：我的卡

3
00:00:04,000 --> 00:00:05,000
又被冻结了

4
01:00:05,000 --> 01:00:06,000
客服: 请稍等
"""


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "gbk"])
def test_prefixes(encoding: str, tmp_path: Path) -> None:
    event = call(
        read_one(tmp_path, "通话.srt", SRT.replace("\n", "\r\n").encode(encoding), {"created_at": AT})
    )
    assert said(event) == [
        (Speaker.STAFF, "您好"),
        (Speaker.CUSTOMER, "我的卡又被冻结了"),
        (Speaker.STAFF, "请稍等"),
    ]
    assert event.turns[-1].end == 3_606_000
    assert event.id == f"通话@{AT}"


def cues(*texts: str) -> str:
    return "\n".join(f"{n}\n00:00:0{n},000 --> 00:00:0{n},500\n{text}\n" for n, text in enumerate(texts, 1))


def test_an_unlisted_speaker_is_whom_the_side_file_says(tmp_path: Path) -> None:
    event = call(
        read_one(
            tmp_path,
            "c.srt",
            cues("Tom: hi", "Agent: hello", "Tom: bye"),
            {"created_at": AT, "speaker": "customer"},
        )
    )
    assert said(event) == [(Speaker.CUSTOMER, "hi"), (Speaker.STAFF, "hello"), (Speaker.CUSTOMER, "bye")]


def test_a_word_with_a_colon_is_no_speaker(tmp_path: Path) -> None:
    event = call(
        read_one(tmp_path, "c.srt", cues("Customer: hi", "Note: it is http://x.test"), {"created_at": AT})
    )
    assert said(event) == [(Speaker.CUSTOMER, "hi Note: it is http://x.test")]


@pytest.mark.parametrize(
    ("text", "side", "fault"),
    [
        (cues("Agent: hi"), None, "write c.json beside it"),
        (cues("Agent: hi"), {}, "created_at"),
        (cues("Agent: hi"), {"created_at": "2026-05-04T09:00:00"}, "timezone"),
        (cues("Agent: hi"), {"created_at": AT, "speeker": "staff"}, "speeker"),
        (cues("hi"), {"created_at": AT}, "first speaker is unknown"),
        (cues("Tom: hi", "Tom: ho"), {"created_at": AT}, "'tom' is unknown"),
        ("nothing like it", {"created_at": AT}, "not SRT"),
        ("", {"created_at": AT}, "not SRT"),
        ("1\n99:99:99,000 -> x\nhi", {"created_at": AT}, "not SRT"),
        ("9" * 100_000, {"created_at": AT}, "not SRT"),
        (cues("Agent: hi").replace("00:00:01,5", "99:00:01,5"), {"created_at": AT}, "86400000"),
    ],
)
def test_what_cannot_be_a_call_is_refused_with_its_bytes(
    text: str, side: dict[str, object] | None, fault: str, tmp_path: Path
) -> None:
    item = read_one(tmp_path, "c.srt", text, side)
    assert isinstance(item, Refused)
    assert item.value == text.encode()
    assert fault in f"{item.place} {item.fault}"


@pytest.mark.parametrize(
    "text",
    ["", "WEBVT", "no header\n\n00:01.000 --> 00:02.000\nhi", "WEBVTT\n\n00:99.000 --> 00:02.000\nAgent: hi"],
)
def test_a_bad_webvtt_is_refused(text: str, tmp_path: Path) -> None:
    item = read_one(tmp_path, "c.vtt", text, {"created_at": AT})
    assert isinstance(item, Refused)


@pytest.mark.parametrize(
    "hostile",
    [
        " " * 300_000,
        "\n" * 300_000,
        "1\n" * 50_000,
        "<v " * 50_000,
        ":" * 100_000,
        "00:00:01,000 --> " * 5_000,
    ],
)
@pytest.mark.parametrize("name", ["c.srt", "c.vtt"])
def test_hostile_transcripts_take_linear_time(hostile: str, name: str, tmp_path: Path) -> None:
    start = "WEBVTT\n\n00:01.000 --> 00:02.000\n" if name == "c.vtt" else "1\n00:00:01,000 --> 00:00:02,000\n"
    read_one(tmp_path, name, start + hostile, {"created_at": AT, "speaker": "customer"})


def test_a_call_nobody_answered_has_no_words(tmp_path: Path) -> None:
    event = call(read_one(tmp_path, "c.vtt", "WEBVTT\n", {"created_at": AT, "answered": False}))
    assert (event.turns, event.answered) == ((), False)
