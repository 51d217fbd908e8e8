"""Rows of promises hold lists of moments: every warehouse keeps them, to the second."""

from datetime import timedelta

import pytest

from schemas import tables
from schemas.errors import Unstorable
from schemas.stories import PromiseRow
from schemas.values import LATEST
from tests.contract.conftest import Held
from tests.rows import DAY, HOUR, NOON, blank

BIT = timedelta(microseconds=1)


def full(**given: object) -> PromiseRow:
    usual: dict[str, object] = {
        "customer": "C1",
        "promise": "P1",
        "moved_at": (NOON,),
        "moved_to": (NOON + DAY,),
        "accrued_at": (NOON + DAY, NOON + 2 * DAY),
        "accrued": (500, 700),
        "paid_at": (NOON, NOON + HOUR),
        "paid": (1, 10**12),
        "paid_in": ("GBP", "CNY"),
        "present": 1,
        "version": 1,
    }
    return blank(PromiseRow, **(usual | given))


def test_what_is_written_stands(warehouse: Held) -> None:
    rows = [full(), blank(PromiseRow, customer="C1", promise="P2", present=1, version=1)]
    warehouse.write(tables.PROMISES, rows)
    assert warehouse.standing(tables.PROMISES, ["C1"]) == rows


def test_moments_are_kept_to_the_second(warehouse: Held) -> None:
    warehouse.write(tables.PROMISES, [full(paid_at=(NOON + BIT, NOON + HOUR - BIT))])
    (row,) = warehouse.standing(tables.PROMISES, ["C1"])
    assert isinstance(row, PromiseRow)
    assert row.paid_at == (NOON, NOON + HOUR - timedelta(seconds=1))


def test_a_moment_that_cannot_be_kept_is_refused_with_its_row(warehouse: Held) -> None:
    far = LATEST.replace(year=2200)
    with pytest.raises(Unstorable) as refused:
        warehouse.write(tables.PROMISES, [full(), full(promise="P2", accrued_at=(NOON, far))])
    assert refused.value.rows == (1,)
