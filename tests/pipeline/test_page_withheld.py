"""A reader without words gets nothing of a person: not in any answer, not in any download, whatever is asked."""

from collections.abc import AsyncIterator, Iterator
from contextlib import asynccontextmanager
from datetime import UTC, datetime, timedelta
from typing import TypeVar

import msgspec
import pytest
from aiohttp import web
from aiohttp.test_utils import TestClient, TestServer
from aiohttp.typedefs import Handler

from pipeline.figures import registry
from pipeline.memory import MemoryLog
from pipeline.page.app import page
from pipeline.page.routes import ROUTES
from pipeline.signin.rights import RIGHTS, Rights, Role
from pipeline.warehouse.sql import SqlWarehouse
from schemas import tables
from schemas.envelope import Event
from schemas.stories import Journey, PromiseRow, Row
from schemas.tables import Table
from tests.erasing.people import FIRST, ID, MAIL, NOW, WORD, Company, everything, mail, record, sent

S = TypeVar("S", bound=Row)
Client = TestClient[web.Request, web.Application]

STAFF = "Annabel Thistlewood"
PRAISED = "Bartholomew"
SAID = {
    "voice",
    "staff_voice",
    "staff",
    "cue_names",
    "case_id",
    "handles",
    "reason",
    "solved_key",
    "unsolved_key",
}
"""Columns of tables that no view shows to readers, beside those that the registry calls personal."""
PLACES = {
    "channel",
    "region",
    "product",
    "team",
    "language",
    "source",
    "campaign",
    "purpose",
    "topic",
    "kind",
}


def more() -> list[Event]:
    """Praise of whom the customer names and of who served, and sales calls after they were refused."""
    staffed = {"region": "north", "product": "card", "team": "care", "staff": STAFF}
    return [
        mail(40, ID, text=f"Thank you {PRAISED}, you were very kind and patient.", context=staffed),
        mail(41, ID, text="Please stop calling me, do not contact me again.", context=staffed),
        mail(42, ID, text="Thank you, you were very kind and patient.", context=staffed),
        *(
            msgspec.convert(
                {
                    "type": "CallEnded",
                    "id": f"sales {number}",
                    "source": "dialer",
                    "created_at": FIRST + timedelta(days=14, hours=number),
                    "customer": ID,
                    "direction": "outbound",
                    "purpose": "sales",
                    "turns": [{"speaker": "staff", "text": "Good day, we have an offer for you."}],
                    "context": staffed | {"campaign": "spring"},
                },
                Event,
            )
            for number in range(3)
        ),
        record(40, "CaseResolved"),
    ]


@pytest.fixture
def heard(on_chdb: SqlWarehouse) -> SqlWarehouse:
    log = MemoryLog(clock=lambda: int(FIRST.timestamp() * 1_000_000))
    Company(log, on_chdb).hear(*everything(), *sent(more()))
    on_chdb.count_stories(datetime.now(UTC))
    return on_chdb


@asynccontextmanager
async def signed_in(warehouse: SqlWarehouse, role: Role) -> AsyncIterator[Client]:
    @web.middleware
    async def told(request: web.Request, handler: Handler) -> web.StreamResponse:
        request[RIGHTS] = Rights("Ada", role)
        return await handler(request)

    site = page(warehouse, lambda: NOW, b"secret")
    site.middlewares.append(told)
    async with TestClient(TestServer(site)) as client:
        yield client


def personal(warehouse: SqlWarehouse) -> set[str]:
    """Everything that stands in a column of a person, and in no column of a place."""
    named = SAID.union(*(view.personal for view in registry().views.values()))
    kept, places = set[str](), set[str]()
    for table in tables.ALL:
        for row in warehouse.rows(table):
            for column in table.columns:
                into = kept if column in named else places if column in PLACES else None
                if into is not None:
                    into.update(texts(getattr(row, column)))
    return {one for one in kept - places if len(one) > 2} | {ID, MAIL, WORD, STAFF, PRAISED, f"p {ID}"}


def texts(value: object) -> Iterator[str]:
    if isinstance(value, str):
        yield value
    elif isinstance(value, tuple):
        for one in value:
            yield from texts(one)


def asked(warehouse: SqlWarehouse) -> Iterator[str]:
    """Every route with every table, and questions that name somebody or search for words."""
    (first, *_) = (one for one in stories(warehouse, tables.JOURNEYS, Journey) if one.customer == ID)
    queries = (
        "",
        "weeks=52&size=100",
        f"search={WORD}",
        f"customer={ID}&journey={first.journey}",
        f"about=promise&event={first.journey}",
        "sort=outstanding&order=asc",
        "sort=last&offset=0",
        f"name={PRAISED}&about=praise",
        f"team={STAFF}",
        "start=2026-08-01&end=2026-09-20",
    )
    for route in ROUTES:
        for query in queries:
            yield f"{route.path}?{query}"
        for query in queries[1], queries[3]:
            yield from (f"{route.path}.csv?{query}&table={table}" for table in route.tables)


async def shown(client: Client, paths: Iterator[str]) -> dict[str, str]:
    found = {}
    for path in paths:
        async with client.get(path) as answer:
            assert answer.status in {200, 400, 403, 404}, (path, answer.status)
            found[path] = (await answer.read()).decode()
    return found


async def test_a_reader_gets_nothing_of_a_person(heard: SqlWarehouse) -> None:
    secrets = personal(heard)
    async with signed_in(heard, Role.READER) as client:
        found = await shown(client, asked(heard))
    leaked = {(path, secret) for path, text in found.items() for secret in secrets if secret in text}
    assert leaked == set()
    assert '"ledger":[{' in found["/api/promises?"]
    assert '"list":[{' in found["/api/journeys?"]
    assert '"most":[{' in found["/api/contacts?"]


async def test_a_steward_gets_what_a_reader_does_not(heard: SqlWarehouse) -> None:
    async with signed_in(heard, Role.STEWARD) as client:
        text = "".join((await shown(client, asked(heard))).values())
    for secret in (ID, WORD, PRAISED, STAFF, f"p {ID}", *personal(heard).intersection(keys(heard))):
        assert secret in text, secret


def keys(warehouse: SqlWarehouse) -> set[str]:
    return {one.event_key for one in stories(warehouse, tables.PROMISES, PromiseRow)}


def stories(warehouse: SqlWarehouse, table: Table, kind: type[S]) -> list[S]:
    return [row for row in warehouse.rows(table) if isinstance(row, kind)]
