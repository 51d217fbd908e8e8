"""A person is erased: nothing of them is left, the figures that were told stand, and they do not come back."""

from collections.abc import Callable
from datetime import datetime

import msgspec
import pytest

from agents.channels import READERS
from pipeline.erasing.receipt import Receipt
from pipeline.memory import MemoryLog
from pipeline.moments import microseconds_of
from pipeline.ports import Warehouse
from pipeline.verify import differences, handed, rebuild
from pipeline.warehouse.cells import Signal, TopicSignal
from pipeline.warehouse.memory import MemoryWarehouse
from schemas import tables
from schemas.alerting import AlertRow
from schemas.values import Handle
from tests.erasing.people import (
    FIRST,
    ID,
    IDENTIFY,
    MAIL,
    NOW,
    POLICIES,
    WORD,
    Company,
    everything,
    mail,
    sent,
)
from tests.rows import blank

APPENDED = {"version", "touch", "offset", "settled_at", "appended", "handled"}


def heard(clock: Callable[[], datetime] = lambda: FIRST) -> Company:
    log = MemoryLog(clock=lambda: microseconds_of(clock()))
    return Company(log, MemoryWarehouse()).hear(*everything())


def erase(company: Company, customer: str = ID, handle: str = "") -> Receipt:
    person = company.erasing.person(customer, handle)
    return company.erasing.erase(person, lambda: NOW)


def told(warehouse: Warehouse) -> str:
    """Every row of every table, as text."""
    return "\n".join(repr(row) for table in tables.ALL for row in warehouse.rows(table))


def content(warehouse: Warehouse) -> list[tuple[object, ...]]:
    """The same as values, without what tells when a record was appended: that changes when it is handled again."""
    return [
        (table.name, *(getattr(row, name) for name in table.columns if name not in APPENDED))
        for table in tables.ALL
        for row in warehouse.rows(table)
    ]


def counted(company: Company) -> list[object]:
    """The tallies without their unique customers."""
    warehouse = company.warehouse
    assert isinstance(warehouse, MemoryWarehouse)
    cells = [*warehouse.cells(Signal), *warehouse.cells(TopicSignal)]
    return [msgspec.structs.replace(cell, customers=0) for cell in cells]


def logged(company: Company) -> bytes:
    log = company.log
    topics = [topic for _, topic in READERS]
    return b"\n".join(one.key + one.value for topic in topics for one in log.read(topic, 0, 1_000))


def traces() -> list[str]:
    return [ID, WORD, MAIL, IDENTIFY.one(msgspec.convert({"kind": "email", "value": MAIL}, type=Handle))]


def test_the_person_is_everywhere_at_first() -> None:
    company = heard()
    for trace in traces():
        assert trace in told(company.warehouse) or trace.encode() in logged(company)
    assert any(company.warehouse.rows(tables.PROMISES))
    assert any(company.warehouse.rows(tables.STATEMENTS))


@pytest.mark.parametrize(("customer", "handle"), [(ID, ""), ("", MAIL), (MAIL, "")])
def test_nothing_is_left_and_the_figures_stand(customer: str, handle: str) -> None:
    company = heard()
    before = counted(company)
    receipt = erase(company, customer, handle)
    for trace in traces():
        assert trace not in told(company.warehouse)
        assert trace.encode() not in logged(company)
    assert ID not in msgspec.json.encode(receipt).decode()
    assert counted(company) == before
    assert not [*differences(handed(company.log), company.warehouse, POLICIES)]
    assert not [*company.erasing.left(receipt)]


def test_what_others_said_is_as_it_was() -> None:
    company = heard()
    mine = [row for row in company.warehouse.rows(tables.INTERACTIONS) if row.customer.startswith("other")]  # type: ignore[attr-defined]
    erase(company)
    now = [row for row in company.warehouse.rows(tables.INTERACTIONS) if row.customer]  # type: ignore[attr-defined]
    assert now == mine
    assert len(mine) == 9


def test_the_person_does_not_come_back() -> None:
    company = heard()
    erase(company)
    stands = content(company.warehouse)
    for reader, topic in READERS:
        company.log.advance(reader, topic, 0, [])
    company.hear()
    assert content(company.warehouse) == stands
    rebuild(company.warehouse, POLICIES)
    # A second gateway, an import of the archive, an event nobody has seen before: all created before the moment.
    company.hear(*everything(), *sent([mail(40, ID)]))
    for trace in traces():
        assert trace not in told(company.warehouse)
    assert not [*differences(handed(company.log), company.warehouse, POLICIES)]
    assert not [*company.erasing.left(erase(company))]


def test_whoever_comes_again_is_a_new_customer() -> None:
    today = [FIRST]
    company = heard(lambda: today[0])
    receipt = erase(company)
    today[0] = NOW.replace(year=2027)
    later = mail(50, ID, text="Hello again, my card is broken.", created_at=NOW.replace(year=2027))
    company.hear(*sent([later]))
    (row,) = [row for row in company.warehouse.rows(tables.INTERACTIONS) if row.customer == ID]  # type: ignore[attr-defined]
    assert row.voice  # type: ignore[attr-defined]
    (journey,) = [row for row in company.warehouse.rows(tables.JOURNEYS) if row.customer == ID]  # type: ignore[attr-defined]
    assert journey.contacts == 1  # type: ignore[attr-defined]
    assert not [*company.erasing.left(receipt)]
    assert not [*differences(handed(company.log), company.warehouse, POLICIES)]


def test_twice_gives_the_same_receipt() -> None:
    company = heard()
    assert erase(company) == erase(company)


def test_the_check_says_where_something_is_left() -> None:
    company = heard()
    receipt = erase(company)
    fresh = heard()
    found = [*fresh.erasing.left(receipt)]
    assert {line.partition(":")[0] for line in found} >= {
        "erasures",
        "interactions",
        "records",
        "arrivals",
        "touchpoints",
        "journeys",
        "promises",
        "voc.emails",
        "voc.records",
        "voc.interactions",
        "voc.dead-letters",
    }


def test_a_dry_run_counts_and_changes_nothing() -> None:
    company = heard()
    before = told(company.warehouse), logged(company)
    counts = company.erasing.counts(company.erasing.person(ID), NOW)
    assert counts["interactions"] == 4
    assert counts["records"] == 6
    assert counts["voc.dead-letters"] == 1
    assert (told(company.warehouse), logged(company)) == before


def alert(keys: tuple[str, ...]) -> AlertRow:
    """An alert that quotes each of these events."""
    return blank(
        AlertRow,
        rule="many complaints",
        opened_at=FIRST,
        n=len(keys),
        evidence=keys,
        voices=tuple(f"words of {key}" for key in keys),
        voice_keys=keys,
        version=1,
    )


def test_an_alert_no_longer_quotes_the_person() -> None:
    company = heard()
    rows = [*company.warehouse.rows(tables.INTERACTIONS)]
    mine, other = (
        next(row.event_key for row in rows if row.customer == customer)  # type: ignore[attr-defined]
        for customer in (ID, "other-1")
    )
    company.warehouse.write(tables.ALERTS, [alert((mine, other))])
    erase(company)
    (row,) = company.warehouse.rows(tables.ALERTS)
    assert isinstance(row, AlertRow)
    assert (row.evidence, row.voice_keys, row.voices) == ((other,), (other,), (f"words of {other}",))
    assert row.n == 2  # as it was told
