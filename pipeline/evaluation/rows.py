"""Labelled rows of a folder, drawn into sets: one task, source and language each."""

import gzip
import zlib
from collections.abc import Iterator, Sequence
from contextlib import AbstractContextManager
from dataclasses import dataclass, field
from pathlib import Path
from random import Random
from typing import Annotated, BinaryIO, Final, NamedTuple, cast

import msgspec
from msgspec import Meta

from pipeline.evaluation.reports import LeftOut, Task
from pipeline.importing.lines import MAX_LINE, lines
from schemas.errors import Misused, Rejected
from schemas.interactions import Feeling
from schemas.taxonomy import TOPIC_IDS
from schemas.values import Text

ENDINGS: Final = (".jsonl", ".jsonl.gz")
EXPECTED: Final = (
    'one JSON object a line with "text", "lang" (en, zh), "source" and "sentiment" (negative, neutral, positive),'
    ' "complaint" (0, 1), "topics" (a list of our ids) or "label" (of a set of its own)'
)
_NAME = Annotated[str, Meta(min_length=1, max_length=128)]


class Row(msgspec.Struct, frozen=True, kw_only=True):
    """One text and what people say of it. Other fields than these are left unread."""

    text: Text
    lang: _NAME
    source: _NAME
    sentiment: Feeling | None = None
    complaint: bool | int | None = None
    topics: tuple[str, ...] | None = None
    label: _NAME | None = None
    topic: _NAME | None = None

    @property
    def labels(self) -> str | None:
        """The label in the source's own set, under whichever of its two usual names."""
        return self.label or self.topic

    @property
    def tasks(self) -> Iterator[Task]:
        """What the row can be judged by."""
        return (task for task in Task if getattr(self, task.value) is not None)


class Name(NamedTuple):
    task: Task
    lang: str
    source: str


class Drawn(NamedTuple):
    """`rows` of the `total` that the folder has, in the order read; the same ones at every run."""

    name: Name
    total: int
    rows: Sequence[Row]


class Folder(NamedTuple):
    """The sets by task, language and source; and what took no part."""

    sets: tuple[Drawn, ...]
    left_out: tuple[LeftOut, ...]


def read_folder(folder: Path, limit: int, seed: int) -> Folder:
    """At most `limit` rows a set (0: all), drawn evenly. Misused where the folder has no labelled row."""
    draws: dict[Name, _Draw] = {}
    left_out: list[LeftOut] = []
    for path in _files(folder):
        if not path.name.endswith(ENDINGS):
            left_out.append(LeftOut(file=path.name, rows=0, fault="neither .jsonl nor .jsonl.gz"))
            continue
        faults = _Faults()
        for row in _rows(path, faults):
            for task in row.tasks:
                name = Name(task, row.lang, row.source)
                draws.setdefault(name, _Draw(limit, Random(f"{seed} {name}"))).offer(row)  # noqa: S311
        if faults.count:
            left_out.append(LeftOut(file=path.name, rows=faults.count, fault=faults.first))
    if not draws:
        raise Misused(_nothing(folder, left_out))
    names = sorted(draws, key=lambda name: (list(Task).index(name.task), name))
    return Folder(tuple(draws[name].drawn(name) for name in names), tuple(left_out))


@dataclass(slots=True)
class _Faults:
    """How many rows of a file cannot be used, and what is wrong with the first of them."""

    count: int = 0
    first: str = ""

    def add(self, fault: Rejected) -> None:
        self.first = self.first or str(fault)
        self.count += 1


def _files(folder: Path) -> list[Path]:
    try:
        return sorted(path for path in folder.iterdir() if path.is_file())
    except OSError as error:
        raise Misused(f"cannot read {folder}: {error.strerror}") from None


def _nothing(folder: Path, left_out: Sequence[LeftOut]) -> str:
    why = "".join(f"\n  {out.file}: {out.fault}" for out in left_out[:5])
    return f"{folder} has no labelled row; give *.jsonl or *.jsonl.gz with {EXPECTED}{why}"


def _rows(path: Path, faults: _Faults) -> Iterator[Row]:
    """The rows of one file that can be judged by; what is wrong with the others is added to `faults`."""
    number = 0
    try:
        with _opened(path) as stream:
            for number, line in enumerate(lines(stream), start=1):
                try:
                    yield _row(line.content, whole=line.is_whole)
                except Rejected as fault:
                    faults.add(Rejected(f"line {number}", str(fault)))
    except (OSError, EOFError, zlib.error) as error:
        faults.add(Rejected(f"after line {number}", f"cannot be read: {error}"))


def _opened(path: Path) -> AbstractContextManager[BinaryIO]:
    if path.name.endswith(".gz"):
        return cast("AbstractContextManager[BinaryIO]", gzip.open(path))
    return path.open("rb")


_ROW: Final = msgspec.json.Decoder(Row)


def _row(content: bytes, *, whole: bool) -> Row:
    if not whole:
        raise Rejected("", f"longer than {MAX_LINE} bytes")
    try:
        row = _ROW.decode(content)
    except (msgspec.DecodeError, UnicodeDecodeError, RecursionError) as error:
        raise Rejected("", str(error)) from None
    if not row.text.strip():
        raise Rejected("$.text", "blank")
    if row.complaint not in {None, 0, 1}:
        raise Rejected("$.complaint", "neither 0 nor 1")
    if unknown := {*(row.topics or ())} - {*TOPIC_IDS}:
        raise Rejected("$.topics", f"unknown: {', '.join(sorted(unknown))}")
    if not any(row.tasks):
        raise Rejected("", "no label: sentiment, complaint, topics or label")
    return row


@dataclass(slots=True)
class _Draw:
    """Keeps each of the rows offered with the same chance: J. S. Vitter's algorithm R (ACM TOMS 11, 1985)."""

    limit: int
    chance: Random
    total: int = 0
    _kept: list[tuple[int, Row]] = field(default_factory=list)

    def offer(self, row: Row) -> None:
        self.total += 1
        if not self.limit or len(self._kept) < self.limit:
            self._kept.append((self.total, row))
        elif (place := self.chance.randrange(self.total)) < self.limit:
            self._kept[place] = (self.total, row)

    def drawn(self, name: Name) -> Drawn:
        return Drawn(name, self.total, [row for _, row in sorted(self._kept, key=lambda kept: kept[0])])
