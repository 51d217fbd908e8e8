"""The page over the warehouse's own views, on chDB and on a ClickHouse server."""

from datetime import UTC, datetime, timedelta

import pytest

from pipeline.page.asking import Asking, Chosen
from pipeline.page.overview import overview
from pipeline.page.voices import Wanted, choices, voices
from pipeline.warehouse.sql import SqlWarehouse
from schemas import stories, tables
from schemas.facts import InteractionRow
from tests.page_rows import key, row
from tests.page_views import LAYOUT, TABLES

AT = datetime(2026, 3, 4, 9, 30, tzinfo=UTC)


@pytest.fixture(params=["on_chdb", pytest.param("on_server", marks=pytest.mark.slow)])
def warehouse(request: pytest.FixtureRequest) -> SqlWarehouse:
    found: SqlWarehouse = request.getfixturevalue(request.param)
    found.write(tables.INTERACTIONS, [_said(number) for number in range(40)])
    found.write(
        tables.PROMISES,
        [row(stories.PromiseRow, promise="P1", event_key=key(1), made_at=AT, due_at=AT + timedelta(1))],
    )
    found.write(
        tables.RESOLUTIONS,
        [
            row(
                stories.ResolutionRow,
                event_key=key(99),
                resolved_at=AT,
                matures_at=AT,
                verdict="contradicted",
            )
        ],
    )
    found.write(
        tables.JOURNEYS,
        [
            row(
                stories.Journey,
                journey=key(2),
                started_at=AT,
                resolved_at=AT,
                felt="contradicted",
                touchpoints=(key(2), key(3)),
            )
        ],
    )
    found.write(
        tables.OUTREACH,
        [
            row(
                stories.OutreachRow,
                event_key=key(98),
                made_at=AT,
                violations=("after_do_not_contact", "too_many"),
                request_key=key(4),
            )
        ],
    )
    found.recount({_said(number).window for number in range(40)})
    return found


def _said(number: int) -> InteractionRow:
    angry = number % 4 == 0
    at = AT + timedelta(hours=number)
    return row(
        InteractionRow,
        window=at.replace(minute=0),
        event_key=key(number),
        created_at=at,
        channel="chat",
        counted=1,
        region="华东",
        language="en",
        sentiment="negative" if angry else "positive",
        polarity=-5_000 if angry else 5_000,
        complaint="yes" if angry else "no",
        complaint_begins=(3,) if angry else (),
        complaint_ends=(8,) if angry else (),
        topics=("outage",) if angry else (),
        topic_cues=("outage.broke",) if angry else (),
        topic_begins=(3,) if angry else (),
        topic_ends=(8,) if angry else (),
        voice="It broke 又坏了" if angry else "It works",
    )


async def test_every_answer_is_read_from_the_views(warehouse: SqlWarehouse) -> None:
    found = await overview(Asking(warehouse), Chosen(weeks=4, region="华东"), AT.date() + timedelta(30))
    assert found.interactions == 40
    assert found.net_sentiment
    assert found.net_sentiment.value == pytest.approx(50)
    assert found.complaint_rate
    assert found.complaint_rate.value == pytest.approx(250)
    assert [(topic.topic, topic.complaints) for topic in found.topics] == [("outage", 10)]


async def test_the_ledgers_are_read_from_the_views(warehouse: SqlWarehouse) -> None:
    found = await overview(Asking(warehouse), Chosen(weeks=4), AT.date() + timedelta(30))
    assert found.promises
    assert (found.promises.broken, len(found.promises.latest)) == (1, 1)
    assert found.gap
    assert (found.gap.official, found.gap.contradicted, found.gap.gap.value) == (1, 1, 100)
    assert found.pressure
    assert {kind.kind for kind in found.pressure.kinds} == {"after_do_not_contact", "too_many"}


async def test_voices_are_read_from_the_views(warehouse: SqlWarehouse) -> None:
    asking, today = Asking(warehouse), AT.date() + timedelta(30)

    async def keys(wanted: Wanted) -> set[str]:
        return {one.key for one in (await voices(asking, wanted, today)).voices}

    complaints = await voices(asking, Wanted(about="complaint"), today)
    assert (complaints.total, complaints.voices[0].evidence) == (10, "broke")
    assert key(1) in await keys(Wanted(about="promises"))
    assert (await voices(asking, Wanted(about="promise", event=key(1)), today)).total == 40
    assert await keys(Wanted(about="gap")) == {key(2), key(3)}
    assert await keys(Wanted(about="pressure")) == {key(4)}
    assert (await choices(asking)).regions == ("华东",)


def test_the_made_up_views_have_the_types_of_the_real_ones(on_chdb: SqlWarehouse) -> None:
    for view, layout in (LAYOUT | TABLES).items():
        real = {str(name): str(kind) for name, kind, *_ in on_chdb.select(f"DESCRIBE TABLE {view}").rows}
        made_up = dict(column.partition(" DEFAULT ")[0].split(" ", 1) for column in layout.split(", "))
        assert made_up == {name: _plain(real[name]) for name in made_up}, view


def _plain(kind: str) -> str:
    """Made-up tables need no dictionaries."""
    return kind.removeprefix("LowCardinality(").removesuffix(")") if kind.startswith("Low") else kind
