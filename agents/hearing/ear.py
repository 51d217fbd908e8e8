"""The ear that all channels share: utterances in, everything that can be told from their words out."""

import re
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Final, NamedTuple

from agents.hearing.attitude import attitude_of
from agents.hearing.calendar import Calendar
from agents.hearing.complaints import as_spans, judge
from agents.hearing.cues import Words, cue_hits
from agents.hearing.fold import Folding
from agents.hearing.index import Hit, Index, Kind
from agents.hearing.language import Tongues
from agents.hearing.promises import find_promises
from agents.hearing.reading import Reading, read
from agents.hearing.redact import Redacted, redact
from agents.hearing.sentiment import METHOD as OWN
from agents.hearing.sentiment import REFERENCE, WEIGHTS, label_of, scaled, weigh, weighted_mean
from agents.hearing.topics import topic_hits
from schemas.interactions import (
    CueHit,
    Heard,
    Language,
    PromiseHeard,
    Redaction,
    Sentiment,
    Span,
    TopicHit,
    Unscored,
)
from schemas.values import Speaker

METHOD: Final = 1

_STAFF: Final = (Speaker.STAFF, Speaker.BOT)
_TOKEN: Final = re.compile(r"\[(?:email|phone|card|national_id|iban|ip|secret)\]")
_LINK: Final = re.compile(r"https?://\S+|www\.\S+|[@#]\S+")
_UNIT: Final = re.compile(r"[a-z]+(?:'[a-z]+)?|[\u3400-\u9fff]")
_JUDGED: Final = frozenset({Kind.FEELING, Kind.FAULT, Kind.CUE, Kind.IRONY, Kind.ABOUT})


@dataclass(frozen=True, slots=True)
class Utterance:
    """One turn, in the order it was said. `at` is aware."""

    speaker: Speaker
    text: str
    at: datetime


class _Turn(NamedTuple):
    """One customer turn, heard. `at` is where it begins in the voice."""

    at: int
    text: str
    folded: str
    reading: Reading
    unscored: Unscored | None
    polarity: float


@dataclass(frozen=True, slots=True)
class Ear:
    """All that hearing needs, loaded beforehand.

    `english` gives TextBlob's polarity of a text. With `reference` that alone is the sentiment (English and mixed
    text only); without, it is one part of ours.
    """

    index: Index
    folding: Folding
    tongues: Tongues
    fillers: frozenset[str]
    english: Callable[[str], float]
    calendar: Calendar
    taxonomy: str
    reference: bool = False
    method: int = METHOD

    def hear(self, utterances: Sequence[Utterance]) -> Heard:
        """Tags of one interaction; spans are characters of `voice` and `staff_voice`.

        Each customer turn has its own polarity p. The interaction's is sum(p |p|) / sum(|p|) over the scored turns:
        turns that say nothing of feeling ("yes", an order number) do not dilute the others. The first and the last
        third are the same over the first and last ceil(n / 3) of the scored turns, from three turns on.
        """
        customer = [u for u in utterances if u.speaker is Speaker.CUSTOMER]
        staff = [u for u in utterances if u.speaker in _STAFF]
        words = [redact(u.text) for u in customer]
        staff_words = [redact(u.text) for u in staff]
        voice = "\n".join(redacted.text for redacted in words)
        starts = _starts(words)
        turns, language = self._turns(words, starts)
        staff_turns = self._staff_turns(staff, staff_words)
        marked = (
            *_marks(words, starts, Speaker.CUSTOMER),
            *_marks(staff_words, _starts(staff_words), Speaker.STAFF),
        )
        heard = self._tagged(turns) if language is not Language.OTHER else _Tags()
        unscored = _unscored(voice, language, turns, self.reference)
        judged = unscored in {None, Unscored.TOO_SHORT} or (self.reference and language is Language.ZH)
        polarities = [turn.polarity for turn in turns if turn.unscored is None]
        return Heard(
            voice=voice,
            staff_voice="\n".join(redacted.text for redacted in staff_words),
            language=language,
            sentiment=None if unscored else self._sentiment(polarities),
            unscored=unscored,
            first_third=_third(polarities, last=False) if not unscored else None,
            last_third=_third(polarities, last=True) if not unscored else None,
            complaint=bool(heard.spans) if judged else None,
            complaint_spans=heard.spans if judged else (),
            topics=heard.topics,
            cues=(*heard.cues, *staff_turns.cues),
            promises=staff_turns.promises,
            attitude=attitude_of([turn.reading for turn in turns], staff_turns.readings),
            redactions=marked,
        )

    def language_of(self, text: str) -> Language:
        """The language of any text, whoever said it."""
        folded = self.folding.fold(text)
        return self.tongues.of(folded, _known(self.index.hits(folded)))

    def _turns(self, words: Sequence[Redacted], starts: Sequence[int]) -> tuple[list[_Turn], Language]:
        folded = [self.folding.fold(redacted.text) for redacted in words]
        hits = [self.index.hits(text) for text in folded]
        language = self.tongues.of("\n".join(folded), any(map(_known, hits)))
        turns = [
            self._turn(redacted.text, text, found, at, language)
            for redacted, text, found, at in zip(words, folded, hits, starts, strict=True)
        ]
        return turns, language

    def _turn(self, text: str, folded: str, hits: list[Hit], at: int, language: Language) -> _Turn:
        reading = read(folded, hits)
        unscored = None if language is Language.OTHER else self._too_little(folded, hits)
        polarity = 0.0
        if unscored is None and language is not Language.OTHER:
            polarity = self._polarity(text, reading, language)
        return _Turn(at, text, folded, reading, unscored, polarity)

    def _polarity(self, text: str, reading: Reading, language: Language) -> float:
        if self.reference:
            return self.english(text)
        own = weigh(reading)
        if language is Language.ZH:
            return own
        return max(-1.0, min(1.0, own + WEIGHTS.reference * self.english(text)))

    def _too_little(self, folded: str, hits: Sequence[Hit]) -> Unscored | None:
        """Why a turn cannot be scored: nothing was left of it, or nothing but a filler, a link or a number."""
        bare = folded
        if "[" in bare:
            bare = _TOKEN.sub(" ", bare)
            if bare != folded and not _UNIT.search(bare):
                return Unscored.REDACTED_AWAY
        if bare.strip(" .!?,~") in self.fillers:
            return Unscored.TOO_SHORT
        if any(hit.rule.kind in _JUDGED for hit in hits):
            return None
        if ":" in bare or "@" in bare or "#" in bare or "www." in bare:
            bare = _LINK.sub(" ", bare)
        units = _UNIT.findall(bare)
        meaning = [unit for unit in units if unit not in self.fillers]
        return Unscored.TOO_SHORT if len(meaning) < 2 else None

    def _tagged(self, turns: Sequence[_Turn]) -> "_Tags":
        spans: list[tuple[int, int]] = []
        topics: dict[str, TopicHit] = {}
        cues: list[CueHit] = []
        for turn in turns:
            verdict = judge(turn.reading, weigh(turn.reading) if self.reference else turn.polarity)
            spans += [(turn.at + begin, turn.at + end) for begin, end in verdict.spans]
            for topic in topic_hits(turn.reading, verdict.spans, turn.at):
                topics.setdefault(topic.topic, topic)
            cues += cue_hits(Words(turn.text, turn.folded, turn.at, Speaker.CUSTOMER), turn.reading)
        return _Tags(as_spans(spans), tuple(topics.values()), tuple(cues))

    def _staff_turns(self, said: Sequence[Utterance], words: Sequence[Redacted]) -> "_Staff":
        cues: list[CueHit] = []
        promises: list[PromiseHeard] = []
        readings: list[Reading] = []
        for utterance, redacted, at in zip(said, words, _starts(words), strict=True):
            folded = self.folding.fold(redacted.text)
            reading = read(folded, self.index.hits(folded))
            readings.append(reading)
            cues += cue_hits(Words(redacted.text, folded, at, Speaker.STAFF), reading)
            if utterance.speaker is Speaker.STAFF:
                promises += [
                    _moved(promise, at)
                    for promise in find_promises(redacted.text, utterance.at, self.calendar)
                ]
        return _Staff(tuple(cues), tuple(promises), tuple(readings))

    def _sentiment(self, polarities: Sequence[float]) -> Sentiment:
        polarity = weighted_mean(polarities)
        return Sentiment(
            label=label_of(polarity, 0.0 if self.reference else WEIGHTS.edge),
            polarity=scaled(polarity),
            method=REFERENCE if self.reference else OWN,
        )


@dataclass(frozen=True, slots=True)
class _Tags:
    spans: tuple[Span, ...] = ()
    topics: tuple[TopicHit, ...] = ()
    cues: tuple[CueHit, ...] = ()


@dataclass(frozen=True, slots=True)
class _Staff:
    cues: tuple[CueHit, ...]
    promises: tuple[PromiseHeard, ...]
    readings: tuple[Reading, ...]


def _starts(words: Sequence[Redacted]) -> list[int]:
    """Where each turn begins in the joined voice."""
    starts, at = [], 0
    for redacted in words:
        starts.append(at)
        at += len(redacted.text) + 1
    return starts


def _marks(words: Sequence[Redacted], starts: Sequence[int], speaker: Speaker) -> tuple[Redaction, ...]:
    return tuple(
        Redaction(kind=mark.kind, begin=at + mark.begin, end=at + mark.end, speaker=speaker)
        for redacted, at in zip(words, starts, strict=True)
        for mark in redacted.marks
    )


def _moved(promise: PromiseHeard, at: int) -> PromiseHeard:
    return PromiseHeard(
        said_at=promise.said_at,
        begin=promise.begin + at,
        end=promise.end + at,
        due_at=promise.due_at,
        due_day=promise.due_day,
    )


def _known(hits: Sequence[Hit]) -> bool:
    return any(hit.rule.kind in _JUDGED for hit in hits)


def _unscored(voice: str, language: Language, turns: Sequence[_Turn], reference: bool) -> Unscored | None:
    """The reason of the whole: of its turns where all share one, too short where they differ."""
    if not voice.strip():
        return Unscored.NO_VOICE
    if language is Language.OTHER or (reference and language is Language.ZH):
        return Unscored.LANGUAGE
    reasons = {turn.unscored for turn in turns if turn.text.strip()}
    if None in reasons:
        return None
    return Unscored.REDACTED_AWAY if reasons == {Unscored.REDACTED_AWAY} else Unscored.TOO_SHORT


def _third(polarities: Sequence[float], *, last: bool) -> int | None:
    if len(polarities) < 3:
        return None
    size = -(-len(polarities) // 3)
    return scaled(weighted_mean(polarities[-size:] if last else polarities[:size]))
