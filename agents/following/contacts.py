"""Which touchpoints are one contact."""

from collections.abc import Sequence
from datetime import timedelta

from agents.following.reading import Reading


def contacts(readings: Sequence[Reading], talk: timedelta) -> tuple[int, ...]:
    """For each reading, in order, the place of the first of its contact.

    A call or an e-mail is a contact of its own; messages of one chat or thread are one for the time of a talk.
    """
    begun: dict[str, int] = {}
    found = []
    for place, reading in enumerate(readings):
        first = begun.get(reading.talk) if reading.talk else None
        if first is None or reading.at - readings[first].at >= talk:
            first = place
            if reading.talk:
                begun[reading.talk] = place
        found.append(first)
    return tuple(found)
