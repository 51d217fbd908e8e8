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
from schemas.tables import DERIVED, JOURNEYS, OUTREACH, PROMISES, RESOLUTIONS, Table

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


def derive(warehouse: Warehouse, customers: Iterable[str], policies: Policies) -> None:
    """Write what follows from these customers' stories, and withdraw what no longer does."""
    written: dict[Table, list[AnyRow]] = defaultdict(list)
    for one in settlements(warehouse, customers, policies):
        written[one.table].extend(settle(one.stands, one.follows, one.version))
        if len(written[one.table]) >= ROWS:
            warehouse.write(one.table, written.pop(one.table))
    for table, rows in written.items():
        warehouse.write(table, rows)


def settlements(warehouse: Warehouse, customers: Iterable[str], policies: Policies) -> Iterator[Settlement]:
    """For each circle of people and each derived table what stands and what follows. Reads only."""
    seen: set[str] = set()
    # In the order they are stored: each chunk then reads a stretch of the tables, not all of them.
    left, size = (customer for customer in sorted(customers) if customer not in seen), FEWEST * 10
    while chunk := list(islice(left, size)):
        keys, statements = _whole_circles(warehouse, chunk)
        seen |= keys
        touchpoints = warehouse.touchpoints(keys)
        standing = {table: _by_customer(warehouse.standing(table, keys)) for table in DERIVED}
        for circle in circles(keys, statements):
            yield from _settled(circle, touchpoints, standing, policies)
        weight = sum(map(len, touchpoints.values()))
        size = min(MOST, size * 2) if weight < LIGHT else max(FEWEST, size // 2) if weight > HEAVY else size


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
    }
    for table, rows in follows.items():
        stands = [row for key in sorted(circle.keys) for row in standing[table].get(key, ())]
        if stands or rows:
            yield Settlement(table, stands, rows, version)


def _whole_circles(
    warehouse: Warehouse, customers: Iterable[str]
) -> tuple[frozenset[str], list[IdentityRow]]:
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
