"""Tariffs as data: the shipped examples, and files that cannot be used."""

from datetime import UTC, date, datetime, timedelta
from pathlib import Path

import pytest

from agents.following.policies import Policies
from agents.following.standing import money_as_of
from agents.following.tariffs import Per, Tariff
from pipeline.choices.policies import policies_of
from pipeline.choices.tariffs import load_tariffs, shipped
from pipeline.settings import Settings
from schemas.errors import Misused
from schemas.stories import PromiseRow
from tests.agents.diary import Diary

RULE = "x: {name: {en: a, zh: b}, currency: EUR, rules: [{id: r, per: day, rates: [{amount: 1, since: 2026-01-01}]}]}"


def at(text: str) -> datetime:
    return datetime.fromisoformat(text).replace(tzinfo=UTC)


def told(diary: Diary, tariffs: str) -> PromiseRow:
    (row,) = diary.derived(Policies(tariffs=load_tariffs(Settings(tariffs=tariffs)))).promises
    return row


def test_none_is_in_force_unless_chosen() -> None:
    assert load_tariffs(Settings()) == policies_of(Settings()).tariffs == ()


def test_both_examples_are_explained_in_both_languages() -> None:
    assert {*shipped()} == {"broadband-gb", "bank-cn"}
    assert all(one.name.en and one.name.zh and one.source for one in shipped().values())
    chosen = load_tariffs(Settings(tariffs="broadband-gb, bank-cn"))
    assert {one.currency for one in chosen} == {"GBP", "CNY"}
    assert {one.per for one in chosen} == {*Per}


@pytest.mark.parametrize("rule", load_tariffs(Settings(tariffs="broadband-gb")), ids=lambda rule: rule.id)
def test_amounts_of_broadband_have_no_gap_and_never_fall(rule: Tariff) -> None:
    days = [date(2019, 4, 1) + timedelta(days=number) for number in range(3_000)]
    amounts = [rule.rate_on(day) for day in days]
    assert amounts[0] > 0
    assert amounts == sorted(amounts)
    assert rule.rate_on(date(2019, 3, 31)) == 0


def test_a_fault_reported_on_monday_and_repaired_on_friday_is_two_days() -> None:
    diary = Diary()
    diary.noted(at("2026-06-01T10:00"), "PromiseMade", promise="P1", what="repair of the line")
    diary.noted(at("2026-06-05T15:00"), "PromiseKept", promise="P1")
    row = told(diary, "broadband-gb")
    assert (row.tariff, row.accrued) == ("broadband-gb/delayed-repair", (1_034, 1_034))
    assert row.accrued_at[0] == at("2026-06-03T23:00")  # midnight of Wednesday in summer time


def test_a_line_due_on_wednesday_and_connected_on_friday_is_two_days() -> None:
    diary = Diary()
    due = at("2025-06-04T22:59")
    diary.noted(
        at("2025-05-20T10:00"), "PromiseMade", promise="P1", what="activation of broadband", due_at=due
    )
    diary.noted(at("2025-06-06T10:00"), "PromiseKept", promise="P1")
    row = told(diary, "broadband-gb")
    assert (row.tariff, row.accrued) == ("broadband-gb/delayed-start", (624, 624))


def test_an_engineer_who_does_not_come_is_paid_once() -> None:
    diary = Diary()
    due = at("2026-02-04T12:00")
    diary.noted(
        at("2026-02-01T10:00"),
        "PromiseMade",
        promise="P1",
        what="An engineer will visit to fix it",
        due_at=due,
    )
    row = told(diary, "broadband-gb")
    assert (row.tariff, row.accrued, row.accrued_at) == ("broadband-gb/missed-appointment", (3_119,), (due,))


def test_a_refund_in_china_has_a_working_day_and_is_paid_once_a_case() -> None:
    diary = Diary()
    due = at("2026-09-30T09:00")
    diary.noted(at("2026-09-28T09:00"), "PromiseMade", promise="P1", what="退款", due_at=due, case="K1")
    row = told(diary, "bank-cn")
    assert (row.accrued, row.accrued_at) == ((10_000,), (at("2026-10-08T16:00"),))  # after the golden week
    assert money_as_of(row, at("2026-10-08T15:59")).owed == 0


def test_a_file_of_ones_own(tmp_path: Path) -> None:
    file = tmp_path / "own.yaml"
    file.write_text(RULE, encoding="utf-8")
    (rule,) = load_tariffs(Settings(tariffs=str(file), time_zone="Europe/Paris"))
    assert (rule.id, rule.currency, rule.calendar.time_zone) == ("x/r", "EUR", "Europe/Paris")


@pytest.mark.parametrize(
    ("old", "new", "said"),
    [
        ("per: day", "per: week", "Invalid enum value"),
        ("amount: 1", "amount: 0", ">= 1"),
        ("amount: 1", "amount: 1.5", "Expected `int`"),
        ("EUR", "euro", "matching regex"),
        ("EUR", '"EUR\\n"', "matching regex"),
        ("id: r", "id: R", "matching regex"),
        ("id: r", 'id: "r\\n"', "matching regex"),
        ("since: 2026-01-01", "since: 2026-02-30", "line 1: '2026-02-30' is no date"),
        ("per: day", "per: day, cap: 3", "unknown field"),
        (
            "rules: [",
            "rules: [{id: r, per: day, rates: [{amount: 1, since: 2026-01-01}]}, ",
            "two rules have one id",
        ),
        ("since: 2026-01-01}", "since: 2026-01-01, until: 2025-01-01}", "ends before it begins"),
    ],
)
def test_a_file_that_cannot_be_used_is_refused(tmp_path: Path, old: str, new: str, said: str) -> None:
    file = tmp_path / "own.yaml"
    file.write_text(RULE.replace(old, new), encoding="utf-8")
    with pytest.raises(Misused, match=said):
        load_tariffs(Settings(tariffs=str(file)))


def test_an_unknown_name_is_answered_with_the_known_ones() -> None:
    with pytest.raises(Misused, match="broadband-gb, bank-cn"):
        load_tariffs(Settings(tariffs="ofcom"))
