"""Views of handlings, statements, praise, roles and surveys, on data whose figures can be worked out by hand."""

from datetime import UTC, date, datetime
from math import sqrt
from typing import Any

import pytest

from agents.figures import Estimate, Feelings, net_sentiment, share
from pipeline.warehouse.sql import SqlWarehouse
from pipeline.warehouse.views import as_of, shipped
from schemas import tables
from schemas.facts import InteractionRow, RecordRow
from schemas.interactions import Struct
from schemas.stories import HandlingRow, OutreachRow, StatementRow
from tests.rows import DAY, HOUR, NOON, blank, fact

NOW = datetime.now(UTC).replace(microsecond=0)
MONDAY = date(2026, 3, 30)


@pytest.fixture(params=["chdb", pytest.param("server", marks=pytest.mark.slow)])
def warehouse(request: pytest.FixtureRequest) -> SqlWarehouse:
    held: SqlWarehouse = request.getfixturevalue(f"on_{request.param}")
    return held


def rows(warehouse: SqlWarehouse, question: str) -> list[dict[str, Any]]:
    """The answer; the same whatever a tool sets for joins."""
    answers = [warehouse.select(f"{question} SETTINGS join_use_nulls = {nulls}") for nulls in (0, 1)]
    assert answers[0].columns == answers[1].columns
    assert len(answers[0].rows) == len(answers[1].rows)
    return [dict(zip(answers[0].columns, row, strict=True)) for row in answers[1].rows]


def past(warehouse: SqlWarehouse, view: str, moment: datetime) -> list[dict[str, Any]]:
    return rows(warehouse, f"SELECT * FROM ({as_of(view, moment)})")


def part(row: dict[str, Any], *names: str) -> tuple[Any, ...]:
    return tuple(row[name] for name in names)


def handling(key: str, attitude: str, **given: Any) -> HandlingRow:
    usual = {"customer": "c", "handled_at": NOON, "channel": "call", "present": 1, "version": 1}
    return blank(
        HandlingRow,
        event_key=key,
        attitude=attitude,
        **{**usual, "solved_at": None, "unsolved_at": None, **given},
    )


CELLS = (
    "staffed",
    "known",
    "courteous_solved",
    "courteous_unsolved",
    "courteous_unknown",
    "neutral_unsolved",
)


def test_courteous_but_unsolved_stands_in_its_cell_with_its_interval(warehouse: SqlWarehouse) -> None:
    warehouse.write(
        tables.HANDLINGS,
        [
            handling("a", "courteous", unsolved_at=NOON + DAY),
            handling("b", "courteous", unsolved_at=NOON + DAY, solved_at=NOON + HOUR),
            handling("c", "courteous", unsolved_at=NOON, solved_at=NOON + HOUR),
            handling("d", "courteous", unsolved_at=NOON, solved_at=NOON),
            handling("e", "courteous"),
            handling("f", "neutral", unsolved_at=NOON),
            handling("g", "discourteous", solved_at=NOON),
            handling("h", "unknown", solved_at=NOON),
            handling("i", "courteous", present=0),
            handling("j", "neutral", channel="chat"),
        ],
    )
    call, chat = rows(warehouse, "SELECT * FROM attitude_resolution ORDER BY channel")
    assert part(call, "week", "month", "channel") == (MONDAY, date(2026, 3, 1), "call")
    assert part(call, *CELLS) == (8, 7, 1, 3, 1, 1)
    assert part(call, "discourteous_solved", "unknown_solved", "too_few", "coverage") == (1, 1, 1, 7 / 8)
    found = share(3, 7)
    assert found
    names = ("courteous_unsolved_share", "courteous_unsolved_share_low", "courteous_unsolved_share_high")
    assert part(call, *names) == pytest.approx((found.value, found.low, found.high))
    assert part(chat, "staffed", "known", "coverage", *names) == (1, 0, 0, None, None, None)
    assert (
        sum(value for name, value in call.items() if name.endswith(("_solved", "_unsolved", "_unknown"))) == 8
    )


def test_an_outcome_is_told_as_of_a_moment(warehouse: SqlWarehouse) -> None:
    warehouse.write(
        tables.HANDLINGS, [handling("b", "courteous", solved_at=NOON + HOUR, unsolved_at=NOON + DAY)]
    )
    found = [
        part(row, "courteous_unknown", "courteous_solved", "courteous_unsolved")
        for moment in (NOON, NOON + HOUR, NOON + DAY)
        for row in past(warehouse, "attitude_resolution", moment)
    ]
    assert found == [(1, 0, 0), (0, 1, 0), (0, 0, 1)]
    assert past(warehouse, "attitude_resolution", NOON - HOUR) == []


def statement(key: str, kind: str = "churn", days: float = 1, **given: Any) -> StatementRow:
    at = NOW - days * DAY
    usual = {"customer": "c", "said_at": at, "expires_at": at + 60 * DAY, "present": 1, "version": 1}
    return blank(StatementRow, event_key=key, kind=kind, **{**usual, "ended_at": None, **given})


def spoken(key: str, days: float, voice: str) -> InteractionRow:
    at = NOW - days * DAY
    return fact(key, at.replace(minute=0, second=0), created_at=at, voice=voice)


def test_churn_is_a_risk_until_it_expires_or_is_taken_back(warehouse: SqlWarehouse) -> None:
    words = "好的 🙂 我要换到别家银行"
    begin = words.index("我要")
    said: dict[str, Any] = {
        "begin": begin,
        "end": len(words),
        "name": "Harbour Bank",
        "region": "华东",
        "channel": "chat",
    }
    warehouse.write(tables.INTERACTIONS, [spoken("new", 1, words), spoken("old", 61, words)])
    warehouse.write(
        tables.STATEMENTS,
        [
            statement("new", **said),
            statement("old", days=61, **said),
            statement("back", ended_at=NOW - HOUR, **said),
            statement("gone", **{**said, "present": 0}),
            statement("lost", **said),
            statement("ill", "vulnerability", **said),
        ],
    )
    lost, new = rows(warehouse, "SELECT * FROM churn_risk ORDER BY event_key")
    assert part(new, "event_key", "words", "competitor", "region", "channel") == (
        "new", "我要换到别家银行", "Harbour Bank", "华东", "chat",
    )  # fmt: skip
    assert 58.9 < new["days_left"] <= 59
    assert part(lost, "event_key", "words") == ("lost", "")
    before = past(warehouse, "churn_risk", NOW - 30 * DAY)
    assert [row["event_key"] for row in before] == ["old"]
    (ill,) = rows(warehouse, "SELECT * FROM vulnerability")
    assert part(ill, "event_key", "customer") == ("ill", "c")


def test_no_other_view_tells_of_vulnerability(warehouse: SqlWarehouse) -> None:
    """The tag is told by its own view alone; a reader of any other learns neither the tag nor that there is one."""
    cues = {"cues": ("vulnerability", "thanks"), "cue_speakers": ("customer",) * 2, "cue_names": ("",) * 2}
    spans = {"cue_begins": (0, 0), "cue_ends": (4, 4), "cue_counts": (-1, -1), "cue_minutes": (-1, -1)}
    window = (NOW - DAY).replace(minute=0, second=0)
    warehouse.write(
        tables.INTERACTIONS, [fact("ill", window, customer="c", voice="since my wife died", **cues, **spans)]
    )
    warehouse.recount([window])
    warehouse.write(tables.STATEMENTS, [statement("ill", "vulnerability", end=4)])
    (told,) = rows(warehouse, "SELECT * FROM vulnerability")
    assert told["event_key"] == "ill"
    for name, view in shipped().items():
        # What the word means in general stands among the definitions; whom it is about does not.
        if name not in {"vulnerability", "metric_definitions"} and view.needs <= warehouse.server:
            for row in rows(warehouse, f"SELECT * FROM {name}"):
                assert "vulnerab" not in repr(row), name
        assert name == "vulnerability" or (
            "FROM statements" not in view.select or "kind = 'churn'" in view.select
        )
    (voice,) = rows(warehouse, "SELECT * FROM voices")
    assert voice["cues"] == "thanks"


def test_praise_goes_to_whom_the_customer_names_else_to_who_served(warehouse: SqlWarehouse) -> None:
    voice = "刘芳 was kind. Great team!"

    def praised(key: str, names: tuple[str, ...], **given: Any) -> InteractionRow:
        cues: dict[str, Any] = {"cues": ("praise",) * len(names), "cue_speakers": ("customer",) * len(names)}
        spans: dict[str, Any] = {"cue_begins": (0, 13)[: len(names)], "cue_ends": (12, 24)[: len(names)]}
        rest: dict[str, Any] = {
            "cue_counts": (-1,) * len(names),
            "cue_minutes": (-1,) * len(names),
            "cue_names": names,
        }
        return fact(key, voice=voice, **cues, **spans, **rest, **given)

    warehouse.write(
        tables.INTERACTIONS,
        [
            praised("a", ("刘芳", ""), customer="c1", team="cards", staff="E7"),
            praised("b", ("刘芳",), customer="c2", team="cards"),
            praised("c", ("",), customer="c2", team="cards"),
            praised("d", ("",), customer="c2"),
            praised("e", ("刘芳",), counted=0),
            praised("f", (), customer="c3"),
        ],
    )
    found = rows(warehouse, "SELECT * FROM praise ORDER BY event_key, words")
    assert [part(row, "event_key", "praised", "credited_by", "words") for row in found] == [
        ("a", "E7", "staff", "Great team!"),
        ("a", "刘芳", "customer", "刘芳 was kind."),
        ("b", "刘芳", "customer", "刘芳 was kind."),
        ("c", "cards", "team", "刘芳 was kind."),
        ("d", "", "nobody", "刘芳 was kind."),
    ]
    counts = rows(warehouse, "SELECT * FROM praise_by_name WHERE credited_by = 'customer'")
    assert [part(row, "week", "praised", "interactions", "customers") for row in counts] == [
        (MONDAY, "刘芳", 2, 2)
    ]


def test_roles_are_told_apart(warehouse: SqlWarehouse) -> None:
    felt = ["negative"] * 4 + ["positive"] * 2 + ["neutral", ""]
    users = [
        fact(f"u{n}", role="user", sentiment=label, complaint=["yes", "no", ""][n % 3])
        for n, label in enumerate(felt)
    ]
    payers = [fact(f"p{n}", role="payer", sentiment="", complaint="") for n in range(30)]
    warehouse.write(tables.INTERACTIONS, [*users, *payers, fact("x", role="user", counted=0)])
    payer, user = rows(warehouse, "SELECT * FROM experience_by_role ORDER BY role")
    assert part(user, "interactions", "scored", "negative", "neutral", "positive") == (8, 7, 4, 1, 2)
    net, rate = net_sentiment(Feelings(4, 1, 2)), share(3, 6)
    assert net
    assert rate
    rate = rate.times(1000)
    names = ("net_sentiment", "net_sentiment_low", "net_sentiment_high")
    assert part(user, *names) == pytest.approx((net.value, net.low, net.high))
    rates = ("complaint_rate", "complaint_rate_low", "complaint_rate_high")
    assert part(user, *rates) == pytest.approx((rate.value, rate.low, rate.high))
    assert part(user, "too_few", "scored_coverage", "judged_coverage") == (1, 7 / 8, 6 / 8)
    assert part(payer, "interactions", "too_few", "scored_coverage") == (30, 0, 0)
    assert part(payer, *names, *rates) == (None,) * 6


def answer(key: str, survey: str, score: int, scale: tuple[int, int], **given: Any) -> RecordRow:
    bounds = {"lowest": scale[0], "highest": scale[1]}
    usual: dict[str, Any] = {"customer": key, "window": NOON, "version": 1}
    return blank(RecordRow, event_key=key, survey=survey, score=score, **bounds, **(usual | given))


def near(found: Estimate | None) -> Any:
    assert found
    return pytest.approx((found.value, found.low, found.high))


def surveyed(warehouse: SqlWarehouse) -> tuple[dict[str, Any], dict[str, Any]]:
    """14 customers who answered in one place, of whom two were heard; one in the north, who was not."""
    surveys: list[Struct] = [
        answer(f"c{n}", "csat", score, (1, 5)) for n, score in enumerate([5, 4, 4, 3, 1])
    ]
    surveys += [answer(f"n{n}", "nps", score, (0, 10)) for n, score in enumerate([10, 9, 8, 7, 6, 0])]
    surveys += [answer(f"e{n}", "ces", score, (1, 7)) for n, score in enumerate([7, 4, 1])]
    surveys += [answer("alone", "csat", 1, (1, 5), region="north"), answer("odd", "csat", 5, (5, 5))]
    surveys += [answer("off", "csat", 90, (0, 10)), answer("under", "ces", 1, (3, 5))]
    warehouse.write(tables.RECORDS, surveys)
    said = [
        fact("a", customer="c0", sentiment="negative", complaint="yes", region="elsewhere"),
        fact("b", customer="c0", sentiment="negative", complaint="no"),
        fact("c", customer="n1", sentiment="positive", complaint="no"),
        fact("d", customer="stranger", sentiment="positive", complaint="yes"),
        fact("e", NOON - 7 * DAY, customer="c1", sentiment="positive", complaint="yes"),
    ]
    warehouse.write(tables.INTERACTIONS, said)
    here, north = rows(warehouse, "SELECT * FROM official_and_felt ORDER BY region")
    return here, north


def test_official_figures_stand_beside_what_the_same_customers_said(warehouse: SqlWarehouse) -> None:
    here, _ = surveyed(warehouse)
    answers = ("csat_n", "nps_n", "ces_n", "customers", "heard", "coverage", "scored", "judged")
    assert part(here, *answers) == (5, 6, 3, 14, 2, 2 / 14, 3, 3)
    satisfied, complaints = share(3, 5), share(1, 3)
    nps, net = net_sentiment(Feelings(2, 2, 2)), net_sentiment(Feelings(2, 0, 1))
    assert satisfied
    assert complaints
    assert nps
    assert net
    satisfied, complaints = satisfied.times(100), complaints.times(100)
    assert part(here, "csat", "csat_low", "csat_high") == near(satisfied)
    assert part(here, "nps", "nps_low", "nps_high") == near(nps)
    assert part(here, "complaint_share", "complaint_share_low", "complaint_share_high") == near(complaints)
    assert part(here, "net_sentiment", "net_sentiment_low", "net_sentiment_high") == near(net)
    half = 1.959963984540054 * 50 / sqrt(3)
    assert part(here, "ces", "ces_low", "ces_high") == pytest.approx(
        (50, max(0, 50 - half), min(100, 50 + half))
    )
    assert part(here, "csat_gap", "nps_gap") == pytest.approx((60 - 200 / 3, nps.value - net.value))
    below = sqrt((nps.value - nps.low) ** 2 + (net.high - net.value) ** 2)
    assert here["nps_gap_low"] == pytest.approx(nps.value - net.value - below)
    above = sqrt((satisfied.high - satisfied.value) ** 2 + (complaints.high - complaints.value) ** 2)
    assert here["csat_gap_high"] == pytest.approx(60 - 200 / 3 + above)


def test_where_nobody_was_asked_or_heard_there_is_no_figure(warehouse: SqlWarehouse) -> None:
    _, north = surveyed(warehouse)
    assert part(north, "csat", "csat_n", "customers", "heard", "coverage") == (0, 1, 1, 0, 0)
    assert part(north, "nps_n", "ces_n", "scored", "judged", "too_few") == (0, 0, 0, 0, 1)
    ends = ("", "_low", "_high")
    figures = ("nps", "ces", "net_sentiment", "complaint_share", "csat_gap", "nps_gap")
    assert [north[name + end] for name in figures for end in ends] == [None] * 18


def test_a_violation_shows_both_events(warehouse: SqlWarehouse) -> None:
    row = blank(
        OutreachRow, customer="c", event_key="k9", violations=("after_do_not_contact", "outside_hours"),
        violation_keys=("k1", ""), request_key="k1", present=1, version=1,
    )  # fmt: skip
    warehouse.write(tables.OUTREACH, [row])
    (found,) = rows(warehouse, "SELECT * FROM contact_pressure")
    assert part(found, "violation", "violations", "violation_keys", "request_key") == (
        1, "after_do_not_contact, outside_hours", "k1, ", "k1",
    )  # fmt: skip
