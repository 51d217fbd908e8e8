"""What the model sees of a text: its words and word pairs in English, its characters in runs of one to three in Chinese.

Training and hearing call the same functions, so what was learned is what is looked up.
"""

import re
from collections.abc import Callable, Iterable, Sequence
from collections.abc import Set as AbstractSet
from itertools import pairwise
from operator import add
from typing import Final, NamedTuple

Gram = str | tuple[str, str]


class Seen(NamedTuple):
    """One text, cut once for all models: the grams of its English and of its Chinese, and the share of English.

    `words` and `beside` are empty where `share` is 0, `chinese` where it is 1.
    """

    share: float
    words: AbstractSet[str]
    beside: AbstractSet[Gram]
    chinese: AbstractSet[str]


# Words, runs of Chinese characters, marks that carry feeling, numbers, emoticons, emoji, [names in brackets]. The blanks
# before a word are read with it: one try a word instead of two. Blanks that no word follows are tried once, at the
# first of them: from each of them anew, ten thousand blanks took half a minute.
_TOKEN: Final = re.compile(
    r"(?<! ) *+([a-z]+(?:'[a-z]+)?|[\u3400-\u9fff]+|[!?]+|[0-9]+|\.\.+|[:;=8x][-'^]?[)(dpo/\\|*\]\[]+|<3|#"
    r"|[\u2190-\u2bff\U0001f000-\U0001faff]|\[[\u4e00-\u9fffa-z_]{1,11}\])"
)
AT: Final = "<at>"
URL: Final = "<url>"
CAPS: Final = "<caps>"
_DRAWN_OUT: Final = re.compile(r"(.)\1{2,}")
_SHOUTED: Final = re.compile(r"[A-Z]{3}.*[A-Z]{3}", re.DOTALL)
NEGATED: Final = "¬"
NEGATORS: Final = frozenset(
    """
    not no never cannot can't cant won't wont don't dont didn't didnt doesn't doesnt isn't isnt
    aren't arent wasn't wasnt weren't werent couldn't couldnt wouldn't wouldnt shouldn't shouldnt
    haven't havent hasn't hasnt hadn't hadnt without nothing nobody none neither nor ain't aint
    hardly barely
    """.split()  # noqa: SIM905 - a list of forty quoted words is harder to read
)
TURNS: Final = frozenset(["!", "?", "but", "..", "..."])
NEGATION_REACH: Final = 4
_HAN_A_WORD: Final = 1.6  # Chinese characters that say as much as one English word
_FEW_WORDS: Final = 2  # so many Latin words beside Chinese are names and loans
_NONE: Final[AbstractSet[str]] = frozenset()
_FIRST_HAN: Final = "\u3400"
_LAST_HAN: Final = "\u9fff"


def plain(token: str) -> str:
    """A token as it is counted: drawn-out letters cut to two, the digits of a number to its length."""
    first = token[0]
    if "0" <= first <= "9":
        return "0" * min(len(token), 5)
    if first in "!?":
        return token[:2]
    return _DRAWN_OUT.sub(r"\1\1", token) if len(token) > 2 else token


def seen(text: str, folded: str, plainly: Callable[[str], str] = plain) -> Seen:
    """The grams of a text, and the same text folded. `plainly` may remember what `plain` says."""
    return seen_in(tokens(text, folded), plainly)


def seen_in(found: Sequence[str], plainly: Callable[[str], str] = plain) -> Seen:
    """The same, of its tokens."""
    share = share_of_english(found)
    if share == 1:
        return Seen(share, *english(list(map(plainly, found))), _NONE)
    grams = chinese(found, plainly)
    if share == 0:
        return Seen(share, _NONE, _NONE, grams)
    return Seen(share, *english([plainly(token) for token in found if not is_han(token)]), grams)


def share_of_english(found: Sequence[str]) -> float:
    """Of the words of a text, by its tokens: 1 without Chinese; 0 with it and a few Latin words at most."""
    return share_of(sum(map(is_latin, found)), sum(map(len, filter(is_han, found))))


def share_of(words: int, han: int) -> float:
    """The same, of so many Latin words and so many Chinese characters."""
    if not han:
        return 1.0
    return 0.0 if words <= _FEW_WORDS else words / (words + han / _HAN_A_WORD)


def tokens(text: str, folded: str) -> list[str]:
    """The tokens of a folded text; `text` is the same before folding: capitals, names and links show only there."""
    return pieces(folded) + signs(text)


def pieces(folded: str) -> list[str]:
    """The tokens that stand in a folded text; none spans a blank."""
    return _TOKEN.findall(folded)


def signs(text: str) -> list[str]:
    """The tokens for what only the text before folding shows."""
    found = [AT] if "@" in text else []
    if "http" in text:
        found.append(URL)
    if _SHOUTED.search(text):
        found.append(CAPS)
    return found


def is_latin(token: str) -> bool:
    return "a" <= token[0] <= "z"


def is_han(token: str) -> bool:
    return _FIRST_HAN <= token[0] <= _LAST_HAN


def english(words: Sequence[str]) -> tuple[set[str], set[Gram]]:
    """The distinct plain words, and beside them the distinct pairs of neighbours and the words after a negation.

    A word up to four behind a negator also counts as "¬word", until the sentence turns.
    """
    distinct = set(words)
    beside: set[Gram] = set(pairwise(words))
    if not NEGATORS.isdisjoint(distinct):
        beside.update(_negated(words))
    return distinct, beside


def _negated(words: Sequence[str]) -> Iterable[str]:
    left = 0
    for word in words:
        if word in NEGATORS:
            left = NEGATION_REACH
        elif left:
            if word in TURNS:
                left = 0
                continue
            left -= 1
            yield NEGATED + word


def chinese(found: Iterable[str], plainly: Callable[[str], str] = plain) -> set[str]:
    """The distinct runs of one, two and three characters, each stretch of Chinese between ^ and $; other tokens whole."""
    stretches = []
    grams = set()
    for token in found:
        if _FIRST_HAN <= token[0] <= _LAST_HAN:
            stretches.append(token)
        else:
            grams.add(plainly(token))
    if stretches:
        ones = "^" + "$^".join(stretches) + "$"
        twos = list(map(add, ones, ones[1:]))
        grams.update(ones, twos, map(add, twos, ones[2:]))
    return grams


def letters(word: str) -> set[str]:
    """The runs of three to five letters of an English word between < and >: what an unknown word is judged by."""
    if not is_latin(word):
        return set()
    marked = f"<{word}>"
    threes = list(map(add, map(add, marked, marked[1:]), marked[2:]))
    fours = list(map(add, threes, marked[3:]))
    return {*threes, *fours, *map(add, fours, marked[4:])} - {marked}
