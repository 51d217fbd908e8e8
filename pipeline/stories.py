"""Stories derived from what the warehouse holds: who belongs together, what follows now, and what stands so far."""

from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping, Sequence
from itertools import islice
from typing import Final, NamedTuple

from agents.following.identity import Circle, circles, handles_in, reach
from agents.following.policies import Policies
from agents.following.settling import AnyRow, settle
from agents.story import follow, stories
from pipeline.ports import Warehouse
from schemas.facts import IdentityRow
from schemas.stories import Touchpoint
from schemas.tables import (
    DERIVED,
    HANDLINGS,
    JOURNEYS,
    OUTREACH,
    PROMISES,
    RESOLUTIONS,
    STATEMENTS,
    Table,
)

FEWEST, MOST = 50, 2_000
"""Customers whose stories are in memory at once: as many as their touchpoints allow, since each chunk costs ten queries."""
LIGHT, HEAVY = 10_000, 30_000
"""Touchpoints of a chunk below and above which the next one is larger and smaller."""
ROWS: Final = 5_000
"""Derived rows that are written at once."""


class Settlement(NamedTuple):
    """One derived table of people who belong together: the rows that stand and those that follow from the facts."""

    table: Table
    stands: list[AnyRow]
    follows: list[AnyRow]
    version: int


class Basis(NamedTuple):
    """What some customers' rows rest on, as it was before they were read: heads of touchpoints, statements."""

    heads: Mapping[str, int]
    statements: frozenset[IdentityRow]


class Chunk(NamedTuple):
    """Whole circles of people, as many as fit into memory; `settlements` can be gone through once."""

    keys: frozenset[str]
    basis: Basis | None
    settlements: Iterator[Settlement]


def derive(
    warehouse: Warehouse, customers: Iterable[str], policies: Policies, *, alone: bool = False
) -> None:
    """Write what follows from these customers' stories, and withdraw what no longer does.

    Any number of workers may do this at once, also for the same customers, while others write facts: whoever wrote rows
    that rest on facts which have changed since writes them again, until none has. So the last to write a row has seen
    all, whatever the order. `alone`: this process is the only writer, and nothing needs to be looked at twice.

        facts     ---f1------------f2-----------------
        worker 1     read f1 ......... write, look: changed; read f1 f2, write, look: the same
        worker 2                   read f1 f2, write, look: the same
    """
    left: Iterable[str] = customers
    while left:
        left = _derived(warehouse, left, policies, alone=alone)


def _derived(
    warehouse: Warehouse, customers: Iterable[str], policies: Policies, *, alone: bool
) -> frozenset[str]:
    """Derive each of the customers once; those whose facts changed meanwhile."""
    written: dict[Table, list[AnyRow]] = defaultdict(list)
    unsure: list[Chunk] = []
    changed: set[str] = set()
    for chunk in _chunks(warehouse, customers, policies, alone=alone):
        for one in chunk.settlements:
            written[one.table].extend(settle(one.stands, one.follows, one.version))
        unsure.append(chunk)
        if max(map(len, written.values()), default=0) >= ROWS:
            changed |= _flushed(warehouse, written, unsure)
    return frozenset(changed | _flushed(warehouse, written, unsure))


def _flushed(warehouse: Warehouse, written: dict[Table, list[AnyRow]], unsure: list[Chunk]) -> set[str]:
    """Write and forget the rows; the customers whose facts are no longer those the rows rest on."""
    while written:
        warehouse.write(*written.popitem())
    changed: set[str] = set()
    while unsure:
        chunk = unsure.pop()
        if chunk.basis:
            changed |= _moved(warehouse, chunk.keys, chunk.basis)
    return changed


def _moved(warehouse: Warehouse, keys: frozenset[str], basis: Basis) -> frozenset[str]:
    """The customers about whom the facts now say something else."""
    statements = warehouse.links(handles_in(keys), keys)
    heads = warehouse.heads(keys)
    told_anew = reach((), basis.statements.symmetric_difference(statements))
    return told_anew | {key for key in keys if heads.get(key) != basis.heads.get(key)}


def settlements(warehouse: Warehouse, customers: Iterable[str], policies: Policies) -> Iterator[Settlement]:
    """For each circle of people and each derived table what stands and what follows. Reads only."""
    for chunk in _chunks(warehouse, customers, policies, alone=True):
        yield from chunk.settlements


def _chunks(
    warehouse: Warehouse, customers: Iterable[str], policies: Policies, *, alone: bool
) -> Iterator[Chunk]:
    seen: set[str] = set()
    # In the order they are stored: each chunk then reads a stretch of the tables, not all of them.
    left, size = (customer for customer in sorted(customers) if customer not in seen), FEWEST * 10
    while some := list(islice(left, size)):
        keys, statements = whole_circles(warehouse, some)
        seen |= keys
        # Before the touchpoints: one that comes between is then seen as a change, and not missed.
        basis = None if alone else Basis(warehouse.heads(keys), frozenset(statements))
        touchpoints = warehouse.touchpoints(keys)
        standing = {table: _by_customer(warehouse.standing(table, keys)) for table in DERIVED}
        yield Chunk(keys, basis, _all_settled(circles(keys, statements), touchpoints, standing, policies))
        weight = sum(map(len, touchpoints.values()))
        size = min(MOST, size * 2) if weight < LIGHT else max(FEWEST, size // 2) if weight > HEAVY else size


def _all_settled(
    people: Iterable[Circle],
    touchpoints: Mapping[str, list[Touchpoint]],
    standing: Mapping[Table, Mapping[str, list[AnyRow]]],
    policies: Policies,
) -> Iterator[Settlement]:
    for circle in people:
        yield from _settled(circle, touchpoints, standing, policies)


def _settled(
    circle: Circle,
    touchpoints: Mapping[str, list[Touchpoint]],
    standing: Mapping[Table, Mapping[str, list[AnyRow]]],
    policies: Policies,
) -> Iterator[Settlement]:
    told = stories(circle, touchpoints)
    version = max(story.version for story in told)
    derived = [follow(story, policies) for story in told]
    follows: dict[Table, list[AnyRow]] = {
        JOURNEYS: [row for one in derived for row in one.journeys],
        PROMISES: [row for one in derived for row in one.promises],
        RESOLUTIONS: [row for one in derived for row in one.resolutions],
        OUTREACH: [row for one in derived for row in one.outreach],
        HANDLINGS: [row for one in derived for row in one.handlings],
        STATEMENTS: [row for one in derived for row in one.statements],
    }
    for table, rows in follows.items():
        stands = [row for key in sorted(circle.keys) for row in standing[table].get(key, ())]
        if stands or rows:
            yield Settlement(table, stands, rows, version)


def whole_circles(warehouse: Warehouse, customers: Iterable[str]) -> tuple[frozenset[str], list[IdentityRow]]:
    """The customers and everybody a statement ever tied to them, with all those statements."""
    keys = fresh = frozenset(customers)
    statements: dict[tuple[str, str], IdentityRow] = {}
    while fresh:
        found = warehouse.links(handles_in(fresh), fresh)
        statements |= {(one.handle, one.event_key): one for one in found}
        grown = reach(keys, found)
        keys, fresh = grown, grown - keys
    return keys, [*statements.values()]


def _by_customer(rows: Sequence[object]) -> Mapping[str, list[AnyRow]]:
    found: dict[str, list[AnyRow]] = defaultdict(list)
    for row in rows:
        assert isinstance(row, AnyRow)  # noqa: S101 - tells the type checker what `standing` promises
        found[row.customer].append(row)
    return found
