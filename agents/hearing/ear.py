"""The ear that all channels share: utterances in, everything that can be told from their words out."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from typing import Final

from msgspec import Struct

from agents.hearing.attitude import attitude_of
from agents.hearing.calendar import Calendar
from agents.hearing.complaints import as_spans, bar
from agents.hearing.fold import Folding
from agents.hearing.hinted import Hints, Said, promised
from agents.hearing.index import Index
from agents.hearing.language import Tongues
from agents.hearing.learned import Feelings, Learned
from agents.hearing.matters import Matters
from agents.hearing.mood import probability
from agents.hearing.promises import find_promises
from agents.hearing.reading import Reading
from agents.hearing.sentiment import overall, reference, scaled, sentiment
from agents.hearing.texts import CustomerText, StaffText, Texts, is_known, keep
from agents.hearing.topics import Told, topic_hits
from agents.hearing.turns import Turn, moved, moved_cues, redactions, starts_of, told, unscored_of
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

METHOD: Final = 2

_STAFF: Final = (Speaker.STAFF, Speaker.BOT)
# Members of an enumeration are looked up by a call each time: these are asked for with every turn.
_CUSTOMER: Final = Speaker.CUSTOMER
_PERSON: Final = Speaker.STAFF
_OTHER: Final = Language.OTHER
_ZH: Final = Language.ZH
_SHORT: Final = Unscored.TOO_SHORT


class Utterance(Struct, frozen=True, gc=False):
    """One turn, in the order it was said. `at` is aware."""

    speaker: Speaker
    text: str
    at: datetime


@dataclass(frozen=True, slots=True)
class Ear:
    """All that hearing needs, loaded beforehand.

    `reference` gives another scorer's polarity of a text (TextBlob's), which is then the sentiment, of English and mixed
    text only, in place of ours. Without `hints` cues and promises are told by phrases alone. `remembers` is how many
    short texts a side are kept, once read: greetings and standard answers come again and again. What is heard does not
    depend on it.
    """

    index: Index
    learned: Learned
    matters: Matters
    folding: Folding
    tongues: Tongues
    fillers: frozenset[str]
    calendar: Calendar
    taxonomy: str
    hints: Hints | None = None
    reference: Callable[[str], float] | None = None
    remembers: int = 10_000
    method: int = METHOD
    texts: Texts = field(init=False, repr=False, compare=False)
    _alone: dict[str, Heard] = field(default_factory=dict, init=False, repr=False, compare=False)

    def __post_init__(self) -> None:
        object.__setattr__(
            self,
            "texts",
            Texts(
                self.index, self.learned, self.matters, self.folding, self.fillers, self.remembers, self.hints
            ),
        )

    def hear(self, utterances: Sequence[Utterance]) -> Heard:
        """Tags of one interaction; spans are characters of `voice` and `staff_voice`.

        Each customer turn is weighed by itself; the interaction's feelings are their mean, where turns that say
        nothing of feeling ("yes", an order number) hardly count (`sentiment.overall`). The first and the last third
        are the same over the first and last ceil(n / 3) of the scored turns, from three turns on.
        """
        if len(utterances) != 1 or utterances[0].speaker is not _CUSTOMER:
            return self._heard(utterances)
        # What a customer says alone does not depend on when: many a message is "yes" or "thank you".
        text = utterances[0].text
        found = self._alone.get(text)
        if found is None:
            found = self._heard(utterances)
            keep(self._alone, text, found, self.remembers)
        return found

    def _heard(self, utterances: Sequence[Utterance]) -> Heard:
        words = [self.texts.of_customer(u.text) for u in utterances if u.speaker is _CUSTOMER]
        staff = self._staff([u for u in utterances if u.speaker in _STAFF])
        voice = "\n".join([word.text for word in words])
        starts = starts_of(words)
        turns, language = self._turns(words, starts)
        heard = self._tagged(turns) if language is not _OTHER else _NO_TAGS
        unscored = unscored_of(voice, language, turns, self.reference is not None)
        judged = unscored is None or unscored is _SHORT or (self.reference is not None and language is _ZH)
        scored = [turn for turn in turns if turn.unscored is None] if not unscored else []
        first, last = self._thirds(scored) if len(scored) >= 3 else (None, None)
        return Heard(
            voice=voice,
            staff_voice=staff.voice,
            language=language,
            sentiment=self._sentiment(scored) if scored else None,
            unscored=unscored,
            first_third=first,
            last_third=last,
            complaint=bool(heard.spans) if judged else None,
            complaint_probability=heard.complaint if judged else None,
            complaint_spans=heard.spans if judged else (),
            topics=heard.topics,
            cues=(*heard.cues, *staff.cues),
            promises=staff.promises,
            attitude=attitude_of([word.reading for word in words], staff.readings),
            redactions=redactions([word.marks for word in words], starts, _CUSTOMER) + staff.redactions,
        )

    def feelings_of(self, text: str) -> Feelings:
        """How one text feels, and nothing else: no redaction, no rules, no question whether it can be scored at all.

        The model alone: `hear` also minds what the phrases of the taxonomy tell (`weighing.weighed`).
        """
        return self.learned.felt(text, self.folding.fold)

    def language_of(self, text: str) -> Language:
        """The language of any text, whoever said it."""
        folded = self.folding.fold(text)
        return self.tongues.of(folded, is_known(self.index.hits(folded)))

    def _turns(self, words: Sequence[CustomerText], starts: Sequence[int]) -> tuple[list[Turn], Language]:
        language = self.tongues.of(
            "\n".join([word.folded for word in words]), any(word.known for word in words)
        )
        if language is _OTHER:
            return [Turn(at, word, None) for word, at in zip(words, starts, strict=True)], language
        return [Turn(at, word, word.unscored) for word, at in zip(words, starts, strict=True)], language

    def _tagged(self, turns: Sequence[Turn]) -> "_Tags":
        spans: list[tuple[int, int]] = []
        heard: list[Told] = []
        cues: list[CueHit] = []
        logits = [turn.words.mood.complaint for turn in turns if turn.unscored is not _SHORT]
        least = bar(len(logits)) if logits else 0.0
        for turn in turns:
            at, words, _ = turn
            place = words.evidence if words.mood.complaint > least else ()
            spans += [(at + begin, at + end) for begin, end in place]
            heard.append(told(turn, place))
            cues += moved_cues(words.cues, at)
        sure = scaled(probability(max(logits) - least)) if logits else 0
        return _Tags(as_spans(spans), sure, topic_hits(heard, self.matters), tuple(cues))

    def _staff(self, said: Sequence[Utterance]) -> "_Staff":
        if not said:
            return _NO_STAFF
        words = [self.texts.of_staff(utterance.text) for utterance in said]
        starts = starts_of(words)
        cues: list[CueHit] = []
        promises: list[PromiseHeard] = []
        for utterance, word, at in zip(said, words, starts, strict=True):
            cues += moved_cues(word.cues, at)
            # A machine promises nothing.
            if utterance.speaker is _PERSON and (word.may_promise or word.vows):
                promises += [moved(promise, at) for promise in self._promises(word, utterance.at)]
        return _Staff(
            "\n".join([word.text for word in words]),
            tuple(cues),
            tuple(promises),
            tuple([word.reading for word in words]),
            redactions([word.marks for word in words], starts, _PERSON),
        )

    def _promises(self, word: StaffText, said_at: datetime) -> list[PromiseHeard]:
        found = find_promises(word.text, said_at, self.calendar) if word.may_promise else []
        return promised(Said(word.text, word.folded, said_at), word.vows, found, self.calendar)

    def _sentiment(self, scored: Sequence[Turn]) -> Sentiment:
        if self.reference:
            return reference([self.reference(turn.words.text) for turn in scored])
        return sentiment(overall([turn.words.mood.feelings for turn in scored]), self.learned.version)

    def _thirds(self, scored: Sequence[Turn]) -> tuple[int, int]:
        """The polarities of the first and of the last third."""
        size = -(-len(scored) // 3)
        return self._sentiment(scored[:size]).polarity, self._sentiment(scored[-size:]).polarity


class _Tags(Struct, frozen=True, gc=False):
    spans: tuple[Span, ...] = ()
    complaint: int = 0  # its probability, 1/10,000ths
    topics: tuple[TopicHit, ...] = ()
    cues: tuple[CueHit, ...] = ()


class _Staff(Struct, frozen=True, gc=False):
    voice: str = ""
    cues: tuple[CueHit, ...] = ()
    promises: tuple[PromiseHeard, ...] = ()
    readings: tuple[Reading, ...] = ()
    redactions: tuple[Redaction, ...] = ()


_NO_TAGS: Final = _Tags()
_NO_STAFF: Final = _Staff()
