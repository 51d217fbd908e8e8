"""Rows that go, in every warehouse: found under their customers, overwritten, removed."""

from datetime import UTC, datetime

import msgspec

from schemas import tables
from schemas.facts import Arrival, IdentityRow, TouchpointRow
from tests.contract.conftest import Held

AT = datetime(2026, 8, 3, 9, 17, 3, tzinfo=UTC)


def arrived(key: str, customer: str, offset: int = 0, version: int = 1) -> Arrival:
    return Arrival(
        event_key=key,
        topic="voc.emails",
        partition=0,
        offset=offset,
        source="mailbox",
        customer=customer,
        window=AT,
        created_at=AT,
        arrived_at=AT,
        version=version,
    )


def touched(customer: str, key: str, version: int = 1) -> TouchpointRow:
    return TouchpointRow(customer=customer, event_key=key, touch="{}", version=version)


def test_rows_are_found_under_customers_and_event_keys(warehouse: Held) -> None:
    mine, twice, other, said = (
        arrived("k1", "it's me"),
        arrived("k1", "it's me", 5),
        arrived("k2", "other"),
        arrived("k3", "x"),
    )
    warehouse.write(tables.ARRIVALS, [other, mine, said, twice])
    assert warehouse.under(tables.ARRIVALS, ["it's me"]) == [mine, twice]
    assert warehouse.under(tables.ARRIVALS, ["it's me"], ["k3"]) == [mine, twice, said]
    assert warehouse.under(tables.ARRIVALS, []) == []
    assert warehouse.under(tables.ARRIVALS, ["nobody"], ["k9"]) == []


def test_what_is_overwritten_is_found_no_longer(warehouse: Held) -> None:
    rows = [arrived("k1", "me"), arrived("k1", "me", 5), arrived("k2", "other")]
    warehouse.write(tables.ARRIVALS, rows)
    without = [msgspec.structs.replace(row, customer="", version=2) for row in rows[:2]]
    warehouse.overwrite(tables.ARRIVALS, without)
    assert [*warehouse.rows(tables.ARRIVALS)] == [*without, rows[2]]
    assert set(warehouse.people(tables.ARRIVALS)) == {"", "other"}
    assert warehouse.under(tables.ARRIVALS, ["me"]) == []
    warehouse.overwrite(tables.ARRIVALS, without)
    assert [*warehouse.rows(tables.ARRIVALS)] == [*without, rows[2]]


def test_what_is_removed_is_gone_in_every_version(warehouse: Held) -> None:
    warehouse.write(tables.TOUCHPOINTS, [touched("a", "k1"), touched("a", "k2"), touched("b", "k3")])
    warehouse.write(tables.TOUCHPOINTS, [touched("a", "k1", 2)])
    warehouse.remove(tables.TOUCHPOINTS, [touched("a", "k1", 2)])
    assert [*warehouse.rows(tables.TOUCHPOINTS)] == [touched("a", "k2"), touched("b", "k3")]
    warehouse.remove(tables.TOUCHPOINTS, [])
    warehouse.overwrite(tables.TOUCHPOINTS, [])
    assert warehouse.under(tables.TOUCHPOINTS, ["a", "b"]) == [touched("a", "k2"), touched("b", "k3")]


def test_more_rows_than_one_statement_carries(warehouse: Held) -> None:
    rows = [touched("a", f"k{number:04}") for number in range(1_200)]
    warehouse.write(tables.TOUCHPOINTS, [*rows, touched("b", "z")])
    warehouse.remove(tables.TOUCHPOINTS, rows)
    assert [*warehouse.rows(tables.TOUCHPOINTS)] == [touched("b", "z")]


def test_handles_are_people_too(warehouse: Held) -> None:
    said = IdentityRow(handle="h1", event_key="k1", customer="me", created=1, linked=1, version=1)
    warehouse.write(tables.IDENTITIES, [said])
    assert sorted(warehouse.people(tables.IDENTITIES)) == ["me", "~h1"]


def test_the_newest_version(warehouse: Held) -> None:
    assert warehouse.newest(tables.TOUCHPOINTS) == 0
    warehouse.write(tables.TOUCHPOINTS, [touched("a", "k1", 3), touched("a", "k2", 2**60)])
    assert warehouse.newest(tables.TOUCHPOINTS) == 2**60
