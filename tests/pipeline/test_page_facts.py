"""Where facts are read without merging them, the page says what merging them would say, whatever is stored more than once."""

from datetime import timedelta
from random import Random

import msgspec
import pytest

from pipeline.page.asking import Asking, Chosen, Period
from pipeline.page.facts import Facts, facts
from pipeline.page.looking import Look, Reader
from pipeline.page.praise import names
from pipeline.page.voices import Wanted, voices
from pipeline.page.words import SAID, hours
from pipeline.warehouse.sql import SqlWarehouse
from schemas import tables
from schemas.facts import InteractionRow
from tests.rows import DAY, HOUR, NOON, fact

TODAY = NOON.date()
DAYS = 12
START = TODAY - timedelta(DAYS - 1)
CUES = ("praise", "churn", "vulnerability")
WANTED = (
    Wanted(),
    Wanted(topic="refund"),
    Wanted(complaint="yes", sentiment="negative"),
    Wanted(about="complaint", cue="churn"),
    Wanted(about="praise"),
    Wanted(about="praise", name="Ann"),
    Wanted(search="again"),
)
TRUE = (
    "1",
    "has(topics, 'refund')",
    "complaint = 'yes' AND sentiment = 'negative'",
    "complaint = 'yes' AND arrayExists((c, s) -> c = 'churn' AND s = 'customer', cues, cue_speakers)",
    "arrayExists((c, s) -> c = 'praise' AND s = 'customer', cues, cue_speakers)",
    # A server of 2018 drops a column that only a lambda reads.
    (
        "arrayExists((c, s, n) -> c = 'praise' AND s = 'customer' AND if(n != '', n, if(staff != '', staff, CAST(team AS String))) "
        "= 'Ann', cues, cue_speakers, cue_names) AND notEmpty(staff) < 2 AND notEmpty(team) < 2"
    ),
    "position(voice, 'again') > 0",
)


@pytest.fixture(params=["chdb", pytest.param("server", marks=pytest.mark.slow)])
def warehouse(request: pytest.FixtureRequest) -> SqlWarehouse:
    held: SqlWarehouse = request.getfixturevalue(f"on_{request.param}")
    return held


def said(chance: Random, number: int, version: int = 1) -> InteractionRow:
    cues = tuple(chance.choice(CUES) for _ in range(chance.randrange(3)))
    at = NOON - HOUR * (number % (24 * DAYS - 13)) + HOUR
    return fact(
        f"{number:032x}",
        at,
        version=version,
        counted=int(chance.random() < 0.8),
        customer=f"c{chance.randrange(9)}",
        staff=chance.choice(("", "Ann", "Bo")),
        team=chance.choice(("", "Desk")),
        sentiment=chance.choice(("negative", "positive")),
        complaint=chance.choice(("yes", "no")),
        topics=tuple(chance.choice(("refund", "billing")) for _ in range(chance.randrange(2))),
        cues=cues,
        cue_speakers=tuple(chance.choice(("customer", "staff")) for _ in cues),
        cue_begins=tuple(0 for _ in cues),
        cue_ends=tuple(2 for _ in cues),
        cue_names=tuple(chance.choice(("", "Ann", "小李")) for _ in cues),
        voice=chance.choice(("", "once more", "and again 又来了")),
    )


def some(chance: Random, count: int, version: int = 1) -> list[InteractionRow]:
    return [said(chance, chance.randrange(300), version) for _ in range(count)]


def stored(warehouse: SqlWarehouse, rows: list[InteractionRow], *, recounted: bool = True) -> None:
    for row in rows:  # one by one, so that the warehouse holds them apart until it merges
        warehouse.write(tables.INTERACTIONS, [row])
    if recounted:
        warehouse.recount({row.window for row in rows})


async def agrees(warehouse: SqlWarehouse) -> None:
    asking, period = Asking(warehouse), Period(START, TODAY)
    for wanted, true in zip(WANTED, TRUE, strict=True):
        rows = warehouse.select(
            f"SELECT event_key FROM interactions FINAL WHERE {SAID} AND {hours(period)} AND {true} "
            "ORDER BY created_at DESC, event_key"
        ).rows
        chosen = {"start": START, "end": TODAY, "size": 100}
        given = {name: getattr(wanted, name) for name in wanted.__struct_fields__}
        found = await voices(asking, Wanted(**(given | chosen)), TODAY)
        assert (found.total, [one.key for one in found.voices]) == (len(rows), [key for (key,) in rows[:100]])
    look = Look(
        asking, Chosen(start=START, end=TODAY), TODAY, TODAY, Reader(words=True, details=True, secret=b"")
    )
    assert [
        (one.name, one.credited_by, one.team, one.interactions, one.customers) for one in await names(look)
    ] == [
        *warehouse.select(
            "SELECT praised, credited_by, team, uniqExact(event_key) AS times, uniqExact(customer) FROM praise "
            "GROUP BY praised, credited_by, team ORDER BY times DESC, praised, credited_by, team"
        ).rows
    ]


@pytest.mark.slow
@pytest.mark.parametrize("seed", range(3))
async def test_whatever_came_twice_the_page_says_what_is_true(warehouse: SqlWarehouse, seed: int) -> None:
    chance = Random(seed)
    rows = list({row.event_key: row for row in some(chance, 200)}.values())
    warehouse.write(tables.INTERACTIONS, rows)
    warehouse.recount({row.window for row in rows[:20]})
    await agrees(warehouse)
    warehouse.recount({row.window for row in rows})
    await agrees(warehouse)
    stored(warehouse, rows[:10])
    await agrees(warehouse)
    stored(warehouse, some(chance, 20, version=2))
    await agrees(warehouse)
    # What is taken back is told with the tallies, once they are counted again; what is said anew at once.
    anew = [msgspec.structs.replace(row, counted=1) for row in some(chance, 5, version=3)]
    stored(warehouse, anew, recounted=False)
    await agrees(warehouse)


async def test_only_days_that_hold_a_fact_twice_are_merged(warehouse: SqlWarehouse) -> None:
    first = [fact(f"{number:032x}", NOON - DAY * number) for number in range(6)]
    warehouse.write(tables.INTERACTIONS, first)
    warehouse.recount({row.window for row in first})
    assert await facts(Asking(warehouse), START, TODAY) == Facts(())
    for number in (1, 2, 4):
        warehouse.write(tables.INTERACTIONS, [fact(f"{number:032x}", NOON - DAY * number, version=2)])
    found = await facts(Asking(warehouse))
    assert found == Facts(
        (
            Period(TODAY - timedelta(4), TODAY - timedelta(4)),
            Period(TODAY - timedelta(2), TODAY - timedelta(1)),
        )
    )
    assert await facts(Asking(warehouse), TODAY, TODAY) == Facts(())
    assert (
        (await facts(Asking(warehouse), TODAY - timedelta(2))).merged == found.merged[1:]
        if found.merged
        else False
    )
