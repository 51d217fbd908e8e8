"""The passwords file: a line a person, NAME:ROLE:HASH, the hash by argon2id with its parameters inside.

Names are compared after NFKC and without case, passwords after NFKC, so that any keyboard and any input method
writes the same. The file belongs to `earshot passwords`; whoever runs the page reads it again when it changes.
"""

import unicodedata
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from hashlib import sha256
from pathlib import Path
from typing import Final, Protocol

import msgspec
from argon2 import PasswordHasher
from argon2.exceptions import InvalidHashError, VerificationError

from pipeline.documents import text
from pipeline.files import FileState, alone, home_of, replace, state_of
from pipeline.signin.rights import Role
from schemas.errors import Misused

LEAST_PASSWORD: Final = 12  # characters
MOST_PASSWORD: Final = 1_024  # bytes: hashing is paid for by whoever listens
MOST_NAME: Final = 128

# Of a password that nobody kept: what is compared where the name is nobody's, so that this takes as long.
DECOY: Final = (
    "$argon2id$v=19$m=65536,t=3,p=4$F0gbAVV9jKoiq5FnlyALhw$37cqdNOgS+0mBwyMBKRjX222P+I7szZVnUSIvWRc1uA"
)


class Hasher(Protocol):
    """How a password is kept: argon2id, unless a test counts."""

    def hash(self, password: str) -> str:
        """Slow on purpose, with a salt of its own."""

    def verify(self, hash: str, password: str) -> bool:  # noqa: A002 - argon2's name for it
        """True, or VerificationError; as slow as `hash`."""


class Person(msgspec.Struct, frozen=True):
    name: str
    role: Role
    hash: str

    @property
    def mark(self) -> str:
        """Changes with the password, and tells nothing of it."""
        return sha256(self.hash.encode()).hexdigest()[:16]


def known_as(name: str) -> str:
    """The name under which somebody is kept, however it was typed."""
    return unicodedata.normalize("NFKC", name.strip()).casefold()


def read(place: Path) -> Mapping[str, Person]:
    """All people by name; Misused, with file and line, where the file cannot be read or understood."""
    people: dict[str, Person] = {}
    for number, line in enumerate(text(place).removeprefix("\ufeff").splitlines(), 1):
        if not line.strip() or line.startswith("#"):
            continue
        person = _person(line, f"{place}: line {number}")
        if person.name in people:
            raise Misused(f"{place}: line {number}: {person.name!r} is there twice")
        people[person.name] = person
    return people


def _person(line: str, where: str) -> Person:
    name, _, rest = line.strip().partition(":")
    role, _, hashed = rest.partition(":")
    if known_as(name) != name or not name or role not in set(Role) or not hashed.startswith("$argon2id$"):
        raise Misused(f"{where}: not NAME:ROLE:HASH as `earshot passwords set` writes it")
    return Person(name, Role(role), hashed)


@contextmanager
def _changing(place: Path) -> Iterator[dict[str, Person]]:
    """The people, to be changed in place; written back whole or not at all, by one process at a time."""
    home_of(place.parent)
    try:
        with alone(place):
            people = dict(read(place)) if place.exists() else {}
            yield people
            lines = (f"{one.name}:{one.role}:{one.hash}\n" for one in people.values())
            replace(place, "".join(lines).encode())
    except OSError as error:
        raise Misused(f"cannot write {place}: {error.strerror}") from None


def put(place: Path, name: str, role: Role, password: str, hasher: Hasher | None = None) -> None:
    """Add this person, or give them this role and password; Misused where name or password will not do."""
    kept = known_as(name)
    if not kept or len(kept) > MOST_NAME or ":" in kept or kept.startswith("#") or not kept.isprintable():
        raise Misused(
            f"{name!r}: a name is 1 to {MOST_NAME} characters, without a colon, and begins with no #"
        )
    hashed = (hasher or PasswordHasher()).hash(_good(password))
    with _changing(place) as people:
        people[kept] = Person(kept, role, hashed)


def remove(place: Path, name: str) -> None:
    """Take this person out; Misused where nobody has the name."""
    with _changing(place) as people:
        if people.pop(known_as(name), None) is None:
            raise Misused(f"nobody called {name!r} in {place}; see `earshot passwords list`")


def _good(password: str) -> str:
    typed = _typed(password)
    if len(typed) < LEAST_PASSWORD or len(typed.encode()) > MOST_PASSWORD:
        raise Misused(
            f"a password has {LEAST_PASSWORD} characters or more, and {MOST_PASSWORD} bytes at most"
        )
    return typed


def _typed(password: str) -> str:
    return unicodedata.normalize("NFKC", password)


class Passwords:
    """The file as it is now. A changed file is read at the next question; a broken one lets nobody in."""

    def __init__(self, place: Path, hasher: Hasher | None = None) -> None:
        self._place = place
        self._hasher = hasher or PasswordHasher()
        self._seen: FileState | None = None
        self._people: Mapping[str, Person] = {}

    def find(self, name: str) -> Person | None:
        """Who has this name now; Misused while the file cannot be read."""
        seen = state_of(self._place)
        if seen is None or seen != self._seen:
            self._people, self._seen = read(self._place), seen
        return self._people.get(known_as(name))

    def check(self, name: str, password: str) -> Person | None:
        """The person whose password this is. A name nobody has costs the same: one hash is compared whatever is given."""
        person = self.find(name) if len(name) <= MOST_NAME else None
        fits = len(password) <= MOST_PASSWORD
        if self._same(person.hash if person else DECOY, password if fits else "") and fits:
            return person
        return None

    def _same(self, hashed: str, password: str) -> bool:
        try:
            return self._hasher.verify(hashed, _typed(password))
        except (VerificationError, InvalidHashError):
            return False
