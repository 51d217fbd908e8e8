"""The few classes that refusals fall into: a label needs a closed set, and what was wrong may quote the sender."""

from collections.abc import Mapping
from enum import StrEnum
from typing import Final

from schemas import tables


class Refusal(StrEnum):
    WHOLE = "whole"
    TYPE = "type"
    MOMENT = "moment"
    CUSTOMER = "customer"
    FIELD = "field"
    ENVELOPE = "envelope"
    UNSTORABLE = "unstorable"


MEANINGS: Final[Mapping[Refusal, str]] = {
    Refusal.WHOLE: "the value as a whole: no JSON, not UTF-8, empty, too large, a field missing or unknown",
    Refusal.TYPE: "the type is unknown or does not belong on its topic",
    Refusal.MOMENT: "created_at cannot be read, is out of range, or differs from an earlier copy's",
    Refusal.CUSTOMER: "the id came before with another customer",
    Refusal.FIELD: "another field does not fit its type or bounds",
    Refusal.ENVELOPE: "an attribute of the CloudEvent or a header",
    Refusal.UNSTORABLE: "the warehouse cannot hold a value of the row",
}

_OF_PLACE: Final[Mapping[str, Refusal]] = {
    "": Refusal.WHOLE,
    "$": Refusal.WHOLE,
    "$.type": Refusal.TYPE,
    "$.created_at": Refusal.MOMENT,
    "$.customer": Refusal.CUSTOMER,
    "$.data": Refusal.ENVELOPE,
    "$.data_base64": Refusal.ENVELOPE,
    **{table.name: Refusal.UNSTORABLE for table in tables.ALL},
}


def refusal_of(place: str) -> Refusal:
    """The class of a `Rejected` or a `DeadLetter` by its `place`."""
    known = _OF_PLACE.get(place)
    if known is not None:
        return known
    return Refusal.FIELD if place.startswith("$") else Refusal.ENVELOPE
