"""`earshot tag`: hear single texts, a line each, as they come."""

import os
import sys
from collections.abc import Iterator
from datetime import UTC, date, datetime
from typing import BinaryIO, Final, Literal

import click
import msgspec

from agents.hearing.ear import Ear, Utterance
from agents.hearing.redact import Redacted, redact
from pipeline.ear import load_ear
from pipeline.settings import load
from schemas.errors import Rejected
from schemas.interactions import CueHit, Heard, PromiseHeard
from schemas.values import Channel, Moment, Speaker, Text

LONGEST_LINE: Final = 4 * 1024**2
WRONG: Final = 1

Place = tuple[int, int]


class Line(msgspec.Struct, frozen=True, kw_only=True):
    """One line of JSON. Other fields than these are left unread."""

    text: Text
    id: str | int | None = None
    speaker: Literal["customer", "staff"] = "customer"
    at: Moment | None = None
    channel: Channel | None = None


class Felt(msgspec.Struct, frozen=True):
    label: str
    polarity: float
    method: str
    confidence: float | None


class Complaint(msgspec.Struct, frozen=True):
    value: bool | None
    spans: list[Place]
    probability: float | None


class Topic(msgspec.Struct, frozen=True):
    topic: str
    span: Place
    cue: str


class Cue(msgspec.Struct, frozen=True, omit_defaults=True):
    cue: str
    span: Place
    count: int | None = None
    minutes: int | None = None
    name: str = ""


class Promise(msgspec.Struct, frozen=True):
    due: datetime | date | None
    span: Place


class Removed(msgspec.Struct, frozen=True):
    kind: str
    span: Place


class Tagged(msgspec.Struct, frozen=True, kw_only=True):
    """What is written for one line. Spans are half-open characters of the text that came in."""

    id: str | int
    language: str
    sentiment: Felt | None
    unscored: str | None
    complaint: Complaint
    topics: list[Topic]
    cues: list[Cue]
    promises: list[Promise]
    redacted: str
    redactions: list[Removed]


_LINE: Final = msgspec.json.Decoder(Line)
_ENCODER: Final = msgspec.json.Encoder()


@click.command()
@click.argument("file", type=click.File("rb"), default="-")
@click.option("--scorer", type=click.Choice(["default", "textblob"]), help="Overrides EARSHOT_SCORER.")
@click.option("--time-zone", help="Overrides EARSHOT_TIME_ZONE, such as Asia/Shanghai.")
def command(file: BinaryIO, scorer: str | None, time_zone: str | None) -> None:
    """Hear the lines of FILE (standard input by default) and write one JSON object a line.

    A line is plain text, or JSON with "text" and, if you like, "id", "speaker" ("customer" or "staff"), "at"
    (RFC 3339; the present moment without it) and "channel". A file whose first line is JSON is JSON to its end.
    Local times ("by 5 pm") are read by the offset of "at" where it is not UTC, else in the time zone of the settings.
    Spans count characters of the text you gave, the end excluded. Empty lines are passed over. A line that cannot
    be read is reported on standard error with its number, and the exit status is then 1.

    \b
    echo "This is the third time I call, and my refund has not arrived!" | earshot tag
    echo '{"id": "7", "speaker": "staff", "text": "I will call you back by Friday."}' | earshot tag
    """
    given = {"EARSHOT_SCORER": scorer, "EARSHOT_TIME_ZONE": time_zone}
    chosen = load({**os.environ, **{name: value for name, value in given.items() if value}})
    ear = load_ear(chosen)
    wrong = False
    for number, line in lines(file):
        if isinstance(line, Rejected):
            click.echo(f"earshot tag: line {number}: {line}", err=True)
            wrong = True
            continue
        sys.stdout.buffer.write(_ENCODER.encode(tagged(ear, line, number)) + b"\n")
        sys.stdout.buffer.flush()
    if wrong:
        sys.exit(WRONG)


def lines(file: BinaryIO) -> Iterator[tuple[int, Line | Rejected]]:
    """Each line that is not empty, with its number from 1 on. Holds one line at a time."""
    json = None
    number = 0
    while raw := file.readline(LONGEST_LINE + 1):
        number += 1
        if len(raw) > LONGEST_LINE:
            _skip_rest(file, raw)
            yield number, Rejected("", f"longer than {LONGEST_LINE} bytes")
            continue
        bare = raw.removeprefix(b"\xef\xbb\xbf").strip(b" \t\r\n") if number == 1 else raw.strip(b" \t\r\n")
        if not bare:
            continue
        is_json = bare.startswith(b"{")
        json = is_json if json is None else json
        yield number, _line(bare, is_json=is_json or json)


def _skip_rest(file: BinaryIO, raw: bytes) -> None:
    while raw and not raw.endswith(b"\n"):
        raw = file.readline(LONGEST_LINE)


def _line(bare: bytes, *, is_json: bool) -> Line | Rejected:
    try:
        if is_json:
            return _LINE.decode(bare)
        return Line(text=bare.decode())
    except UnicodeDecodeError as error:
        return Rejected("", f"not UTF-8: {error.reason} at byte {error.start}")
    except msgspec.DecodeError as error:
        return Rejected("", str(error))
    except RecursionError:
        return Rejected("", "nested too deep")


def tagged(ear: Ear, line: Line, number: int) -> Tagged:
    """One line heard by itself."""
    speaker = Speaker(line.speaker)
    heard = ear.hear([Utterance(speaker, line.text, line.at or datetime.now(UTC))])
    back = _Back(redact(line.text))
    return Tagged(
        id=str(number) if line.id is None else line.id,
        language=(heard.language if speaker is Speaker.CUSTOMER else ear.language_of(line.text)).value,
        sentiment=_felt(heard),
        unscored=heard.unscored.value if heard.unscored else None,
        complaint=Complaint(
            heard.complaint,
            [back.place(s.begin, s.end) for s in heard.complaint_spans],
            _share(heard.complaint_probability),
        ),
        topics=[Topic(hit.topic, back.place(hit.begin, hit.end), hit.cue) for hit in heard.topics],
        cues=[_cue(hit, back) for hit in heard.cues],
        promises=[
            Promise(_due(promise), back.place(promise.begin, promise.end)) for promise in heard.promises
        ],
        redacted=back.redacted.text,
        redactions=[Removed(mark.kind, (mark.source_begin, mark.source_end)) for mark in back.redacted.marks],
    )


def _felt(heard: Heard) -> Felt | None:
    found = heard.sentiment
    return (
        Felt(found.label.value, found.polarity / 10_000, found.method, _share(found.confidence))
        if found
        else None
    )


def _share(parts: int | None) -> float | None:
    return None if parts is None else parts / 10_000


def _cue(hit: CueHit, back: "_Back") -> Cue:
    return Cue(hit.cue, back.place(hit.begin, hit.end), hit.count, hit.minutes, hit.name)


def _due(promise: PromiseHeard) -> datetime | date | None:
    return promise.due_day or promise.due_at


class _Back:
    """The way from the redacted text back to what came in."""

    def __init__(self, redacted: Redacted) -> None:
        self.redacted = redacted

    def place(self, begin: int, end: int) -> Place:
        """A span that touches a token covers all that the token replaced."""
        return self._at(begin, last=False), self._at(end, last=True)

    def _at(self, position: int, *, last: bool) -> int:
        shift = 0
        for mark in self.redacted.marks:
            if position <= mark.begin:
                break
            if position < mark.end:
                return mark.source_end if last else mark.source_begin
            shift = mark.source_end - mark.end
        return position + shift
