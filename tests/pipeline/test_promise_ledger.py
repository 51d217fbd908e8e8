"""One rule in two languages: the view `promise_ledger`, told for any moment, and `agents.following.standing`."""

from collections.abc import Mapping
from datetime import datetime, timedelta
from random import Random
from typing import Any

import pytest

from agents.following.standing import State, due_as_of, money_as_of, state_as_of
from pipeline.ledger.asking import Sum, Wanted, ledger
from pipeline.warehouse.sql import SqlWarehouse
from pipeline.warehouse.views import as_of
from schemas import tables
from schemas.stories import PromiseRow
from tests.rows import DAY, HOUR, NOON, blank

MOMENTS = [NOON + timedelta(hours=number) for number in (-30, -1, 0, 1, 5, 6, 12, 40)]


@pytest.fixture(params=["chdb", pytest.param("server", marks=pytest.mark.slow)])
def warehouse(request: pytest.FixtureRequest) -> SqlWarehouse:
    held: SqlWarehouse = request.getfixturevalue(f"on_{request.param}")
    return held


def moment(chance: Random) -> datetime:
    return NOON + HOUR * chance.randrange(-12, 12)


def some(chance: Random) -> tuple[datetime, ...]:
    return tuple(sorted(moment(chance) for _ in range(chance.choice([0, 0, 1, 2, 3]))))


def promised(chance: Random, number: int) -> PromiseRow:
    """Any row, also those that no story makes."""
    moves, falls, pays = some(chance), some(chance), some(chance)
    names = ("kept_at", "kept_again_at", "withdrawn_at", "doubted_at", "first_due_at")
    moments = {name: moment(chance) if chance.random() < 0.6 else None for name in names}
    moved_to = tuple(moment(chance) for _ in moves)
    return blank(
        PromiseRow,
        customer=f"C{number % 3}",
        promise=f"P{number:03}",
        made_at=moment(chance) - 6 * HOUR,
        due_at=moved_to[-1] if moves else moments["first_due_at"],
        **moments,
        moved_at=moves,
        moved_to=moved_to,
        doubted_key="k",
        currency=chance.choice(["", "GBP", "CNY"]),
        accrued_at=falls,
        accrued=tuple(chance.randrange(1, 900) for _ in falls),
        paid_at=pays,
        paid=tuple(chance.randrange(1, 900) for _ in pays),
        paid_in=tuple(chance.choice(["GBP", "CNY"]) for _ in pays),
        present=1,
        version=1,
    )


def asked(warehouse: SqlWarehouse, at: datetime) -> dict[str, Mapping[str, Any]]:
    answer = warehouse.select(f"SELECT * FROM ({as_of('promise_ledger', at)})")
    rows = [dict(zip(answer.columns, row, strict=True)) for row in answer.rows]
    return {str(row["promise"]): row for row in rows}


@pytest.mark.parametrize("seed", [1, 2, 3])
def test_view_and_python_agree_at_every_moment(warehouse: SqlWarehouse, seed: int) -> None:
    chance = Random(seed)
    rows = [promised(chance, number) for number in range(400)]
    warehouse.write(tables.PROMISES, rows)
    for at in MOMENTS:
        found = asked(warehouse, at)
        made = [row for row in rows if state_as_of(row, at)]
        assert {*found} == {row.promise for row in made}
        for row in made:
            says = found[row.promise]
            assert (says["state"], says["due_at"], says["as_of"]) == (
                state_as_of(row, at),
                due_as_of(row, at),
                at,
            )
            assert (says["owed"], says["paid"], says["outstanding"], says["currency"]) == money_as_of(
                row, at
            ), row
            assert (says["days_late"] is None) == (says["state"] not in {"late", "broken"})
            assert says["days_late"] is None or says["days_late"] >= 0


def test_each_column_can_be_asked_for_alone(warehouse: SqlWarehouse) -> None:
    warehouse.write(tables.PROMISES, [promised(Random(5), 1)])
    for column in warehouse.select("SELECT * FROM promise_ledger").columns:
        assert len(warehouse.select(f"SELECT {column} FROM promise_ledger").rows) == 1


def test_days_late_end_when_a_broken_promise_is_taken_back(warehouse: SqlWarehouse) -> None:
    row = blank(
        PromiseRow, promise="P", due_at=NOON, first_due_at=NOON, withdrawn_at=NOON + DAY, present=1, version=1
    )
    warehouse.write(tables.PROMISES, [row])
    says = asked(warehouse, NOON + 9 * DAY)["P"]
    assert (says["state"], says["days_late"]) == ("broken", 1.0)


def test_the_ledger_counts_all_and_lists_what_was_asked_for(warehouse: SqlWarehouse) -> None:
    chance = Random(4)
    rows = [promised(chance, number) for number in range(120)]
    warehouse.write(tables.PROMISES, rows)
    found = ledger(warehouse, Wanted(NOON, (State.BROKEN,), "C1", limit=2))
    ours = [row for row in rows if row.customer == "C1"]
    states = [state_as_of(row, NOON) for row in ours]
    assert found.states == {state: states.count(state) for state in State}
    assert [one.state for one in found.promises] == [State.BROKEN] * 2
    assert found.promises[0].outstanding >= found.promises[1].outstanding
    broken = [row for row in ours if state_as_of(row, NOON) is State.BROKEN]
    assert found.money == expected(broken)


def expected(rows: list[PromiseRow]) -> tuple[Sum, ...]:
    """The money of these rows, a currency each: payments wherever they were made."""
    stood = [money_as_of(row, NOON) for row in rows]
    paid: dict[str, int] = {}
    for row in rows:
        for at, amount, currency in zip(row.paid_at, row.paid, row.paid_in, strict=True):
            paid[currency] = paid.get(currency, 0) + (amount if at <= NOON else 0)
    return tuple(
        Sum(
            currency=currency,
            owed=sum(one.owed for one in stood if one.currency == currency),
            paid=paid.get(currency, 0),
            outstanding=sum(one.outstanding for one in stood if one.currency == currency),
        )
        for currency in ("CNY", "GBP")
    )
