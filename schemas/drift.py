"""Where definitions and views have drifted apart: what has no definition, two, or one for nothing."""

from collections.abc import Iterable, Iterator
from typing import Final

from schemas.defined import Figure, Registry, ViewEntry, Views, where

_PER: Final = {"per 1,000": 1000, "percent": 100, "points": 100, "share": 1}


def faults(registry: Registry, views: Views) -> Iterator[str]:
    """All that `check` would refuse, a line each."""
    known = {f"{view}.{column}" for view, columns in views.items() for column in columns}
    for figure in registry.figures.values():
        yield from (
            f"{where(figure)}: there is no column {place}" for place in figure.places if place not in known
        )
        yield from _torn(figure)
    for (part, place), figures in registry.holders.items():
        if part == "value" and len(figures) > 1:
            yield f"{where(figures[1])}: {place} is the value of {where(figures[0])} already"
    for view in registry.views.values():
        if view.id in views:
            yield from _idle(registry, view, known)
        else:
            yield f"{where(view)}: there is no such view"
    for shared in registry.columns.values():
        if not any(shared.id in columns for columns in views.values()):
            yield f"{where(shared)}: no view has this column"
    for name, columns in views.items():
        yield from _missing(registry, name, columns)


def _torn(figure: Figure) -> Iterator[str]:
    if figure.held and bool(figure.held.low) != bool(figure.held.high):
        yield f"{where(figure)}: an interval has two ends, `low` and `high`"
    if figure.counts and _PER.get(figure.unit) != figure.counts.per:
        yield f"{where(figure)}: {figure.unit} is not what a share times {figure.counts.per} is in"


def _idle(registry: Registry, view: ViewEntry, known: set[str]) -> Iterator[str]:
    if gone := [column for column in view.personal if f"{view.id}.{column}" not in known]:
        yield f"{where(view)}: personal names columns that are not there: {', '.join(gone)}"
    for column in view.columns:
        place = f"{view.id}.{column}"
        if place not in known:
            yield f"{where(view)}: there is no column {place}"
        if figures := registry.holders.get(("value", place)):
            yield f"{where(view)}: {place} is the value of {where(figures[0])}, which says what it means"


def _missing(registry: Registry, view: str, columns: Iterable[str]) -> Iterator[str]:
    if view not in registry.views:
        yield f"schemas/views/{view}.sql: no file of schemas/figures has an entry for it under `views`"
        return
    entry = registry.views[view]
    held = {place for _, place in registry.holders}
    for column in columns:
        if not (column in entry.columns or column in registry.columns or f"{view}.{column}" in held):
            yield f"{where(entry)}: the column {column} has no entry and no figure"
