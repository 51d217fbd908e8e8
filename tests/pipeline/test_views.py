"""What people read: each view on data whose figures can be worked out by hand."""

from datetime import UTC, date, datetime, timedelta
from typing import Any

import msgspec
import pytest

from agents.figures import Feelings, net_sentiment, share
from pipeline.warehouse.sql import SqlWarehouse
from schemas import tables
from schemas.facts import DeadLetterRow, Progress, RecordRow, TopicName
from schemas.interactions import Struct
from schemas.stories import Journey, OutreachRow, PromiseRow, ResolutionRow
from tests.rows import DAY, HOUR, NOON, arrival, blank, fact

NOW = datetime.now(UTC).replace(microsecond=0)


@pytest.fixture(params=["chdb", pytest.param("server", marks=pytest.mark.slow)])
def warehouse(request: pytest.FixtureRequest) -> SqlWarehouse:
    held: SqlWarehouse = request.getfixturevalue(f"on_{request.param}")
    return held


def view(warehouse: SqlWarehouse, name: str, order: str) -> list[dict[str, Any]]:
    """The rows of a view; the same whatever a tool sets for joins."""
    plain, joined = (
        warehouse.select(f"SELECT * FROM {name} ORDER BY {order} SETTINGS join_use_nulls = {nulls}")
        for nulls in (0, 1)
    )
    if name != "promise_ledger":  # its as_of moves
        assert plain == joined
    return [dict(zip(plain.columns, row, strict=True)) for row in plain.rows]


def part(row: dict[str, Any], *names: str) -> tuple[Any, ...]:
    return tuple(row[name] for name in names)


DATES = ("day", "week", "month")


def test_experience_is_what_was_felt_with_its_interval(warehouse: SqlWarehouse) -> None:
    felt = ["negative"] * 12 + ["neutral"] * 5 + ["positive"] * 20 + [""] * 3
    calls = [
        fact(
            f"{number:02}",
            NOON + HOUR * (number % 3),
            sentiment=label,
            complaint="yes" if number < 9 else ("" if number > 35 else "no"),
            cues=("repeat", "churn", "thanks"),
            cue_speakers=("customer", "staff", "customer"),
        )
        for number, label in enumerate(felt)
    ]
    warehouse.write(
        tables.INTERACTIONS, [*calls, fact("x", NOON, channel="chat", language="zh", region="华东")]
    )
    warehouse.recount([NOON + HOUR * each for each in range(3)])
    calls_row, chats = view(warehouse, "experience_daily", "channel")

    assert part(calls_row, *DATES) == (date(2026, 3, 31), date(2026, 3, 30), date(2026, 3, 1))
    assert part(calls_row, "interactions", "scored", "negative", "neutral", "positive") == (40, 37, 12, 5, 20)
    assert part(calls_row, "judged", "complaints", "too_few", "coverage") == (36, 9, 0, 37 / 40)
    assert part(calls_row, "repeat_contacts", "churn", "thanks", "praise", "escalations") == (40, 0, 40, 0, 0)
    net, rate = net_sentiment(Feelings(12, 5, 20)), share(9, 36)
    assert net
    assert rate
    assert part(calls_row, "net_sentiment", "net_sentiment_low", "net_sentiment_high") == pytest.approx(
        (net.value, net.low, net.high)
    )
    rate = rate.times(1000)
    assert part(calls_row, "complaint_rate", "complaint_rate_low", "complaint_rate_high") == pytest.approx(
        (rate.value, rate.low, rate.high)
    )
    assert part(chats, "channel", "region", "language", "interactions", "too_few") == (
        "chat",
        "华东",
        "zh",
        1,
        1,
    )
    assert chats["coverage"] == 0
    no_data = [name for name in chats if name.startswith(("net_sentiment", "complaint_rate"))]
    assert [chats[name] for name in no_data] == [None] * 6


@pytest.mark.parametrize("label", ["negative", "positive"])
def test_intervals_at_the_ends_stay_on_the_scale(warehouse: SqlWarehouse, label: str) -> None:
    complaint = "yes" if label == "negative" else "no"
    warehouse.write(tables.INTERACTIONS, [fact("a", sentiment=label, complaint=complaint)])
    warehouse.recount([NOON])
    (row,) = view(warehouse, "experience_daily", "day")
    assert -100 <= row["net_sentiment_low"] <= row["net_sentiment"] <= row["net_sentiment_high"] <= 100
    assert 0 <= row["complaint_rate_low"] <= row["complaint_rate"] <= row["complaint_rate_high"] <= 1000


def test_a_cell_that_became_empty_is_no_row(warehouse: SqlWarehouse) -> None:
    warehouse.write(tables.INTERACTIONS, [fact("a", topics=("refund",))])
    warehouse.recount([NOON])
    warehouse.write(tables.INTERACTIONS, [fact("a", counted=0, version=2)])
    warehouse.recount([NOON])
    assert view(warehouse, "experience_daily", "day") == []
    assert view(warehouse, "complaint_topics_daily", "day") == []


def test_topics_rest_on_all_that_was_said_that_day_in_that_place(warehouse: SqlWarehouse) -> None:
    named = TopicName(topic="refund", name="Refund", name_zh="退款", version=1)
    warehouse.write(tables.TOPIC_NAMES, [named])
    said = [("refund", "refund"), ("refund", "outage"), (), ()]
    rows = [
        fact(str(n), NOON + HOUR * n, topics=topics, complaint="yes", sentiment="negative" if n else "")
        for n, topics in enumerate(said)
    ]
    warehouse.write(tables.INTERACTIONS, [*rows, fact("z", region="north", topics=("refund",))])
    warehouse.recount([NOON + HOUR * n for n in range(4)])
    outage, refund, north = view(warehouse, "complaint_topics_daily", "region, topic")
    assert part(outage, "topic", "topic_name", "topic_name_zh") == ("outage", "outage", "outage")
    assert part(refund, "topic", "topic_name", "topic_name_zh") == ("refund", "Refund", "退款")
    assert part(refund, "mentions", "complaints", "negative", "scored", "interactions") == (2, 2, 1, 1, 4)
    half = share(2, 4)
    assert half
    assert part(refund, "share", "share_low", "share_high") == pytest.approx((0.5, half.low, half.high))
    assert part(north, "interactions", "share", "too_few") == (1, 1.0, 1)
    assert part(refund, *DATES) == (date(2026, 3, 31), date(2026, 3, 30), date(2026, 3, 1))


def test_journeys_read_like_sentences(warehouse: SqlWarehouse) -> None:
    def journey(name: str, **given: Any) -> Journey:
        return blank(Journey, customer="c", journey=name, present=1, version=1, **given)

    old = journey(
        "a",
        started_at=NOON,
        ended_at=NOON + 36 * HOUR,
        elapsed=36 * 3600,
        channels=("call", "email", "call"),
        topics=("refund", "waiting"),
        touchpoints=("k1", "k2"),
        waiting_company=5400,
        lowest_polarity=-7500,
        contacts=1,
        single_contact=1,
        complaint=1,
        matures_at=NOON,
    )
    young = journey("b", started_at=NOON + DAY, single_contact=1, matures_at=NOW + DAY, resolved_at=NOON)
    warehouse.write(tables.JOURNEYS, [old, young, journey("c"), journey("d")])
    warehouse.write(
        tables.JOURNEYS, [msgspec.structs.replace(journey(n), present=0, version=2) for n in "cd"]
    )
    first, second = view(warehouse, "journeys_overview", "journey")
    assert part(first, "channels", "topics", "touchpoints") == (
        "call > email > call",
        "refund, waiting",
        "k1, k2",
    )
    assert part(first, "elapsed_hours", "waiting_company_hours", "lowest_polarity", "last_polarity") == (
        36.0,
        1.5,
        -0.75,
        None,
    )
    assert part(first, "first_contact_resolution", "resolved_at", "complaint") == (1, None, 1)
    assert part(second, "first_contact_resolution", "resolved_at") == (None, NOON)
    assert part(first, *DATES) == (date(2026, 3, 31), date(2026, 3, 30), date(2026, 3, 1))


def test_a_promise_is_what_it_is_now(warehouse: SqlWarehouse) -> None:
    def promise(state: str, **given: Any) -> PromiseRow:
        return blank(PromiseRow, customer="c", promise=state, present=1, version=1, **given)

    past, future = NOW - 2 * DAY, NOW + 2 * DAY
    promises = [
        promise("withdrawn", due_at=past, withdrawn_at=past, doubted_at=NOW),
        promise("kept", due_at=past, kept_at=past),
        promise("kept without due", kept_at=past),
        promise("kept after a doubt", due_at=past - DAY, doubted_at=past, kept_at=past + HOUR),
        promise("late", due_at=past, kept_at=past + 12 * HOUR),
        promise("broken", due_at=past),
        promise("broken, whatever the record says", due_at=past, kept_at=past - HOUR, doubted_at=past + HOUR),
        promise("unknown_due", doubted_at=past),
        promise("open", due_at=future, doubted_at=past),
    ]
    warehouse.write(tables.PROMISES, promises)
    found = {row["promise"]: row for row in view(warehouse, "promise_ledger", "promise")}
    expected = {row.promise: row.promise.split(",")[0].split(" ")[0] for row in promises}
    expected["kept after a doubt"] = "late"
    assert {name: row["state"] for name, row in found.items()} == expected
    late = {name: row["days_late"] for name, row in found.items() if row["days_late"] is not None}
    assert late == {
        "late": 0.5,
        "kept after a doubt": pytest.approx(1 + 1 / 24),
        "broken": pytest.approx(2, abs=0.1),  # NOW is when the tests began
        "broken, whatever the record says": pytest.approx(2, abs=0.1),
    }
    assert abs(found["open"]["as_of"] - datetime.now(UTC)) < timedelta(minutes=5)


def test_what_is_owed_and_not_paid_is_outstanding(warehouse: SqlWarehouse) -> None:
    ago, ahead = NOW - DAY, NOW + DAY

    def owing(name: str, amount: int = 0, **paid: int) -> PromiseRow:
        tariff = {"tariff": "t", "currency": "EUR"} if amount else {}
        owed = {"accrued_at": (ago, ahead), "accrued": (amount, 7)} if amount else {}
        had = {"paid_at": (ago, ago) * len(paid), "paid_in": tuple(c for c in paid for _ in range(2))}
        each = tuple(half for whole in paid.values() for half in (whole - 1, 1))
        more = {**tariff, **owed, **had, "paid": each}
        return blank(PromiseRow, customer="c", promise=name, present=1, version=1, **more)

    rows = [
        owing("a", 500, EUR=200),
        owing("b", 500, EUR=900),
        owing("c", 500, CNY=900, USD=3),
        owing("d", CNY=900, EUR=2),
        owing("e"),
    ]
    warehouse.write(tables.PROMISES, rows)
    found = [
        part(row, "owed", "paid", "outstanding", "currency", "paid_otherwise")
        for row in view(warehouse, "promise_ledger", "promise")
    ]
    assert found == [
        (500, 200, 300, "EUR", ""),
        (500, 900, 0, "EUR", ""),
        (500, 0, 500, "EUR", "899 CNY, 1 CNY, 2 USD, 1 USD"),
        (0, 900, 0, "CNY", "1 EUR, 1 EUR"),
        (0, 0, 0, "", ""),
    ]


def test_contact_pressure_names_what_went_too_far(warehouse: SqlWarehouse) -> None:
    calm = blank(OutreachRow, customer="c", event_key="a", made_at=NOON, answered=1, present=1, version=1)
    pressing = msgspec.structs.replace(
        calm, event_key="b", violations=("too_many", "outside_hours"), contacts_7_days=8, request_key="r"
    )
    warehouse.write(
        tables.OUTREACH, [calm, pressing, msgspec.structs.replace(calm, event_key="x", present=0)]
    )
    first, second = view(warehouse, "contact_pressure", "event_key")
    assert part(first, "answered", "violation", "violations") == (1, 0, "")
    assert part(second, "contacts_7_days", "violation", "violations", "request_key") == (
        8,
        1,
        "too_many, outside_hours",
        "r",
    )


def test_the_gap_rests_on_what_is_old_enough(warehouse: SqlWarehouse) -> None:
    verdicts = ["contradicted"] * 2 + ["confirmed"] * 1 + ["silent"] * 5
    mature = [
        blank(
            ResolutionRow,
            customer=str(n),
            resolved_at=NOON,
            matures_at=NOON,
            verdict=verdict,
            present=1,
            version=1,
        )
        for n, verdict in enumerate(verdicts)
    ]
    young = [
        blank(
            ResolutionRow,
            customer="y",
            resolved_at=NOON,
            matures_at=NOW + DAY,
            verdict="contradicted",
            present=1,
            version=1,
        ),
        blank(
            ResolutionRow,
            customer="z",
            resolved_at=NOON + 7 * DAY,
            matures_at=NOW + DAY,
            present=1,
            version=1,
        ),
        blank(ResolutionRow, customer="gone", resolved_at=NOON, matures_at=NOON, present=0, version=1),
    ]
    scales = [(4, 1, 5), (3, 1, 5), (6, 0, 10), (5, 0, 10), (7, 1, 10)]
    answers: list[Struct] = [
        blank(
            RecordRow,
            event_key=str(n),
            window=NOON,
            survey="csat",
            score=s,
            lowest=low,
            highest=high,
            version=1,
        )
        for n, (s, low, high) in enumerate(scales)
    ]
    answers.append(blank(RecordRow, event_key="n", survey="nps", score=10, lowest=0, highest=10, version=1))
    # An answer outside its scale is none, and a scale of one point is no scale.
    answers += [
        blank(RecordRow, event_key=f"{s}{low}", survey="csat", window=NOON, score=s, lowest=low, highest=high)
        for s, low, high in [(90, 0, 10), (0, 1, 5), (5, 5, 5), (3, 5, 1)]
    ]
    warehouse.write(tables.RESOLUTIONS, [*mature, *young])
    warehouse.write(tables.RECORDS, answers)
    this, following = view(warehouse, "perception_gap", "week")
    assert part(this, "week", "month") == (date(2026, 3, 30), date(2026, 3, 1))
    assert part(this, "official", "mature", "contradicted", "confirmed", "silent") == (9, 8, 2, 1, 5)
    gap = share(2, 8)
    assert gap
    assert part(this, "official_share", "felt_share", "gap", "gap_low", "gap_high") == pytest.approx(
        (100, 75, 25, gap.low * 100, gap.high * 100)
    )
    assert part(this, "csat", "csat_n", "too_few") == (60, 5, 1)
    assert part(
        following, "official", "mature", "official_share", "felt_share", "gap", "gap_low", "csat"
    ) == (
        1,
        0,
        None,
        None,
        None,
        None,
        None,
    )


def test_voices_show_the_words_and_what_was_meant(warehouse: SqlWarehouse) -> None:
    rows = [
        fact(
            "a",
            voice="你好🙂\n我要退款 now",
            polarity=-2500,
            topics=("refund", "refund"),
            topic_begins=(6, 0),
            topic_ends=(8, 0),
            complaint="yes",
            complaint_begins=(4,),
            complaint_ends=(8,),
            cues=("thanks", "repeat", "repeat"),
            cue_speakers=("staff", "customer", "customer"),
        ),
        fact("b", voice="x" * 3000 + "退款'", topics=("refund",), topic_begins=(3000,), topic_ends=(3002,)),
        fact("c", voice="nothing"),
        fact("d", voice="staff", counted=0),
    ]
    warehouse.write(tables.INTERACTIONS, rows)
    first, second, third = view(warehouse, "voices", "event_key")
    assert part(first, "words", "evidence", "polarity") == ("你好🙂\n我要退款 now", "我要退款", -0.25)
    assert part(first, "topics", "cues", "complaint") == ("refund", "repeat", "yes")
    assert second["evidence"] == "退款"
    assert part(third, "evidence", "polarity", "topics", "cues") == ("", None, "", "")


def test_the_account_closes_and_shows_what_is_missing(warehouse: SqlWarehouse) -> None:
    later = NOON + HOUR

    def came(key: str, offset: int, at: datetime, source: str = "phone") -> Struct:
        return arrival(key, offset, source=source, window=at.replace(minute=0, second=0), arrived_at=at)

    warehouse.write(
        tables.ARRIVALS,
        [
            came("stored", 1, NOON),
            came("stored", 2, NOON + timedelta(seconds=5)),
            came("stored", 3, later),
            came("record", 4, later),
            came("lost", 5, later),
            came("flying", 6, later + timedelta(minutes=30)),
            came("other", 7, NOON, source="mail"),
        ],
    )
    warehouse.write(tables.INTERACTIONS, [fact("stored"), fact("other")])
    warehouse.write(tables.RECORDS, [blank(RecordRow, event_key="record", version=1)])
    settled = {"partition": 0, "appended": 9, "handled": 9, "version": 1}
    warehouse.write(
        tables.PROGRESS,
        [
            blank(Progress, agents="story", settled_at=later + timedelta(minutes=5), **settled),
            blank(Progress, agents="tally", settled_at=NOON, **settled),
        ],
    )
    warehouse.write(
        tables.DEAD_LETTERS,
        [blank(DeadLetterRow, origin=str(n), source="phone", window=later, version=1) for n in range(2)],
    )
    columns = ("received", "stored", "duplicates", "dead_lettered", "in_flight", "difference")
    found = view(warehouse, "accounts", "source, hour")
    assert [(row["source"], row["hour"], *part(row, *columns)) for row in found] == [
        ("mail", NOON, 1, 1, 0, 0, 0, 0),
        ("phone", NOON, 2, 1, 1, 0, 0, 0),
        ("phone", later, 6, 1, 1, 2, 1, 1),
    ]
    assert {row["day"] for row in found} == {NOON.date()}


def test_without_any_progress_what_has_no_fact_is_in_flight(warehouse: SqlWarehouse) -> None:
    warehouse.write(tables.ARRIVALS, [arrival("a", 1, source="phone")])
    (row,) = view(warehouse, "accounts", "source")
    assert part(row, "received", "in_flight", "difference") == (1, 1, 0)


def test_freshness_of_each_source(warehouse: SqlWarehouse) -> None:
    warehouse.write(tables.ARRIVALS, [arrival("a", 1, source="phone", arrived_at=NOON + DAY)])
    warehouse.write(tables.INTERACTIONS, [fact("a", source="phone"), fact("b", NOON - DAY, source="phone")])
    warehouse.write(tables.RECORDS, [blank(RecordRow, source="crm", created_at=NOON - HOUR, version=1)])
    crm, phone = view(warehouse, "freshness", "source")
    assert tuple(crm.values()) == ("crm", NOON - HOUR, None, 0, 1)
    assert tuple(phone.values()) == ("phone", NOON, NOON + DAY, 2, 0)
