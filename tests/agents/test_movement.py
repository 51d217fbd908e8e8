import numpy as np
import pytest

from agents.figures import Feelings
from agents.noticing.movement import (
    COMPLAINT_RATE,
    NET_SENTIMENT,
    TOPIC_COMPLAINT_RATE,
    Cell,
    Movement,
    Tally,
    movements,
)

ALL = Cell("all", "")


def tally(complaints: int, judged: int, **topics: int) -> Tally:
    return Tally(judged + 5, Feelings(complaints, 0, judged - complaints), judged, complaints, topics)


def one(found: list[Movement], figure: str, cell: Cell = ALL) -> Movement:
    (only,) = (each for each in found if (each.figure, each.cell) == (figure, cell))
    return only


def test_a_week_stands_beside_the_one_before_in_the_unit_of_its_figure() -> None:
    found = movements({ALL: tally(120, 400, refund=40)}, {ALL: tally(60, 400, refund=10)})
    rate, topic, net = (one(found, name) for name in (COMPLAINT_RATE, TOPIC_COMPLAINT_RATE, NET_SENTIMENT))
    assert rate.change is not None
    assert rate.change.by.value == pytest.approx(150)  # per 1,000
    assert rate.now.estimate is not None
    assert (rate.now.estimate.value, rate.now.n, rate.now.relevant) == (300, 400, 405)
    assert topic.change is not None
    assert topic.topic == "refund"
    assert topic.change.by.value == pytest.approx(75)
    assert net.change is not None
    assert net.change.by.value == pytest.approx(-30)  # points
    assert [each.flagged for each in found] == [True] * 3


def test_too_few_are_shown_and_never_flagged() -> None:
    (rate,) = (
        each
        for each in movements({ALL: tally(25, 29)}, {ALL: tally(0, 500)})
        if each.figure == COMPLAINT_RATE
    )
    assert rate.change is not None
    assert not rate.flagged


def test_a_cell_that_is_new_or_gone_has_no_change() -> None:
    north, south = Cell("region", "north"), Cell("region", "south")
    found = movements({north: tally(20, 40)}, {south: tally(20, 40)})
    for cell in (north, south):
        moved = one(found, COMPLAINT_RATE, cell)
        assert (moved.change, moved.flagged) == (None, False)
    assert one(found, NET_SENTIMENT, south).now.estimate is None


def test_nothing_judged_is_no_row_and_a_topic_nobody_complained_of_is_none() -> None:
    silent = Tally(40, Feelings(0, 0, 0), 0, 0, {})
    assert movements({ALL: silent}, {ALL: silent}) == []
    found = movements({ALL: tally(3, 40, price=0)}, {ALL: tally(3, 40, price=0)})
    assert {each.figure for each in found} == {NET_SENTIMENT, COMPLAINT_RATE}


def test_of_many_cells_where_nothing_changed_hardly_any_is_flagged() -> None:
    chance = np.random.default_rng(5)

    def week() -> dict[Cell, Tally]:
        return {Cell("team", str(at)): tally(int(chance.binomial(200, 0.2)), 200) for at in range(100)}

    flagged = [any(each.flagged for each in movements(week(), week())) for _ in range(60)]
    assert sum(flagged) <= 3
