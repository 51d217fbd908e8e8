"""The same rows in, the same views out: today's ClickHouse and one of 2018."""

from collections.abc import Callable
from datetime import datetime, timedelta
from itertools import product
from math import isclose
from random import Random
from typing import Any, get_type_hints

import pytest

from pipeline.warehouse.sql import SqlWarehouse
from schemas import tables
from schemas.alerting import AlertRow, DeliveryRow
from schemas.facts import DeadLetterRow, InteractionRow, Progress, RecordRow, TopicName
from schemas.interactions import Struct
from schemas.stories import HandlingRow, Journey, OutreachRow, PromiseRow, ResolutionRow, StatementRow
from schemas.tables import Table
from tests.pipeline.test_warehouse_tables import VIEWS
from tests.rows import DAY, HOUR, NOON, arrival, blank, fact

pytestmark = pytest.mark.slow

WORDS = (
    "",
    "a",
    "it's",
    "华东",
    "b\\",
    "north, south",
    "\\N",
    "NULL",
    "🙂" * 9,
    "x" * 256,
    "a\tb\n",
    "\u202e';--{}%s",
)
MOVING = {"as_of", "days_late", "days_left", "restated_at"}
"""Columns that tell when it was looked at, or recounted."""
SETTABLE = ("join_use_nulls", "aggregate_functions_null_for_empty")
"""What Cube, Tableau and others set; servers of 2018 have only the first."""
Rows = dict[Table, list[Struct]]


def said(chance: Random, number: int) -> InteractionRow:
    topics = tuple(chance.choices(["refund", "outage", "price"], k=chance.randrange(3)))
    voice = "退款 refund 🙂 " * chance.randrange(9)
    begin = chance.randrange(len(voice) + 1)
    return fact(
        f"k{number % 300}",
        NOON + HOUR * (number % 300 % 7) * 20,
        counted=chance.choice([0, 1, 1]),
        source=chance.choice(WORDS),
        channel=chance.choice(["call", "chat"]),
        region=chance.choice(WORDS),
        customer=chance.choice(WORDS),
        language=chance.choice(["en", "zh"]),
        sentiment=chance.choice(["", "negative", "neutral", "positive"]),
        polarity=chance.choice([None, -9_999, 1, 10_000]),
        complaint=chance.choice(["", "yes", "no"]),
        complaint_begins=(begin,) * (number % 2),
        complaint_ends=(begin + 3,) * (number % 2),
        topics=topics,
        topic_begins=(0,) * len(topics),
        topic_ends=(2,) * len(topics),
        cues=("churn", "praise", "praise"),
        cue_speakers=tuple(chance.choices(["customer", "staff"], k=3)),
        cue_begins=(0, 0, begin),
        cue_ends=(2, 0, begin + 2),
        cue_names=tuple(chance.choices(["", "Ann", "李"], k=3)),
        voice=voice,
        version=chance.randrange(3),
    )


def stories(chance: Random, number: int) -> list[tuple[Table, Struct]]:
    def maybe() -> Any:
        return chance.choice([None, NOON + HOUR * chance.randrange(-999, 999)])

    common: dict[str, Any] = {
        "customer": chance.choice(WORDS),
        "region": chance.choice(WORDS),
        "team": chance.choice(WORDS),
        "present": chance.choice([0, 1, 1]),
        "version": chance.randrange(3),
    }
    key = f"k{number}"
    falls = tuple(sorted(maybe() or NOON for _ in range(chance.randrange(4))))
    pays = tuple(sorted(maybe() or NOON for _ in range(chance.randrange(4))))
    moves = tuple(sorted(maybe() or NOON for _ in range(chance.choice([0, 0, 1, 2]))))
    money = {
        "currency": chance.choice(["", "EUR"]),
        "accrued_at": falls,
        "accrued": tuple(chance.randrange(900) for _ in falls),
        "paid_at": pays,
        "paid": tuple(chance.randrange(900) for _ in pays),
        "paid_in": tuple(chance.choice(["EUR", "CNY"]) for _ in pays),
        "moved_at": moves,
        "moved_to": tuple(moment + HOUR * 9 for moment in moves),
    }
    moments = {
        name: maybe()
        for name in ("due_at", "first_due_at", "kept_at", "kept_again_at", "withdrawn_at", "doubted_at")
    }
    moments |= {"withdrawn_at": None} if chance.random() < 0.7 else {}
    verdict = chance.choice(["confirmed", "contradicted", "silent"])
    journey = {
        "channels": ("call", "chat"),
        "elapsed": number * 100,
        "single_contact": number % 2,
        "touchpoints": (key,),
    }
    return [
        (
            tables.JOURNEYS,
            blank(Journey, journey=key, last_polarity=chance.choice([None, -1]), **journey, **common),
        ),
        (tables.PROMISES, blank(PromiseRow, promise=key, **money, **moments, **common)),
        (
            tables.RESOLUTIONS,
            blank(ResolutionRow, event_key=key, verdict=verdict, matures_at=maybe() or NOON, **common),
        ),
        (tables.OUTREACH, blank(OutreachRow, event_key=key, violations=("a", "b") * (number % 2), **common)),
        (tables.HANDLINGS, handling(chance, key, maybe, common)),
        (tables.STATEMENTS, statement(chance, key, maybe, common)),
    ]


def handling(chance: Random, key: str, maybe: Callable[[], Any], common: dict[str, Any]) -> HandlingRow:
    attitude = chance.choice(["courteous", "neutral", "discourteous", "unknown"])
    evidence = {"solved_at": maybe(), "unsolved_at": maybe()}
    return blank(HandlingRow, event_key=key, attitude=attitude, **evidence, **common)


def statement(chance: Random, key: str, maybe: Callable[[], Any], common: dict[str, Any]) -> StatementRow:
    kind = chance.choice(["churn", "vulnerability"])
    expires = chance.choice([NOON, NOON + 20_000 * DAY, NOON + 20_000 * DAY])
    ended = chance.choice([None, None, maybe()])
    span = {"begin": chance.randrange(3), "end": 3 + chance.randrange(3)}
    moments = {"said_at": NOON, "expires_at": expires, "ended_at": ended}
    return blank(StatementRow, event_key=key, kind=kind, **moments, **span, **common)


def noted(chance: Random, number: int) -> RecordRow:
    scale = {
        "score": chance.choice([None, 1, 3, 4, 5]),
        "lowest": chance.choice([None, 1]),
        "highest": chance.choice([None, 5]),
    }
    return blank(
        RecordRow,
        event_key=f"r{number}",
        source=chance.choice(WORDS),
        customer=chance.choice(WORDS),
        survey=chance.choice(["csat", "nps", "ces", ""]),
        region=chance.choice(WORDS),
        version=1,
        **scale,
    )


def alerted(chance: Random, number: int) -> AlertRow:
    return blank(
        AlertRow,
        rule=f"r{number % 9}",
        cell=chance.choice(WORDS),
        opened_at=NOON + HOUR * chance.randrange(9),
        closed_at=chance.choice([None, NOON + HOUR * 9, NOON + HOUR * 99_999]),
        closed_why=chance.choice(["back", "no_data"]),
        closed_value=chance.choice([None, 0.5]),
        value=chance.random(),
        low=chance.choice([None, 0.25]),
        voices=chance.choice([(), ("it's", "坏了\\")]),
        evidence=("a", "b") * (number % 2),
        version=chance.randrange(3),
    )


def sample(chance: Random) -> Rows:
    rows: Rows = {
        tables.INTERACTIONS: [said(chance, number) for number in range(600)],
        tables.RECORDS: [noted(chance, number) for number in range(100)],
        tables.TOPIC_NAMES: [TopicName(topic="refund", name="Refund", name_zh="退款", version=1)],
        tables.PROGRESS: [
            blank(Progress, agents="story", partition=part, settled_at=NOON + HOUR * part, version=1)
            for part in (3, 4)
        ],
        tables.DEAD_LETTERS: [
            blank(DeadLetterRow, origin=str(n), source=chance.choice(WORDS), version=1) for n in range(20)
        ],
        tables.ARRIVALS: [],
        tables.ALERTS: [alerted(chance, number) for number in range(40)],
        tables.DELIVERIES: [
            blank(DeliveryRow, rule=f"r{n}", state=chance.choice(["due", "sent"]), attempts=n, version=1)
            for n in range(20)
        ],
    }
    for number in range(500):
        at = NOON + HOUR * chance.randrange(6)
        key = f"{chance.choice('kr')}{chance.randrange(400)}"
        came = arrival(key, number, source=f"s{key[-1]}", window=at, arrived_at=at + timedelta(minutes=1))
        rows[tables.ARRIVALS].append(came)
    for number in range(200):
        for table, row in stories(chance, number):
            rows.setdefault(table, []).append(row)
    return rows


def unsaid(chance: Random, rows: Rows) -> Rows:
    """Rows of any content for the tables that `rows` has none of."""
    return {
        table: [anything(chance, table.row) for _ in range(100)] for table in tables.ALL if table not in rows
    }


def anything(chance: Random, kind: type[Struct]) -> Struct:
    words = (*WORDS, "churn", "vulnerability", "courteous", "discourteous", "day", "cell")
    given: dict[str, Any] = {"present": 1, "version": chance.randrange(3)}
    for name, hint in get_type_hints(kind).items():
        if hint is str:
            given.setdefault(name, chance.choice(words))
        elif hint in {int, float}:
            given.setdefault(name, chance.randrange(99))
        elif hint is datetime:
            given.setdefault(name, NOON + HOUR * chance.randrange(999))
    return blank(kind, **{name: value for name, value in given.items() if name in kind.__struct_fields__})


def shown(warehouse: SqlWarehouse, view: str, *given: int) -> list[tuple[object, ...]]:
    """Every row of a view but for what moves while we look, in one order, whatever a tool sets."""
    chosen = ", ".join(f"{name} = {value}" for name, value in zip(SETTABLE, given, strict=False))
    answer = warehouse.select(f"SELECT * FROM {view} SETTINGS {chosen}")
    fixed = [at for at, name in enumerate(answer.columns) if name not in MOVING]
    return sorted((tuple(row[at] for at in fixed) for row in answer.rows), key=repr)


def same(one: object, other: object) -> bool:
    if isinstance(one, float) and isinstance(other, float):
        return isclose(one, other, rel_tol=1e-12, abs_tol=1e-12)
    return type(one) is type(other) and one == other


@pytest.mark.parametrize("seed", [1, 2])
def test_views_agree(on_chdb: SqlWarehouse, on_server: SqlWarehouse, seed: int) -> None:
    rows = sample(Random(seed))
    rows |= unsaid(Random(seed), rows)
    facts = [row for row in rows[tables.INTERACTIONS] if isinstance(row, InteractionRow)]
    for warehouse in (on_chdb, on_server):
        for table, some in rows.items():
            warehouse.write(table, some)
        warehouse.recount({row.window for row in facts})
        warehouse.write(tables.INTERACTIONS, [fact("late", NOON, complaint="yes", topics=("refund",))])
        warehouse.recount([NOON])  # long after its day: a restatement
        warehouse.count_stories(NOON + 99 * DAY)
        assert warehouse.miscounted() == []
    unseen = []
    for view in VIEWS:
        first, *others = (shown(on_chdb, view, *given) for given in product((0, 1), (0, 1)))
        others += (shown(on_server, view, nulls) for nulls in (0, 1))
        if not first:
            unseen.append(view)
        for other in others:
            assert len(first) == len(other), view
            for ours, theirs in zip(first, other, strict=True):
                assert all(map(same, ours, theirs)), (view, ours, theirs)
    assert unseen == [], "say in `sample` what these are to show"
