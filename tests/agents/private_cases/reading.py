"""The cases of this folder, one a line: `{kind:detail}` marks what must go, and how well the rules do on them.

`*_private`, `*_plain` and `*_generated` were there when the rules were mended; `*_fresh*` and `*_later*` were written
after it and joined once the first try on them had been counted.
"""

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Final

from agents.hearing.redact import redact

_FOLDER: Final = Path(__file__).parent
_DETAIL: Final = re.compile(r"\{(\w+):([^}]*)\}")
_ESCAPE: Final = re.compile(r"\\u([0-9a-f]{4})")

Span = tuple[int, int, str]


@dataclass(frozen=True, slots=True)
class Case:
    """A text with the spans, in half-open ranges of characters, that must go and nothing else."""

    lang: str
    marked: str
    text: str
    spans: frozenset[Span]


@dataclass(frozen=True, slots=True)
class Score:
    """Spans found as they should be, found besides, and not found. A span counts only with its kind and both ends right."""

    right: int
    wrong: int
    missed: int

    @property
    def precision(self) -> float:
        return self.right / (self.right + self.wrong)

    @property
    def recall(self) -> float:
        return self.right / (self.right + self.missed)


def case_of(lang: str, line: str) -> Case:
    marked = _ESCAPE.sub(lambda found: chr(int(found[1], 16)), line)
    parts: list[str] = []
    spans: set[Span] = set()
    done = length = 0
    for found in _DETAIL.finditer(marked):
        parts += (marked[done : found.start()], found[2])
        length += found.start() - done
        spans.add((length, length + len(found[2]), found[1]))
        length += len(found[2])
        done = found.end()
    return Case(lang, marked, "".join((*parts, marked[done:])), frozenset(spans))


def escaped(line: str) -> str:
    """With invisible characters and odd spaces readable."""
    return "".join(sign if sign == " " or sign.isprintable() else f"\\u{ord(sign):04x}" for sign in line)


def cases(lang: str) -> Iterator[Case]:
    """All cases of a language (`en`, `zh`)."""
    for file in sorted(_FOLDER.glob(f"{lang}_*.tsv")):
        for line in file.read_text(encoding="utf-8").split("\n"):
            if line:
                yield case_of(lang, line)


def generated(lang: str) -> str:
    return (_FOLDER / f"{lang}_generated.tsv").read_text(encoding="utf-8")


def found_in(case: Case) -> frozenset[Span]:
    return frozenset((mark.source_begin, mark.source_end, mark.kind) for mark in redact(case.text).marks)


def score(of: Sequence[Case]) -> Score:
    found = [(found_in(case), case.spans) for case in of]
    return Score(
        sum(len(got & wanted) for got, wanted in found),
        sum(len(got - wanted) for got, wanted in found),
        sum(len(wanted - got) for got, wanted in found),
    )
