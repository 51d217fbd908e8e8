"""Events of an erased person that come again: a cut anywhere leaves nothing unblanked, uncounted or unfiled."""

import msgspec
import pytest

from pipeline.embedded import assemble
from pipeline.erasing.receipt import Receipt
from pipeline.memory import MemoryLog
from pipeline.ports import NewRecord
from pipeline.verify import differences, handed
from pipeline.warehouse.memory import MemoryWarehouse
from schemas import tables
from tests.crash.cutting import Cut, Fuse, PowerCut, When
from tests.erasing.people import HEARING, ID, NOW, POLICIES, WORD, Company, mail, others, sent, theirs
from tests.erasing.test_erase import told

FEW = 4
"""Of all calls, every so many: the others take the time of the slow tests."""


def again() -> list[NewRecord]:
    """The same events, one that was never sent before, and one whose id was another's."""
    stolen = msgspec.structs.replace(mail(20, ID), customer=ID)
    return sent([*theirs(), mail(7, ID), stolen, *others()])


def erased() -> tuple[Company, Receipt]:
    company = Company(MemoryLog(), MemoryWarehouse()).hear(*sent([*theirs(), *others()]))
    receipt = company.erasing.erase(company.erasing.person(ID), lambda: NOW.replace(year=2030))
    company.log.append(again())
    return company, receipt


def work(company: Company, fuse: Fuse) -> None:
    log, warehouse = Cut(company.log, fuse), Cut(company.warehouse, fuse)
    assemble(log, warehouse, HEARING, POLICIES).drain()  # type: ignore[arg-type]  # they have every method


def logged(company: Company) -> str:
    topics = ("voc.emails", "voc.interactions", "voc.dead-letters", "voc.records")
    return "".join(str(company.log.read(topic, 0, 1_000)) for topic in topics)


def check(company: Company, receipt: Receipt) -> None:
    assert WORD not in told(company.warehouse)
    assert WORD not in logged(company)
    assert [*company.erasing.left(receipt)] == []
    assert [*differences(handed(company.log), company.warehouse, POLICIES)] == []
    assert len([*company.warehouse.rows(tables.DEAD_LETTERS)]) == 1


def uncut() -> int:
    company, receipt = erased()
    fuse = Fuse()
    work(company, fuse)
    check(company, receipt)
    return fuse.calls


CALLS = uncut()


@pytest.mark.parametrize("when", When)
@pytest.mark.parametrize(
    "at", [pytest.param(at, marks=() if at % FEW == 0 else pytest.mark.slow) for at in range(1, CALLS + 1)]
)
def test_a_cut_anywhere_leaves_nothing(at: int, when: When) -> None:
    company, receipt = erased()
    with pytest.raises(PowerCut):
        work(company, Fuse(at, when))
    company.hear()
    check(company, receipt)
