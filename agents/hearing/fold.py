"""One character for one character: the form in which words are compared, with every offset kept."""

import re
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Final

from schemas.taxonomy import Languages

# Names of others and addresses say nothing of the matter: "@Acme_Support" asks for no support.
_NAMES: Final = re.compile(r"@[a-z0-9_.]+|https?://[!-~]+|www\.[!-~]+")
_PLAIN: Final = {
    **{code: code - 0xFEE0 for code in range(0xFF01, 0xFF5F)},
    **{ord(mark): "'" for mark in "’‘ʼ＇`´"},
    **{ord(mark): '"' for mark in "“”„"},
    **{ord(mark): " " for mark in "\u00a0\u3000\u2002\u2003\u2009\u202f\t\r\f\v"},
    ord("。"): ".",
    ord("｡"): ".",
    ord("、"): ",",
    ord("…"): ".",
    ord("—"): "-",
    ord("–"): "-",
}


@dataclass(frozen=True, slots=True)
class Folding:
    """Lower case, half width, simplified characters, plain quotes and blanks; line breaks become blanks."""

    table: Mapping[int, int | str]

    def fold(self, text: str) -> str:
        """As long as `text`: character n of the one is character n of the other. An empty line ends a sentence."""
        lowered = text.lower()
        if len(lowered) != len(text):
            lowered = "".join(character.lower()[0] for character in text)
        if not lowered.isascii():
            lowered = lowered.translate(self.table)
        if "@" in lowered or "://" in lowered or "www." in lowered:
            lowered = _NAMES.sub(_blank, lowered)
        if "\n" in lowered:
            lowered = lowered.replace("\n\n", ". ").replace("\n", " ")
        return (
            lowered.replace("\t", " ").replace("\r", " ") if "\t" in lowered or "\r" in lowered else lowered
        )


PLAINLY: Final = Folding(_PLAIN)
"""Folds what has no Chinese in it as every folding does."""


def _blank(found: re.Match[str]) -> str:
    return " " * len(found[0])


def folding(languages: Languages) -> Folding:
    pairs = zip("".join(languages.traditional.split()), "".join(languages.simplified.split()), strict=True)
    return Folding({**_PLAIN, **{ord(old): new for old, new in pairs}})
