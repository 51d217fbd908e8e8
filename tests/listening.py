"""The shipped ear and short ways to ask it."""

from datetime import UTC, datetime

from agents.hearing.ear import Ear, Utterance
from pipeline.ear import load_ear
from pipeline.settings import Settings
from schemas.interactions import Feeling, Heard
from schemas.values import Speaker

AT = datetime(2026, 8, 3, 9, tzinfo=UTC)
EAR = load_ear(Settings())


def hear(*texts: str, ear: Ear = EAR) -> Heard:
    return ear.hear([Utterance(Speaker.CUSTOMER, text, AT) for text in texts])


def topics(text: str) -> set[str]:
    return {hit.topic for hit in hear(text).topics}


def cues(text: str) -> set[str]:
    return {hit.cue for hit in hear(text).cues}


def label(text: str) -> Feeling | None:
    sentiment = hear(text).sentiment
    return sentiment.label if sentiment else None
