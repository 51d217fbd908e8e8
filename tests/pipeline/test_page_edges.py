"""The page at its edges: nothing there, nobody there, something wrong there."""

from collections.abc import Mapping, Sequence
from datetime import date, timedelta
from pathlib import Path

import msgspec
import pytest
from aiohttp.test_utils import TestClient, TestServer
from hypothesis import given
from hypothesis import strategies as st

from pipeline.page.answers import Fault, Overview, Voices
from pipeline.page.app import page
from pipeline.page.asking import Asking, Chosen, Period
from pipeline.page.overview import overview
from pipeline.page.voices import Wanted, voices
from pipeline.page.words import LONGEST, excerpt
from pipeline.warehouse.engine import Answer
from schemas.errors import WarehouseUnavailable
from tests.page_views import HOSTILE, NEWEST, NOW, WORDS, Row, opened

pytestmark = pytest.mark.slow


class Away:
    """A warehouse that never answers, and counts how often it was asked."""

    def __init__(self) -> None:
        self.asked = 0

    def ask(self, sql: str) -> Answer:
        self.asked += 1
        raise WarehouseUnavailable(f"no answer to {sql[:6]}")


async def test_a_warehouse_that_is_away_is_told_as_such() -> None:
    async with TestClient(TestServer(page(Away(), lambda: NOW))) as client:
        for path in ("/api/overview", "/api/voices", "/api/choices"):
            async with client.get(path) as answer:
                assert answer.status == 503
                assert msgspec.json.decode(await answer.read(), type=Fault).unavailable
        async with client.get("/") as answer:
            assert answer.status == 200


class Counting:
    """Counts the questions and answers each with its number."""

    def __init__(self) -> None:
        self.asked = 0

    def ask(self, sql: str) -> Answer:
        self.asked += 1
        return Answer((sql,), [(self.asked,)])


class Number(msgspec.Struct, frozen=True, array_like=True):
    number: int


async def test_an_answer_is_kept_for_a_moment() -> None:
    warehouse = Counting()
    asking = Asking(warehouse, kept_seconds=60)
    assert [(await asking.row(Number, sql)).number for sql in ("a", "b", "a")] == [1, 2, 1]
    hasty = Asking(warehouse, kept_seconds=0)
    assert [(await hasty.row(Number, "a")).number for _ in range(2)] == [3, 4]


async def over(folder: Path, tables: Mapping[str, Sequence[Row]]) -> Overview:
    with opened(folder, tables) as engine:
        return await overview(Asking(engine), Chosen(), NOW.date())


async def test_an_empty_warehouse_shows_no_figure(tmp_path: Path) -> None:
    found = await over(tmp_path, {})
    assert (found.start, found.net_sentiment, found.promises, found.series, found.sources) == (None,) * 3 + (
        (),
    ) * 2
    with opened(tmp_path / "again", {}) as engine:
        assert await voices(Asking(engine), Wanted(), NOW.date()) == Voices(total=0, voices=())


async def test_a_wrong_clock_does_not_move_the_period(tmp_path: Path) -> None:
    def counts(day: date) -> Row:
        return (day, "call", "", "", 1, 1, 0, 0, 1, 1)

    found = await over(tmp_path, {"experience_daily": [counts(NEWEST), counts(date(2099, 1, 1))]})
    assert (found.end, found.interactions) == (NEWEST, 1)
    assert found.net_sentiment
    assert found.net_sentiment.too_few


async def test_what_the_company_did_last_belongs_to_the_period(tmp_path: Path) -> None:
    called = (NEWEST, "C1", "1", "", "call", "", "", 1, "outside_hours")
    found = await over(
        tmp_path,
        {
            "experience_daily": [(NEWEST - timedelta(9), "call", "", "", 1, 1, 0, 0, 1, 1)],
            "contact_pressure": [called],
        },
    )
    assert found.end == NEWEST
    assert found.pressure
    assert found.pressure.violations == 1


async def test_a_topic_counted_a_moment_later_than_its_base_is_no_fault(tmp_path: Path) -> None:
    found = await over(
        tmp_path,
        {
            "experience_daily": [(NEWEST, "call", "", "", 2, 1, 0, 0, 1, 1)],
            "complaint_topics_daily": [(NEWEST, "call", "", "", "waiting", "Waiting", "等待", 3)],
        },
    )
    assert (found.topics[0].rate.value, found.topics[0].rate.n) == (1_000, 3)


async def test_a_source_may_have_an_account_or_data_or_both(tmp_path: Path) -> None:
    found = await over(
        tmp_path,
        {"accounts": [("a", 10, 7, 1, 1, 0, 1), ("a", 2, 3, 0, 0, 0, -1)], "freshness": [("b", None, NOW)]},
    )
    a, b = found.sources
    assert (a.received, a.difference, a.unaccounted, a.newest_event_at) == (12, 0, 2, None)
    assert (b.received, b.newest_event_at, b.newest_stored_at) == (0, None, NOW)


def test_a_period_is_compared_with_the_same_weekdays() -> None:
    period = Period.up_to(NEWEST, 4)
    assert (period.days, period.before.days) == (28, 28)
    assert period.start.weekday() == period.before.start.weekday()
    assert period.before.end + timedelta(1) == period.start


@given(st.text(max_size=2_000), st.data())
def test_an_excerpt_keeps_the_evidence_and_its_place(words: str, data: st.DataObject) -> None:
    begin = data.draw(st.integers(0, len(words)))
    evidence = words[begin : begin + data.draw(st.integers(0, 100))]
    before, marked, after, shortened = excerpt(words, evidence)
    shown = before + marked + after
    assert marked == evidence
    assert shown in words
    assert len(shown) <= LONGEST
    assert shortened == (shown != words)


def test_evidence_that_is_not_among_the_words_marks_nothing() -> None:
    assert excerpt("It broke", "elsewhere") == ("", "", "It broke", False)
    assert excerpt("x" * 1_000 + "here", "here")[1] == "here"
    assert HOSTILE in excerpt(WORDS[5][2], WORDS[5][3])[2]
