"""An erasure that is cut off at any store call, and done again, comes to the same end."""

from dataclasses import replace

import pytest

from pipeline.erasing.erase import Erasing
from tests.crash.cutting import Cut, Fuse, PowerCut, When
from tests.erasing.people import ID, NOW, Company
from tests.erasing.test_erase import content, erase, heard, logged


def cut(company: Company, fuse: Fuse) -> Erasing:
    return replace(
        company.erasing,
        warehouse=Cut(company.warehouse, fuse),  # type: ignore[arg-type]  # it has every method of the store
        log=Cut(company.log, fuse),  # type: ignore[arg-type]
    )


def uncut() -> int:
    company, fuse = heard(), Fuse()
    erasing = cut(company, fuse)
    erasing.erase(erasing.person(ID), lambda: NOW)
    return fuse.calls


CALLS = uncut()
EXPECTED = heard()
RECEIPT = erase(EXPECTED)
FEW = 6
"""Of all calls, every so many: the others take the time of the slow tests."""


@pytest.mark.parametrize("when", When)
@pytest.mark.parametrize(
    "at", [pytest.param(at, marks=() if at % FEW == 0 else pytest.mark.slow) for at in range(1, CALLS + 1)]
)
def test_a_cut_anywhere_comes_to_the_same_end(at: int, when: When) -> None:
    company = heard()
    erasing = cut(company, Fuse(at, when))
    with pytest.raises(PowerCut):
        erasing.erase(erasing.person(ID), lambda: NOW)
    receipt = erase(company)
    assert (receipt.tables, receipt.topics) == (RECEIPT.tables, RECEIPT.topics)
    assert receipt.names == RECEIPT.names
    assert content(company.warehouse) == content(EXPECTED.warehouse)
    assert logged(company) == logged(EXPECTED)
    assert not [*company.erasing.left(receipt)]
