"""The small language in which the taxonomy is written, and its two readings: literals to search, tails to check.

    charge~              charge, charges, charged, charging
    refund*              refund and every word that begins so
    (bill|invoice) me    one of these; an empty member makes it optional: (very |)slow, and so does (very )?slow
    <cant>               a group of words defined once, under `words`
    ..   ...             a gap within the sentence: a word or two (4 Chinese characters), or more (12)

The beginning of a phrase, as far as it has no gap and stands for few texts, is expanded into literals; the rest
becomes an expression that is tried only where a literal was found. So the cost of hearing does not grow with the
number of phrases.
"""

import re
from collections.abc import Callable, Iterable, Mapping, Sequence
from itertools import product
from typing import Final, NamedTuple

from schemas.errors import Misused

MOST_LITERALS: Final = 600
ENOUGH_LITERALS: Final = 120
MOST_NEEDS: Final = 32
_GAPS: Final = re.compile(r"\s*(\.{2,3})(\s*)")
_NAMED: Final = re.compile(r"<([a-z_]+)>")
_SPECIAL: Final = re.compile(r"[()|~?*<>\x01\x02]|\.\.|  ")
_SHORT, _LONG = "\x01", "\x02"
_TOKEN: Final = re.compile(r"[\x01\x02]|\(|\)[~?]?|\||[^\x01\x02()|~?*]+[~*]?")
_LATIN: Final = re.compile(r"[a-z]")
_VOWELS: Final = frozenset("aeiou")
_DOUBLED: Final = re.compile(r"[^aeiou]*[aeiou][bdgklmnprt]")
_NOT_INSIDE_A_WORD: Final = r"(?!(?<=[a-z0-9])[a-z0-9])"
_BLANK: Final = r"(?: +|(?<= ))"

Needs = tuple[tuple[str, ...], ...]


class Literal(NamedTuple):
    """Text to search for; an `open` one may be the beginning of a longer word."""

    text: str
    open: bool


class Tail:
    """What must follow a literal, made ready when it is first asked for: most tails never are, and starting is quicker."""

    __slots__ = ("_end", "_items", "_needs", "match")

    def __init__(self, items: "_Sequence", end: str) -> None:
        self._items = items
        self._end = end
        self._needs: Needs | None = None
        self.match: Callable[[str, int], re.Match[str] | None] = self._first

    def _first(self, text: str, at: int) -> re.Match[str] | None:
        # Literals have lost their last blank. A word cannot run on: a literal ends where its word does.
        self.match = re.compile(" *" + "".join(map(_expression, self._items)) + self._end).match
        return self.match(text, at)

    def firsts(self) -> frozenset[str] | None:
        """It begins with one of these (one or two characters), blanks apart; with anything where that is None."""
        return _firsts(self._items)

    def needs(self) -> "Needs":
        """It has one text of each of these in it: looking for them is cheaper than trying the tail. The fewest first."""
        if self._needs is None:  # many literals ask the same tail
            self._needs = _needs(self._items)
        return self._needs


class Parsed(NamedTuple):
    """One phrase: any of `literals`, and then `tail` from its end on, where there is one."""

    literals: tuple[Literal, ...]
    tail: Tail | None


class _Gap(NamedTuple):
    long: bool


class _Group(NamedTuple):
    members: tuple["_Sequence", ...]


_Item = str | _Gap | _Group
_Sequence = tuple[_Item, ...]


def parse(phrase: str, words: Mapping[str, str]) -> Parsed:
    """The phrase's two readings, or Misused naming it."""
    if not _SPECIAL.search(phrase):  # half of them: words and nothing else
        return Parsed((Literal(phrase, open=False),), None)
    items = _items(phrase, words)
    literals, rest = _head(items, phrase)
    tail = Tail(rest, "[a-z]*" if phrase.endswith("*") else _NOT_INSIDE_A_WORD) if rest else None
    return Parsed(tuple([_literal(text, phrase) for text in literals]), tail)


def inflections(word: str) -> tuple[str, ...]:
    """The four regular forms of an English verb or noun."""
    if word.endswith("e"):
        return word, word + "s", word + "d", word[:-1] + "ing"
    if word.endswith("y") and word[-2:-1] not in _VOWELS:
        return word, word[:-1] + "ies", word[:-1] + "ied", word + "ing"
    if word.endswith(("s", "sh", "ch", "x", "z")):
        return word, word + "es", word + "ed", word + "ing"
    stem = word + word[-1] if _DOUBLED.fullmatch(word) else word
    return word, word + "s", stem + "ed", stem + "ing"


def _items(phrase: str, words: Mapping[str, str]) -> _Sequence:
    text = phrase
    for _ in range(3):
        for name in _NAMED.findall(text):
            if name not in words:
                raise Misused(f"phrase {phrase!r}: no words are named <{name}>")
        text = _NAMED.sub(lambda found: f"({words[found[1]]})", text)
    text = _GAPS.sub(lambda found: _LONG if len(found[1]) == 3 else _SHORT, text)
    tokens = _TOKEN.findall(text)
    if "".join(tokens) != text:
        raise Misused(f"phrase {phrase!r}: ~ and * stand behind a word, ~ and ? behind a bracket")
    members, used = _members(tokens, 0, phrase)
    if used < len(tokens) or len(members) > 1:
        raise Misused(f"phrase {phrase!r}: brackets do not close, or a bar stands outside of them")
    return members[0]


def _members(tokens: Sequence[str], at: int, phrase: str) -> tuple[list[_Sequence], int]:
    """The alternatives from `at` on, up to the bracket that closes them."""
    members: list[list[_Item]] = [[]]
    while at < len(tokens) and tokens[at][0] != ")":
        token = tokens[at]
        if token == "(":  # noqa: S105 - a bracket, not a password
            inner, at = _members(tokens, at + 1, phrase)
            if at == len(tokens):
                raise Misused(f"phrase {phrase!r}: a bracket does not close")
            members[-1].append(_group(inner, tokens[at][1:]))
        elif token == "|":  # noqa: S105
            members.append([])
        else:
            members[-1].append(_plain(token))
        at += 1
    return [tuple(member) for member in members], at


def _plain(token: str) -> _Item:
    if token in {_SHORT, _LONG}:
        return _Gap(token == _LONG)
    if not token.endswith("~"):
        return token
    before, blank, word = token[:-1].rpartition(" ")
    forms: list[_Sequence] = [(before + blank + form,) for form in inflections(word)]
    return _Group(tuple(forms))


def _group(members: list[_Sequence], suffix: str) -> _Group:
    if suffix == "?":
        return _Group((*members, ()))
    if suffix == "~":
        texts = [text for member in members for text in _texts(member)]
        return _Group(tuple((form,) for text in texts for form in inflections(text)))
    return _Group(tuple(members))


def _texts(items: _Sequence) -> list[str]:
    """Every text a gapless sequence stands for."""
    choices: list[list[str]] = []
    for item in items:
        match item:
            case _Group(members):
                choices.append([text for member in members for text in _texts(member)])
            case str():
                choices.append([item])
            case _Gap():
                raise Misused("a gap cannot be inflected")
    return ["".join(chosen) for chosen in product(*choices)]


def _size(item: _Item) -> int:
    """How many texts an item stands for; 0 where a gap is in it."""
    if isinstance(item, str):
        return 1
    if isinstance(item, _Gap):
        return 0
    total = 0
    for member in item.members:
        size = 1
        for part in member:
            size *= _size(part)
        if not size:
            return 0
        total += size
    return total


def _head(items: _Sequence, phrase: str) -> tuple[list[str], _Sequence]:
    """The texts of the longest beginning that stands for few, and what is left."""
    size, count, solid = 1, 0, False
    for item in items:
        size *= _size(item)
        if not 0 < size <= (ENOUGH_LITERALS if solid else MOST_LITERALS):
            break
        count += 1
        solid = solid or all(text.strip() for text in _texts((item,)))
        if _opens(item):
            break
    texts = sorted({" ".join(text.split()) for text in _texts(items[:count])})
    if not texts or "" in texts:
        raise Misused(f"phrase {phrase!r} must begin with words, few enough to list ({MOST_LITERALS})")
    return texts, items[count:]


def _opens(item: _Item) -> bool:
    return (isinstance(item, str) and "*" in item) or (
        isinstance(item, _Group) and any(_opens(part) for member in item.members for part in member)
    )


def _firsts(items: _Sequence) -> frozenset[str] | None:
    """What a text of these items may begin with; None where a gap allows anything, or nothing is demanded."""
    found: set[str] = set()
    for item in items:
        if isinstance(item, _Gap):
            return None
        if isinstance(item, str):
            if item.strip(" *"):
                return frozenset(found | {item.lstrip()[:2].rstrip("*")})
            continue
        members = [_firsts(member) for member in item.members if member]
        if None in members:
            return None
        found.update(*(member for member in members if member is not None))
        if all(item.members):
            return frozenset(found)
    return None


def _needs(items: _Sequence) -> Needs:
    """Of each item that cannot be left out, and has few: words of which one must stand in the tail."""
    found = []
    for item in items:
        if 0 < _size(item) <= MOST_NEEDS:
            words = {max(text.replace("*", " ").split(), key=len, default="") for text in _texts((item,))}
            if "" not in words:
                found.append(_least(words))
    return tuple(sorted(found, key=len))


def _least(words: Iterable[str]) -> tuple[str, ...]:
    """Without those that have another of them in them: where "called" stands, "call" does."""
    kept: list[str] = []
    for word in sorted(words, key=lambda one: (len(one), one)):
        if not any(other in word for other in kept):
            kept.append(word)
    return tuple(kept)


def _literal(text: str, phrase: str) -> Literal:
    if "*" not in text:
        return Literal(text, open=False)
    if "*" in text[:-1] or text == "*":
        raise Misused(f"phrase {phrase!r}: within brackets * ends the last word")
    return Literal(text[:-1], open=True)


def _expression(item: _Item) -> str:
    match item:
        case str():
            return re.escape(item).replace(r"\*", "[a-z]*").replace(r"\ ", _BLANK)
        case _Group(members):
            return "(?:" + "|".join("".join(map(_expression, member)) for member in members) + ")"
        case _Gap(long):
            return _gap(24 if long else 8)


def _gap(most: int) -> str:
    """Lazy and bounded, half as wide over Chinese; never ends inside a Latin word, never crosses a sentence."""
    latin = r"[ \"-\-/-:<->@-~]"  # ASCII without . ! ? ;
    return rf"(?:{latin}{{0,{2 * most}}}?|[^.!?;\n]{{0,{most // 2}}}?)" + _NOT_INSIDE_A_WORD
