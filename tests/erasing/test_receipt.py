"""A receipt that somebody wrote in, or cut: what it leaves out, the list still knows."""

import msgspec
import pytest

from pipeline.erasing.receipt import Receipt
from schemas import tables
from schemas.facts import InteractionRow
from tests.erasing.people import ID, NOW, Company
from tests.erasing.test_erase import erase, heard

RECEIPT = erase(heard())


@pytest.fixture
def restored() -> Company:
    """The person was erased, and a backup has brought a fact back."""
    company = heard()
    facts = [*company.warehouse.rows(tables.INTERACTIONS)]
    erase(company)
    theirs = [row for row in facts if isinstance(row, InteractionRow) and row.customer == ID]
    company.warehouse.write(
        tables.INTERACTIONS, [msgspec.structs.replace(row, version=2**62) for row in theirs]
    )
    return company


@pytest.mark.parametrize(
    "changed",
    [
        RECEIPT,
        msgspec.structs.replace(RECEIPT, erased_at=NOW.replace(year=1999)),
        msgspec.structs.replace(RECEIPT, names=RECEIPT.names[:1]),
        msgspec.structs.replace(RECEIPT, names=RECEIPT.names[-1:]),
        msgspec.structs.replace(RECEIPT, tables=(), topics=()),
    ],
)
def test_what_is_left_is_found(restored: Company, changed: Receipt) -> None:
    assert [line for line in restored.erasing.left(changed) if line.startswith("interactions:")]


def test_a_later_moment_than_the_list_has_is_missed(restored: Company) -> None:
    later = msgspec.structs.replace(RECEIPT, erased_at=NOW.replace(year=2031))
    assert "missing" in next(restored.erasing.left(later))


@pytest.mark.parametrize(
    "change", [{"names": []}, {"erased_at": "2026-09-20T12:30:06"}, {"done_at": "2026-09-20T12:30:06"}]
)
def test_what_nobody_wrote_is_no_receipt(change: dict[str, object]) -> None:
    said = msgspec.to_builtins(RECEIPT) | change
    with pytest.raises(msgspec.ValidationError, match="a receipt has"):
        msgspec.convert(said, Receipt)
