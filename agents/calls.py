"""Calls: each turn is one utterance, said when it began."""

from datetime import timedelta

from agents.base import Delivery
from agents.hearing.ear import Utterance
from agents.interaction import Hearing, Said, has_the_word
from schemas.events import CallEnded
from schemas.interactions import Interaction
from schemas.values import Channel


def hear_call(hearing: Hearing, delivery: Delivery, call: CallEnded) -> Interaction:
    said = [
        Utterance(turn.speaker, turn.text, call.created_at + timedelta(milliseconds=turn.start))
        for turn in call.turns
    ]
    return hearing.interaction(
        delivery,
        Channel.CALL,
        Said(
            utterances=said,
            counted=has_the_word(call.direction, said),
            purpose=call.purpose,
            answered=call.answered,
            duration=max((turn.end for turn in call.turns), default=0),
            waited=call.waited,
            hold=call.hold,
            transfers=call.transfers,
        ),
    )
