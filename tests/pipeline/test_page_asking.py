"""What is kept of answers, and for how long, by the clock of the loop."""

import asyncio
import time

import msgspec
import pytest

from pipeline.page.asking import Asking
from pipeline.warehouse.engine import Answer
from schemas.errors import Unavailable

pytestmark = pytest.mark.slow


class Number(msgspec.Struct, frozen=True, array_like=True):
    n: int


class Counting:
    """Answers how often it was asked, after `takes` seconds; away when `away`."""

    def __init__(self, takes: float = 0.0) -> None:
        self.asked = 0
        self.takes = takes
        self.away = False

    def ask(self, sql: str) -> Answer:
        assert sql == "SELECT 1"
        self.asked += 1
        answer = Answer(columns=("n",), rows=[(self.asked,)])
        time.sleep(self.takes)
        if self.away:
            raise Unavailable("away")
        return answer


async def _asked(asking: Asking) -> int:
    return (await asking.row(Number, "SELECT 1")).n


async def test_an_answer_is_kept_for_a_moment() -> None:
    asking = Asking(Counting(), kept_seconds=60)
    assert [await _asked(asking) for _ in range(3)] == [1, 1, 1]


async def test_what_was_cheap_is_asked_anew_and_waited_for() -> None:
    asking = Asking(Counting(), kept_seconds=0)
    assert [await _asked(asking), await _asked(asking)] == [1, 2]


async def test_what_was_dear_is_shown_once_more_while_it_is_asked_anew() -> None:
    warehouse = Counting(takes=0.6)
    asking = Asking(warehouse, kept_seconds=0)
    assert [await _asked(asking) for _ in range(4)] == [1, 1, 1, 1]
    await asyncio.sleep(1.0)
    assert warehouse.asked == 2
    warehouse.takes = 0.0
    assert await _asked(asking) == 2


async def test_a_warehouse_that_went_away_meanwhile_is_told_of() -> None:
    warehouse = Counting(takes=0.6)
    asking = Asking(warehouse, kept_seconds=0)
    await _asked(asking)
    warehouse.away = True
    assert await _asked(asking) == 1
    await asyncio.sleep(0.9)
    with pytest.raises(Unavailable):
        await _asked(asking)


async def test_in_passing_nothing_is_kept() -> None:
    warehouse = Counting()
    asking = Asking(warehouse, kept_seconds=60)
    passing = asking.passing()
    assert [await _asked(passing), await _asked(passing), await _asked(asking), await _asked(passing)] == [
        1,
        2,
        3,
        3,
    ]
