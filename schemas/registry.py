"""The one definition of every figure, as an editor writes it in `figures/*.yaml`, one file an area.

    views:     what a view shows, and those of its columns that no figure holds
    columns:   columns that mean the same in every view that has them
    figures:   id -> name, question, definition, unit, direction, minimum n, method, and where it is held or counted
    notes:     what people have to know and is no figure

The first sentence of a definition stands by itself: it is the comment of the column that holds the figure. Comments in
the warehouse (`schemas.glosses`), the page's explanations and `docs/signals.md` come from here.
"""

import re
from collections.abc import Iterable, Mapping
from typing import Final, TypeVar

import msgspec

from schemas.defined import Figure, Note, Registry, Shared, ViewEntry, Views, where
from schemas.drift import faults
from schemas.errors import Misused

T = TypeVar("T", bound=msgspec.Struct)
_ID: Final = re.compile(r"[a-z][a-z0-9_]*")
_LEGEND: Final = "id must be lower-case letters, digits and _, and begin with a letter"


class _File(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    views: Mapping[str, Mapping[str, object]] = {}
    columns: Mapping[str, Mapping[str, object]] = {}
    figures: Mapping[str, Mapping[str, object]] = {}
    notes: Mapping[str, Mapping[str, object]] = {}


def load(documents: Mapping[str, object], views: Views | None = None) -> Registry:
    """The registry in these documents (by file name, as YAML reads them), or Misused naming file and id.

    With `views`, what the warehouse shows: every view and column has its one entry, and every entry its view and column.
    """
    files = {file: _converted(document, _File, file) for file, document in documents.items()}
    figures = _entries(Figure, {file: each.figures for file, each in files.items()})
    registry = Registry(
        _entries(ViewEntry, {file: each.views for file, each in files.items()}),
        _entries(Shared, {file: each.columns for file, each in files.items()}),
        figures,
        _entries(Note, {file: each.notes for file, each in files.items()}),
        _holders(figures.values()),
    )
    for figure in registry.figures.values():
        if figure.held is None and figure.counts is None:
            raise Misused(f"{where(figure)}: it needs `held` or `counts`, or it is a note")
    for note in registry.notes.values():
        if note.id in registry.figures:
            raise Misused(f"{where(note)}: a figure has this id too")
    if views is not None:
        check(registry, views)
    return registry


def _holders(figures: Iterable[Figure]) -> Mapping[tuple[str, str], tuple[Figure, ...]]:
    found: dict[tuple[str, str], tuple[Figure, ...]] = {}
    for figure in figures:
        for held in figure.held.places if figure.held else ():
            found[held] = (*found.get(held, ()), figure)
    return found


def _entries(kind: type[T], files: Mapping[str, Mapping[str, Mapping[str, object]]]) -> Mapping[str, T]:
    found: dict[str, T] = {}
    for file, entries in files.items():
        for id_, entry in entries.items():
            where = f"{file}: {id_}"
            if not _ID.fullmatch(id_):
                raise Misused(f"{where}: an {_LEGEND}")
            if id_ in found:
                raise Misused(f"{where}: {found[id_].file} has this id too")  # type: ignore[attr-defined]  # every entry has it
            found[id_] = _converted({**entry, "id": id_, "file": file}, kind, where)
    return found


def _converted(document: object, kind: type[T], where: str) -> T:
    try:
        return msgspec.convert(document, kind)
    except msgspec.ValidationError as error:
        raise Misused(f"{where}: {error}") from None


def check(registry: Registry, views: Views) -> None:
    """Misused, naming file and id, for an entry without its view or column, a column without its entry, and two for one."""
    for fault in faults(registry, views):
        raise Misused(fault)
