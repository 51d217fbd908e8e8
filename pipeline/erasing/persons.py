"""Who is meant: the keys under which one person's events are stored."""

import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from typing import Final, cast

from agents.following.identity import BY_HANDLE, circles, handles_in
from agents.person import Identify
from pipeline.ports import Warehouse
from pipeline.stories import whole_circles
from schemas import tables
from schemas.errors import Misused
from schemas.facts import InteractionRow, RecordRow
from schemas.values import Handle, HandleKind

_NUMBER: Final = re.compile(r"\+?[\d\s()./-]{5,}")


@dataclass(frozen=True, slots=True)
class Person:
    """One person: the key of the story, and all keys that events of the person came under."""

    root: str
    keys: frozenset[str]


def handle_of(given: str) -> Handle:
    """What a person at the keyboard calls a handle: `kind:value`, an e-mail address, @name or a number."""
    kind, _, value = given.partition(":")
    if kind in set(HandleKind) and value:
        return Handle(HandleKind(kind), value)
    if given.startswith("@") and len(given) > 1:
        return Handle(HandleKind.SOCIAL, given)
    if "@" in given:
        return Handle(HandleKind.EMAIL, given)
    if _NUMBER.fullmatch(given):
        return Handle(HandleKind.PHONE, given)
    raise Misused(
        f"{given!r} is no e-mail address, number or @name; say which with email:, phone:, social: or device:"
    )


def key_of(identify: Identify, customer: str = "", handle: str = "") -> str:
    """The key under which events that carry this id, or only this handle, are stored."""
    if handle:
        return BY_HANDLE + identify.one(handle_of(handle))
    return identify.known(customer)


def find(warehouse: Warehouse, identify: Identify, key: str) -> Person:
    """The person whom the key belongs to: what statements tie to it, and the handles and exchanges of its events.

    A handle that the person's own events carry is theirs unless a statement says that it is somebody else's.
    """
    root, keys = _tied(warehouse, key)
    carried = _handles(warehouse, keys) - keys
    theirs = {one for one in carried if _tied(warehouse, one)[0] in {*keys, one}}
    keys |= theirs
    return Person(root, keys | _nameless(warehouse, identify, keys))


def _tied(warehouse: Warehouse, key: str) -> tuple[str, frozenset[str]]:
    members, statements = whole_circles(warehouse, [key])
    for circle in circles(members, statements):
        for root, keys in circle.people.items():
            if key in keys:
                return root, keys | {root}
    return key, frozenset([key])


def _handles(warehouse: Warehouse, keys: Iterable[str]) -> set[str]:
    found = {BY_HANDLE + handle for handle in handles_in(keys)}
    for some in warehouse.touchpoints([*keys]).values():
        found |= {BY_HANDLE + handle for touch in some for handle in touch.person.handles}
    return found


def _nameless(warehouse: Warehouse, identify: Identify, keys: frozenset[str]) -> frozenset[str]:
    """Events of the same exchanges that named nobody."""
    return frozenset(
        identify.nobody(fact.source, fact.tenant, thread)
        for fact in facts(warehouse, keys)
        for thread in (fact.conversation, fact.case_id)
        if thread
    )


def facts(warehouse: Warehouse, keys: frozenset[str]) -> Iterator[InteractionRow | RecordRow]:
    for table in (tables.INTERACTIONS, tables.RECORDS):
        yield from cast(list[InteractionRow | RecordRow], warehouse.under(table, keys))
