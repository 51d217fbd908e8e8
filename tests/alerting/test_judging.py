"""When an alert opens, stays and closes."""

from datetime import timedelta
from math import comb
from random import Random

import pytest

from agents.alerting.judging import NOTHING_BEHIND, Seen, closes, opened, opens, orphans
from agents.alerting.seeing import Counts, Reading, beyond, shared
from schemas.alerting import AlertRow, Rule, Why
from tests.alerting.raised import alert, rule, seen
from tests.rows import DAY, HOUR, NOON


def counted(hits: int, n: int, place: str = "North", of: int = 0) -> Counts:
    return Counts(place=place, place_en=place, place_zh=place, hits=hits, n=n, of=of)


def looked(asked: Rule, *readings: Reading, hours: int = 0, elsewhere: float | None = None) -> Seen:
    at = NOON + HOUR * hours
    return Seen(rule=asked, readings=readings, since=at - DAY * 7, at=at, elsewhere=elsewhere)


def raised(asked: Rule, reading: Reading, hours: int = 0) -> AlertRow:
    return opened(looked(asked, reading, hours=hours), reading, NOTHING_BEHIND, 1)


@pytest.mark.parametrize(
    ("hits", "n", "told"),
    [
        (60, 500, False),  # 120 per 1,000, but the interval begins at 94
        (80, 500, True),  # 160, from 131 on
        (8, 20, False),  # far above, but too few
        (500, 500, True),
        (0, 500, False),
        (0, 0, False),
    ],
)
def test_chance_alone_opens_nothing(hits: int, n: int, told: bool) -> None:
    asked = rule(least=30)
    assert beyond(asked, [shared(asked, counted(hits, n), 1000)]) == [told]


def test_below_looks_at_the_other_end() -> None:
    asked = rule(above=None, below=100.0)
    readings = [shared(asked, counted(hits, 500, str(hits)), 1000) for hits in (0, 20, 45, 80)]
    assert beyond(asked, readings) == [True, True, False, False]


def test_a_plain_count_is_no_guess() -> None:
    asked = rule(figure="", watch="account_difference", unit="count", by="source", above=0.0)
    readings = [seen(1.0, "a", n=1), seen(0.0, "b"), seen(None, "c")]
    assert beyond(asked, readings) == [True, False, False]


def test_many_places_at_their_limit_hardly_ever_ring() -> None:
    """Forty regions whose true rate is the limit: without control one round in two would ring."""
    chance, asked = Random(6), rule(least=30)
    rounds = 0
    for _ in range(200):
        readings = [
            shared(asked, counted(sum(chance.random() < 0.1 for _ in range(300)), 300, str(place)), 1000)
            for place in range(40)
        ]
        rounds += any(beyond(asked, readings))
    assert rounds <= 200 * 0.05


@pytest.mark.parametrize(
    ("hits", "n", "limit"), [(45, 300, 0.1), (15, 300, 0.1), (3, 4, 0.5), (900, 1000, 0.7), (0, 50, 0.1)]
)
def test_chance_is_the_exact_tail(hits: int, n: int, limit: float) -> None:
    tail = range(hits, n + 1) if hits > n * limit else range(hits + 1)
    exact = sum(comb(n, k) * limit**k * (1 - limit) ** (n - k) for k in tail)
    reading = shared(rule(above=limit * 1000), counted(hits, n), 1000)
    assert reading.chance == pytest.approx(min(1, 2 * exact))


def test_millions_are_no_trouble() -> None:
    asked = rule(above=100.0)
    assert 0.3 < shared(asked, counted(1_000_300, 10_000_000), 1000).chance < 1
    assert shared(asked, counted(9_000_000, 10_000_000), 1000).chance == 0


def test_places_far_below_do_not_help_a_doubtful_one() -> None:
    asked = rule()
    doubtful = shared(asked, counted(66, 500), 1000)  # alone it rings
    assert beyond(asked, [doubtful]) == [True]
    quiet = [shared(asked, counted(1, 500, str(place)), 1000) for place in range(20)]
    assert not any(beyond(asked, [doubtful, *quiet]))


def test_an_open_alert_is_not_opened_again() -> None:
    asked = rule()
    assert opens(looked(asked, seen(150.0), seen(150.0, "South"), hours=1), [alert()])[0].place == "South"
    assert opens(looked(asked, seen(150.0), hours=1), [alert()]) == []


def test_it_closes_at_a_limit_of_its_own() -> None:
    asked = rule(closes_at=80.0)
    held = raised(asked, seen(150.0))
    for value, over in ((150.0, False), (99.0, False), (80.0, True), (10.0, True)):
        found = closes(looked(asked, seen(value), hours=1), [held], 9)
        assert [row.closed_why for row in found] == [Why.BACK] * over
        assert [row.closed_value for row in found] == [value] * over


def test_what_rests_on_too_few_closes_nothing() -> None:
    asked = rule(least=30)
    held = raised(asked, seen(150.0))
    assert closes(looked(asked, seen(0.0, n=29), hours=1), [held], 9) == []


def test_no_data_is_not_zero() -> None:
    asked = rule()
    held = raised(asked, seen(150.0))
    for readings in ((), (seen(None, n=0),)):
        (over,) = closes(looked(asked, *readings, hours=1), [held], 9)
        assert (over.closed_why, over.closed_value) == (Why.NO_DATA, None)


def test_where_rows_are_counted_no_row_is_zero() -> None:
    asked = rule(figure="", watch="contact_violations", above=0.0)
    held = raised(asked, seen(3.0))
    (over,) = closes(looked(asked, hours=1, elsewhere=0.0), [held], 9)
    assert (over.closed_why, over.closed_value) == (Why.BACK, 0.0)


def test_silence_follows_the_end_and_ends() -> None:
    asked = rule(silence_hours=24)
    (over,) = closes(looked(asked, seen(0.0), hours=1), [raised(asked, seen(150.0))], 9)
    assert opens(looked(asked, seen(150.0), hours=24), [over]) == []
    assert len(opens(looked(asked, seen(150.0), hours=25), [over])) == 1
    assert len(opens(looked(asked, seen(150.0, "South"), hours=2), [over])) == 1


def test_nothing_happens_twice_at_one_moment() -> None:
    asked = rule(silence_hours=0)
    now = looked(asked, seen(150.0))
    held = raised(asked, seen(150.0))
    assert opens(now, [held]) == []
    assert closes(now, [held], 9) == []
    over = closes(looked(asked, seen(0.0)), [held], 9)
    assert opens(now, over) == []


def test_a_clock_set_back_neither_closes_nor_opens() -> None:
    asked = rule()
    held = raised(asked, seen(150.0), hours=5)
    assert closes(looked(asked, seen(0.0), hours=1), [held], 9) == []
    assert opens(looked(asked, seen(150.0), hours=1), [held]) == []


def test_alerts_of_a_rule_that_went_or_changed_are_closed() -> None:
    held = alert()
    assert orphans([rule()], [held], NOON + HOUR, 9) == []
    for rules in ([], [rule(by="team")], [rule(figure="unwelcome_contacts")]):
        (over,) = orphans(rules, [held], NOON + HOUR, 9)
        assert (over.closed_why, over.closed_at) == (Why.RULE_GONE, NOON + HOUR)
        assert orphans(rules, [over], NOON + HOUR * 2, 10) == []


def test_closing_wins_over_opening_whatever_the_clock_says() -> None:
    held = alert(version=2**50)
    (over,) = orphans([], [held], NOON, 1)
    assert over.version == held.version + 1


def test_an_alert_tells_in_both_languages_what_it_rests_on() -> None:
    asked = rule()
    reading = shared(asked, counted(80, 500, of=1000), 1000)
    row = opened(looked(asked, reading), reading, NOTHING_BEHIND, 1)
    assert row.text_en == (
        "Complaint rate is high, region North: 160 per 1,000 (95 % interval 130.5 to 194.7, n = 500, coverage 50 %),"
        " above the limit of 100 per 1,000; 2026-03-24 to 2026-03-31 12:00 UTC."
    )
    assert row.text_zh == (
        "投诉率偏高，地区 North：每千次 160（95% 区间 130.5 至 194.7，n = 500，覆盖率 50%），"
        "高于限值（每千次 100）；2026-03-24 至 2026-03-31 12:00（UTC）。"
    )
    assert (row.n, row.coverage, row.closed_at) == (500, 0.5, None)


def test_a_place_without_a_name_is_called_so() -> None:
    asked = rule()
    reading = seen(150.0, "")
    row = opened(looked(asked, reading), reading, NOTHING_BEHIND, 1)
    assert "region not given" in row.text_en
    assert "地区 未注明" in row.text_zh


def test_readings_without_a_value_open_nothing() -> None:
    asked = rule()
    with pytest.raises(ValueError, match="nothing was seen"):
        raised(asked, seen(None))


def test_silence_is_counted_from_the_last_of_several() -> None:
    asked = rule(silence_hours=1)
    old = alert(closed_at=NOON + HOUR, closed_why="back")
    new = alert(opened_at=NOON + HOUR * 10, closed_at=NOON + HOUR * 11, closed_why="back")
    assert opens(looked(asked, seen(150.0), hours=11), [new, old]) == []
    assert timedelta(hours=1) == asked.silence
