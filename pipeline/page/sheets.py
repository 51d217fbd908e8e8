"""Tables for download as CSV: what a spreadsheet opens without a question, and without running anything in it."""

import csv
import io
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from typing import Final

from pipeline.page.answers import Figure
from pipeline.page.headers import FIGURE, Language, header

MOST_ROWS: Final = 100_000
PIECE: Final = 500  # rows sent at a time
BOM: Final = "\ufeff".encode()  # without it spreadsheets take UTF-8 for the code page of the country
# What begins so is a formula to a spreadsheet: OWASP, "CSV Injection"; the wide forms count as the narrow ones.
_FORMULA: Final = ("=", "+", "-", "@", "\t", "\r", "\n", "＝", "＋", "－", "＠")

Value = str | int | float | bool | date | datetime | None


@dataclass(frozen=True, slots=True)
class Sheet:
    """`columns` are references of `pipeline.page.headers`; every row has a value for each of them."""

    table: str
    columns: tuple[str, ...]
    rows: Iterable[Sequence[Value]]


def figure_columns(id_: str) -> tuple[str, ...]:
    return tuple(f"figure:{id_}:{part}" for part in FIGURE)


def figure_values(figure: Figure) -> tuple[Value, ...]:
    return tuple(getattr(figure, part) for part in FIGURE)


def pieces(sheet: Sheet, language: Language) -> Iterator[bytes]:
    """The file, piece by piece. Lines end as RFC 4180 has it; numbers stand bare, and no data is an empty field."""
    yield BOM + _lines([[header(column, language) for column in sheet.columns]])
    waiting: list[Sequence[Value]] = []
    for number, row in enumerate(sheet.rows):
        if number == MOST_ROWS:
            break
        waiting.append(row)
        if len(waiting) == PIECE:
            yield _lines(waiting)
            waiting = []
    if waiting:
        yield _lines(waiting)


def _lines(rows: Iterable[Sequence[Value]]) -> bytes:
    buffer = io.StringIO()
    csv.writer(buffer, quoting=csv.QUOTE_MINIMAL).writerows([_cell(value) for value in row] for row in rows)
    return buffer.getvalue().encode("utf-8", "replace")


def _cell(value: Value) -> str | int | float | None:
    """Moments are UTC, as spreadsheets write them; what would be a formula begins with an apostrophe."""
    match value:
        case bool():
            return int(value)
        case datetime():
            return f"{value:%Y-%m-%d %H:%M:%S}"
        case date():
            return value.isoformat()
        case str():
            return f"'{value}" if value.lstrip(" \u3000").startswith(_FORMULA) else value
        case _:
            return value
