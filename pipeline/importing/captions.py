"""WebVTT and SRT transcripts: one file, one call. What captions do not know stands in the side file."""

import re
from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from html import unescape
from typing import BinaryIO, Final, NamedTuple

import msgspec
import srt
import webvtt
from webvtt.errors import MalformedCaptionError, MalformedFileError

from pipeline.importing.charsets import decoded
from pipeline.importing.items import (
    KEPT_BYTES,
    Fault,
    Format,
    Input,
    Options,
    Position,
    Unit,
    Units,
    record_of,
    refused,
)
from pipeline.importing.side import Side, side_of
from pipeline.ports import NewRecord
from schemas.errors import Rejected
from schemas.events import CallEnded, Turn
from schemas.values import Speaker

MAX_CAPTIONS: Final = 4 * 1024 * 1024
MAX_TURN: Final = 4_000

_KNOWN_NAMES: Final = {
    Speaker.CUSTOMER: ("customer", "client", "caller", "客户", "顾客", "用户", "来电人", "来电者"),
    Speaker.STAFF: (
        "agent",
        "staff",
        "representative",
        "operator",
        "advisor",
        "客服",
        "坐席",
        "座席",
        "员工",
        "专员",
    ),
    Speaker.BOT: ("bot", "ivr", "virtual agent", "机器人", "智能客服"),
    Speaker.SYSTEM: ("system", "系统"),
}
_BY_NAME: Final = {name: speaker for speaker, names in _KNOWN_NAMES.items() for name in names}

_VOICE: Final = re.compile(r"<v(?:\.[^\s<>]{0,80})?[ \t]{1,9}([^<>]{1,200})>")
_TAG: Final = re.compile(r"</?[a-zA-Z0-9:.][^<>]{0,200}>|</?[a-z]{1,4}>|\{\\[^{}]{0,40}\}")
_PREFIX: Final = re.compile(
    r"\s{0,9}(?:[-–—]\s{0,3})?(?:\[|【)?([^\s:：\[\]【】][^:：\n\[\]【】]{0,39}?)(?:\]|】)?\s{0,3}[:：](?!//)\s{0,3}"
)
_TIME: Final = re.compile(r"(?:(\d+):)?(\d+):(\d+)[.,](\d+)")
# The SRT library's pattern takes cubic time over long runs of digits, and quadratic over runs of white space.
_DIGITS: Final = re.compile(r"\d{30}")
_GAP: Final = re.compile(r"\s{40,}")


class Cue(NamedTuple):
    """Milliseconds, the name the format gives the speaker (empty: none), and the words."""

    start: int
    end: int
    name: str
    text: str


def read_captions(stream: BinaryIO, start: Position, source: Input) -> Units:
    """The one call of the file."""
    if start.offset:
        return
    raw = stream.read(MAX_CAPTIONS + 1)
    piece: NewRecord | Fault
    if len(raw) > MAX_CAPTIONS:
        size = len(raw) + sum(len(part) for part in iter(lambda: stream.read(KEPT_BYTES), b""))
        piece = Fault(raw[:KEPT_BYTES], 0, "", f"{size} bytes; a transcript may have {MAX_CAPTIONS}", size)
    else:
        size = len(raw)
        piece = _outcome(raw, source)
    yield Unit(Position(), Position(max(size, 1), 1), [piece])


def _outcome(raw: bytes, source: Input) -> NewRecord | Fault:
    try:
        name, side = side_of(source.path)
        cues = _of_vtt(_text(raw)) if source.format is Format.VTT else _of_srt(_text(raw))
        return record_of(_call(cues, side, name, source))
    except Rejected as reason:
        return refused(raw, 0, reason)


def _text(raw: bytes) -> str:
    return (
        decoded(raw, "").removeprefix("\ufeff").replace("\r\n", "\n").replace("\r", "\n").replace("\x00", "")
    )


def _of_vtt(text: str) -> list[Cue]:
    try:
        captions = webvtt.from_string(text).captions
    except (MalformedFileError, MalformedCaptionError) as error:
        raise Rejected("", f"not WebVTT: {error}") from None
    timings = sum("-->" in line and line.lstrip()[:1].isdigit() for line in text.split("\n"))
    if timings > len(captions):
        raise Rejected(
            "", f"{timings - len(captions)} of {timings} cues cannot be read; their words would be lost"
        )
    return [
        cue for caption in captions for cue in _voices(_ms(caption.start), _ms(caption.end), caption.raw_text)
    ]


def _voices(start: int, end: int, payload: str) -> Iterator[Cue]:
    """A cue may hold several voices; `<v Name>` begins one."""
    pieces = _VOICE.split(payload)
    for name, words in zip(["", *pieces[1::2]], pieces[::2], strict=True):
        shown = " ".join(unescape(_TAG.sub("", words)).split())
        if shown:
            yield Cue(start, end, unescape(name).strip(), shown)


def _of_srt(text: str) -> list[Cue]:
    if _DIGITS.search(text):
        raise Rejected("", "not SRT: a number of 30 digits or more")
    try:
        found = list(srt.parse(_GAP.sub("\n\n", text)))
    except (srt.SRTParseError, ValueError) as error:
        raise Rejected("", f"not SRT: {str(error)[:200]}") from None
    if not found:
        raise Rejected("", "not SRT: no cue in it")
    cues = [(cue, " ".join(unescape(_TAG.sub("", cue.content)).split())) for cue in found]
    return [
        Cue(int(cue.start.total_seconds() * 1000), int(cue.end.total_seconds() * 1000), "", words)
        for cue, words in cues
        if words
    ]


def _ms(time: str) -> int:
    found = _TIME.fullmatch(time)
    if found is None:
        raise Rejected("", f"{time!r} is no time")
    hours, minutes, seconds, part = found.groups()
    return ((int(hours or 0) * 60 + int(minutes)) * 60 + int(seconds)) * 1000 + int(part.ljust(3, "0")[:3])


def _call(cues: Sequence[Cue], side: Side, name: str, source: Input) -> CallEnded:
    options: Options = source.options
    stem = source.path.name.removesuffix(".gz").rpartition(".")[0]
    turns = tuple(_turns(cues, side, name))
    if side.answered and not turns:
        raise Rejected("", f'no words in it; if nobody answered, say so in {name}: "answered": false')
    given = {field: getattr(side, field) for field in _COPIED}
    return CallEnded(
        **given,
        id=side.id or f"{stem}@{side.created_at.isoformat()}",
        source=options.source or side.source or "calls",
        tenant=options.tenant or side.tenant,
        turns=turns,
    )


_COPIED: Final = tuple(
    field
    for field in Side.__struct_fields__
    if field in CallEnded.__struct_fields__ and field not in {"id", "source", "tenant"}
)


def _turns(cues: Sequence[Cue], side: Side, name: str) -> Iterator[Turn]:
    """A turn a stretch of one speaker. A cue that names nobody goes on with the speaker before it."""
    speakers = _BY_NAME | {given.strip().casefold(): speaker for given, speaker in side.speakers.items()}
    names = _recurring(cues)
    turn: Turn | None = None
    for number, cue in enumerate(cues, 1):
        said, words = _split_name(cue, speakers, names)
        before = turn.speaker if turn else side.speaker
        speaker = speakers.get(said, side.speaker) if said else before
        if speaker is None:
            who = f"speaker {said!r}" if said else "the first speaker"
            raise Rejected(
                f"cue {number}",
                f"{who} is unknown; list it under `speakers` in {name}, or give `speaker` for all others",
            )
        if turn and turn.speaker is speaker and len(turn.text) + len(words) < MAX_TURN:
            turn = msgspec.structs.replace(turn, text=_joined(turn.text, words), end=cue.end)
            continue
        if turn:
            yield turn
        turn = Turn(speaker=speaker, text=words, start=cue.start, end=cue.end)
    if turn:
        yield turn


def _recurring(cues: Sequence[Cue]) -> frozenset[str]:
    """Prefixes that begin several cues: names, where a single "Note:" is a word."""
    found = Counter(match[1].casefold() for cue in cues if (match := _PREFIX.match(cue.text)))
    return frozenset(name for name, times in found.items() if times > 1 and len(name.split()) <= 4)


def _split_name(cue: Cue, speakers: Mapping[str, Speaker], names: frozenset[str]) -> tuple[str, str]:
    """The speaker's name in lower case, from the voice tag or else from `Name:`, and the words without it."""
    if cue.name:
        return cue.name.casefold(), cue.text
    prefix = _PREFIX.match(cue.text)
    if prefix and (prefix[1].casefold() in speakers or prefix[1].casefold() in names):
        return prefix[1].casefold(), cue.text[prefix.end() :]
    return "", cue.text


def _joined(before: str, after: str) -> str:
    """With a space between, but not between Chinese characters."""
    wide = before[-1:] > "\u2e7f" and after[:1] > "\u2e7f"
    return before + after if wide else f"{before} {after}"
