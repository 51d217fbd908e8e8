"""What is lost, doubled or wrong: the tables as they are against the tables as the log says they must be."""

from collections import Counter
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from enum import StrEnum

from pipeline.warehouse.cells import TABLE_OF, Cell
from schemas.interactions import Struct
from tests.proof.contents import Contents, Key
from tests.proof.oracle import ANY_REASON


class Fault(StrEnum):
    LOST = "lost"
    DOUBLED = "doubled"  # a row, or a count, too many
    WRONG = "wrong"


@dataclass(frozen=True, slots=True)
class Difference:
    """One row or cell that is not as it must be."""

    fault: Fault
    table: str
    key: Key
    detail: str = ""

    def __str__(self) -> str:
        key = "/".join(f"{part}" for part in self.key)
        return f"{self.fault} {self.table} {key} {self.detail}".rstrip()


def differences(expected: Contents, stored: Contents) -> list[Difference]:
    """Every difference, tables first, then tallies; empty when all is as the log says."""
    found = [
        one for name, rows in expected.rows.items() for one in _rows(name, rows, stored.rows.get(name, {}))
    ]
    return [*found, *_cells(expected, stored)]


def report(found: list[Difference], most: int = 20) -> str:
    """For people: the counts by fault and table, then the first lines."""
    counts = Counter((one.fault, one.table) for one in found)
    heads = [f"{count} {fault} in {table}" for (fault, table), count in counts.items()]
    return "\n".join([*heads, *map(str, found[:most])])


def _rows(name: str, expected: Mapping[Key, Struct], stored: Mapping[Key, Struct]) -> Iterator[Difference]:
    for key in expected.keys() - stored.keys():
        yield Difference(Fault.LOST, name, key)
    for key in stored.keys() - expected.keys():
        yield Difference(Fault.DOUBLED, name, key)
    for key in expected.keys() & stored.keys():
        if detail := _changed(expected[key], stored[key]):
            yield Difference(Fault.WRONG, name, key, detail)


def _changed(one: Struct, other: Struct) -> str:
    """The fields that differ, what must be against what is, cut to a readable length."""
    return ", ".join(
        f"{name}: {getattr(one, name)!r:.80} is {getattr(other, name)!r:.80}"
        for name in one.__struct_fields__
        if getattr(one, name) != getattr(other, name)
        and not (name == "reason" and getattr(one, name) == ANY_REASON)
    )


def _cells(expected: Contents, stored: Contents) -> Iterator[Difference]:
    for at in expected.cells.keys() | stored.cells.keys():
        kind, key = at
        must, is_ = expected.cells.get(at), stored.cells.get(at)
        if must != is_:
            detail = _changed(must, is_) if must and is_ else ""
            yield Difference(_fault(_count(must), _count(is_)), TABLE_OF[kind], key, detail)


def _count(cell: Cell | None) -> int:
    return cell.interactions if cell else 0


def _fault(must: int, is_: int) -> Fault:
    return Fault.LOST if is_ < must else Fault.DOUBLED if is_ > must else Fault.WRONG
