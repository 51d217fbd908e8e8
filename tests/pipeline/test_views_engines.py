"""The same rows in, the same views out: today's ClickHouse and one of 2018."""

from datetime import timedelta
from math import isclose
from random import Random
from typing import Any

import pytest

from pipeline.warehouse.sql import SqlWarehouse
from schemas import tables
from schemas.facts import DeadLetterRow, InteractionRow, Progress, RecordRow, TopicName
from schemas.interactions import Struct
from schemas.stories import Journey, OutreachRow, PromiseRow, ResolutionRow
from schemas.tables import Table
from tests.pipeline.test_warehouse_tables import VIEWS
from tests.rows import HOUR, NOON, arrival, blank, fact

pytestmark = pytest.mark.slow

WORDS = ("", "a", "it's", "华东", "b\\", "north, south")
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
    money = {
        "owed": chance.randrange(900),
        "paid": chance.randrange(900),
        "owed_currency": chance.choice(["", "EUR"]),
    }
    moments = {name: maybe() for name in ("due_at", "kept_at", "withdrawn_at", "doubted_at")}
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
        (tables.PROMISES, blank(PromiseRow, promise=key, paid_currency="EUR", **money, **moments, **common)),
        (
            tables.RESOLUTIONS,
            blank(ResolutionRow, event_key=key, verdict=verdict, matures_at=maybe() or NOON, **common),
        ),
        (tables.OUTREACH, blank(OutreachRow, event_key=key, violations=("a", "b") * (number % 2), **common)),
    ]


def noted(chance: Random, number: int) -> RecordRow:
    scale = {
        "score": chance.choice([None, 4]),
        "lowest": chance.choice([None, 1]),
        "highest": chance.choice([None, 5]),
    }
    return blank(
        RecordRow,
        event_key=f"r{number}",
        source=chance.choice(WORDS),
        survey=chance.choice(["csat", "nps", ""]),
        region=chance.choice(WORDS),
        version=1,
        **scale,
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


def shown(warehouse: SqlWarehouse, view: str, nulls: int) -> list[tuple[object, ...]]:
    """Every row of a view but for what moves while we look, in one order."""
    answer = warehouse.select(f"SELECT * FROM {view} SETTINGS join_use_nulls = {nulls}")
    fixed = [at for at, name in enumerate(answer.columns) if name not in {"as_of", "days_late"}]
    return sorted((tuple(row[at] for at in fixed) for row in answer.rows), key=repr)


def same(one: object, other: object) -> bool:
    if isinstance(one, float) and isinstance(other, float):
        return isclose(one, other, rel_tol=1e-12, abs_tol=1e-12)
    return type(one) is type(other) and one == other


@pytest.mark.parametrize("seed", [1, 2])
def test_views_agree(on_chdb: SqlWarehouse, on_server: SqlWarehouse, seed: int) -> None:
    rows = sample(Random(seed))
    facts = [row for row in rows[tables.INTERACTIONS] if isinstance(row, InteractionRow)]
    for warehouse in (on_chdb, on_server):
        for table, some in rows.items():
            warehouse.write(table, some)
        warehouse.recount({row.window for row in facts})
        assert warehouse.miscounted() == []
    for view in VIEWS:
        first, *others = (shown(held, view, nulls) for held in (on_chdb, on_server) for nulls in (0, 1))
        assert first, view
        for other in others:
            assert len(first) == len(other), view
            for ours, theirs in zip(first, other, strict=True):
                assert all(map(same, ours, theirs)), (view, ours, theirs)
