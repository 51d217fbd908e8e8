"""What a recount changes after the fact, in plain Python: the oracle of `restating`."""

from collections import Counter, defaultdict
from collections.abc import Iterable, Iterator, Mapping
from datetime import datetime
from operator import attrgetter
from typing import Final, NamedTuple

from pipeline.moments import second_at
from pipeline.warehouse.cells import DIMENSIONS, Cell, Signal, Where
from pipeline.warehouse.restating import COUNTS, old_days
from schemas.restated import Restated, Scope

Cells = Mapping[tuple[type[Cell], Where], Cell]
_PLACE: Final = attrgetter(*DIMENSIONS[1:])


class Versions(NamedTuple):
    """Of the recount before, and of this one: microseconds."""

    before: int
    now: int


class _At(NamedTuple):
    day: datetime
    scope: Scope
    place: tuple[str, ...]
    topic: str


def restatements(before: Cells, after: Cells, versions: Versions) -> list[Restated]:
    """What stood of the days that were counted before and of their cells, where `after` says otherwise."""
    counted = {_midnight(cell.window) for cell in before.values()}
    old = old_days([cell.window for cell in after.values()], versions.now) & counted
    stood, stands = _counts(before.values()), _counts(after.values())
    changed = [at for at in {**stood, **stands} if at.day in old and stood[at] != stands[at]]
    return [_row(at, stood[at], versions) for at in changed]


def _counts(cells: Iterable[Cell]) -> Mapping[_At, Counter[str]]:
    found: dict[_At, Counter[str]] = defaultdict(Counter)
    for cell in cells:
        counts = {name: getattr(cell, name, 0) for name in COUNTS}
        for at in _places(cell):
            found[at].update(counts)
    return found


def _places(cell: Cell) -> Iterator[_At]:
    day = _midnight(cell.window)
    yield _At(day, Scope.CELL, _PLACE(cell), getattr(cell, "topic", ""))
    if isinstance(cell, Signal):
        yield _At(day, Scope.DAY, ("",) * len(DIMENSIONS[1:]), "")


def _midnight(window: datetime) -> datetime:
    return window.replace(hour=0, minute=0, second=0, microsecond=0)


def _row(at: _At, stood: Counter[str], versions: Versions) -> Restated:
    channel, region, product, team, language = at.place
    return Restated(
        day=at.day,
        scope=at.scope,
        channel=channel,
        region=region,
        product=product,
        team=team,
        language=language,
        topic=at.topic,
        before_version=versions.before,
        restated_at=second_at(versions.now),
        interactions=stood["interactions"],
        scored=stood["scored"],
        negative=stood["negative"],
        positive=stood["positive"],
        judged=stood["judged"],
        complaints=stood["complaints"],
        version=versions.now,
    )
