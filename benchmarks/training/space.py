"""From texts to rows of numbers: the same grams as in hearing, counted."""

from collections import Counter
from collections.abc import Callable, Iterable, Sequence
from functools import cache
from typing import Final

import numpy as np
from scipy import sparse

from agents.hearing.grams import Gram, chinese, english, letters

LETTERS: Final = 0.5  # a run of letters counts half of a word
_RAREST: Final = {"word": 2, "beside": 2, "letters": 5, "long": 3}

Tokens = Sequence[str]


class Space:
    """The columns: every gram that is not too rare in the texts it was made from, the commonest first.

    The order stays that of the file and of the memory it is read into: what is asked for most lies together.
    """

    def __init__(self, language: str, texts: Iterable[Tokens]) -> None:
        self.language = language
        self._parts: Callable[[str], tuple[str, ...]] = cache(lambda word: tuple(sorted(letters(word))))
        counts: Counter[tuple[str, Gram]] = Counter()
        for text in texts:
            counts.update(self._grams(text))
        if language == "en":
            for (kind, word), n in list(counts.items()):
                if kind == "word":
                    counts.update({("letters", run): n for run in self._parts(str(word))})
        kept = sorted(
            (gram for gram, n in counts.items() if n >= _rarest(gram)),
            key=lambda gram: (-counts[gram], repr(gram)),
        )
        self.columns = {gram: number for number, gram in enumerate(kept)}

    def matrix(self, texts: Sequence[Tokens]) -> sparse.csr_matrix:
        """One row a text, of Euclidean length about 1: 1 / sqrt(n + 1) for each of its n distinct grams."""
        columns: list[int] = []
        values: list[float] = []
        ends = [0]
        runs = cache(self._runs)
        for text in texts:
            grams = self._grams(text)
            one = (len(grams) + 1) ** -0.5
            found = [column for gram in grams if (column := self.columns.get(gram)) is not None]
            below = (
                [c for kind, word in grams if kind == "word" for c in runs(str(word))]
                if self.language == "en"
                else []
            )
            columns += found + below
            values += [one] * len(found) + [one * LETTERS] * len(below)
            ends.append(len(columns))
        shape = (len(texts), len(self.columns))
        made = sparse.csr_matrix(
            (np.array(values), np.array(columns, dtype=np.int32), np.array(ends)), shape=shape
        )
        made.sum_duplicates()
        return made

    def _grams(self, text: Tokens) -> list[tuple[str, Gram]]:
        if self.language == "zh":
            return [("word", gram) for gram in chinese(text)]
        words, beside = english(text)
        return [("word", word) for word in words] + [("beside", pair) for pair in beside]

    def _runs(self, word: str) -> list[int]:
        return [c for run in self._parts(word) if (c := self.columns.get(("letters", run))) is not None]


def _rarest(gram: tuple[str, Gram]) -> int:
    kind, text = gram
    return _RAREST["long"] if kind == "word" and len(text) > 2 and text[0] > "\u3400" else _RAREST[kind]
