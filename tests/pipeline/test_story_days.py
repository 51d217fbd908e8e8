"""The days of stories are what the views say as of the moment, whatever changed since they were counted last."""

from collections.abc import Sequence
from datetime import UTC, datetime
from random import Random
from typing import Any

import pytest
from msgspec.structs import replace

from pipeline.warehouse.engine import Answer, Engine
from pipeline.warehouse.sql import SqlWarehouse
from pipeline.warehouse.story_counts import ALL, OUTCOMES, STATES
from pipeline.warehouse.views import as_of
from schemas import tables
from schemas.errors import WarehouseUnavailable
from schemas.interactions import Attitude
from schemas.stories import Journey, OutreachRow, PromiseRow
from tests.pipeline.test_views_engines import sample
from tests.rows import DAY, HOUR, NOON, blank

PLACE = ("region", "product", "team")
ORDINARY = ("channel", *PLACE)
LATER = datetime(2026, 7, 1, tzinfo=UTC)


@pytest.fixture(params=["chdb", pytest.param("server", marks=pytest.mark.slow)])
def warehouse(request: pytest.FixtureRequest) -> SqlWarehouse:
    held: SqlWarehouse = request.getfixturevalue(f"on_{request.param}")
    for table, some in sample(Random(5)).items():
        held.write(table, some)
    held.write(tables.JOURNEYS, journeys())
    held.write(tables.OUTREACH, contacts())
    return held


def journeys() -> list[Journey]:
    return [
        blank(
            Journey,
            journey=f"j{n}",
            region=("", "华东", "it's")[n % 3],
            started_at=NOON - n * 9 * HOUR,
            matures_at=NOON + n * DAY,
            resolved_at=NOON if n % 2 else None,
            felt=("", "confirmed", "", "contradicted", "", "silent")[n % 6],
            elapsed=n * 40_000,
            contacts=n % 13,
            switches=n % 3 if n % 13 else 0,
            effort=n,
            re_explained=n % 2,
            single_contact=n % 2,
            complaint=n % 4 // 2,
            channels=("email", "call", "email")[: n % 4],
            present=int(n % 11 != 0),
        )
        for n in range(60)
    ]


def contacts() -> list[OutreachRow]:
    return [
        blank(
            OutreachRow,
            event_key=f"o{n}",
            made_at=NOON + n * 7 * HOUR,
            channel="call",
            region=("", "华东")[n % 2],
            campaign=("", "spring", "春")[n % 3],
            purpose=("sales", "service")[n // 3 % 2],
            violations=((), ("too_many",), ("outside_hours", "too_many"))[n % 3],
            present=int(n % 7 != 0),
        )
        for n in range(50)
    ]


def summed(part: str, by: Sequence[str], *sums: str) -> str:
    return f"SELECT {', '.join((*by, *sums))} FROM {part} GROUP BY {', '.join(by)} ORDER BY {', '.join(by)}"


def same(warehouse: SqlWarehouse, cells: str, view: str) -> None:
    told, seen = ([*warehouse.select(sql).rows] for sql in (cells, view))
    assert told == seen
    assert told


CELLS = [f"{attitude}_{outcome}" for attitude in Attitude for outcome in OUTCOMES]


@pytest.mark.parametrize("moment", [NOON + HOUR, LATER])
def test_they_are_the_views_own(warehouse: SqlWarehouse, moment: datetime) -> None:
    warehouse.sum_stories(NOON - DAY)
    warehouse.sum_stories(moment)

    by: tuple[str, ...] = ("day", *PLACE)
    counts: tuple[str, ...] = (
        "journeys",
        "came",
        "judged",
        "single",
        "contacts",
        "effort",
        "resolved",
        "contradicted",
    )
    same(
        warehouse,
        summed("journeys_daily FINAL WHERE journeys > 0", by, *(f"sum({name})" for name in counts)),
        summed(
            f"({as_of('journeys_overview', moment)})",
            by,
            "count()",
            "sum(came)",
            "sum(first_contact_judged)",
            "sum(ifNull(first_contact_resolution, 0))",
            "sum(contacts)",
            "sum(effort)",
            "countIf(isNotNull(resolved_at))",
            "countIf(isNotNull(resolved_at) AND felt = 'contradicted')",
        ),
    )

    by = ("day", *ORDINARY, "currency", "tariff")
    money = ("owed", "paid", "outstanding")
    same(
        warehouse,
        summed(
            "promises_daily FINAL WHERE promises > 0", by, *(f"sum({name})" for name in (*STATES, *money))
        ),
        summed(
            f"({as_of('promise_ledger', moment)})",
            by,
            *(f"countIf(state = '{state}')" for state in STATES),
            *(f"sum({name})" for name in money),
        ),
    )

    counts = ("official", "mature", "contradicted", "confirmed", "silent")
    same(
        warehouse,
        "SELECT toMonday(day) AS week, region, product, team, "
        f"{', '.join(f'sum({name})' for name in counts)}, sum(satisfied), sum(answers) "
        "FROM resolutions_daily FINAL GROUP BY week, region, product, team ORDER BY week, region, product, team",
        "SELECT week, region, product, team, "
        f"{', '.join(counts)}, toUInt64(round(ifNull(csat, 0) * csat_n / 100)), csat_n "
        f"FROM ({as_of('perception_gap', moment)}) ORDER BY week, region, product, team",
    )

    by = ("day", *ORDINARY)
    same(
        warehouse,
        summed("outreach_daily FINAL WHERE contacts > 0", by, "sum(contacts)", "sum(violations)"),
        summed("contact_pressure", by, "sum(contact)", "sum(violation)"),
    )
    same(
        warehouse,
        "SELECT campaign, purpose, sum(k), sum(v) FROM (SELECT campaigns, purposes, part_contacts, part_violations "
        "FROM outreach_daily FINAL) ARRAY JOIN campaigns AS campaign, purposes AS purpose, part_contacts AS k, "
        "part_violations AS v GROUP BY campaign, purpose ORDER BY campaign, purpose",
        "SELECT campaign, purpose, sum(contact), sum(violation) FROM contact_pressure "
        "GROUP BY campaign, purpose ORDER BY campaign, purpose",
    )

    same(
        warehouse,
        "SELECT toMonday(day) AS week, channel, region, product, team, "
        f"{', '.join(f'sum({name})' for name in ('staffed', *CELLS))} FROM handlings_daily FINAL "
        "GROUP BY week, channel, region, product, team ORDER BY week, channel, region, product, team",
        f"SELECT week, {', '.join((*ORDINARY, 'staffed', *CELLS))} "
        f"FROM ({as_of('attitude_resolution', moment)}) ORDER BY week, channel, region, product, team",
    )
    assert {row[:2] for row in warehouse.select("SELECT part, as_of FROM stories_counted FINAL").rows} == {
        (cells.part, moment) for cells in ALL
    }


def written(warehouse: SqlWarehouse) -> dict[str, int]:
    """How often something was written into each table and has not been merged away."""
    return {
        cells.table: int(str(warehouse.select(f"SELECT uniqExact(version) FROM {cells.table}").rows[0][0]))
        for cells in ALL
    }


def held(warehouse: SqlWarehouse) -> list[list[tuple[Any, ...]]]:
    """All that is told, without the versions."""
    return [
        [
            *warehouse.select(
                f"SELECT {', '.join(('day', *cells.places, *cells.columns))} FROM {cells.table} FINAL "
                f"WHERE {' + '.join(cells.present)} > 0 ORDER BY {', '.join(('day', *cells.places))}"
            ).rows
        ]
        for cells in ALL
    ]


def test_only_what_changed_is_written(warehouse: SqlWarehouse) -> None:
    warehouse.sum_stories(LATER)
    before = written(warehouse)
    warehouse.sum_stories(LATER)
    assert written(warehouse) == before

    gone, moved = journeys()[1:3]
    warehouse.write(
        tables.JOURNEYS, [replace(gone, present=0, version=9), replace(moved, region="north", version=9)]
    )
    warehouse.sum_stories(LATER)
    assert written(warehouse) == before | {"journeys_daily": before["journeys_daily"] + 1}
    assert warehouse.select("SELECT count() FROM journeys_daily FINAL WHERE journeys = 0").rows == [(2,)]


def test_a_wrong_cell_is_mended(warehouse: SqlWarehouse) -> None:
    warehouse.sum_stories(LATER)
    right = held(warehouse)
    for cells in ALL:
        places = ", ".join(("day", *cells.places))
        warehouse.run(
            f"INSERT INTO {cells.table} ({places}, {cells.present[0]}, version) SELECT {places}, toUInt64(77), version + 1 "
            f"FROM {cells.table} FINAL LIMIT 3"
        )
    assert held(warehouse) != right
    warehouse.sum_stories(LATER)
    assert held(warehouse) == right


class Dying:
    """An engine that is gone after some statements."""

    def __init__(self, engine: Engine, after: int) -> None:
        self._engine = engine
        self._left = after

    def run(self, sql: str) -> None:
        if not self._left:
            raise WarehouseUnavailable("gone")
        self._left -= 1
        self._engine.run(sql)

    def select(self, sql: str) -> Answer:
        return self._engine.select(sql)

    def __getattr__(self, name: str) -> Any:
        return getattr(self._engine, name)


def test_cut_off_anywhere_and_done_again_they_are_the_same(on_chdb: SqlWarehouse) -> None:
    for table, some in sample(Random(6)).items():
        on_chdb.write(table, some)
    on_chdb.sum_stories(NOON)
    for after in range(11):
        on_chdb.write(tables.PROMISES, [blank(PromiseRow, promise=f"new {after}", present=1)])
        cut = SqlWarehouse(Dying(on_chdb._engine, after))
        with pytest.raises(WarehouseUnavailable):
            cut.sum_stories(LATER)
    on_chdb.sum_stories(LATER)
    told = held(on_chdb)
    for cells in ALL:
        on_chdb.run(f"TRUNCATE TABLE {cells.table}")
    on_chdb.sum_stories(LATER)
    assert held(on_chdb) == told
