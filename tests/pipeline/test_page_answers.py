"""The page's answers, over real HTTP and a real chDB with rows made for the purpose."""

from collections.abc import AsyncIterator, Iterator, Mapping
from datetime import date, timedelta
from typing import TypeVar

import msgspec
import pytest
from aiohttp.test_utils import TestClient, TestServer
from aiohttp.web import Application, Request

from pipeline.page.answers import Choices, Fault, Overview, Voices
from pipeline.page.app import page
from pipeline.page.definitions import definitions
from pipeline.warehouse.embedded import Embedded
from tests.page_views import NEWEST, NOW, REGIONS, WORDS, a_bank, key, opened

pytestmark = pytest.mark.slow

Client = TestClient[Request, Application]
T = TypeVar("T")

QUOTES = "O'Brien \\' OR 1=1 -- \n"


@pytest.fixture(scope="module")
def bank(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Embedded]:
    with opened(tmp_path_factory.mktemp("bank"), a_bank()) as engine:
        yield engine


@pytest.fixture
async def client(bank: Embedded) -> AsyncIterator[Client]:
    async with TestClient(TestServer(page(bank, lambda: NOW))) as opened_:
        yield opened_


async def got(client: Client, path: str, kind: type[T], query: Mapping[str, str] | None = None) -> T:
    async with client.get(path, params=query) as answer:
        assert answer.status == 200, await answer.text()
        return msgspec.json.decode(await answer.read(), type=kind)


async def overview(client: Client, **query: str) -> Overview:
    return await got(client, "/api/overview", Overview, query)


async def voices(client: Client, **query: str) -> Voices:
    return await got(client, "/api/voices", Voices, query)


async def test_the_screen_covers_whole_weeks_up_to_the_newest_day(client: Client) -> None:
    found = await overview(client, weeks="13")
    assert (found.start, found.end) == (NEWEST - timedelta(90), NEWEST)
    assert found.before_end == NEWEST - timedelta(91)
    assert [(point.end - point.start).days for point in found.series] == [6] * 13
    assert found.series[-1].end == NEWEST


async def test_four_weeks_are_told_by_day(client: Client) -> None:
    found = await overview(client, weeks="4")
    assert [point.start for point in found.series] == [NEWEST - timedelta(27 - day) for day in range(28)]


async def test_every_figure_says_what_it_rests_on(client: Client) -> None:
    found = await overview(client)
    assert found.net_sentiment
    assert found.complaint_rate
    assert found.gap
    assert found.promises
    assert found.pressure
    for figure in (
        *(found.net_sentiment, found.complaint_rate, found.gap.gap, found.promises.rate, found.pressure.rate),
        *(topic.rate for topic in found.topics),
        *(point.net_sentiment for point in found.series),
    ):
        assert figure.value is not None
        assert figure.low is not None
        assert figure.high is not None
        assert figure.low <= figure.value <= figure.high
        assert figure.coverage is not None
        assert 0 < figure.coverage <= 1
        assert figure.too_few == (figure.n < 30)


async def test_what_has_moved_is_marked_and_what_has_not_is_not(client: Client) -> None:
    found = await overview(client)
    assert found.net_sentiment
    assert found.net_sentiment.moved
    assert found.net_sentiment.change is not None
    assert found.net_sentiment.change < 0
    moved = {topic.topic for topic in found.topics if topic.rate.moved}
    assert {"waiting", "refund"} <= moved
    assert "policy" not in moved


async def test_without_an_earlier_period_nothing_is_compared(client: Client) -> None:
    found = await overview(client, weeks="52")
    assert found.net_sentiment
    assert found.net_sentiment.before is None
    assert found.net_sentiment.change is None
    assert not found.net_sentiment.moved
    assert found.series[0].net_sentiment.value is None
    assert found.series[0].net_sentiment.n == 0


async def test_parts_add_up_to_the_whole(client: Client) -> None:
    whole = await overview(client)
    parts = [await overview(client, region=region) for region in REGIONS]
    assert sum(part.interactions for part in parts) == whole.interactions
    assert whole.promises
    assert sum(part.promises.broken for part in parts if part.promises) == whole.promises.broken > 0
    assert whole.pressure
    assert sum(part.pressure.violations for part in parts if part.pressure) == whole.pressure.violations > 0


async def test_a_channel_does_not_narrow_the_gap(client: Client) -> None:
    assert (await overview(client, channel="call")).gap == (await overview(client)).gap


async def test_the_gap_rests_on_what_is_mature(client: Client) -> None:
    gap = (await overview(client, weeks="4")).gap
    assert gap
    assert gap.gap.n < gap.official
    assert gap.confirmed + gap.silent + gap.contradicted == gap.gap.n
    assert gap.felt == pytest.approx(100 - (gap.gap.value or 0))
    assert gap.csat == pytest.approx(91.5)


async def test_a_cell_without_data_has_no_figure_and_no_zero(client: Client) -> None:
    found = await overview(client, region="Atlantis")
    assert found.net_sentiment
    assert found.net_sentiment.value is None
    assert found.net_sentiment.coverage is None
    assert found.net_sentiment.too_few
    assert found.gap
    assert (found.gap.felt, found.gap.csat) == (None, None)
    assert found.topics == ()


async def test_the_account_and_freshness_stand_by_source(client: Client) -> None:
    crm, telephony = (await overview(client)).sources
    assert (crm.source, crm.received, crm.difference) == ("crm", 4_210, 0)
    assert telephony.newest_event_at is not None


async def test_choices_are_what_occurs(client: Client) -> None:
    found = await got(client, "/api/choices", Choices)
    assert found.regions == REGIONS
    assert ("waiting", "等待与接通") in {(topic.topic, topic.name_zh) for topic in found.topics}


async def test_definitions_stand_in_both_languages() -> None:
    assert len({definition.id for definition in definitions()}) == len(definitions())
    for definition in definitions():
        assert definition.text
        assert any("\u4e00" <= letter <= "\u9fff" for letter in definition.text_zh)


async def test_voices_are_the_newest_words_with_their_evidence(client: Client) -> None:
    found = await voices(client, about="complaint")
    assert len(found.voices) == 20 < found.total
    assert [one.at for one in found.voices] == sorted((one.at for one in found.voices), reverse=True)
    for one in found.voices:
        assert one.complaint
        assert one.evidence
        assert one.before + one.evidence + one.after in {words for _, _, words, _, _ in WORDS}


async def test_voices_come_page_by_page(client: Client) -> None:
    pages = [await voices(client, weeks="52", offset=str(offset)) for offset in range(0, 160, 20)]
    keys = [one.key for found in pages for one in found.voices]
    assert len(keys) == len(set(keys)) == pages[0].total


@pytest.mark.parametrize("label", ["negative", "neutral", "positive"])
async def test_voices_of_one_label(client: Client, label: str) -> None:
    found = await voices(client, sentiment=label)
    assert {one.sentiment for one in found.voices} == {label}


async def test_the_unscored_are_no_label(client: Client) -> None:
    assert {one.sentiment for one in (await voices(client, sentiment="unscored")).voices} == {""}


async def test_voices_of_a_point_and_a_topic(client: Client) -> None:
    day = (NEWEST - timedelta(3)).isoformat()
    assert {one.at.date() for one in (await voices(client, start=day, end=day)).voices} == {
        date.fromisoformat(day)
    }
    assert all("waiting" in one.topics for one in (await voices(client, topic="waiting")).voices)


async def test_voices_behind_the_ledgers(client: Client) -> None:
    assert {one.key for one in (await voices(client, about="gap")).voices} == {key(1), key(2)}
    assert (await voices(client, about="promises")).total > 0
    assert key(2) in {one.key for one in (await voices(client, about="pressure")).voices}
    made = (await overview(client)).promises
    assert made
    behind = await voices(client, about="promise", event=made.latest[0].event_key)
    assert all(one.at >= made.latest[0].made_at for one in behind.voices)


@pytest.mark.parametrize(
    "query",
    [
        {"weeks": "5"},
        {"weeks": "x"},
        {"offset": "-1"},
        {"about": "x"},
        {"sentiment": "x"},
        {"start": "2026-02-30"},
    ],
)
async def test_a_wrong_question_is_told(client: Client, query: dict[str, str]) -> None:
    async with client.get("/api/voices", params=query) as answer:
        assert answer.status == 400
        assert not msgspec.json.decode(await answer.read(), type=Fault).unavailable


@pytest.mark.parametrize("name", ["region", "product", "channel", "topic", "event"])
@pytest.mark.parametrize(
    "value", [QUOTES, "' OR '1'='1", "\\", "\0", "'; DROP TABLE voices; --", "?", "{x:String}"]
)
async def test_choices_are_text_and_never_sql(client: Client, name: str, value: str) -> None:
    about = "promise" if name == "event" else "all"
    assert (await voices(client, about=about, **{name: value})).total == 0
    assert (await overview(client, **{name: value})).sources


async def test_nothing_but_our_own_files_may_run(client: Client) -> None:
    async with client.get("/") as answer:
        policy = answer.headers["Content-Security-Policy"]
        text = await answer.text()
    assert policy.startswith("default-src 'self'")
    assert "unsafe" not in policy
    assert "<script>" not in text
    assert " on" not in text.partition("<body>")[2].partition("<noscript>")[0]


@pytest.mark.parametrize("path", ["/static/main.js", "/static/frame.css", "/static/icon.svg"])
async def test_files_are_served_and_asked_for_again_each_time(client: Client, path: str) -> None:
    async with client.get(path) as answer:
        assert answer.status == 200
        assert answer.headers["Cache-Control"] == "no-cache"
        assert answer.headers["X-Content-Type-Options"] == "nosniff"


@pytest.mark.parametrize("path", ["/static/../app.py", "/static/%2e%2e/app.py", "/static/", "/nowhere"])
async def test_nothing_else_is_served(client: Client, path: str) -> None:
    async with client.get(path) as answer:
        assert answer.status in {403, 404}
