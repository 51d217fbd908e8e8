"""The sections' figures against values counted by hand, over a chDB with rows made for the purpose."""

from collections.abc import AsyncIterator, Mapping, Sequence
from contextlib import asynccontextmanager
from datetime import UTC, date, datetime, timedelta
from pathlib import Path
from typing import Any

import msgspec
import pytest
from aiohttp import web
from aiohttp.test_utils import TestClient, TestServer

from pipeline.page.app import page
from pipeline.page.routes import ROUTES
from pipeline.signin.rights import RIGHTS, Rights, Role
from tests.page_rows import key
from tests.page_views import HOSTILE, NEWEST, NOW, Row, opened

pytestmark = pytest.mark.slow

Client = TestClient[web.Request, web.Application]
AT = datetime(2026, 6, 28, 9, 0, tzinfo=UTC)
BEFORE = NEWEST - timedelta(40)


def experience(day: date, place: str, counts: tuple[int, int, int], team: str = "") -> Row:
    """`counts` are interactions, judged and complaints."""
    n, judged, complaints = counts
    return (day, "call", place, "", n, complaints, 0, judged - complaints, judged, complaints, team, "en", 1)


def promise(
    number: int, state: str, outstanding: int = 0, *, what: str = "refund", late: float | None = None
) -> Row:
    made = AT - timedelta(number)
    return (
        *(made.date(), f"C{number}", key(number), "", made, made + timedelta(1), late, state, what, "Ada"),
        *("call", "North", "Card", outstanding, "EUR", "Desk"),
    )


def voice(number: int, words: str, *, cues: str = "", evidence: str = "", topics: str = "") -> Row:
    at = AT - timedelta(hours=number)
    return (
        *(at.date(), key(number), at, "call", "North", "Card", "Desk", "en", f"C{number}", "negative", ""),
        *(0.9, "yes" if evidence else "no", topics, cues, words, evidence),
    )


def journey(number: int, contacts: int, hours: float, felt: str = "") -> Row:
    at = AT - timedelta(number)
    return (
        *(
            felt,
            at if felt else None,
            key(number),
            "North",
            "Card",
            "Desk",
            f"C{number}",
            f"J{number}",
            at,
            at,
        ),
        *(
            at.date(),
            hours,
            contacts,
            0,
            "call > email" if contacts > 1 else "call",
            int(contacts > 1),
            0,
            0,
            0,
        ),
        *(10, None if felt else int(contacts == 1)),
    )


@asynccontextmanager
async def over(
    folder: Path, tables: Mapping[str, Sequence[Row]], role: Role | None = None
) -> AsyncIterator[Client]:
    """The page over these rows, to somebody signed in as `role`; None: nobody has to sign in."""

    @web.middleware
    async def signed_in(request: web.Request, handler: Any) -> web.StreamResponse:
        if role:
            request[RIGHTS] = Rights("Ada", role)
        answered: web.StreamResponse = await handler(request)
        return answered

    with opened(folder, tables) as engine:
        site = page(engine, lambda: NOW, b"secret")
        site.middlewares.append(signed_in)
        async with TestClient(TestServer(site)) as client:
            yield client


async def got(client: Client, path: str, **query: str) -> Any:
    async with client.get(f"/api/{path}", params=query) as answer:
        assert answer.status == 200, await answer.text()
        return msgspec.json.decode(await answer.read())


async def sheet(client: Client, path: str, **query: str) -> tuple[str, list[str]]:
    async with client.get(f"/api/{path}.csv", params=query) as answer:
        assert answer.status == 200, await answer.text()
        assert answer.headers["Content-Type"] == "text/csv; charset=utf-8"
        text = (await answer.read()).decode("utf-8-sig")
        return answer.headers["Content-Disposition"], text.splitlines()


async def test_complaints_by_place_and_against_the_period_before(tmp_path: Path) -> None:
    days = [
        experience(NEWEST, "North", (50, 40, 10)),
        experience(NEWEST - timedelta(1), "South", (50, 40, 30), "Desk"),
        experience(BEFORE, "North", (50, 40, 2)),
        experience(BEFORE, "South", (31, 29, 1)),  # too few to compare with
    ]
    async with over(tmp_path, {"experience_daily": days}) as client:
        found = await got(client, "complaints", weeks="4")
        assert (found["complaints"], found["interactions"]) == (40, 100)
        assert (found["rate"]["value"], found["rate"]["n"], found["rate"]["coverage"]) == (500, 80, 0.8)
        places = {one["name"]: one for one in found["by"]["region"]}
        assert (places["North"]["count"], places["North"]["rate"]["value"]) == (10, 250)
        assert (places["North"]["rate"]["before"], places["North"]["rate"]["change"]) == (50, 200)
        south = places["South"]["rate"]
        assert [south[part] for part in ("value", "before", "change", "change_low", "moved")] == [
            750,
            None,
            None,
            None,
            False,
        ]
        assert [one["name"] for one in found["by"]["team"]] == ["Desk", ""]
        narrowed = await got(client, "complaints", weeks="4", team="Desk")
        assert (narrowed["complaints"], narrowed["interactions"], narrowed["ignored"]) == (30, 50, [])


async def test_what_was_noticed_stands_beside(tmp_path: Path) -> None:
    monday = NEWEST - timedelta(6)
    moved = (
        "complaint_rate",
        "",
        "",
        "",
        "region",
        "North",
        50.0,
        40.0,
        60.0,
        400,
        0.9,
        20.0,
        30.0,
        20.0,
        40.0,
        0.001,
    )
    surge = (NEWEST, "outage", "Outage", "故障", AT, AT, None, "on", 1, 30, 3.0, 10.0, 0.0001, 30, 3.0, 8)
    driver = (
        "complaint_share",
        "team",
        "Desk",
        30,
        100,
        0.5,
        10.0,
        20.0,
        15.0,
        25.0,
        0.001,
        0.2,
        4.0,
        "fix_first",
    )
    tables: dict[str, list[Row]] = {
        "experience_daily": [experience(NEWEST, "North", (50, 40, 10))],
        "movements": [(monday, *moved, 1), (monday, *moved[:5], "South", *moved[6:], 0)],
        "surges": [surge, (NEWEST, "praise", "Praise", "表扬", *surge[4:])],
        "drivers": [(NEWEST - timedelta(27), NEWEST + timedelta(1), *driver)],
    }
    async with over(tmp_path, tables) as client:
        found = await got(client, "complaints", weeks="4")
        assert [(one["place"], one["estimate"]["change"]) for one in found["movements"]] == [("North", 30)]
        assert [(one["topic"], one["times"]) for one in found["surges"]] == [("outage", 10)]
        (one,) = found["drivers"]
        assert (one["raw"]["value"], one["raw"]["n"], one["raw"]["coverage"]) == (30, 100, 0.5)
        assert (await got(client, "complaints", region="South"))["movements"] == []


async def test_promises_money_and_ledger(tmp_path: Path) -> None:
    ledger = [
        promise(1, "broken", 2_500, late=3.0),
        promise(2, "broken", 500, late=9.0),
        promise(3, "kept"),
        promise(4, "unknown_due"),
        promise(60, "broken"),
    ]
    async with over(tmp_path, {"promise_ledger": ledger}) as client:
        found = await got(client, "promises", weeks="4", sort="late", state="broken", size="1")
        assert (found["rate"]["value"], found["rate"]["n"]) == (pytest.approx(200 / 3), 3)
        assert (found["rate"]["coverage"], found["rate"]["change"]) == (0.75, None)
        assert found["states"] == [["broken", 2], ["kept", 1], ["unknown_due", 1]]
        assert [(one["currency"], one["outstanding"], one["promises"]) for one in found["money"]] == [
            ("EUR", 3_000, 2)
        ]
        assert (found["total"], [one["promise"] for one in found["ledger"]]) == (2, [key(2)])
        last = await got(client, "promises", weeks="4", sort="late", state="broken", size="1", offset="1")
        assert [one["promise"] for one in last["ledger"]] == [key(1)]


async def test_journeys(tmp_path: Path) -> None:
    begun = [
        journey(1, 1, 12),
        journey(2, 3, 48, "contradicted"),
        journey(3, 12, 400, "silent"),
        journey(60, 2, 5),
    ]
    tables = {"journeys_overview": begun, "promise_ledger": [promise(0, "kept")]}
    async with over(tmp_path, tables) as client:
        found = await got(client, "journeys", weeks="4")
        figures = {one["id"]: one["figure"] for one in found["figures"]}
        assert found["journeys"] == found["total"] == 3
        assert (figures["first_contact_resolution"]["value"], figures["first_contact_resolution"]["n"]) == (
            100,
            1,
        )
        assert figures["first_contact_resolution"]["coverage"] == pytest.approx(1 / 3)
        assert figures["journey_contacts"]["value"] == pytest.approx(16 / 3)
        assert figures["switched"]["value"] == pytest.approx(200 / 3)
        assert figures["contradicted"]["value"] == 50
        assert figures["journey_elapsed"]["value"] == pytest.approx((2 + 400 / 24) / 2)
        assert {one["contacts"]: one["journeys"] for one in found["contacts"] if one["journeys"]} == {
            1: 1,
            3: 1,
            10: 1,
        }
        assert [one["journeys"] for one in found["days"]] == [0, 1, 0, 0, 1] or found["days"][1] == {
            "from": 1,
            "to": 3,
            "journeys": 1,
        }
        assert [one["journey"] for one in found["list"]] == ["J3", "J2", "J1"]
        assert found["list"][1]["channels"] == ["call", "email"]
        emailed = await got(client, "journeys", weeks="4", channel="email", felt="silent")
        assert (emailed["journeys"], emailed["total"]) == (2, 1)


async def test_nothing_has_no_figure_and_no_zero(tmp_path: Path) -> None:
    async with over(tmp_path, {}) as client:
        for route in ROUTES:
            if route.path == "/api/journey":
                continue
            name = route.path.removeprefix("/api/")
            found = await got(client, name)
            assert found.get("start") is None
            for part in ("rate", "courteous_unsolved"):
                assert found.get(part) is None or found[part]["value"] is None
            for table in route.tables:
                assert len((await sheet(client, name, table=table))[1]) >= 1
        assert (await got(client, "journeys"))["figures"][0]["figure"]["value"] is None
        assert (await got(client, "journeys"))["days_median"] is None


async def test_the_matrix_of_attitude_and_outcome(tmp_path: Path) -> None:
    def handled(number: int, attitude: str, solved: datetime | None, unsolved: datetime | None) -> Row:
        at = AT - timedelta(number)
        return (
            *(f"C{number}", key(number), at, "call", attitude, solved, key(70), unsolved, key(71)),
            *("North", "Card", "Desk"),
        )

    later = AT + timedelta(hours=1)
    rows = [
        handled(1, "courteous", None, AT),
        handled(2, "courteous", AT, later),
        handled(3, "courteous", later, AT),
        handled(4, "courteous", AT, AT),
        handled(5, "neutral", None, None),
    ]
    words = [voice(1, "Not solved"), voice(71, "Still not")]
    async with over(
        tmp_path, {"handlings": rows, "voices": words, "promise_ledger": [promise(0, "kept")]}
    ) as client:
        found = await got(client, "attitude", weeks="4")
        cells = {(one["attitude"], one["outcome"]): one["count"] for one in found["cells"] if one["count"]}
        assert cells == {("courteous", "unsolved"): 3, ("courteous", "solved"): 1, ("neutral", "unknown"): 1}
        assert len(found["cells"]) == 12
        assert (found["staffed"], found["known"], found["courteous_unsolved"]["value"]) == (5, 4, 75)
        assert found["courteous_unsolved"]["coverage"] == 0.8
        behind = await got(
            client, "voices", weeks="4", about="attitude", attitude="courteous", outcome="unsolved"
        )
        assert {one["key"] for one in behind["voices"]} == {key(1), key(71)}


async def test_pressure_and_who_is_contacted_most(tmp_path: Path) -> None:
    def contact(customer: str, number: int, violations: str = "") -> Row:
        day = NEWEST - timedelta(number)
        return (
            day,
            customer,
            key(number),
            "",
            "call",
            "North",
            "",
            int(violations != ""),
            violations,
            "",
            "spring",
        )

    rows = [
        contact("A", 0),
        contact("A", 1, "too_many, outside_hours"),
        contact("B", 2),
        *(contact(f"D{number}", 40, "too_many") for number in range(30)),
    ]
    async with over(tmp_path, {"contact_pressure": rows}) as client:
        found = await got(client, "contacts", weeks="4")
        assert (found["contacts"], found["total"]) == (3, 2)
        assert found["pressure"]["rate"]["value"] == pytest.approx(1_000 / 3)
        assert (found["pressure"]["rate"]["before"], found["pressure"]["customers"]) == (1_000, 1)
        assert found["pressure"]["kinds"] == [["outside_hours", 1], ["too_many", 1]]
        assert [(one["customer"], one["contacts"], one["violations"]) for one in found["most"]] == [
            ("A", 2, 1),
            ("B", 1, 0),
        ]
        assert [(one["name"], one["count"]) for one in found["by"]["campaign"]] == [("spring", 1)]


async def test_surveys_beside_what_the_same_customers_say(tmp_path: Path) -> None:
    monday = NEWEST - timedelta(6)
    answers = (80.0, 10, 20.0, 10.0, 30.0, 10, None, None, None, 0, 20, 10, 8, -50.0, -60.0, -40.0, 10, 60.0)
    tables: dict[str, list[Row]] = {
        "experience_daily": [experience(NEWEST, "North", (50, 40, 10))],
        "official_and_felt": [(monday, "North", "Card", *answers), (monday, "South", "Card", *answers)],
        "perception_gap": [(monday, "North", "Card", 10, 8, 2, 3, 3, None, 0, "Desk")],
    }
    async with over(tmp_path, tables) as client:
        found = await got(client, "gap", weeks="4")
        assert (found["gap"]["gap"]["value"], found["gap"]["gap"]["n"], found["gap"]["official"]) == (
            25,
            8,
            10,
        )
        csat, nps, ces = found["surveys"]
        assert (csat["asked"]["value"], csat["asked"]["n"], csat["heard"]["value"]) == (80, 20, 60)
        assert (csat["gap"]["value"], csat["heard"]["coverage"]) == (40, 0.5)
        assert (nps["asked"]["value"], nps["heard"]["value"], nps["gap"]["value"]) == (20, -50, 70)
        assert nps["asked"]["high"] - nps["asked"]["value"] == pytest.approx(10 / 2**0.5)
        assert (ces["asked"]["value"], ces["heard"]) == (None, None)
        assert [one["name"] for one in found["by"]["team"]] == ["Desk"]


async def test_a_span_is_compared_with_the_same_weekdays_and_ends_with_the_data(tmp_path: Path) -> None:
    days = [experience(NEWEST, "North", (50, 40, 10))]
    async with over(tmp_path, {"experience_daily": days}) as client:
        start = NEWEST - timedelta(9)
        found = await got(
            client, "complaints", start=str(start), end="2030-01-01" if start.year > 2027 else "2028-01-01"
        )
        assert (found["start"], found["end"]) == (str(start), str(NEWEST))
        assert found["before_start"] == str(start - timedelta(14))
        assert len(found["series"]) == 10


@pytest.mark.parametrize(
    "query",
    [
        {"start": "2026-01-01"},
        {"start": "2026-02-30", "end": "2026-03-01"},
        {"start": "2026-03-02", "end": "2026-03-01"},
        {"start": "2020-01-01", "end": "2026-03-01"},
        {"start": "", "end": ""},
        {"size": "101"},
        {"sort": "customer"},
        {"order": "up"},
        {"state": "x' OR 1=1"},
    ],
)
async def test_odd_questions_are_refused(tmp_path: Path, query: dict[str, str]) -> None:
    async with over(tmp_path, {}) as client, client.get("/api/promises", params=query) as answer:
        assert answer.status == 400


async def test_search_finds_words_and_phrases_in_both_languages(tmp_path: Path) -> None:
    said = [
        voice(1, "I WAITED forty minutes"),
        voice(2, "Forty days, minutes later"),
        voice(3, "等了四十分钟才接通"),
        voice(4, "open the file # now, ’outfile’"),
        voice(5, "forty minutes since he died", cues="vulnerability"),
    ]
    async with over(tmp_path, {"voices": said, "promise_ledger": [promise(0, "kept")]}) as client:

        async def keys(search: str) -> list[str]:
            found = await got(client, "voices", search=search)
            assert found["total"] == len(found["voices"])
            return [one["key"] for one in found["voices"]]

        assert await keys("forty minutes") == [key(1), key(2)]
        assert await keys('"forty minutes"') == [key(1)]
        assert await keys("“Forty Minutes” waited") == [key(1)]
        assert await keys("四十分钟 接通") == [key(3)]
        assert await keys("file #") == [key(4)]
        assert await keys("outfile") == [key(4)]
        assert await keys("died") == []
        for hostile in ("%", "_", ".*", "' OR 1=1 --", "\\", "\0", "(a+)+$", '"', HOSTILE[:100]):
            assert await keys(hostile) in ([], [key(1), key(2), key(3), key(4)]), hostile


async def test_words_with_several_praises_are_shown_once(tmp_path: Path) -> None:
    told = {
        "voices": [voice(1, "so kind, thanks Maria", cues="praise,praise"), voice(2, "great", cues="praise")]
    }
    async with over(tmp_path / "praises", told, Role.STEWARD) as client:
        found = await got(client, "praise")
        assert [one["key"] for one in found["words"]] == [key(1), key(2)]


async def test_a_reader_sees_figures_and_no_words(tmp_path: Path) -> None:
    tables: dict[str, list[Row]] = {
        "promise_ledger": [promise(1, "broken", 100, what="ring Mr Smith")],
        "voices": [voice(1, "thanks Maria", cues="praise")],
        "journeys_overview": [journey(1, 1, 12)],
        "contact_pressure": [(NEWEST, "C1", key(3), "", "call", "", "", 1, "too_many")],
        "dead_letters": [("voc.emails/0/1", "crm", AT, AT, "bad value 'Smith'")],
    }
    async with over(tmp_path / "reader", tables, Role.READER) as client:
        for path in (
            "voices",
            "voices.csv",
            "journey?customer=C1&journey=J1",
            "journey.csv?customer=C1&journey=J1",
        ):
            async with client.get(f"/api/{path}") as answer:
                assert answer.status == 403
        for route in ROUTES:
            name = route.path.removeprefix("/api/")
            if name in {"voices", "journey"}:
                continue
            text = msgspec.json.encode(await got(client, name)).decode()
            text += "".join([" ".join((await sheet(client, name, table=table))[1]) for table in route.tables])
            for secret in ("Smith", "Maria", '"C1"', "Ada"):
                assert secret not in text, (name, secret)
        found = await got(client, "promises")
        assert found["withheld"]
        assert found["rate"]["n"] == 1
        called = found["ledger"][0]["customer"]
        assert called.startswith("customer ")
        assert (await got(client, "contacts"))["most"][0]["customer"] == called
        assert (await got(client, "praise"))["names"] is None
    async with over(tmp_path / "steward", tables, Role.STEWARD) as client:
        found = await got(client, "promises")
        assert (found["withheld"], found["ledger"][0]["customer"], found["ledger"][0]["what"]) == (
            False,
            "C1",
            "ring Mr Smith",
        )
        assert (await got(client, "praise"))["words"][0]["evidence"] == "thanks Maria"
        assert (await got(client, "accounts"))["dead_letters"][0]["reason"] == ""
    async with over(tmp_path / "admin", tables, Role.ADMIN) as client:
        assert (await got(client, "accounts"))["dead_letters"][0]["reason"] == "bad value 'Smith'"


async def test_a_download_is_safe_in_a_spreadsheet(tmp_path: Path) -> None:
    hostile = ("=1+1", "+1", "-1", "@SUM(A1)", "\t=1", "  =1", '退款,"全额"')
    ledger: list[Row] = [
        promise(number, "broken", -5, what=what, late=1.5) for number, what in enumerate(hostile)
    ]
    async with over(tmp_path, {"promise_ledger": ledger}) as client:
        named, lines = await sheet(client, "promises", lang="zh", weeks="4", offset="3", size="1")
        assert (
            named == f'attachment; filename="earshot-promises-ledger-{NEWEST - timedelta(27)}-{NEWEST}.csv"'
        )
        assert "应付补偿" in lines[0]
        assert lines[0].count(",") == 19
        assert len(lines) == 1 + len(hostile)
        for what in hostile[:4]:
            assert any(f",'{what}," in line for line in lines), what
        assert any(',"退款,""全额""",' in line for line in lines)
        assert all(",-5,EUR," in line and ",1.5," in line for line in lines[1:])
        _, english = await sheet(client, "promises", weeks="4")
        assert english[0].startswith("To whom it was promised,Name of the promise,")


async def test_every_table_has_names_in_both_languages(tmp_path: Path) -> None:
    async with over(
        tmp_path, {"journeys_overview": [journey(1, 1, 12)], "promise_ledger": [promise(0, "kept")]}
    ) as client:
        for route in ROUTES:
            name = route.path.removeprefix("/api/")
            query = {"customer": "C1", "journey": "J1"} if name == "journey" else {}
            for table in route.tables:
                _, (english, *_) = await sheet(client, name, table=table, **query)
                _, (chinese, *_) = await sheet(client, name, table=table, lang="zh", **query)
                assert english != chinese
                assert all(english.split(",")), (name, english)
                assert not any(one.isdigit() for one in english.split(",")), (name, english)
            async with client.get(f"/api/{name}.csv", params={"table": "nothing", **query}) as answer:
                assert answer.status in {400, 404}
