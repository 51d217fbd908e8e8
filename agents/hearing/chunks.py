"""What stands between two blanks, cut once and remembered: no token spans a blank."""

import re
from collections.abc import Mapping
from itertools import count
from typing import Final

from agents.hearing.fold import PLAINLY
from agents.hearing.grams import pieces, plain

SHOUT: Final = 0
"""Among the numbers of a chunk: three capitals in a row. Two of them in a text are its <caps>."""

_CAPITALS: Final = re.compile("[A-Z]{3}")
_MOST: Final = 100_000
_LONGEST: Final = 40


class Chunks(dict[str, tuple[int, ...]]):
    """Chunks without Chinese, as they are written, to the numbers of their plain tokens.

    Words that are not `known` have numbers below 0; `names` has them. A text is read with the same `Chunks` from end to
    end, so that its numbers stay the same; who finds it full takes a new one for the next. Two threads may ask at once.
    """

    __slots__ = ("_count", "_known", "_strange", "folded", "is_full", "names")

    def __init__(self, known: Mapping[str, int]) -> None:
        super().__init__()
        self.is_full = False
        self._known = known
        self._strange: dict[str, int] = {}
        self._count = count(1)
        self.names: dict[int, str] = {}
        self.folded = Folded()

    def __missing__(self, chunk: str) -> tuple[int, ...]:
        body = chunk[:-1] if chunk[-1] in ",." else chunk
        # Most chunks are a word, at most its first letter a capital, a comma or a full stop behind it.
        if body.isascii() and body.isalpha() and (body[1:].islower() or len(body) == 1):
            found: tuple[int, ...] = (self.number(body.lower()),)
        else:
            folded = PLAINLY.fold(chunk)
            shouts = _CAPITALS.findall(chunk) if folded != chunk else ()
            found = (*map(self.number, pieces(folded)), *[SHOUT] * len(shouts))
        if len(chunk) <= _LONGEST:
            self[chunk] = found
            self.is_full = self.is_full or len(self) > _MOST
        return found

    def number(self, token: str) -> int:
        """Of the plain token; what is known is plain already."""
        found = self._known.get(token)
        if found is not None:
            return found
        word = plain(token)
        found = self._known.get(word)
        return self._strangers(word) if found is None else found

    def _strangers(self, word: str) -> int:
        found = self._strange.get(word)
        if found is None:
            # Two threads may come with two words, or with the same, at once.
            new = -next(self._count)
            self.names[new] = word
            self.is_full = self.is_full or new < -_MOST
            found = self._strange.setdefault(word, new)
        return found


class Folded(dict[str, tuple[str, ...]]):
    """Chunks of a folded text, without Chinese, to their plain tokens."""

    __slots__ = ()

    def __missing__(self, chunk: str) -> tuple[str, ...]:
        found = tuple(map(plain, pieces(chunk)))
        if len(self) > _MOST:
            self.clear()
        if len(chunk) <= _LONGEST:
            self[chunk] = found
        return found
