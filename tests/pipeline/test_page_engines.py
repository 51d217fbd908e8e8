"""Every answer and every download of the page over the warehouse's own views, on chDB and on a ClickHouse server."""

from collections.abc import AsyncIterator
from datetime import UTC, datetime, timedelta

import msgspec
import pytest
from aiohttp.test_utils import TestClient, TestServer
from aiohttp.web import Application, Request

from pipeline.page.app import page
from pipeline.page.routes import ROUTES
from pipeline.warehouse.sql import SqlWarehouse
from schemas import stories, tables
from schemas.facts import DeadLetterRow, InteractionRow, RecordRow
from schemas.interactions import Struct
from schemas.tables import Table
from tests.page_rows import key, row

Client = TestClient[Request, Application]
AT = datetime(2026, 3, 4, 9, 30, tzinfo=UTC)
NEWEST = datetime(2026, 3, 10, 8, 0, tzinfo=UTC)


def _told() -> list[tuple[Table, Struct]]:
    return [
        (tables.INTERACTIONS, _said(1, voice="I called three times. Nobody helped.", cues=("repeat",))),
        (
            tables.INTERACTIONS,
            _said(2, voice="谢谢小李,很耐心", cues=("praise",), praised="小李", sentiment="positive"),
        ),
        (tables.INTERACTIONS, _said(3, voice="My husband died", cues=("vulnerability",))),
        (
            tables.INTERACTIONS,
            _said(4, counted=0, direction="outbound", voice="", staff_voice="We will refund you"),
        ),
        (
            tables.PROMISES,
            row(
                stories.PromiseRow,
                promise="P1",
                event_key=key(4),
                made_at=AT + timedelta(hours=4),
                due_at=AT + timedelta(days=1),
                what="refund",
                owner="desk",
                channel="call",
                case_id="K1",
                currency="EUR",
                tariff="delay",
                accrued_at=(AT + timedelta(days=2),),
                accrued=(2_500,),
                paid_at=(AT + timedelta(days=3),),
                paid=(1_000,),
                paid_in=("EUR",),
            ),
        ),
        (
            tables.JOURNEYS,
            row(
                stories.Journey,
                journey=key(1),
                started_at=AT + timedelta(hours=1),
                ended_at=AT + timedelta(days=3),
                resolved_at=AT + timedelta(days=1),
                matures_at=AT + timedelta(days=4),
                elapsed=48 * 3_600,
                contacts=3,
                switches=1,
                channels=("call", "email"),
                felt="contradicted",
                effort=28,
                touchpoints=tuple(map(key, (1, 3, 4, 11, 12))),
                cases=("K1",),
                topics=("refund",),
                complaint=1,
            ),
        ),
        (
            tables.RESOLUTIONS,
            row(
                stories.ResolutionRow,
                event_key=key(12),
                resolved_at=AT + timedelta(days=1),
                matures_at=AT,
                verdict="contradicted",
            ),
        ),
        (
            tables.OUTREACH,
            row(
                stories.OutreachRow,
                event_key=key(20),
                made_at=AT + timedelta(days=1),
                channel="call",
                campaign="spring",
                purpose="sales",
                contacts_7_days=4,
                violations=("after_do_not_contact",),
                request_key=key(1),
            ),
        ),
        (
            tables.HANDLINGS,
            row(
                stories.HandlingRow,
                event_key=key(1),
                handled_at=AT + timedelta(hours=1),
                channel="call",
                attitude="courteous",
                unsolved_at=AT + timedelta(hours=2),
                unsolved_key=key(2),
            ),
        ),
        (
            tables.RECORDS,
            _filed(11, "CompensationPaid", AT + timedelta(days=3), amount=1_000, currency="EUR"),
        ),
        (tables.RECORDS, _filed(12, "CaseResolved", AT + timedelta(days=2), case_id="K1")),
        (tables.RECORDS, _filed(13, "SurveyAnswered", AT, survey="csat", score=5, lowest=1, highest=5)),
        (tables.RECORDS, _filed(14, "SurveyAnswered", AT, survey="nps", score=9, lowest=0, highest=10)),
        (
            tables.DEAD_LETTERS,
            row(
                DeadLetterRow,
                origin="voc.emails/0/1",
                source="crm",
                window=AT.replace(minute=0),
                arrived_at=AT,
                reason="no time",
            ),
        ),
    ]


def _said(number: int, **given: object) -> InteractionRow:
    at = AT + timedelta(hours=number)
    cues = given.pop("cues", ())
    assert isinstance(cues, tuple)
    praised = given.pop("praised", "")
    return row(
        InteractionRow,
        **{
            "window": at.replace(minute=0),
            "event_key": key(number),
            "created_at": at,
            "channel": "call",
            "direction": "inbound",
            "counted": 1,
            "region": "华东",
            "team": "Desk",
            "language": "en",
            "sentiment": "negative",
            "polarity": -5_000,
            "confidence": 9_000,
            "complaint": "yes" if number == 1 else "no",
            "complaint_begins": (23,) if number == 1 else (),
            "complaint_ends": (36,) if number == 1 else (),
            "topics": ("unsolved",) if number == 1 else (),
            "topic_cues": ("unsolved.again",) if number == 1 else (),
            "topic_begins": (0,) if number == 1 else (),
            "topic_ends": (6,) if number == 1 else (),
            "cues": cues,
            "cue_speakers": ("customer",) * len(cues),
            "cue_begins": (0,) * len(cues),
            "cue_ends": (4,) * len(cues),
            "cue_counts": (-1,) * len(cues),
            "cue_minutes": (-1,) * len(cues),
            "cue_names": (praised,) * len(cues),
        }
        | given,
    )


def _filed(number: int, kind: str, at: datetime, **given: object) -> RecordRow:
    return row(
        RecordRow,
        event_key=key(number),
        window=at.replace(minute=0),
        created_at=at,
        kind=kind,
        **given,
    )


@pytest.fixture(params=["on_chdb", pytest.param("on_server", marks=pytest.mark.slow)])
async def client(request: pytest.FixtureRequest) -> AsyncIterator[Client]:
    warehouse: SqlWarehouse = request.getfixturevalue(request.param)
    told = _told()
    for table, one in told:
        warehouse.write(table, [one])
    warehouse.recount({one.window for _, one in told if isinstance(one, InteractionRow)})
    async with TestClient(TestServer(page(warehouse, lambda: NEWEST))) as opened:
        yield opened


QUERIES = (
    "",
    "?weeks=4&region=华东&product=&channel=call&team=Desk&language=en",
    "?start=2026-03-01&end=2026-03-31",
    "?start=2025-01-01&end=2025-02-03",
)
MORE = {
    "/api/journey": f"?customer=C1&journey={key(1)}",
    "/api/promises": "?sort=outstanding&order=asc&state=broken&offset=0&size=5",
    "/api/contacts": "?sort=last",
    "/api/journeys": "?sort=elapsed&felt=none&complaint=no",
}


async def test_every_answer_and_every_download_is_to_be_had(client: Client) -> None:
    for route in ROUTES:
        for query in (
            (MORE[route.path],) if route.path == "/api/journey" else (*QUERIES, MORE.get(route.path, ""))
        ):
            async with client.get(route.path + query) as answer:
                assert answer.status == 200, (route.path, query, await answer.text())
        for table in route.tables:
            query = f"{MORE['/api/journey']}&" if route.path == "/api/journey" else "?"
            async with client.get(f"{route.path}.csv{query}table={table}&lang=zh") as answer:
                assert answer.status == 200, (route.path, table, await answer.text())
                assert (await answer.read()).startswith(b"\xef\xbb\xbf")


async def test_every_way_to_the_words_is_open(client: Client) -> None:
    abouts = ("all", "complaint", "promises", "promise", "gap", "pressure", "attitude", "praise", "journey")
    for about in abouts:
        query = {
            "about": about,
            "event": key(4 if about == "promise" else 1),
            "search": '"three times" nobody',
        }
        async with client.get("/api/voices", params=query) as answer:
            found = msgspec.json.decode(await answer.read())
            assert answer.status == 200, (about, found)
            assert [one["key"] for one in found["voices"]] == (
                [] if about in {"promise", "praise"} else [key(1)]
            ) or about == "promises"


async def test_a_journey_is_told_in_the_order_it_happened(client: Client) -> None:
    async with client.get(f"/api/journey?customer=C1&journey={key(1)}") as answer:
        found = msgspec.json.decode(await answer.read())
    events = found["events"]
    assert [(one["kind"], one["key"], one["part"]) for one in events] == [
        ("said", key(1), True),
        ("said", key(3), True),
        ("answered", key(4), True),
        ("promise_made", key(4), True),
        ("contact", key(20), False),
        ("promise_due", key(4), True),
        ("CaseResolved", key(12), True),
        ("CompensationPaid", key(11), True),
    ]
    said, hardship, answered, made, contact, due, resolved, paid = events
    assert (said["before"], said["evidence"], said["complaint"]) == (
        "I called three times. N",
        "obody helped.",
        True,
    )
    assert [hardship[part] for part in ("before", "evidence", "after", "staff", "cues")] == [
        "",
        "",
        "",
        "",
        [],
    ]
    assert (answered["direction"], answered["staff"]) == ("outbound", "We will refund you")
    assert (made["what"], made["state"], made["case_id"]) == ("refund", "broken", "K1")
    assert (
        datetime.fromisoformat(due["at"]) == datetime.fromisoformat(made["due_at"]) == AT + timedelta(days=1)
    )
    assert (contact["purpose"], contact["campaign"], contact["violations"]) == (
        "sales",
        "spring",
        ["after_do_not_contact"],
    )
    assert (resolved["case_id"], paid["amount"], paid["currency"]) == ("K1", 1_000, "EUR")
    line = found["line"]
    assert (line["channels"], line["days"], line["first_contact"]) == (["call", "email"], 2.0, False)


@pytest.mark.parametrize("query", ["customer=C1&journey=none", f"customer=C2&journey={key(1)}"])
async def test_a_journey_that_is_not_there_is_not_found(client: Client, query: str) -> None:
    for path in (f"/api/journey?{query}", f"/api/journey.csv?{query}"):
        async with client.get(path) as answer:
            told = msgspec.json.decode(await answer.read())
            assert (answer.status, told["unavailable"]) == (404, False)
            assert "no such journey" in told["fault"]
