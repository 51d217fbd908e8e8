"""Where the page reads tables for speed, it says what the views for everybody say; on chDB and on a ClickHouse server."""

from collections.abc import AsyncIterator
from datetime import UTC, datetime, timedelta
from itertools import product
from typing import Any

import msgspec
import pytest
from aiohttp.test_utils import TestClient, TestServer
from aiohttp.web import Application, Request

from pipeline.page.app import page
from pipeline.warehouse.sql import SqlWarehouse
from schemas import stories, tables
from schemas.interactions import Attitude, Struct
from tests.page_rows import key, row

Client = TestClient[Request, Application]
MONDAY = datetime(2026, 3, 2, 9, 30, tzinfo=UTC)
SOON, LATER, NEVER = MONDAY + timedelta(1), MONDAY + timedelta(2), datetime(2100, 1, 1, tzinfo=UTC)
PLACES = (("", "", ""), ("North", "Card", "Desk"), ("华东", "房贷", "客服一组"))


def _place(number: int) -> dict[str, str]:
    return dict(zip(("region", "product", "team"), PLACES[number % len(PLACES)], strict=True))


def _handlings() -> list[Struct]:
    moments = (None, SOON, LATER, NEVER)
    return [
        row(
            stories.HandlingRow,
            customer=f"C{number}",
            event_key=key(number),
            handled_at=MONDAY + timedelta(hours=number),
            channel=("call", "chat")[number % 2],
            attitude=attitude,
            solved_at=solved,
            unsolved_at=unsolved,
            present=int(number % 11 != 0),
            **_place(number),
        )
        for number, (attitude, solved, unsolved) in enumerate(product(Attitude, moments, moments))
    ]


def _journeys() -> list[Struct]:
    return [
        row(
            stories.Journey,
            customer=f"C{number}",
            journey=key(number),
            started_at=MONDAY + timedelta(hours=number),
            ended_at=LATER,
            resolved_at=LATER if felt else None,
            matures_at=(MONDAY, NEVER)[number % 2],
            elapsed=number * 7_000,
            contacts=number % 13,
            switches=number % 3,
            effort=number % 101,
            re_explained=number % 2,
            single_contact=int(number % 13 == 1),
            channels=("call",) if number % 3 else ("call", "email"),
            felt=felt,
            present=int(number % 7 != 0),
            **_place(number),
        )
        for number, felt in enumerate(("", "confirmed", "contradicted", "silent") * 15)
    ]


def _outreach() -> list[Struct]:
    return [
        row(
            stories.OutreachRow,
            customer=f"C{number % 5}",
            event_key=key(number),
            made_at=MONDAY + timedelta(hours=number),
            channel="call",
            violations=((), ("too_many",), ("outside_hours", "too_many"))[number % 3],
            present=int(number % 7 != 0),
            **_place(number),
        )
        for number in range(40)
    ]


@pytest.fixture(params=["on_chdb", pytest.param("on_server", marks=pytest.mark.slow)])
def warehouse(request: pytest.FixtureRequest) -> SqlWarehouse:
    found: SqlWarehouse = request.getfixturevalue(request.param)
    for table, rows in (
        (tables.HANDLINGS, _handlings()),
        (tables.JOURNEYS, _journeys()),
        (tables.OUTREACH, _outreach()),
    ):
        found.write(table, rows)
    # A promise on the Sunday: so that the newest day ends the period with everything in it.
    promised = row(stories.PromiseRow, promise="P", event_key=key(99), made_at=MONDAY + timedelta(6))
    found.write(tables.PROMISES, [promised])
    return found


@pytest.fixture
async def client(warehouse: SqlWarehouse) -> AsyncIterator[Client]:
    async with TestClient(TestServer(page(warehouse, lambda: MONDAY + timedelta(8)))) as opened:
        yield opened


async def _got(client: Client, path: str) -> Any:
    async with client.get(f"/api/{path}") as answer:
        assert answer.status == 200, await answer.text()
        return msgspec.json.decode(await answer.read())


def _told(warehouse: SqlWarehouse, sql: str) -> list[Any]:
    return [*warehouse.ask(sql).rows]


CELLS = tuple(
    f"{attitude}_{outcome}" for attitude in Attitude for outcome in ("solved", "unsolved", "unknown")
)


@pytest.mark.parametrize(
    ("query", "where"), [("", "1"), ("&region=North&channel=call", "region = 'North' AND channel = 'call'")]
)
async def test_attitude_and_outcome(client: Client, warehouse: SqlWarehouse, query: str, where: str) -> None:
    summed = ", ".join(f"sum({name})" for name in ("staffed", "known", *CELLS))
    ((staffed, known, *cells),) = _told(warehouse, f"SELECT {summed} FROM attitude_resolution WHERE {where}")
    found = await _got(client, f"attitude?weeks=4{query}")
    assert {f"{one['attitude']}_{one['outcome']}": one["count"] for one in found["cells"]} == dict(
        zip(CELLS, cells, strict=True)
    )
    assert (found["staffed"], found["known"]) == (staffed, known)
    assert staffed > known > 0
    assert sum(one["count"] for one in found["by"]["team"]) == cells[1]


async def test_journeys(client: Client, warehouse: SqlWarehouse) -> None:
    sums = (
        "count(), sum(came), sum(first_contact_judged), sum(ifNull(first_contact_resolution, 0)), sum(contacts), "
        "countIf(switches > 0), sum(effort), countIf(re_explained > 0), countIf(isNotNull(resolved_at)), "
        "quantileExactIf(0.5)(elapsed_hours / 24, isNotNull(resolved_at)), quantileExactIf(0.9)(elapsed_hours / 24, isNotNull(resolved_at)), "
        "countIf(contacts >= 10)"
    )
    ((n, came, judged, single, contacts, switched, effort, again, resolved, half, ninth, ten),) = _told(
        warehouse, f"SELECT {sums} FROM journeys_overview"
    )
    found = await _got(client, "journeys?weeks=4&sort=effort&size=100")
    values = {one["id"]: (one["figure"]["value"], one["figure"]["n"]) for one in found["figures"]}
    assert found["journeys"] == found["total"] == len(found["list"]) == n
    assert values == {
        "first_contact_resolution": (pytest.approx(100 * single / judged), judged),
        "journey_contacts": (pytest.approx(contacts / came), came),
        "switched": (pytest.approx(100 * switched / came), came),
        "journey_elapsed": (pytest.approx(values["journey_elapsed"][0]), resolved),
        "journey_effort": (pytest.approx(effort / n), n),
        "re_explained": (pytest.approx(100 * again / n), n),
        "resolved": (pytest.approx(100 * resolved / n), n),
        "contradicted": (pytest.approx(values["contradicted"][0]), resolved),
    }
    assert (found["days_median"], found["days_p90"]) == (pytest.approx(half), pytest.approx(ninth))
    assert found["contacts"][-1] == {"contacts": 10, "journeys": ten}
    assert sum(one["journeys"] for one in found["days"]) == resolved
    for place in ("region", "product", "team"):
        assert sum(one["count"] for one in found["by"][place]) == single
    listed = _told(
        warehouse,
        "SELECT journey, first_contact_resolution, elapsed_hours, channels FROM journeys_overview ORDER BY effort DESC, journey",
    )
    assert [one["journey"] for one in found["list"]] == [one[0] for one in listed]
    assert [one["first_contact"] for one in found["list"]] == [
        None if one[1] is None else bool(one[1]) for one in listed
    ]
    assert [one["days"] for one in found["list"]] == pytest.approx([one[2] / 24 for one in listed])
    assert [" > ".join(one["channels"]) for one in found["list"]] == [one[3] for one in listed]
    emailed = await _got(client, "journeys?weeks=4&channel=email&felt=silent")
    ((wanted,),) = _told(
        warehouse,
        "SELECT count() FROM journeys_overview WHERE felt = 'silent' AND position(channels, 'email') > 0",
    )
    assert emailed["total"] == len(emailed["list"]) == wanted


async def test_contacts(client: Client, warehouse: SqlWarehouse) -> None:
    ((n, bad, customers, hurt),) = _told(
        warehouse,
        "SELECT count(), sum(violation), uniqExact(customer), uniqExactIf(customer, violation = 1) FROM contact_pressure",
    )
    found = await _got(client, "contacts?weeks=4&size=100")
    assert (found["contacts"], found["total"], len(found["most"])) == (n, customers, customers)
    assert (found["pressure"]["violations"], found["pressure"]["customers"]) == (bad, hurt)
    assert sum(one["violations"] for one in found["most"]) == bad
    assert sum(one["count"] for one in found["by"]["team"]) == bad
