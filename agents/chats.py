"""Chats: single messages while they go on, or a whole one that is over. Private notes are nobody's voice."""

from agents.base import Delivery
from agents.hearing.ear import Utterance
from agents.interaction import Hearing, Said, has_the_word
from schemas.events import ChatClosed, ChatMessage
from schemas.interactions import Interaction
from schemas.values import Channel, Speaker


def hear_chat(hearing: Hearing, delivery: Delivery, chat: ChatMessage | ChatClosed) -> Interaction:
    said = _message(chat) if isinstance(chat, ChatMessage) else _whole(chat)
    return hearing.interaction(delivery, Channel.CHAT, said)


def _message(chat: ChatMessage) -> Said:
    said = [] if chat.private else [Utterance(chat.speaker, chat.text, chat.created_at)]
    return Said(utterances=said, counted=chat.speaker is Speaker.CUSTOMER and not chat.private)


def _whole(chat: ChatClosed) -> Said:
    public = [turn for turn in chat.turns if not turn.private]
    said = [Utterance(turn.speaker, turn.text, turn.at or chat.created_at) for turn in public]
    times = [one.at for one in said]
    lasted = (max(times) - min(times)).total_seconds() if times else 0
    return Said(
        utterances=said,
        counted=has_the_word(chat.direction, said),
        duration=int(lasted * 1_000),
        waited=chat.waited,
        transfers=chat.transfers,
    )
