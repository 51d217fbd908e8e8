"""What a definition is made of: figures, views, columns and notes, and the registry of them all."""

from collections.abc import Mapping
from typing import Annotated, Literal

import msgspec
from msgspec import Meta

from schemas.errors import Misused
from schemas.taxonomy import Name

Unit = Literal[
    "points", "percent", "per 1,000", "count", "seconds", "hours", "days", "score", "share", "minor units", "times",
    "state", "moment",
]  # fmt: skip
Better = Literal["lower", "higher", "neither"]
Views = Mapping[str, tuple[str, ...]]
"""The columns of each view, in order."""


class Held(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """Columns, written `view.column`: the value, the ends of its 95 % interval, what it rests on, and its coverage."""

    value: str
    low: str = ""
    high: str = ""
    n: str = ""
    coverage: str = ""

    @property
    def places(self) -> tuple[tuple[str, str], ...]:
        """(part, column) of the parts there are."""
        return tuple((part, place) for part in self.__struct_fields__ if (place := getattr(self, part)))


class Counts(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """A share that any period adds up: `per` * sum(`hits`) / sum(`n`), over the rows of `view` by their date `day`.

    sum(`n`) / sum(`of`) is its coverage; without `of` all could be judged. Where a row of `view` is one of several parts
    of the same thing, such as topics of interactions, `over` is the view whose rows hold `n` and `of` instead.
    """

    view: str
    day: str
    hits: str
    n: str
    of: str = ""
    per: int = 1
    over: str = ""

    @property
    def places(self) -> tuple[str, ...]:
        """All columns it reads, as `view.column`."""
        whole = [f"{self.over or self.view}.{column}" for column in (self.day, self.n, self.of) if column]
        return (f"{self.view}.{self.day}", f"{self.view}.{self.hits}", *whole)


class Figure(msgspec.Struct, frozen=True, forbid_unknown_fields=True, kw_only=True):
    """One figure. Under `least` (of n) it is told with "too few". Columns hold it, or `counts` add up to it."""

    id: str
    file: str
    name: Name
    question: Name
    definition: Name
    unit: Unit
    better: Better
    least: Annotated[int, Meta(ge=0)]
    method: Annotated[str, Meta(min_length=1)]
    held: Held | None = None
    counts: Counts | None = None

    @property
    def places(self) -> tuple[str, ...]:
        """Every column it names, as `view.column`."""
        held = [place for _, place in self.held.places] if self.held else []
        return tuple(dict.fromkeys((*held, *(self.counts.places if self.counts else ()))))

    @property
    def views(self) -> tuple[str, ...]:
        """Where it stands, each view once."""
        return tuple(dict.fromkeys(place.partition(".")[0] for place in self.places))


Shows = Literal["", "figures", "words", "care", "running"]
"""Who is meant to read a view: everybody; those trusted with customers' words; those who look after the vulnerable;
those who run the system. Empty: not said yet, and nobody may."""


class ViewEntry(msgspec.Struct, frozen=True, forbid_unknown_fields=True, kw_only=True):
    """What a view shows, and the meaning of its columns that are no figure.

    `personal` are its columns that tell people apart or quote them: readers of figures do without.
    """

    id: str
    file: str
    en: str
    zh: str
    shows: Shows = ""
    personal: tuple[str, ...] = ()
    columns: Mapping[str, Name] = {}


class Note(msgspec.Struct, frozen=True, forbid_unknown_fields=True, kw_only=True):
    """Something to know that is no figure."""

    id: str
    file: str
    name: Name
    text: Name


class Shared(msgspec.Struct, frozen=True, forbid_unknown_fields=True, kw_only=True):
    """A column that means the same in every view that has it and does not say otherwise."""

    id: str
    file: str
    en: str
    zh: str


class Registry(msgspec.Struct, frozen=True):
    """Everything defined, by id, in the order of the files and of the entries in them."""

    views: Mapping[str, ViewEntry]
    columns: Mapping[str, Shared]
    figures: Mapping[str, Figure]
    notes: Mapping[str, Note]
    holders: Mapping[tuple[str, str], tuple[Figure, ...]]
    """The figures whose value, low, high, n or coverage (first) a column `view.column` (second) holds."""

    def figure(self, id_: str) -> Figure:
        """The figure of this id, or Misused."""
        if id_ not in self.figures:
            raise Misused(f"no figure is called {id_!r}; docs/signals.md lists them")
        return self.figures[id_]

    def note(self, id_: str) -> Note:
        """The note of this id, or Misused."""
        if id_ not in self.notes:
            raise Misused(f"no note is called {id_!r}; docs/signals.md has them all")
        return self.notes[id_]


def where(entry: Figure | ViewEntry | Note | Shared) -> str:
    """File and id of an entry, for people."""
    return f"{entry.file}: {entry.id}"
