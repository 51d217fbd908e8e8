"""What a briefing says, from facts whose figures can be worked out by hand, on both engines."""

import asyncio
from collections.abc import Iterator
from datetime import UTC, date, datetime, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st
from msgspec.structs import replace

from pipeline.page.asking import Asking, Period
from pipeline.reporting.brief import Brief
from pipeline.reporting.gathering import brief
from pipeline.reporting.rendering import html, markdown
from pipeline.reporting.weeks import end_of, latest_complete, name_of, week_named, weeks_up_to
from pipeline.warehouse.sql import SqlWarehouse
from schemas import tables
from schemas.errors import Misused
from schemas.facts import InteractionRow, TopicName
from schemas.stories import OutreachRow, PromiseRow, ResolutionRow
from tests.rows import blank, fact

WEEK = Period(date(2026, 3, 30), date(2026, 4, 5))
MONDAY = datetime(2026, 3, 30, tzinfo=UTC)
NOW = datetime(2026, 4, 8, 9, tzinfo=UTC)
DAY, HOUR = timedelta(days=1), timedelta(hours=1)


@pytest.fixture(params=["chdb", pytest.param("server", marks=pytest.mark.slow)])
def warehouse(request: pytest.FixtureRequest) -> SqlWarehouse:
    held: SqlWarehouse = request.getfixturevalue(f"on_{request.param}")
    return held


def said(warehouse: SqlWarehouse, rows: list[InteractionRow]) -> None:
    warehouse.write(tables.INTERACTIONS, rows)
    warehouse.recount({row.window for row in rows})


def calls(start: datetime, count: int, complaints: int, region: str, words: str) -> Iterator[InteractionRow]:
    for number in range(count):
        complains = number < complaints
        yield fact(
            f"{start:%m%d}{region}{number:03}".encode().hex()[:32].ljust(32, "0"),
            start + (number % 5) * DAY + 9 * HOUR,
            customer=f"C{region}{number}",
            region=region,
            language="en",
            sentiment="negative" if complains else "positive",
            complaint="yes" if complains else "no",
            complaint_probability=9_000 - number if complains else 500,
            complaint_begins=(0,) if complains else (),
            complaint_ends=(8,) if complains else (),
            topics=("waiting",) if complains else (),
            topic_cues=("waiting",) if complains else (),
            topic_begins=(0,) if complains else (),
            topic_ends=(8,) if complains else (),
            voice=f"{words} {number}" if complains else "Fine.",
        )


def told(warehouse: SqlWarehouse, week: Period | None = WEEK, now: datetime = NOW) -> Brief:
    return asyncio.run(brief(warehouse, week, now))


def a_promise(name: str, due: datetime, **known: object) -> PromiseRow:
    usual = {
        "customer": "C1",
        "promise": name,
        "made_at": due - 3 * DAY,
        "due_at": due,
        "first_due_at": due,
        "what": f"call back {name}",
        "team": "Cards",
        "event_key": name,
        "present": 1,
        "version": 1,
    }
    return blank(PromiseRow, **(usual | known))


def test_what_changed_and_where_is_flagged_and_in_the_customers_words(warehouse: SqlWarehouse) -> None:
    warehouse.write(
        tables.TOPIC_NAMES, [TopicName(topic="waiting", name="Waiting", name_zh="等待", version=1)]
    )
    said(
        warehouse,
        [
            *calls(MONDAY - 7 * DAY, 60, 6, "North", "Held up again"),
            *calls(MONDAY - 7 * DAY, 60, 6, "South", "Held up again"),
            *calls(MONDAY, 60, 48, "North", "Held up for"),
            *calls(MONDAY, 60, 6, "South", "Held up for"),
        ],
    )
    found = told(warehouse)
    assert (found.week, found.interactions, found.moment) == ("2026-W14", 120, MONDAY + 7 * DAY)
    assert found.complaint_rate.moved
    assert found.complaint_rate.value == pytest.approx(450)
    assert found.complaint_rate.before == pytest.approx(100)
    assert (found.complaint_rate.n, found.complaint_rate.coverage) == (120, 1)
    assert found.net_sentiment.value == pytest.approx(10)
    assert [(topic.name_zh, topic.complaints, topic.rate.moved) for topic in found.topics] == [
        ("等待", 54, True)
    ]
    moved = {(move.dimension, move.value) for move in found.where.moves}
    assert ("region", "North") in moved
    assert ("region", "South") not in moved
    assert [(one.dimension, one.value) for one in found.drivers][:1] == [("region", "North")]
    (first, *_) = found.voices
    assert (first.evidence, first.about[0].name) == ("Held up", "Waiting")
    assert len({voice.key for voice in found.voices}) == len(found.voices)
    assert "450.0" in markdown(found, "en")
    assert "等待" in html(found, "zh")


def test_who_told_of_a_vulnerability_is_not_quoted(warehouse: SqlWarehouse) -> None:
    spoken = [*calls(MONDAY, 2, 2, "North", "Held up for")]
    told_of = {
        "cues": ("vulnerability",),
        "cue_speakers": ("customer",),
        "cue_begins": (0,),
        "cue_ends": (4,),
    }
    ill = replace(spoken[0], **told_of, cue_names=("",))
    said(warehouse, [ill, spoken[1]])
    assert [voice.key for voice in told(warehouse).voices] == [spoken[1].event_key]


def test_promises_are_those_that_came_due_as_of_the_end_of_the_week(warehouse: SqlWarehouse) -> None:
    tuesday, end = MONDAY + DAY, MONDAY + 7 * DAY
    warehouse.write(
        tables.PROMISES,
        [
            a_promise("kept", tuesday, kept_at=tuesday - HOUR),
            a_promise("late", tuesday, kept_at=tuesday + DAY),
            a_promise("broken", tuesday),
            a_promise("healed after the week", tuesday, kept_at=end + HOUR),
            a_promise("old", MONDAY - 30 * DAY),
            a_promise("not due yet", end + DAY),
            a_promise(
                "owed", tuesday, currency="GBP", accrued_at=(tuesday, end + DAY), accrued=(1_000, 9_000)
            ),
        ],
    )
    ledger = told(warehouse).ledger
    assert (ledger.kept, ledger.late, ledger.broken, ledger.unkept) == (1, 1, 3, 4)
    assert ledger.rate.value == pytest.approx(60)
    assert (ledger.rate.n, ledger.rate.too_few) == (5, True)
    assert [one.what for one in ledger.oldest] == ["call back old"]
    assert [one.days for one in ledger.oldest] == [37]
    assert {one.what for one in ledger.listed} == {
        f"call back {name}" for name in ("broken", "healed after the week", "owed")
    }
    assert [(one.currency, one.amount) for one in ledger.outstanding] == [("GBP", 1_000)]
    later = told(
        warehouse, Period(WEEK.start + 7 * timedelta(1), WEEK.end + 7 * timedelta(1)), NOW + 7 * DAY
    ).ledger
    assert later.unkept == 4  # one was healed, one more came due
    assert later.rate.before is None  # five were too few to come from


def test_the_gap_is_of_the_week_whose_objections_are_over(warehouse: SqlWarehouse) -> None:
    resolved = [
        blank(
            ResolutionRow,
            customer=f"C{number}",
            event_key=f"{number}",
            resolved_at=at,
            matures_at=at + 7 * DAY,
            verdict="contradicted" if number % 4 == 0 else "silent",
            present=1,
            version=1,
        )
        for number, at in enumerate([MONDAY - 3 * DAY] * 40 + [MONDAY + 3 * DAY] * 10)
    ]
    warehouse.write(tables.RESOLUTIONS, resolved)
    official = told(warehouse).official
    assert (official.start, official.end) == (date(2026, 3, 23), date(2026, 3, 29))
    assert (official.gap.official, official.gap.contradicted, official.gap.gap.n) == (40, 10, 40)
    assert official.gap.gap.value == pytest.approx(25)
    assert official.survey.satisfied.value is None


def test_unwelcome_contacts_and_praise(warehouse: SqlWarehouse) -> None:
    bad = ("after_do_not_contact",)
    contacts = [
        blank(
            OutreachRow,
            customer="C1",
            event_key=f"{number}",
            made_at=MONDAY + HOUR * number,
            channel="call",
            violations=bad if number < 8 else (),
            violation_keys=("r",) if number < 8 else (),
            present=1,
            version=1,
        )
        for number in range(10)
    ]
    warehouse.write(tables.OUTREACH, contacts)
    praising = _praising("p" * 32, ("praise",))
    said(warehouse, [praising])
    found = told(warehouse)
    assert (found.pressure.violations, found.pressure.customers) == (8, 1)
    assert found.pressure.rate.value == pytest.approx(800)
    (person,) = found.praise.people
    assert (person.name, person.times, person.words) == (
        "Maria",
        1,
        "Hello. Maria was wonderful, thank you so much.",
    )
    assert "after a request not to be contacted 8×" in markdown(found, "en")


def test_praise_of_who_told_of_a_vulnerability_is_counted_and_not_quoted(warehouse: SqlWarehouse) -> None:
    said(warehouse, [_praising("p" * 32, ("praise", "vulnerability"))])
    found = told(warehouse).praise
    assert (found.interactions, found.people) == (1, ())


def _praising(key: str, cues: tuple[str, ...]) -> InteractionRow:
    count = len(cues)
    return fact(
        key,
        MONDAY,
        customer="C2",
        team="Cards",
        voice="Hello. Maria was wonderful, thank you so much.",
        cues=cues,
        cue_speakers=("customer",) * count,
        cue_begins=(7,) * count,
        cue_ends=(26,) * count,
        cue_counts=(-1,) * count,
        cue_minutes=(-1,) * count,
        cue_names=("Maria",) * count,
    )


def test_a_week_without_anything_is_a_briefing_without_data(warehouse: SqlWarehouse) -> None:
    found = told(warehouse)
    assert (found.interactions, found.net_sentiment.value, found.complaint_rate.n) == (0, None, 0)
    assert [found.topics, found.voices, found.surges, found.drivers] == [()] * 4
    assert "Nothing was heard" in markdown(found, "en")


def test_the_last_complete_week_is_one_whose_data_reach_its_friday(warehouse: SqlWarehouse) -> None:
    def latest(today: date) -> str:
        return name_of(asyncio.run(latest_complete(Asking(warehouse, 0), today)))

    with pytest.raises(Misused, match="no week with data is over"):
        latest(NOW.date())
    said(warehouse, [fact("a", MONDAY - 4 * DAY)])  # a Thursday: all there is
    assert latest(NOW.date()) == "2026-W13"
    said(warehouse, [fact("b", MONDAY - 10 * DAY)])  # the Friday before it
    assert latest(NOW.date()) == "2026-W12"
    said(warehouse, [fact("c", MONDAY + 5 * DAY)])
    assert latest(NOW.date()) == "2026-W14"
    assert (
        latest(date(2026, 4, 5)) == "2026-W12"
    )  # its Sunday: not over, and the week before ended on a Thursday


def test_a_week_that_is_not_over_has_no_briefing(warehouse: SqlWarehouse) -> None:
    with pytest.raises(Misused, match="2026-W14 is not over before 2026-04-06"):
        told(warehouse, now=MONDAY + 3 * DAY)


@given(st.dates(date(1990, 1, 8), date(2099, 12, 20)))
def test_every_week_has_one_name(day: date) -> None:
    year, number, _ = day.isocalendar()
    week = week_named(f"{year:04}-W{number:02}")
    assert week.start <= day <= week.end
    assert week_named(name_of(week)) == week


def test_years_of_53_weeks_and_other_spellings() -> None:
    assert week_named("2026-W53") == Period(date(2026, 12, 28), date(2027, 1, 3))
    assert week_named(" 2026w34 ") == Period(date(2026, 8, 17), date(2026, 8, 23))
    assert [name_of(week) for week in weeks_up_to(week_named("2027-W01"), 2)] == ["2026-W53", "2027-W01"]
    assert end_of(week_named("2026-W34")) == datetime(2026, 8, 24, tzinfo=UTC)


@pytest.mark.parametrize(
    "name",
    [
        "",
        "2026",
        "2026-34",
        "2025-W53",
        "2026-W00",
        "2026-W54",
        "0000-W01",
        "0001-W01",
        "1989-W50",
        "２０２６-W34",
        "9999-W53",
    ],
)
def test_other_names_are_refused(name: str) -> None:
    with pytest.raises(Misused, match="2026-W34"):
        week_named(name)
