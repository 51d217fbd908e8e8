"""Every panel's SQL runs on an old server and on today's engine, and tells what the views tell."""

from datetime import date

import pytest

from pipeline.warehouse.engine import Answer
from pipeline.warehouse.sql import SqlWarehouse
from schemas import tables
from tests.deploy.grafana_macros import ALL, filled
from tests.deploy.panels import Panel, read
from tests.rows import DAY, NOON, fact

pytestmark = pytest.mark.slow

SPAN = date(2026, 3, 2), date(2026, 4, 30)
BOARDS = [read(f"earshot-leadership-{lang}") for lang in ("en", "zh")]


@pytest.fixture(params=["on_server", "on_chdb"])
def engine(request: pytest.FixtureRequest) -> SqlWarehouse:
    found: SqlWarehouse = request.getfixturevalue(request.param)
    return found


def ask(engine: SqlWarehouse, panel: Panel, **chosen: tuple[str, ...]) -> Answer:
    (target,) = panel.targets
    return engine.ask(filled(target.raw_sql, *SPAN, chosen or ALL))


def test_without_data_there_is_no_share_and_no_row(engine: SqlWarehouse) -> None:
    for panel in (panel for board in BOARDS for panel in board.shown):
        rows = ask(engine, panel).rows
        if panel.type == "stat":
            (row,) = rows
            assert [*row[:4]] == [None, None, None, 0], panel.title
        else:
            assert rows == [], panel.title


def test_what_viewers_may_choose_is_asked(engine: SqlWarehouse) -> None:
    complain(engine)
    english, chinese = ({each.name: each.query for each in board.templating.list} for board in BOARDS)
    assert engine.ask(english["channel"]).rows == [("Call",), ("Chat",)]
    assert {*engine.ask(chinese["channel"]).rows} == {("电话",), ("在线聊天",)}
    assert engine.ask(english["region"]).rows == [("North",)]
    for board in BOARDS:
        for panel in board.shown:
            ask(engine, panel, channel=("Call", "电话"), region=("North",), product=("a b",), team=("a", "b"))


def test_shares_are_counted_out_of_what_is_chosen(engine: SqlWarehouse) -> None:
    complain(engine)
    for board, title, call in zip(BOARDS, ("Complaint rate", "投诉率"), ("Call", "电话"), strict=True):
        ((value, low, high, n, coverage),) = ask(engine, board.titled("stat", title)).rows
        assert (value, n, coverage) == (1000 * 14 / 60, 60, 1.0)
        assert isinstance(low, float)
        assert isinstance(high, float)
        assert 100 < low < 1000 * 14 / 60 < high < 400
        ((value, _, _, n, _),) = ask(engine, board.titled("stat", title), channel=(call,)).rows
        assert (value, n) == (250, 40)


def test_a_week_without_data_has_no_row(engine: SqlWarehouse) -> None:
    """So that the line breaks there: the panel joins no weeks that are further apart."""
    complain(engine)
    answer = ask(engine, BOARDS[0].titled("timeseries", "Complaint rate"))
    assert answer.columns[0] == "time"
    assert [(row[0], row[1], row[4]) for row in answer.rows] == [
        (NOON.replace(day=9, hour=0), 200.0, 20),
        (NOON.replace(day=30, hour=0), 250.0, 40),
    ]


def complain(engine: SqlWarehouse) -> None:
    """40 calls, ten of them complaints; three weeks before 20 chats, four of them complaints."""
    weeks = (("call", NOON, 40, 10), ("chat", NOON - 21 * DAY, 20, 4))
    engine.write(
        tables.INTERACTIONS,
        [
            fact(
                f"{channel}{number}",
                moment,
                channel=channel,
                region="North",
                language="en",
                complaint="yes" if number < complaints else "no",
            )
            for channel, moment, count, complaints in weeks
            for number in range(count)
        ],
    )
    engine.recount([moment.replace(minute=0) for _, moment, _, _ in weeks])
