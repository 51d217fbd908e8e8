"""Who it was, as far as one event says; handles become keyed hashes before anything is written."""

import re
from collections.abc import Iterable
from dataclasses import dataclass
from hashlib import blake2b
from typing import Final

from schemas.interactions import Person
from schemas.values import Envelope, Handle, HandleKind

_NOT_DIGITS: Final = re.compile(r"\D+")


@dataclass(frozen=True, slots=True)
class Identify:
    """Resolves people with one secret: the same secret gives the same keys on every machine."""

    secret: bytes

    def __call__(self, event: Envelope) -> Person:
        hashed = self.all(event.handles)
        return Person(customer=self._customer(event, hashed), handles=hashed, role=event.role)

    def all(self, handles: Iterable[Handle]) -> tuple[str, ...]:
        return tuple(map(self.one, handles))

    def one(self, handle: Handle) -> str:
        """16 hexadecimal digits: a keyed hash, so that nobody finds a number by hashing all numbers."""
        return self._hash(f"{handle.kind}:{_plain(handle)}")

    def known(self, customer: str) -> str:
        """The key of a customer who came with an id."""
        if "@" in customer:  # some systems use the e-mail address as the id
            return "~" + self.one(Handle(HandleKind.EMAIL, customer))
        return customer

    def nobody(self, source: str, tenant: str, thread: str) -> str:
        """The key of whoever came with neither id nor handle: that of the conversation, case or event."""
        return "?" + self._hash(f"{source}\n{tenant}\n{thread}")

    def _customer(self, event: Envelope, hashed: tuple[str, ...]) -> str:
        if event.customer:
            return self.known(event.customer)
        if hashed:
            return "~" + hashed[0]
        return self.nobody(event.source, event.tenant, event.conversation or event.case or event.id)

    def _hash(self, text: str) -> str:
        return blake2b(text.encode(), digest_size=8, key=self.secret).hexdigest()


def _plain(handle: Handle) -> str:
    """One spelling a handle: case and separators do not make two people of one."""
    value = handle.value.strip().casefold()
    if handle.kind is HandleKind.PHONE:
        return _NOT_DIGITS.sub("", value) or value
    return value.removeprefix("@") if handle.kind is HandleKind.SOCIAL else value
