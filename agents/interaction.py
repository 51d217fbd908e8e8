"""What the four channel agents share: an event's envelope and what was heard become one interaction."""

from collections.abc import Sequence
from dataclasses import dataclass

from msgspec import Struct

from agents.base import Delivery
from agents.hearing.ear import Ear, Utterance
from agents.hearing.redact import redact
from agents.person import Identify
from schemas.interactions import Interaction
from schemas.values import Channel, Direction, Speaker, event_key, utc


class Said(Struct, frozen=True, gc=False):
    """What a channel makes of its event: who said what when, and what only this channel knows. Milliseconds."""

    utterances: Sequence[Utterance]
    counted: bool
    cut: str = ""
    purpose: str = ""
    answered: bool = True
    automatic: bool = False
    duration: int = 0
    waited: int = 0
    hold: int = 0
    transfers: int = 0


@dataclass(frozen=True, slots=True)
class Hearing:
    """The ear and the way people are known: what every channel agent is given."""

    ear: Ear
    identify: Identify

    def interaction(self, delivery: Delivery, channel: Channel, said: Said) -> Interaction:
        event = delivery.event
        return Interaction(
            key=event_key(event.source, event.tenant, event.id),
            id=event.id,
            source=event.source,
            tenant=event.tenant,
            created_at=utc(event.created_at),
            channel=channel,
            direction=event.direction,
            person=self.identify(event),
            conversation=event.conversation,
            case=event.case,
            context=event.context,
            heard=self.ear.hear(said.utterances),
            cut=redact(said.cut).text,
            purpose=said.purpose,
            answered=said.answered,
            counted=said.counted,
            automatic=said.automatic,
            turns=len(said.utterances),
            duration=said.duration,
            waited=said.waited,
            hold=said.hold,
            transfers=said.transfers,
            method=self.ear.method,
            taxonomy=self.ear.taxonomy,
            origin=delivery.origin,
        )


def has_the_word(direction: Direction, utterances: Sequence[Utterance]) -> bool:
    """Whether the customer could speak: they came to us, or said something when we came to them."""
    return direction is Direction.INBOUND or any(
        one.speaker is Speaker.CUSTOMER and one.text.strip() for one in utterances
    )
