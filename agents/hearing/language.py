"""Which language the words are in: by script first, by small words where scripts agree."""

import re
from dataclasses import dataclass
from typing import Final

from schemas.interactions import Language
from schemas.taxonomy import Languages

# Bounded: without an end, each of ten thousand marks in a row would be the beginning of another search.
_NOISE: Final = re.compile(r"https?://\S+|www\.\S+|[^\s@]{1,64}@[^\s@]{1,255}\.\w+|[@#]\S+|\[[a-z_]{1,32}\]")
_HAN: Final = re.compile(r"[\u3400-\u4dbf\u4e00-\u9fff\U00020000-\U0002ffff]+")
_KANA_HANGUL: Final = re.compile(r"[\u3040-\u30ff\u31f0-\u31ff\uac00-\ud7af\u1100-\u11ff]")
_OTHER_SCRIPT: Final = re.compile(
    r"[\u0370-\u052f\u0530-\u074f\u0900-\u0dff\u0e00-\u0eff\u0f00-\u109f\u10a0-\u10ff\u1780-\u17ff]"
)
_WORD: Final = re.compile(r"[a-z\u00c0-\u024f\u1e00-\u1eff]+(?:'[a-z]+)?")
_EN: Final = Language.EN
_ACCENTED: Final = re.compile(r"[\u00c0-\u024f\u1e00-\u1eff]")


@dataclass(frozen=True, slots=True)
class Tongues:
    """Small words of English, and of its neighbours in the Latin script that English does not share."""

    english: frozenset[str]
    foreign: frozenset[str]

    def of(self, folded: str, known: bool) -> Language:
        """The language of a folded text; `known` says that some phrase of ours was found in it.

        Kana or hangul beyond an ornament make it another language, so does any other script that prevails.
        Mixed needs two English words, one of them a common one, beside Chinese.
        """
        if "://" in folded or "@" in folded or "[" in folded or "#" in folded or "www." in folded:
            folded = _NOISE.sub(" ", folded)
        words = _WORD.findall(folded)
        if folded.isascii():
            return self._latin(words, 0, known)
        han = sum(map(len, _HAN.findall(folded)))
        other = len(_OTHER_SCRIPT.findall(folded))
        if len(_KANA_HANGUL.findall(folded)) * 8 > han + len(words) or other > han + sum(map(len, words)):
            return Language.OTHER
        if han:
            return self._beside_chinese(words, han)
        return self._latin(words, len(_ACCENTED.findall(folded)), known)

    def _beside_chinese(self, words: list[str], han: int) -> Language:
        common = len(self.english.intersection(words))
        if len(words) >= 2 and common and len(words) * 6 >= han:
            return Language.MIXED if han * 8 >= len(words) else Language.EN
        return Language.ZH

    def _latin(self, words: list[str], accents: int, known: bool) -> Language:
        if not words:
            return Language.NONE
        common = len(self.english.intersection(words))
        foreign = len(self.foreign.intersection(words))
        if common and not foreign and not accents:
            return _EN
        if foreign > common or (accents and foreign + accents > common + 1):
            return Language.OTHER
        if not common and not known and len(words) >= 5:
            return Language.OTHER
        return Language.EN


def tongues(languages: Languages) -> Tongues:
    english = frozenset(languages.english.split())
    return Tongues(english, frozenset(languages.foreign.split()) - english)
