"""A gateway's key as it is kept: hashed, with what it may send and until when."""

import secrets
from collections.abc import Iterable
from datetime import datetime
from hashlib import sha256
from hmac import compare_digest
from typing import Final

import msgspec

from schemas.errors import Misused
from schemas.topics import RAW

PREFIX: Final = "earshot_"
"""By which people, and programs that look for secrets in code, know one."""
CHANNELS: Final = tuple(topic.removeprefix("voc.") for topic in RAW)
_BYTES: Final = 32
_ID: Final = 8
_LONGEST_NAME: Final = 64
_DIGEST: Final = 64


class Key(msgspec.Struct, frozen=True, kw_only=True, omit_defaults=True, forbid_unknown_fields=True):
    """One key; several may have one name, so that a new one works before the old one is revoked.

    A single SHA-256 is enough, since a key of ours is 256 random bits: there is nothing to guess, which is all that slow
    hashes and salts are against.
    """

    name: str
    sha256: str  # of the key's text, in hexadecimal
    sources: tuple[str, ...] = ()  # of events that it may send; empty: of all
    channels: tuple[str, ...] = ()  # of CHANNELS; empty: all
    made: datetime | None = None
    until: datetime | None = None  # from then on it is no key; None: it stays one

    @property
    def id(self) -> str:
        """Tells keys of one name apart, and says nothing of the key."""
        return self.sha256[:_ID]

    def holds(self, now: datetime) -> bool:
        return self.until is None or now < self.until

    def outside(self, source: str, channel: str) -> tuple[str, str] | None:
        """The field and the fault of an event that this key may not send; None when it may. Empty is not known."""
        if self.sources and source and source not in self.sources:
            return "source", f"this key may not send for {source!r}; it may for: {', '.join(self.sources)}"
        if self.channels and channel and channel not in self.channels:
            return "type", f"this key may not send {channel}; it may send: {', '.join(self.channels)}"
        return None


def fresh_key() -> str:
    """The text of a new key."""
    return PREFIX + secrets.token_urlsafe(_BYTES)


def digest(text: str) -> str:
    return sha256(text.encode("utf-8", "surrogateescape")).hexdigest()


def named(pairs: Iterable[str]) -> tuple[Key, ...]:
    """Those of EARSHOT_API_KEYS, NAME:KEY each: they may send everything, for ever."""
    split = (pair.split(":", 1) for pair in pairs)
    return tuple(Key(name=name, sha256=digest(text)) for name, text in split)


def found(keys: Iterable[Key], text: str, now: datetime) -> Key | None:
    """The key of this text that still holds. Takes as long for a wrong one as for a right one."""
    given = digest(text)
    # Digests have one length, so that comparing tells nothing of the key's.
    matches = [key for key in keys if compare_digest(key.sha256, given) and key.holds(now)]
    return matches[0] if text and matches else None


def checked(key: Key) -> Key:
    """Misused where a name, a digest, a channel or a moment cannot be meant."""
    name = key.name
    if not 0 < len(name) <= _LONGEST_NAME or ":" in name or not name.isprintable() or name != name.strip():
        raise Misused(f"a key's name has 1 to {_LONGEST_NAME} printable characters and no colon: {name!r}")
    if len(key.sha256) != _DIGEST or not {*key.sha256} <= {*"0123456789abcdef"}:
        raise Misused(f"key {name}: sha256 has {_DIGEST} hexadecimal digits in lower case")
    for channel in key.channels:
        if channel not in CHANNELS:
            raise Misused(f"key {name}: no channel is called {channel!r}; known are: {', '.join(CHANNELS)}")
    if any(moment and moment.tzinfo is None for moment in (key.made, key.until)):
        raise Misused(f"key {name}: a time needs its offset, such as 2027-01-31T00:00:00Z")
    return key
