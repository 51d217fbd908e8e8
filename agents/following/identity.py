"""Whose story a touchpoint stands in.

A touchpoint is stored under the customer its event names: the company's id, `~` and a handle, or `?` and a hash. An
identity statement says that a handle is, or is not, a customer's; the story of `~handle` is then told under that
customer. Statements are facts and never removed, so what they say is recomputed from all of them, in any order.

Keys that any statement has ever tied form a circle. All stories of a circle share one version, the highest append time of all
its touchpoints and statements: a touchpoint that moves from one story of the circle to another then raises the version of
both, and rows of the story it has left lose wherever they are written from.
"""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import Final

from agents.base import appended_of
from schemas.facts import IdentityRow

BY_HANDLE: Final = "~"
_UNKNOWN: Final = "?"


def owner_of(statements: Iterable[IdentityRow]) -> str:
    """Whose the handle is by all statements about it; empty where it is nobody's.

    In order of (created, event_key): a link gives the handle to its customer, from whomever had it; an unlink frees
    it, unless it names a customer who does not have it.
    """
    owner = ""
    for statement in sorted(statements, key=lambda one: (one.created, one.event_key)):
        customer = _named(statement)
        if statement.linked:
            owner = customer or owner
        elif customer in ("", owner):
            owner = ""
    return owner


def _named(statement: IdentityRow) -> str:
    """The customer a statement names; empty where it names nobody, or the handle itself."""
    itself = statement.customer == BY_HANDLE + statement.handle
    return "" if itself or statement.customer.startswith(_UNKNOWN) else statement.customer


@dataclass(frozen=True, slots=True)
class Links:
    """Who owns each handle: what the statements say, once they have been read."""

    owners: Mapping[str, str]

    @classmethod
    def of(cls, statements: Iterable[IdentityRow]) -> "Links":
        """`statements` must hold every statement about each of their handles."""
        by_handle: dict[str, list[IdentityRow]] = {}
        for statement in statements:
            by_handle.setdefault(statement.handle, []).append(statement)
        return cls({handle: owner for handle, rows in by_handle.items() if (owner := owner_of(rows))})

    def root(self, customer: str) -> str:
        """The customer under whom the story stands. A company's id is its own root, whatever its handles.

        Handles linked in a ring (a mistake, but it happens) stand under the smallest of them.
        """
        seen: list[str] = []
        while customer.startswith(BY_HANDLE) and (owner := self.owners.get(customer[1:])):
            if customer in seen:
                return min(seen[seen.index(customer) :])
            seen.append(customer)
            customer = owner
        return customer


@dataclass(frozen=True, slots=True)
class Circle:
    """Customers as events name them, tied by statements, with the people they are now: root to member keys.

    `floor` is the highest append time of its statements.
    """

    people: Mapping[str, frozenset[str]]
    floor: int

    @property
    def keys(self) -> frozenset[str]:
        return frozenset().union(*self.people.values())


def reach(customers: Iterable[str], statements: Iterable[IdentityRow]) -> frozenset[str]:
    """Every customer key that these customers and statements name.

    Ask for the statements about them (and about the handles of those that begin with `~`) and call again, until the
    answer does not grow; then the statements hold whole circles.
    """
    found = {*customers}
    for statement in statements:
        found.add(BY_HANDLE + statement.handle)
        if customer := _named(statement):
            found.add(customer)
    return frozenset(found)


def handles_in(customers: Iterable[str]) -> frozenset[str]:
    """The handles that stand in customer keys."""
    return frozenset(customer[1:] for customer in customers if customer.startswith(BY_HANDLE))


def circles(customers: Iterable[str], statements: Iterable[IdentityRow]) -> tuple[Circle, ...]:
    """The circles of these customers, in order of their smallest key. A customer without statements is a circle of one."""
    known = tuple(statements)
    links = Links.of(known)
    near: dict[str, set[str]] = {customer: set() for customer in reach(customers, known)}
    floors = dict.fromkeys(near, 0)
    for statement in known:
        handle = BY_HANDLE + statement.handle
        customer = _named(statement) or handle
        near[handle].add(customer)
        near[customer].add(handle)
        floors[handle] = max(floors[handle], appended_of(statement.version))
    found: list[Circle] = []
    seen: set[str] = set()
    for start in sorted(near):
        if start not in seen:
            members = _tied(start, near)
            seen |= members
            found.append(Circle(_people(members, links), max(floors[key] for key in members)))
    return tuple(found)


def _tied(start: str, near: Mapping[str, set[str]]) -> set[str]:
    members, ahead = {start}, [start]
    while ahead:
        fresh = near[ahead.pop()] - members
        members |= fresh
        ahead += fresh
    return members


def _people(members: Iterable[str], links: Links) -> dict[str, frozenset[str]]:
    people: dict[str, set[str]] = {}
    for member in sorted(members):
        people.setdefault(links.root(member), set()).add(member)
    return {root: frozenset(keys) for root, keys in people.items()}
