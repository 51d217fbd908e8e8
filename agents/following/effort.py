"""What a journey cost the customer, as one published number."""

from datetime import timedelta
from typing import Final, NamedTuple

# What it is, points for each, most points. The most add up to 100.
CONTACT: Final = (10, 30)
SWITCH: Final = (8, 16)
TRANSFER: Final = (7, 14)
IDENTITY_CHECK: Final = (6, 12)
RE_EXPLAINED: Final = (8, 16)
WAITING: Final = (1, 12)
WAITING_UNIT: Final = timedelta(hours=6)


class Toil(NamedTuple):
    """The counts the score rests on. `waiting` is while the company held the ball."""

    contacts: int
    switches: int
    transfers: int
    identity_checks: int
    re_explained: int
    waiting: timedelta


def effort(toil: Toil) -> int:
    """0 to 100: a sum of counts, each with its weight and its cap; a need met in one smooth contact costs 0.

        10 a contact beyond the first   at most 30
         8 a switch of channel          at most 16
         7 a transfer                   at most 14
         6 an identity check beyond the first, at most 12
         8 a re-explanation             at most 16
         1 each full 6 hours of waiting for the company, at most 12

    The weights are our choice: what makes a customer begin again weighs most, hours alone least.
    """
    return (
        _points(max(0, toil.contacts - 1), CONTACT)
        + _points(toil.switches, SWITCH)
        + _points(toil.transfers, TRANSFER)
        + _points(max(0, toil.identity_checks - 1), IDENTITY_CHECK)
        + _points(toil.re_explained, RE_EXPLAINED)
        + _points(toil.waiting // WAITING_UNIT, WAITING)
    )


def _points(count: int, weight: tuple[int, int]) -> int:
    each, most = weight
    return min(most, each * count)
