"""Texts with places for columns: `{city}`, `{zip|zip_code}` (the first that holds something), `{{` for a brace.

Three places are no columns: `{$file}` is the file's name, `{$row}` its line counted from 1, `{$hash}` a 128-bit hash
of the row's bytes.
"""

import re
from collections.abc import Mapping
from hashlib import blake2b
from typing import Final, NamedTuple

from schemas.errors import Misused

_PARTS: Final = re.compile(r"\{\{|\}\}|\{([^{}]+)\}|[{}]|[^{}]+")
SPECIAL: Final = ("$file", "$row", "$hash")


class Row(NamedTuple):
    """One row of a table, or one object of a file of objects, by column. `number` counts lines from 0."""

    cells: Mapping[str, str]
    raw: bytes
    number: int
    file: str


class Template(NamedTuple):
    """`parts` are texts, or the columns that may fill a place."""

    parts: tuple[str | tuple[str, ...], ...]

    @property
    def columns(self) -> tuple[tuple[str, ...], ...]:
        """For each place, the columns that may fill it."""
        return tuple(part for part in self.parts if isinstance(part, tuple))


def parsed(text: str) -> Template:
    """The template, or Misused naming the brace that has no partner."""
    parts: list[str | tuple[str, ...]] = []
    for found in _PARTS.finditer(text):
        if found[1]:
            parts.append(tuple(name.strip() for name in found[1].split("|")))
        elif found[0] in {"{", "}"}:
            raise Misused(f"{text!r}: a single {found[0]!r}; write it twice to mean the brace itself")
        else:
            parts.append({"{{": "{", "}}": "}"}.get(found[0], found[0]))
    return Template(tuple(parts))


def filled(template: Template, row: Row) -> str:
    """The text; empty where the template has places and none of them holds anything."""
    values = [part if isinstance(part, str) else _cell(part, row) for part in template.parts]
    places = [value for value, part in zip(values, template.parts, strict=True) if isinstance(part, tuple)]
    return "".join(values) if any(places) or not places else ""


def is_whole(template: Template, row: Row) -> bool:
    """Whether every place holds something."""
    return all(_cell(part, row) for part in template.columns)


def _cell(names: tuple[str, ...], row: Row) -> str:
    for name in names:
        value = _special(name, row) if name in SPECIAL else row.cells.get(name, "")
        if value:
            return value
    return ""


def _special(name: str, row: Row) -> str:
    if name == "$file":
        return row.file
    if name == "$row":
        return str(row.number + 1)
    return blake2b(row.raw, digest_size=16).hexdigest()
