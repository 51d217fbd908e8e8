"""What becomes of an erased person's events: residues, which tallies count and nobody can be found in.

A residue stands under the key of the fact it takes the place of. What tallies count stays: sentiment, complaint, topics,
cues, channel, region, product, team, language and the hour. Everything else goes: who it was, what was said and where in
the words, ids, names, free dimensions and exact times.
"""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from datetime import datetime
from hashlib import blake2b
from typing import Final, TypeVar

import msgspec

from agents.base import hour_of
from agents.following.identity import BY_HANDLE
from schemas.erasures import Erasure
from schemas.facts import Arrival, InteractionRow, RecordRow
from schemas.interactions import Interaction, Message
from schemas.stories import Said
from schemas.values import Envelope

_FOR: Final = b"earshot erased"
Fact = TypeVar("Fact", bound=InteractionRow | RecordRow)


@dataclass(frozen=True, slots=True)
class Naming:
    """Keyed hashes of customers' keys: the same secret gives the same names on every machine."""

    secret: bytes

    def __call__(self, customer: str) -> str:
        """32 hexadecimal digits. Hashes of handles have another domain: neither is found from the other."""
        return blake2b(customer.encode(), digest_size=16, key=self.secret, person=_FOR).hexdigest()


@dataclass(frozen=True, slots=True)
class Erased:
    """The erasure list as it stood at `version`: names to moments."""

    naming: Naming
    moments: Mapping[str, datetime] = field(default_factory=dict)
    version: int = 0

    @classmethod
    def of(cls, naming: Naming, rows: Iterable[Erasure]) -> "Erased":
        held = [*rows]
        moments = {row.name: row.erased_at for row in held}
        return cls(naming, moments, max((row.version for row in held), default=0))

    def moment(self, customer: str) -> datetime | None:
        """Since when the customer is erased; None: never was."""
        return self.moments.get(self.naming(customer)) if self.moments else None

    def covers(self, customer: str, *moments: datetime) -> bool:
        """Whether something of the customer with any of these moments (creation, arrival) is erased."""
        since = self.moment(customer)
        return since is not None and any(at < since for at in moments)

    def holds(self, message: Message) -> bool:
        """Whether the message is to be a residue: it is an erased person's, or says whose an erased handle is."""
        if not self.moments:
            return False
        handle = "" if isinstance(message, Interaction) else message.handle
        keys = [message.person.customer, *([BY_HANDLE + handle] if handle else ())]
        return any(self.covers(key, created_at(message), message.origin.at) for key in keys)

    def names(self, event: Envelope, customer: str, handles: Iterable[str], arrived: datetime) -> bool:
        """The same of a raw event, resolved to its `customer` and to the `handles` it makes statements about."""
        keys = [customer, *(BY_HANDLE + handle for handle in handles)]
        return any(self.covers(key, event.created_at, arrived) for key in keys)


def nobody() -> Erased:
    """The list of a deployment that has erased nobody."""
    return Erased(Naming(b""))


def created_at(message: Message) -> datetime:
    return message.created_at if isinstance(message, Interaction) else message.record.created_at


def is_residue(row: InteractionRow | RecordRow) -> bool:
    """Every other fact has a touchpoint."""
    return not row.touch


def residue(row: Fact) -> Fact:
    """The fact without the person, under the same key and with the same version. A residue of a residue is itself."""
    if isinstance(row, InteractionRow):
        return msgspec.structs.replace(row, **_unsaid(row))
    return msgspec.structs.replace(row, **_unnamed(row), amount=None, currency="")


def _unnamed(row: InteractionRow | RecordRow) -> dict[str, object]:
    return {
        "created_at": row.window,
        "event_id": "",
        "customer": "",
        "staff": "",
        "campaign": "",
        "conversation": "",
        "case_id": "",
        "touch": "",
    }


def _unsaid(row: InteractionRow) -> dict[str, object]:
    hits = len(row.topics)
    # Hardship is counted by no tally, and must not be told of anybody who cannot be asked.
    kept = [place for place, cue in enumerate(row.cues) if cue != Said.VULNERABILITY]
    cues = len(kept)
    return _unnamed(row) | {
        "cues": tuple([row.cues[place] for place in kept]),
        "cue_speakers": tuple([row.cue_speakers[place] for place in kept]),
        "dimension_names": (),
        "dimension_values": (),
        "purpose": "",
        "first_third": None,
        "last_third": None,
        "complaint_begins": (),
        "complaint_ends": (),
        "topic_begins": (0,) * hits,
        "topic_ends": (0,) * hits,
        "cue_begins": (0,) * cues,
        "cue_ends": (0,) * cues,
        "cue_counts": (-1,) * cues,
        "cue_minutes": (-1,) * cues,
        "cue_names": ("",) * cues,
        "redactions": (),
        "voice": "",
        "staff_voice": "",
        "cut": "",
        "turns": 0,
        "duration": 0,
        "waited": 0,
        "hold": 0,
        "transfers": 0,
    }


def unnamed_arrival(row: Arrival) -> Arrival:
    """That something arrived, and where it lay: the account of sources goes on closing."""
    return msgspec.structs.replace(
        row, customer="", created_at=hour_of(row.created_at), arrived_at=hour_of(row.arrived_at)
    )
