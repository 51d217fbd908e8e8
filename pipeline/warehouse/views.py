"""The views of this release: `schemas/views/NAME.sql`, one statement each; what their columns mean is the registry's.

    CREATE VIEW name (
        column Type,
        ...
    ) AS SELECT ...

The comment before it gives the reason of its shape; a line `-- needs: 22.3` keeps the view from older servers. A view
may read another one, and then calls its columns by an alias or by their bare names. Where it needs the moment it says
`now()`, and nothing else that reads a clock: so `as_of` can answer for any other moment.
"""

import re
from collections.abc import Iterable, Iterator, Mapping
from datetime import datetime
from functools import cache
from graphlib import CycleError, TopologicalSorter
from importlib.resources import files
from typing import Final

import msgspec

from pipeline.figures import registry
from pipeline.warehouse.quote import moment as literal
from pipeline.warehouse.quote import text as quoted
from pipeline.warehouse.statements import split
from schemas.defined import Figure, Registry
from schemas.errors import Misused
from schemas.glosses import of_column, of_view

_FORM: Final = re.compile(r"CREATE VIEW (\w+) \(\n(.+?)\n\) AS\s+(SELECT\b.+)", re.DOTALL)
_COLUMN: Final = re.compile(r" +`?(\w+)`? (.+?),?")
_NEEDS: Final = re.compile(r"^-- needs: (\d+)\.(\d+)$", re.MULTILINE)
_FIGURES: Final = "[{figures}]"
"""Stands in a view for the registry's figures, a tuple each."""
_QUOTED_OR: Final = r"('(?:[^'\\]|\\.|'')*')|"
_NOW: Final = re.compile(_QUOTED_OR + r"\bnow\(\)")
_READ: Final = re.compile(_QUOTED_OR + r"\b(FROM|JOIN)\s+(\w+)\b(?!\s*\()")


class View(msgspec.Struct, frozen=True):
    """One file. `needs` is the lowest server version it runs on."""

    name: str
    columns: Mapping[str, str]
    """The ClickHouse type of each column, in order."""
    select: str
    needs: tuple[int, int] = (0, 0)


def parse(name: str, text: str) -> View:
    """The view in `text`, or Misused where it is not one statement of the form above."""
    text = text.replace("\r\n", "\n")
    statements = [*split(text)]
    made = _FORM.fullmatch(statements[0]) if len(statements) == 1 else None
    lines = [_COLUMN.fullmatch(line) for line in made[2].splitlines()] if made else []
    if not made or made[1] != name or not all(lines):
        raise Misused(
            f"schemas/views/{name}.sql: not one CREATE VIEW {name} (...) AS SELECT, a column a line"
        )
    needs = _NEEDS.search(text)
    return View(
        name,
        {line[1]: line[2] for line in lines if line},
        made[3],
        (int(needs[1]), int(needs[2])) if needs else (0, 0),
    )


@cache
def shipped() -> Mapping[str, View]:
    """All views of this release by name, each after those it reads."""
    folder = files("schemas").joinpath("views")
    found = [
        parse(file.name.removesuffix(".sql"), file.read_text(encoding="utf-8").replace(_FIGURES, _figures()))
        for file in folder.iterdir()
        if file.name.endswith(".sql")
    ]
    return {view.name: view for view in in_order(found)}


def _figures() -> str:
    listed = ", ".join(f"({', '.join(_told(figure))})" for figure in registry().figures.values())
    return f"[{listed}]"


def _told(figure: Figure) -> Iterator[str]:
    said = figure.name, figure.question, figure.definition
    texts = [text for name in said for text in (name.en, name.zh)]
    yield from map(quoted, (figure.id, *texts, figure.unit, figure.better))
    yield str(figure.least)
    yield from map(quoted, (figure.method, ", ".join(figure.places)))


def in_order(views: Iterable[View]) -> list[View]:
    """The same views, each after those it reads and else by name; Misused where two read each other."""
    known = {view.name: view for view in sorted(views, key=lambda view: view.name)}
    after = {name: sorted(_reads(view) & known.keys()) for name, view in known.items()}
    try:
        return [known[name] for name in TopologicalSorter(after).static_order()]
    except CycleError as error:
        raise Misused(f"schemas/views: these read each other: {', '.join(error.args[1])}") from None


def as_of(name: str, moment: datetime) -> str:
    """The SELECT of a view as it would answer at `moment`, from what is known today. Misused for an unknown view."""
    return told_at(name, moment, shipped())


def told_at(name: str, moment: datetime, views: Mapping[str, View]) -> str:
    """The same among these views; where it reads a view that asks for the moment, that one answers at it too."""
    if name not in views:
        raise Misused(f"no view is called {name!r}; there are: {', '.join(sorted(views))}")

    def read(found: re.Match[str]) -> str:
        inner = found[3]
        if inner not in views or not _asks(views[inner], views):
            return found[0]
        return f"{found[2]} ({told_at(inner, moment, views)})"

    select = _READ.sub(read, views[name].select)
    return _NOW.sub(lambda found: found[1] or literal(moment), select)


def statement(view: View, registry: Registry) -> str:
    """What makes the view, each column with its comment."""
    columns = ",\n".join(
        f"    `{column}` {type_} COMMENT {quoted(of_column(registry, view.name, column, type_))}"
        for column, type_ in view.columns.items()
    )
    return f"CREATE VIEW {view.name} (\n{columns}\n) AS {view.select}"


def comment(view: View, registry: Registry) -> str:
    """What says on newer servers what the view shows."""
    return f"ALTER TABLE {view.name} MODIFY COMMENT {quoted(of_view(registry, view.name))}"


def _reads(view: View) -> set[str]:
    return {found[3] for found in _READ.finditer(view.select) if found[3]}


def _asks(view: View, views: Mapping[str, View]) -> bool:
    """Whether its answer depends on when it is asked."""
    now = any(not found[1] for found in _NOW.finditer(view.select))
    return now or any(_asks(views[name], views) for name in _reads(view) & views.keys())
