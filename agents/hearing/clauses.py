"""Clauses of a folded text: what stands between two marks that part a thought from the next."""

import re
from collections.abc import Callable
from typing import Final

_END: Final = re.compile(r"[.!?;]+(?=\s|$|[^\x00-\x7f])|[!?;]+|,(?=[^\x00-\x7f])| but |,\s")
_SHORTEST: Final = 4


def clauses(folded: str) -> list[tuple[int, int]]:
    """Half-open spans, without blanks at their ends; all of them together are the text. At least one."""
    bounds = []
    begin = 0
    for found in _END.finditer(folded):
        if found.end() - begin >= _SHORTEST:
            bounds.append(_bare(folded, begin, found.end()))
            begin = found.end()
    bounds.append(_bare(folded, begin, len(folded)))
    kept = [(start, end) for start, end in bounds if start < end]
    return kept or [(0, len(folded))]


def sorest(folded: str, score: Callable[[int, int], float]) -> tuple[int, int]:
    """The clause of the highest score; `score` is not asked where there is only one."""
    found = clauses(folded)
    return found[0] if len(found) == 1 else max(found, key=lambda span: score(*span))


def _bare(folded: str, begin: int, end: int) -> tuple[int, int]:
    while begin < end and folded[begin].isspace():
        begin += 1
    while end > begin and folded[end - 1].isspace():
        end -= 1
    return begin, end
