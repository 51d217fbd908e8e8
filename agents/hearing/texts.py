"""One turn on its own: all that depends on nothing but its words. What was read once is remembered for a while."""

import re
from collections.abc import Sequence
from dataclasses import dataclass, field
from typing import Final, NamedTuple, TypeVar

from agents.hearing.fold import Folding
from agents.hearing.index import Hit, Index, Kind
from agents.hearing.reading import Reading, read
from agents.hearing.redact import Mark, redact
from agents.hearing.sentiment import weigh
from schemas.interactions import Unscored

_T = TypeVar("_T")

LONGEST_REMEMBERED: Final = 200
_TOKEN: Final = re.compile(r"\[(?:email|phone|card|national_id|iban|ip|secret)\]")
_LINK: Final = re.compile(r"https?://\S+|www\.\S+|[@#]\S+")
_UNIT: Final = re.compile(r"[a-z]+(?:'[a-z]+)?|[\u3400-\u9fff]")
_JUDGED: Final = frozenset({Kind.FEELING, Kind.FAULT, Kind.CUE, Kind.IRONY, Kind.ABOUT})


class CustomerText(NamedTuple):
    """`text` is redacted, `folded` the same folded. `known`: some phrase of ours that tells of a matter is in it.

    `unscored` is why it cannot be scored, `polarity` what its phrases give; both hold where the language is known.
    """

    text: str
    marks: tuple[Mark, ...]
    folded: str
    known: bool
    reading: Reading
    unscored: Unscored | None
    polarity: float


class StaffText(NamedTuple):
    """`reading` has manners and the cues of staff, nothing else."""

    text: str
    marks: tuple[Mark, ...]
    folded: str
    reading: Reading


@dataclass(frozen=True, slots=True)
class Texts:
    """Reads texts; keeps up to `most` short ones a side. Two threads may ask at once: at worst both read."""

    index: Index
    folding: Folding
    fillers: frozenset[str]
    most: int
    _customer: dict[str, CustomerText] = field(default_factory=dict, init=False)
    _staff: dict[str, StaffText] = field(default_factory=dict, init=False)

    def of_customer(self, text: str) -> CustomerText:
        found = self._customer.get(text)
        if found is None:
            found = self._read_customer(text)
            _keep(self._customer, text, found, self.most)
        return found

    def of_staff(self, text: str) -> StaffText:
        found = self._staff.get(text)
        if found is None:
            redacted = redact(text)
            folded = self.folding.fold(redacted.text)
            reading = read(folded, self.index.staff_hits(folded))
            found = StaffText(redacted.text, redacted.marks, folded, reading)
            _keep(self._staff, text, found, self.most)
        return found

    def _read_customer(self, text: str) -> CustomerText:
        redacted = redact(text)
        folded = self.folding.fold(redacted.text)
        hits = self.index.hits(folded)
        known = is_known(hits)
        reading = read(folded, hits)
        return CustomerText(
            redacted.text,
            redacted.marks,
            folded,
            known,
            reading,
            self._too_little(folded, known=known),
            weigh(reading) if reading.sentences else 0.0,
        )

    def _too_little(self, folded: str, *, known: bool) -> Unscored | None:
        """Why a turn cannot be scored: nothing was left of it, or nothing but a filler, a link or a number."""
        bare = folded
        if "[" in bare:
            bare = _TOKEN.sub(" ", bare)
            if bare != folded and not _UNIT.search(bare):
                return Unscored.REDACTED_AWAY
        if bare.strip(" .!?,~") in self.fillers:
            return Unscored.TOO_SHORT
        if known:
            return None
        if ":" in bare or "@" in bare or "#" in bare or "www." in bare:
            bare = _LINK.sub(" ", bare)
        meaning = [unit for unit in _UNIT.findall(bare) if unit not in self.fillers]
        return Unscored.TOO_SHORT if len(meaning) < 2 else None


def _keep(kept: dict[str, _T], text: str, found: _T, most: int) -> None:
    """Forgetting all at once is rare, and costs nothing when a text is met again."""
    if most and len(text) <= LONGEST_REMEMBERED:
        if len(kept) >= most:
            kept.clear()
        kept[text] = found


def is_known(hits: Sequence[Hit]) -> bool:
    """Whether a phrase was found that says something of a matter or a feeling."""
    for hit in hits:  # noqa: SIM110 - a generator costs more than the few hits of a turn
        if hit[2].kind in _JUDGED:
            return True
    return False
