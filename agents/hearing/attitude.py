"""How staff behaved, by what the customer and staff said."""

from collections.abc import Sequence

from agents.hearing.index import Kind
from agents.hearing.reading import Reading
from schemas.interactions import Attitude


def attitude_of(customer: Sequence[Reading], staff: Sequence[Reading]) -> Attitude:
    """The customer's word goes first: rude, then polite. Then staff's own words. Unknown when no staff is heard of."""
    if any(map(_is_blamed, customer)):
        return Attitude.DISCOURTEOUS
    said = {hit.rule.kind for turn in staff for hit in turn.manners}
    if Kind.DISCOURTEOUS in said:
        return Attitude.DISCOURTEOUS
    if any(hit.rule.kind is Kind.CREDITED for turn in customer for hit in turn.manners):
        return Attitude.COURTEOUS
    if Kind.COURTEOUS in said:
        return Attitude.COURTEOUS
    return Attitude.NEUTRAL if staff else Attitude.UNKNOWN


def _is_blamed(turn: Reading) -> bool:
    return any(hit.rule.id == "staff_attitude" for sentence in turn.sentences for hit in sentence.faults)
