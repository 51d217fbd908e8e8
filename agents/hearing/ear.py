"""The ear that all channels share: utterances in, everything that can be told from their words out."""

from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from typing import Final, NamedTuple

from agents.hearing.attitude import attitude_of
from agents.hearing.calendar import Calendar
from agents.hearing.complaints import as_spans, judge
from agents.hearing.cues import Words, cue_hits
from agents.hearing.fold import Folding
from agents.hearing.index import Index
from agents.hearing.language import Tongues
from agents.hearing.promises import find_promises
from agents.hearing.reading import Reading
from agents.hearing.redact import Mark
from agents.hearing.sentiment import EVEN, REFERENCE, WEIGHTS, label_of, leans, scaled, weigh, weighted_mean
from agents.hearing.sentiment import METHOD as OWN
from agents.hearing.texts import CustomerText, StaffText, Texts, is_known
from agents.hearing.topics import Told, topic_hits
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
# Members of an enumeration are looked up by a call each time: these are asked for with every turn.
_CUSTOMER: Final = Speaker.CUSTOMER
_PERSON: Final = Speaker.STAFF
_OTHER: Final = Language.OTHER
_ZH: Final = Language.ZH
_SHORT: Final = Unscored.TOO_SHORT


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
    text only); without, it is one part of ours. `remembers` is how many short texts a side are kept, once read:
    greetings and standard answers come again and again. What is heard does not depend on it.
    """

    index: Index
    folding: Folding
    tongues: Tongues
    fillers: frozenset[str]
    english: Callable[[str], float]
    calendar: Calendar
    taxonomy: str
    reference: bool = False
    remembers: int = 10_000
    method: int = METHOD
    texts: Texts = field(init=False, repr=False, compare=False)

    def __post_init__(self) -> None:
        object.__setattr__(self, "texts", Texts(self.index, self.folding, self.fillers, self.remembers))

    def hear(self, utterances: Sequence[Utterance]) -> Heard:
        """Tags of one interaction; spans are characters of `voice` and `staff_voice`.

        Each customer turn has its own polarity p. The interaction's is sum(p |p|) / sum(|p|) over the scored turns:
        turns that say nothing of feeling ("yes", an order number) do not dilute the others. The first and the last
        third are the same over the first and last ceil(n / 3) of the scored turns, from three turns on.
        """
        words = [self.texts.of_customer(u.text) for u in utterances if u.speaker is _CUSTOMER]
        staff = [u for u in utterances if u.speaker in _STAFF]
        staff_words = [self.texts.of_staff(u.text) for u in staff]
        voice = "\n".join([word.text for word in words])
        starts, staff_starts = _starts(words), _starts(staff_words)
        turns, language = self._turns(words, starts)
        staff_turns = self._staff_turns(staff, staff_words, staff_starts)
        marked = (
            *_redactions([word.marks for word in words], starts, _CUSTOMER),
            *_redactions([word.marks for word in staff_words], staff_starts, _PERSON),
        )
        heard = self._tagged(turns) if language is not _OTHER else _NO_TAGS
        unscored = _unscored(voice, language, turns, self.reference)
        judged = unscored is None or unscored is _SHORT or (self.reference and language is _ZH)
        polarities = [turn.polarity for turn in turns if turn.unscored is None]
        return Heard(
            voice=voice,
            staff_voice="\n".join([word.text for word in staff_words]),
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
        return self.tongues.of(folded, is_known(self.index.hits(folded)))

    def _turns(self, words: Sequence[CustomerText], starts: Sequence[int]) -> tuple[list[_Turn], Language]:
        language = self.tongues.of(
            "\n".join([word.folded for word in words]), any(word.known for word in words)
        )
        turns = [self._turn(word, at, language) for word, at in zip(words, starts, strict=True)]
        return turns, language

    def _turn(self, words: CustomerText, at: int, language: Language) -> _Turn:
        known = language is not _OTHER
        unscored = words.unscored if known else None
        polarity = self._polarity(words, language) if unscored is None and known else 0.0
        return _Turn(at, words.text, words.folded, words.reading, unscored, polarity)

    def _polarity(self, words: CustomerText, language: Language) -> float:
        if self.reference:
            return self.english(words.text)
        own = words.polarity
        if language is _ZH or not leans(words.reading):
            return own
        return max(-1.0, min(1.0, own + WEIGHTS.reference * self.english(words.text)))

    def _tagged(self, turns: Sequence[_Turn]) -> "_Tags":
        spans: list[tuple[int, int]] = []
        told: list[Told] = []
        cues: list[CueHit] = []
        for turn in turns:
            if not turn.reading.sentences:
                continue
            verdict = judge(turn.reading, weigh(turn.reading) if self.reference else turn.polarity)
            spans += [(turn.at + begin, turn.at + end) for begin, end in verdict.spans]
            told.append(Told(turn.reading, verdict.spans, turn.at))
            if _has_cues(turn.reading):
                cues += cue_hits(Words(turn.text, turn.folded, turn.at, _CUSTOMER), turn.reading)
        return _Tags(as_spans(spans), topic_hits(told), tuple(cues))

    def _staff_turns(
        self, said: Sequence[Utterance], words: Sequence[StaffText], starts: Sequence[int]
    ) -> "_Staff":
        cues: list[CueHit] = []
        promises: list[PromiseHeard] = []
        readings: list[Reading] = []
        for utterance, word, at in zip(said, words, starts, strict=True):
            readings.append(word.reading)
            if _has_cues(word.reading):
                cues += cue_hits(Words(word.text, word.folded, at, _PERSON), word.reading)
            if utterance.speaker is _PERSON:
                promises += [
                    _moved(promise, at) for promise in find_promises(word.text, utterance.at, self.calendar)
                ]
        return _Staff(tuple(cues), tuple(promises), tuple(readings))

    def _sentiment(self, polarities: Sequence[float]) -> Sentiment:
        polarity = weighted_mean(polarities)
        return Sentiment(
            label=label_of(polarity, EVEN if self.reference else WEIGHTS),
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


_NO_TAGS: Final = _Tags()


def _starts(words: Sequence[CustomerText] | Sequence[StaffText]) -> list[int]:
    """Where each turn begins in the joined voice."""
    starts, at = [], 0
    for word in words:
        starts.append(at)
        at += len(word.text) + 1
    return starts


def _redactions(
    marks: Iterable[tuple[Mark, ...]], starts: Sequence[int], speaker: Speaker
) -> list[Redaction]:
    return [
        Redaction(kind=mark.kind, begin=at + mark.begin, end=at + mark.end, speaker=speaker)
        for marked, at in zip(marks, starts, strict=True)
        for mark in marked
    ]


def _moved(promise: PromiseHeard, at: int) -> PromiseHeard:
    return PromiseHeard(
        said_at=promise.said_at,
        begin=promise.begin + at,
        end=promise.end + at,
        due_at=promise.due_at,
        due_day=promise.due_day,
    )


def _has_cues(reading: Reading) -> bool:
    for sentence in reading.sentences:  # noqa: SIM110 - a generator costs more than the few sentences of a turn
        if sentence.cues:
            return True
    return False


def _unscored(voice: str, language: Language, turns: Sequence[_Turn], reference: bool) -> Unscored | None:
    """The reason of the whole: of its turns where all share one, too short where they differ."""
    if not voice.strip():
        return Unscored.NO_VOICE
    if language is _OTHER or (reference and language is _ZH):
        return Unscored.LANGUAGE
    reasons = {turn.unscored for turn in turns if turn.text.strip()}
    if None in reasons:
        return None
    return Unscored.REDACTED_AWAY if reasons == {Unscored.REDACTED_AWAY} else _SHORT


def _third(polarities: Sequence[float], *, last: bool) -> int | None:
    if len(polarities) < 3:
        return None
    size = -(-len(polarities) // 3)
    return scaled(weighted_mean(polarities[-size:] if last else polarities[:size]))
