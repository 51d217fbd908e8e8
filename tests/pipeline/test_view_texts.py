"""A view's file: one statement of one form, its place after what it reads, its answer for another moment."""

from datetime import UTC, datetime

import pytest

from pipeline.warehouse.sql import SqlWarehouse
from pipeline.warehouse.views import View, as_of, in_order, parse, shipped, told_at
from schemas.errors import Misused
from tests.rows import NOON

TEXT = """-- Why it is so; not: CREATE VIEW other (
-- needs: 22.3
CREATE VIEW calm (
    day Date,
    at Nullable(DateTime('UTC')),
    `end` UInt64
) AS SELECT
    day, at, -- a reason
    end FROM rows;
"""
MOMENT = datetime(2026, 3, 1, 12, tzinfo=UTC)
LITERAL = f"toDateTime({int(MOMENT.timestamp())}, 'UTC')"


def view(name: str, select: str) -> View:
    return View(name, {"a": "UInt64"}, select)


def named(*views: View) -> dict[str, View]:
    return {each.name: each for each in views}


def test_a_file_is_read_with_its_columns_and_what_it_needs() -> None:
    read = parse("calm", TEXT)
    assert read.columns == {"day": "Date", "at": "Nullable(DateTime('UTC'))", "end": "UInt64"}
    assert read.select.split() == ["SELECT", "day,", "at,", "end", "FROM", "rows"]
    assert read.needs == (22, 3)
    assert parse("calm", TEXT.replace("\n", "\r\n")) == read


@pytest.mark.parametrize(
    "text",
    [
        "",
        "SELECT 1;",
        TEXT + "SELECT 1;",
        TEXT.replace("calm", "loud"),
        TEXT.replace("    day Date,", "    day,"),
        TEXT.replace("CREATE VIEW", "CREATE OR REPLACE VIEW"),
        TEXT.replace(") AS SELECT", ") AS INSERT"),
        TEXT.replace("(\n    day", "(day"),
    ],
)
def test_a_file_of_another_form_is_refused(text: str) -> None:
    with pytest.raises(Misused, match=r"schemas/views/calm\.sql"):
        parse("calm", text)


def test_a_view_comes_after_those_it_reads() -> None:
    a, c = view("a", "SELECT x FROM b AS y JOIN c USING (x)"), view("c", "SELECT x FROM rows")
    b, d = view("b", "SELECT ' FROM a' AS x FROM (SELECT x FROM c)"), view("d", "SELECT 1 AS a")
    assert [each.name for each in in_order([a, b, c, d])] == ["c", "d", "b", "a"]


def test_views_that_read_each_other_are_refused() -> None:
    with pytest.raises(Misused, match="read each other"):
        in_order([view("a", "SELECT x FROM b"), view("b", "SELECT x FROM a")])


def test_another_moment_stands_for_now_but_in_quotes() -> None:
    views = named(view("a", "SELECT now() AS x, 'it''s now()' AS y, know() AS z FROM rows WHERE at < now()"))
    expected = f"SELECT {LITERAL} AS x, 'it''s now()' AS y, know() AS z FROM rows WHERE at < {LITERAL}"
    assert told_at("a", MOMENT, views) == expected


def test_another_moment_reaches_the_views_that_are_read() -> None:
    still, moving = view("still", "SELECT x FROM rows"), view("moving", "SELECT now() AS x")
    through = view("through", "SELECT x FROM moving AS m")
    reading = view("reading", "SELECT x FROM still JOIN through USING (x) WHERE y = ' FROM moving'")
    assert told_at("reading", MOMENT, named(still, moving, through, reading)) == (
        f"SELECT x FROM still JOIN (SELECT x FROM (SELECT {LITERAL} AS x) AS m) USING (x) WHERE y = ' FROM moving'"
    )


def test_an_unknown_view_is_named() -> None:
    with pytest.raises(Misused, match="no view is called 'mood'; there are: accounts"):
        as_of("mood", MOMENT)


def test_views_read_no_clock_but_now() -> None:
    for each in shipped().values():
        assert not {"today(", "yesterday(", "now64(", "now('", "nowInBlock("} & {
            word for word in ("today(", "yesterday(", "now64(", "now('", "nowInBlock(") if word in each.select
        }, each.name


@pytest.mark.parametrize("on", ["on_chdb", pytest.param("on_server", marks=pytest.mark.slow)])
def test_every_view_answers_for_another_moment(request: pytest.FixtureRequest, on: str) -> None:
    warehouse: SqlWarehouse = request.getfixturevalue(on)
    for name, each in shipped().items():
        if each.needs <= warehouse.server:
            answer = warehouse.select(f"SELECT * FROM ({as_of(name, NOON)})")
            assert answer.columns == tuple(each.columns), name
            assert bool(answer.rows) == (name == "metric_definitions"), name
