"""From rows in the warehouse to alerts, on both engines."""

from collections.abc import Sequence
from datetime import UTC, datetime
from typing import Any

import pytest

from pipeline.alerting.raising import Raised, raise_alerts
from pipeline.alerting.rules import SHIPPED, rules_in
from pipeline.alerting.shelf import listed, recent
from pipeline.warehouse.sql import SqlWarehouse
from schemas import tables
from schemas.alerting import AlertRow, Rule
from schemas.facts import InteractionRow, TopicName
from schemas.noticed import DriverRow, MovementRow, SurgeRow
from schemas.stories import OutreachRow, PromiseRow, ResolutionRow
from tests.alerting.raised import rule
from tests.rows import DAY, HOUR, NOON, arrival, blank, fact

AT = NOON + HOUR * 6


@pytest.fixture(params=["chdb", pytest.param("server", marks=pytest.mark.slow)])
def warehouse(request: pytest.FixtureRequest) -> SqlWarehouse:
    held: SqlWarehouse = request.getfixturevalue(f"on_{request.param}")
    return held


def key(number: int) -> str:
    return f"{number:032x}"


def calls(hits: int, n: int, *, begin: int = 0, **given: Any) -> list[InteractionRow]:
    """`n` calls from NOON on, of which the first `hits` complain."""
    return [
        fact(
            key(begin + number),
            NOON + HOUR * (number % 5),
            created_at=NOON + HOUR * (number % 5),
            complaint="yes" if number < hits else "no",
            voice=f"it is broken 坏了 {number}",
            **given,
        )
        for number in range(n)
    ]


def tell(warehouse: SqlWarehouse, rows: Sequence[InteractionRow]) -> None:
    warehouse.write(tables.INTERACTIONS, rows)
    warehouse.recount({row.window for row in rows})


def at(warehouse: SqlWarehouse, rules: Sequence[Rule], moment: datetime) -> Raised:
    return raise_alerts(warehouse, rules, moment)


def test_a_share_opens_where_it_is_high_and_carries_the_voices(warehouse: SqlWarehouse) -> None:
    tell(warehouse, [*calls(60, 200, region="North"), *calls(3, 200, begin=1000, region="It's, south")])
    raised = at(warehouse, [rule()], AT)
    (one,) = raised.opened
    assert (one.cell, one.n, one.coverage, one.value) == ("region=North", 200, 1.0, 300.0)
    assert one.low is not None
    assert 100 < one.low < 300
    assert len(one.evidence) == 50
    assert len(one.voices) == len(one.voice_keys) == 5
    assert set(one.voice_keys) <= set(one.evidence) <= {key(n) for n in range(60)}
    assert recent(warehouse.select, AT) == [one]


def test_looking_again_changes_nothing_and_its_end_is_written(warehouse: SqlWarehouse) -> None:
    tell(warehouse, calls(60, 200, region="North"))
    (one,) = at(warehouse, [rule()], AT).opened
    assert at(warehouse, [rule()], AT) == Raised((), ())
    assert at(warehouse, [rule()], AT + HOUR) == Raised((), ())
    tell(warehouse, calls(0, 2000, begin=5000, region="North"))
    (over,) = at(warehouse, [rule()], AT + HOUR * 2).closed
    assert (over.opened_at, over.closed_at, over.closed_why) == (one.opened_at, AT + HOUR * 2, "back")
    assert over.closed_value == pytest.approx(60 / 2200 * 1000)
    assert recent(warehouse.select, AT + DAY) == [over]
    assert recent(warehouse.select, AT + DAY * 90) == []


def test_words_of_the_vulnerable_stay_in_the_house(warehouse: SqlWarehouse) -> None:
    told: dict[str, Any] = {"cues": ("vulnerability",), "cue_speakers": ("customer",)}
    tell(warehouse, [*calls(40, 40, region="North", **told), *calls(2, 2, begin=100, region="North")])
    (one,) = at(warehouse, [rule()], AT).opened
    assert set(one.voice_keys) == {key(100), key(101)}


def test_topics_rest_on_all_interactions_and_have_names(warehouse: SqlWarehouse) -> None:
    warehouse.write(tables.TOPIC_NAMES, [TopicName(topic="refund", name="Refund", name_zh="退款", version=1)])
    tell(warehouse, [*calls(50, 50, topics=("refund",)), *calls(0, 150, begin=100)])
    (one,) = at(warehouse, [rule(figure="topic_complaint_rate", by="topic")], AT).opened
    assert (one.place, one.place_en, one.place_zh, one.n, one.value) == ("refund", "Refund", "退款", 200, 250)
    assert one.voices
    assert "主题 退款" in one.text_zh


def promise(number: int, **given: Any) -> PromiseRow:
    usual: dict[str, Any] = {
        "made_at": NOON - DAY * 9,
        "due_at": NOON - DAY * 5,
        "team": "Care",
        "present": 1,
    }
    named = {"promise": f"p{number}", "customer": f"c{number}", "event_key": key(number), "version": 1}
    return blank(PromiseRow, **(usual | named | given))


def test_promises_that_stay_broken_are_counted_as_of_the_moment(warehouse: SqlWarehouse) -> None:
    warehouse.write(
        tables.PROMISES, [promise(1), promise(2, due_at=NOON - DAY), promise(3, kept_at=NOON - DAY * 6)]
    )
    tell(warehouse, calls(0, 3))
    asked = rule(
        id="overdue", figure="", watch="overdue_promises", unit="count", by="team", above=0.0, days=3
    )
    assert at(warehouse, [asked], NOON - DAY * 3) == Raised((), ())
    (one,) = at(warehouse, [asked], AT).opened
    assert (one.cell, one.value, one.n, one.low, one.coverage) == ("team=Care", 1, 1, None, None)
    assert one.evidence == (key(1),)
    assert len(one.voices) == 1
    warehouse.write(tables.PROMISES, [promise(1, kept_at=AT, version=2)])
    (over,) = at(warehouse, [asked], AT + HOUR).closed
    assert (over.closed_why, over.closed_value) == ("back", 0.0)


def test_shares_of_ledgers_know_their_events(warehouse: SqlWarehouse) -> None:
    warehouse.write(
        tables.PROMISES,
        [promise(n, kept_at=None if n < 40 else NOON - DAY * 6) for n in range(60)],
    )
    tell(warehouse, calls(0, 60))
    asked = rule(id="broken", figure="broken_promises", unit="percent", by="team", above=25.0, days=30)
    (one,) = at(warehouse, [asked], NOON).opened
    assert one.n == 60
    assert one.value == pytest.approx(40 / 60 * 100)
    assert set(one.voice_keys) <= {key(n) for n in range(40)}
    assert len(one.voices) == 5


def test_contacts_after_a_refusal_show_both_events(warehouse: SqlWarehouse) -> None:
    contact = blank(
        OutreachRow,
        customer="c",
        event_key=key(2),
        request_key=key(1),
        made_at=NOON,
        violations=("too_many", "after_do_not_contact"),
        present=1,
        version=1,
    )
    warehouse.write(tables.OUTREACH, [contact])
    tell(warehouse, calls(0, 2))
    asked = rule(figure="", watch="contacts_after_refusal", unit="count", by="", above=0.0)
    (one,) = at(warehouse, [asked], AT).opened
    assert (one.cell, one.value, one.evidence) == ("", 1.0, (key(1), key(2)))
    (over,) = at(warehouse, [asked], AT + DAY * 8).closed
    assert over.closed_why == "back"


def test_the_gap_shows_what_contradicts_it(warehouse: SqlWarehouse) -> None:
    rows = [
        blank(
            ResolutionRow,
            customer=f"c{n}",
            event_key=f"r{n}",
            evidence_key=key(n),
            resolved_at=NOON - DAY * 9,
            matures_at=NOON - DAY * 2,
            verdict="contradicted" if n < 30 else "confirmed",
            product="Loan",
            present=1,
            version=1,
        )
        for n in range(60)
    ]
    warehouse.write(tables.RESOLUTIONS, rows)
    tell(warehouse, calls(0, 30))
    asked = rule(figure="perception_gap", unit="points", by="product", above=20.0, days=28)
    (one,) = at(warehouse, [asked], NOON).opened
    assert one.n == 60
    assert one.value == pytest.approx(50)
    assert set(one.evidence) == {key(n) for n in range(30)}
    assert len(one.voices) == 5


def test_a_source_that_falls_silent_rings_until_it_speaks(warehouse: SqlWarehouse) -> None:
    asked = rule(
        figure="", watch="silent_source", unit="hours", by="source", above=24.0, days=30, silence_hours=0
    )
    come = arrival("a", 1, source="crm", arrived_at=NOON, window=NOON, created_at=NOON)
    warehouse.write(tables.ARRIVALS, [come])
    warehouse.write(tables.INTERACTIONS, [fact("a", source="crm")])
    assert at(warehouse, [asked], NOON + HOUR * 24) == Raised((), ())
    (one,) = at(warehouse, [asked], NOON + HOUR * 25).opened
    assert (one.cell, one.value) == ("source=crm", 25.0)
    assert "25 hours" in one.text_en
    (gone,) = at(warehouse, [asked], NOON + DAY * 31).closed
    assert gone.closed_why == "no_data"


def test_an_account_that_does_not_close_rings(warehouse: SqlWarehouse) -> None:
    asked = rule(figure="", watch="account_difference", unit="count", by="source", above=0.0)
    warehouse.write(
        tables.ARRIVALS,
        [
            arrival(f"lost{n}", n, source="crm", window=NOON, arrived_at=NOON, created_at=NOON)
            for n in range(3)
        ],
    )
    later = blank(
        tables.PROGRESS.row, agents="story", topic="voc.interactions", settled_at=NOON + HOUR, version=1
    )
    warehouse.write(tables.PROGRESS, [later])
    (one,) = at(warehouse, [asked], AT).opened
    assert (one.cell, one.value) == ("source=crm", 3.0)


def test_a_rule_taken_out_closes_what_it_opened(warehouse: SqlWarehouse) -> None:
    tell(warehouse, calls(60, 200, region="North"))
    at(warehouse, [rule()], AT)
    assert [row.closed_why for row in at(warehouse, [], AT + HOUR).closed] == ["rule_gone"]
    assert listed(warehouse.ask, AT + HOUR, closed_too=False) == []


def test_what_ships_runs_on_an_empty_warehouse(warehouse: SqlWarehouse) -> None:
    assert at(warehouse, rules_in(SHIPPED), AT) == Raised((), ())


def test_people_see_the_state_as_of_now(warehouse: SqlWarehouse) -> None:
    tell(warehouse, calls(60, 200, region="北区"))
    at(warehouse, [rule()], AT)
    at(warehouse, [], AT + HOUR)
    (row,) = warehouse.ask("SELECT state, place, closed_why, n, voices FROM alerts_overview").rows
    assert row[:4] == ("closed", "北区", "rule_gone", 200)
    assert str(row[4]).count("坏了") == 5


def test_a_window_of_one_rule_does_not_forget_another(warehouse: SqlWarehouse) -> None:
    """A silence longer than alerts are kept in mind for holds all the same."""
    tell(warehouse, calls(60, 200, region="North"))
    long = rule(silence_hours=24 * 100)
    (one,) = at(warehouse, [long], AT).opened
    over = AlertRow(
        **{name: getattr(one, name) for name in one.__struct_fields__}
        | {"closed_at": AT + HOUR, "closed_why": "back", "version": one.version + 1}
    )
    warehouse.write(tables.ALERTS, [over])
    tell(
        warehouse,
        [
            fact(key(9000 + n), NOON + DAY * 70, complaint="yes", region="North", voice="again")
            for n in range(60)
        ],
    )
    assert at(warehouse, [long], NOON + DAY * 70 + HOUR) == Raised((), ())
    assert len(at(warehouse, [rule(silence_hours=24)], NOON + DAY * 70 + HOUR).opened) == 1


def test_a_surge_rings_for_its_topic_while_it_lasts(warehouse: SqlWarehouse) -> None:
    surge = blank(
        SurgeRow,
        topic="outage",
        started_at=NOON,
        crossed_at=NOON + HOUR,
        ended_at=NOON + HOUR * 9,
        usual=10.0,
        count=40,
        present=1,
        version=1,
    )
    warehouse.write(tables.SURGES, [surge])
    tell(warehouse, calls(0, 40, topics=("outage",)))
    asked = rule(figure="", watch="surges", unit="times", by="topic", above=1.5, days=2, silence_hours=0)
    assert at(warehouse, [asked], NOON) == Raised((), ())
    (one,) = at(warehouse, [asked], AT).opened
    assert (one.cell, one.value, one.n) == ("topic=outage", 4.0, 40)
    assert "4 times the usual" in one.text_en
    assert len(one.voices) == 5
    (over,) = at(warehouse, [asked], NOON + HOUR * 10).closed
    assert over.closed_why == "back"


def moved(place: str, change: float, flagged: int, **given: Any) -> MovementRow:
    usual: dict[str, Any] = {
        "week": datetime(2026, 3, 23, tzinfo=UTC),
        "figure": "complaint_rate",
        "dimension": "product",
        "place": place,
        "change": change,
        "change_low": change - 30,
        "change_high": change + 30,
        "n": 400,
        "relevant": 500,
        "flagged": flagged,
        "present": 1,
        "version": 1,
    }
    return blank(MovementRow, **(usual | given))


def test_a_flagged_rise_rings_and_chance_or_a_fall_does_not(warehouse: SqlWarehouse) -> None:
    rows = [
        moved("a", 90.0, 1),
        moved("b", 90.0, 0),
        moved("c", -90.0, 1),
        moved("d", 90.0, 1, week=NOON - DAY * 15),
    ]
    warehouse.write(tables.MOVEMENTS, [*rows, moved("a", -50.0, 1, figure="net_sentiment")])
    asked = rule(figure="", watch="complaint_rate_rose", by="product", above=0.0)
    (one,) = at(warehouse, [asked], AT).opened
    assert (one.cell, one.value, one.low, one.high) == ("product=a", 90.0, 60.0, 120.0)
    assert (one.n, one.coverage) == (400, 0.8)
    fell = rule(id="fell", figure="", watch="net_sentiment_fell", unit="points", by="product", above=0.0)
    (two,) = at(warehouse, [asked, fell], AT).opened
    assert (two.value, two.low, two.high) == (50.0, 20.0, 80.0)


def test_a_driver_rings_where_dissatisfaction_gathers(warehouse: SqlWarehouse) -> None:
    driver = blank(
        DriverRow,
        period_end=datetime(2026, 3, 30, tzinfo=UTC),
        figure="complaint_share",
        dimension="team",
        place="Care",
        effect=12.0,
        effect_low=8.0,
        effect_high=16.0,
        n=300,
        relevant=300,
        present=1,
        version=1,
    )
    warehouse.write(tables.DRIVERS, [driver])
    asked = rule(figure="", watch="complaint_driver", unit="points", by="team", above=5.0)
    (one,) = at(warehouse, [asked], AT).opened
    assert (one.cell, one.value, one.low, one.coverage) == ("team=Care", 12.0, 8.0, 1.0)
