"""Turns of an interaction once they are heard, and how what was heard of them comes together."""

from collections.abc import Sequence
from typing import Final, NamedTuple

from agents.hearing.redact import Mark
from agents.hearing.texts import CustomerText, StaffText
from agents.hearing.topics import Told
from schemas.interactions import CueHit, Language, PromiseHeard, Redaction, Unscored
from schemas.values import Speaker, utc

_OTHER: Final = Language.OTHER
_ZH: Final = Language.ZH
_SHORT: Final = Unscored.TOO_SHORT


class Turn(NamedTuple):
    """One customer turn, heard. `at` is where it begins in the voice; `unscored` also minds the language of the whole."""

    at: int
    words: CustomerText
    unscored: Unscored | None


def starts_of(words: Sequence[CustomerText] | Sequence[StaffText]) -> list[int]:
    """Where each turn begins in the joined voice."""
    starts, at = [], 0
    for word in words:
        starts.append(at)
        at += len(word.text) + 1
    return starts


def redactions(
    marks: Sequence[tuple[Mark, ...]], starts: Sequence[int], speaker: Speaker
) -> tuple[Redaction, ...]:
    return tuple(
        [
            Redaction(kind=mark.kind, begin=at + mark.begin, end=at + mark.end, speaker=speaker)
            for marked, at in zip(marks, starts, strict=True)
            for mark in marked
        ]
    )


def told(turn: Turn, complaint: tuple[tuple[int, int], ...]) -> Told:
    at, words, unscored = turn
    weighed = unscored is not _SHORT
    return Told(words.text, words.folded, words.reading, complaint, at, weighed, words.topics)


def moved_cues(cues: Sequence[CueHit], at: int) -> Sequence[CueHit]:
    """Cues of a turn, in the voice where the turn begins at `at`."""
    if not at or not cues:
        return cues
    return [
        CueHit(
            cue=hit.cue,
            begin=hit.begin + at,
            end=hit.end + at,
            speaker=hit.speaker,
            count=hit.count,
            minutes=hit.minutes,
            name=hit.name,
        )
        for hit in cues
    ]


def moved(promise: PromiseHeard, at: int) -> PromiseHeard:
    return PromiseHeard(
        said_at=utc(promise.said_at),
        begin=promise.begin + at,
        end=promise.end + at,
        due_at=promise.due_at,
        due_day=promise.due_day,
    )


def unscored_of(voice: str, language: Language, turns: Sequence[Turn], reference: bool) -> Unscored | None:
    """The reason of the whole: of its turns where all share one, too short where they differ."""
    if not voice.strip():
        return Unscored.NO_VOICE
    if language is _OTHER or (reference and language is _ZH):
        return Unscored.LANGUAGE
    reasons = {turn.unscored for turn in turns if turn.words.text.strip()}
    if None in reasons:
        return None
    return Unscored.REDACTED_AWAY if reasons == {Unscored.REDACTED_AWAY} else _SHORT
