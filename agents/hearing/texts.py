"""One turn on its own: all that depends on nothing but its words. What was read once is remembered for a while."""

import re
from collections.abc import Sequence
from dataclasses import dataclass, field
from itertools import filterfalse, islice
from operator import methodcaller
from typing import Final, NamedTuple, TypeVar

from agents.hearing.complaints import evidence
from agents.hearing.cues import Words, cue_hits, has_cues
from agents.hearing.fold import Folding
from agents.hearing.grams import tokens
from agents.hearing.hinted import Hints, OfStaff
from agents.hearing.index import Hit, Index, Kind
from agents.hearing.learned import Learned
from agents.hearing.matters import Logits, Matters
from agents.hearing.mood import Mood, sorest
from agents.hearing.promises import may_promise
from agents.hearing.reading import Reading, read
from agents.hearing.redact import Mark, redact
from agents.hearing.weighing import weighed
from schemas.errors import Misused
from schemas.interactions import CueHit, Unscored
from schemas.values import Speaker

_T = TypeVar("_T")

_CUSTOMER: Final = Speaker.CUSTOMER
_PERSON: Final = Speaker.STAFF
_SHORT: Final = Unscored.TOO_SHORT

LONGEST_REMEMBERED: Final = 200
_TOKEN: Final = re.compile(r"\[(?:email|phone|card|national_id|iban|ip|secret)\]")
_LINK: Final = re.compile(r"https?://\S+|www\.\S+|[@#]\w+")
_UNIT: Final = re.compile(r"[a-z]+(?:'[a-z]+)?|[\u3400-\u9fff]")
_MATCHED: Final = methodcaller("group")
_ENOUGH: Final = 2  # units that mean something
_WORD: Final = re.compile(r"[a-z]+")
_NEARLY_ALL: Final = 0.9
_UNFELT: Final = 0.25  # p(neutral) from which on a single word says nothing
_JUDGED: Final = frozenset({Kind.FAULT, Kind.CUE, Kind.IRONY, Kind.ABOUT})


class CustomerText(NamedTuple):
    """`text` is redacted, `folded` the same folded. `known`: some phrase of ours that tells of a matter is in it, or
    nearly all of its words are English.

    `unscored` is why it cannot be scored, `mood` what the model makes of it; both hold where the language is known.
    `topics` are their logits, and `evidence` the places that tell of it, where the turn may be a complaint. Places are
    those of the text, also in `cues`.
    """

    text: str
    marks: tuple[Mark, ...]
    folded: str
    known: bool
    reading: Reading
    unscored: Unscored | None
    mood: Mood
    topics: Logits | None
    cues: tuple[CueHit, ...]
    evidence: tuple[tuple[int, int], ...]


class StaffText(NamedTuple):
    """`reading` has manners and the cues of staff, nothing else. Places of `cues` are in the text.

    Promises depend on when it is said: phrases find none without `may_promise`, and the model has its say by `vows`.
    """

    text: str
    marks: tuple[Mark, ...]
    folded: str
    reading: Reading
    cues: tuple[CueHit, ...]
    may_promise: bool
    vows: tuple[tuple[tuple[int, int], float], ...]


@dataclass(frozen=True, slots=True)
class Texts:
    """Reads texts; keeps up to `most` short ones a side. Two threads may ask at once: at worst both read."""

    index: Index
    learned: Learned
    matters: Matters
    folding: Folding
    fillers: frozenset[str]
    most: int
    hints: Hints | None = None
    _customer: dict[str, CustomerText] = field(default_factory=dict, init=False)
    _staff: dict[str, StaffText] = field(default_factory=dict, init=False)

    def __post_init__(self) -> None:
        models = (self.matters, self.hints.customers, self.hints.staff) if self.hints else (self.matters,)
        if any(model.lexicon is not self.learned.lexicon for model in models):
            raise Misused("the models number words differently; load them all with one lexicon")

    def of_customer(self, text: str) -> CustomerText:
        found = self._customer.get(text)
        if found is None:
            found = self._read_customer(text)
            keep(self._customer, text, found, self.most)
        return found

    def of_staff(self, text: str) -> StaffText:
        found = self._staff.get(text)
        if found is None:
            found = self._read_staff(text)
            keep(self._staff, text, found, self.most)
        return found

    def _read_staff(self, text: str) -> StaffText:
        redacted = redact(text)
        folded = self.folding.fold(redacted.text)
        reading = read(folded, self.index.staff_hits(folded))
        words = Words(redacted.text, folded, 0, _PERSON)
        cues = cue_hits(words, reading) if has_cues(reading) else []
        told = self.hints.of_staff(words, cues) if self.hints else OfStaff(tuple(cues), ())
        # Asked beforehand only where it spares the search each time the text comes again.
        may = len(text) > LONGEST_REMEMBERED or may_promise(redacted.text)
        return StaffText(redacted.text, redacted.marks, folded, reading, told.cues, may, told.vows)

    def _read_customer(self, text: str) -> CustomerText:
        redacted = redact(text)
        folded = self.folding.fold(redacted.text)
        hits = self.index.hits(folded)
        reading = read(folded, hits)
        cut = self.learned.lexicon.see(redacted.text, lambda _: folded)
        mood = weighed(self.learned.of(cut), reading)
        told, sore = is_known(hits), mood.complaint > 0
        unscored = self._too_little(folded, mood, told=told)
        words = Words(redacted.text, folded, 0, _CUSTOMER)
        cues = cue_hits(words, reading) if has_cues(reading) else []
        if self.hints and unscored is not _SHORT and (logits := self.hints.weighed(cut, mood)):
            cues += self.hints.of_customer(words, cues, logits)
        return CustomerText(
            redacted.text,
            redacted.marks,
            folded,
            told or self._is_english(folded),
            reading,
            unscored,
            mood,
            self.matters.told(cut) if sore else None,
            tuple(cues),
            self._evidence(redacted.text, folded, reading) if sore and unscored is not _SHORT else (),
        )

    def _evidence(self, text: str, folded: str, reading: Reading) -> tuple[tuple[int, int], ...]:
        return evidence(reading, lambda: sorest(self.learned, text, folded))

    def _is_english(self, folded: str) -> bool:
        """By the vocabulary of the model: for texts without the small words that languages are told by."""
        words = [word for word in _WORD.findall(folded) if len(word) > 2] if folded.isascii() else []
        return self.learned.words_among(words) > _NEARLY_ALL * len(words)

    def _too_little(self, folded: str, mood: Mood, *, told: bool) -> Unscored | None:
        """Why a turn cannot be scored: nothing was left of it, or nothing but a filler, a link or a number.

        One word is enough where it tells of a matter, or of a feeling that the model knows.
        """
        bare = folded
        if "[" in bare:
            bare = _TOKEN.sub(" ", bare)
            if bare != folded and not _UNIT.search(bare):
                return Unscored.REDACTED_AWAY
        if bare.strip(" .!?,~") in self.fillers:
            return Unscored.TOO_SHORT
        if told:
            return None
        if ":" in bare or "@" in bare or "#" in bare or "www." in bare:
            bare = _LINK.sub(" ", bare)
        units = map(_MATCHED, _UNIT.finditer(bare))
        meaning = list(islice(filterfalse(self.fillers.__contains__, units), _ENOUGH))
        if len(meaning) == _ENOUGH or (mood.feelings.neutral < _UNFELT and self._knows(bare)):
            return None
        return Unscored.TOO_SHORT

    def _knows(self, bare: str) -> bool:
        """Whether the model has learned a word, a character or a sign of it; what it makes of others is a guess."""
        return any(self.learned.knows(token) for token in tokens(bare, bare) if not token[0].isdigit())


def keep(kept: dict[str, _T], text: str, found: _T, most: int) -> None:
    """Forgetting all at once is rare, and costs nothing when a text is met again."""
    if most and len(text) <= LONGEST_REMEMBERED:
        if len(kept) >= most:
            kept.clear()
        kept[text] = found


def is_known(hits: Sequence[Hit]) -> bool:
    """Whether a phrase was found that says something of a matter."""
    for hit in hits:  # noqa: SIM110 - a generator costs more than the few hits of a turn
        if hit[2].kind in _JUDGED:
            return True
    return False
