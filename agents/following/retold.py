"""Where a customer had to say again who they are, and what it is about."""

from typing import Final, NamedTuple

from agents.following.needs import Need
from agents.following.reading import Kind, Reading
from schemas.values import Speaker

_NO_TOPICS: Final[frozenset[str]] = frozenset()


class Retold(NamedTuple):
    """How often, and the first pair of event keys that shows it: where it was told before, and where again."""

    times: int = 0
    first: str = ""
    again: str = ""


def identified(need: Need) -> set[int]:
    """The contacts (as in `Need.contact_of`) in which staff asked who the customer is, once each.

    What staff ask in a reply belongs to the contact it replies to.
    """
    asked: set[int] = set()
    current: int | None = None
    for reading, contact in zip(need.readings, need.contact_of, strict=True):
        if reading.kind is Kind.CAME:
            current = contact
        if _asks_who(reading):
            asked.add(contact if current is None else current)
    return asked


def retold(need: Need, identified_in: set[int]) -> Retold:
    """Contacts in which the customer tells again what an earlier contact of the same need has heard, once each.

    Either the customer says so (cue `re_explaining`); or staff ask who is calling, it is not the channel and
    conversation of the contact before, and a topic told before is told again. The pair's first is the latest contact
    that told a shared topic, else the contact before, else the contact itself: the earlier telling is not on record.
    """
    told_in: dict[str, Reading] = {}
    before: Reading | None = None
    pairs: list[tuple[str, str]] = []
    for contact, readings in _contacts(need).items():
        topics = _NO_TOPICS.union(*(reading.topics for reading in readings))
        shared = [told_in[topic] for topic in topics if topic in told_in]
        says = next((reading for reading in readings if "re_explaining" in reading.cues), None)
        checked = contact in identified_in and before is not None and not _same_talk(before, readings[0])
        if says or (checked and shared):
            earlier = max(shared, key=lambda reading: (reading.at, reading.key), default=before)
            again = says or readings[0]
            pairs.append((earlier.key if earlier else again.key, again.key))
        told_in.update(dict.fromkeys(topics, readings[0]))
        before = readings[0]
    return Retold(len(pairs), *pairs[0]) if pairs else Retold()


def _contacts(need: Need) -> dict[int, list[Reading]]:
    """The customer's side of each contact."""
    found: dict[int, list[Reading]] = {}
    for reading, contact in zip(need.readings, need.contact_of, strict=True):
        if reading.kind is Kind.CAME:
            found.setdefault(contact, []).append(reading)
    return found


def _same_talk(one: Reading, other: Reading) -> bool:
    if one.told is None or other.told is None or one.told.channel is not other.told.channel:
        return False
    return one.conversation != "" and one.conversation == other.conversation


def _asks_who(reading: Reading) -> bool:
    if reading.told is None:
        return False
    return any(c.cue == "identity_check" and c.speaker is not Speaker.CUSTOMER for c in reading.told.cues)
