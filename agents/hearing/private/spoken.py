"""Digits said one by one: "double four seven ...", "一三八零零..."."""

import re
from collections.abc import Iterator, Mapping
from types import MappingProxyType
from typing import Final

from agents.hearing.private.digit_runs import is_card, is_resident_id
from agents.hearing.private.phones import is_spoken_phone
from agents.hearing.private.places import Place

_EN_DIGITS: Final[Mapping[str, str]] = MappingProxyType(
    {
        word: str(value)
        for value, word in enumerate(
            ["zero", "one", "two", "three", "four", "five", "six", "seven", "eight", "nine"]
        )
    }
    | {"oh": "0", "o": "0", "nought": "0", "naught": "0", "niner": "9", "hundred": "00"}
    | {str(value): str(value) for value in range(10)}
)
_TIMES: Final[Mapping[str, int]] = MappingProxyType({"double": 2, "triple": 3, "treble": 3})
# For `str.translate`: separators and a check sign go.
_ZH_DIGITS: Final[Mapping[int, str]] = MappingProxyType(
    {ord(sign): str(value) for value, sign in enumerate("零一二三四五六七八九")}
    | {ord(sign): value for sign, value in zip("〇幺两拐洞", "01270", strict=True)}
    | dict.fromkeys(map(ord, " ,、.-xX"), "")
)

_EN_DIGIT: Final = r"(?:(?:double|triple|treble)[ -])?(?:zero|one|two|three|four|five|six|seven|eight|niner?|nought|naught|oh?|\d)"
_GAP: Final = r"[ ,.-]{1,3}"
EN_RUN: Final = rf"(?:{_EN_DIGIT}(?:{_GAP}(?:{_EN_DIGIT}|hundred))*)(?![A-Za-z0-9])"
_ZH_SIGN: Final = r"[零〇幺一二两三四五六七八九洞拐]"
ZH_RUN: Final = rf"{_ZH_SIGN}(?:[ ,、.-]?{_ZH_SIGN})*"
_EN_LONG: Final = re.compile(
    rf"(?<![A-Za-z0-9.]){_EN_DIGIT}(?:{_GAP}(?:{_EN_DIGIT}|hundred)){{5,40}}(?![A-Za-z0-9])", re.IGNORECASE
)
_ZH_LONG: Final = re.compile(
    rf"{_ZH_SIGN}(?:[ ,、.-]{{0,2}}{_ZH_SIGN}){{6,30}}(?:[ ,、.-]{{0,2}}[xX](?![A-Za-z0-9]))?(?![十百千万亿])"
)
_WORD: Final = re.compile(r"[A-Za-z]+|\d")


def digits_said(words: str) -> str:
    """The digits in a run of `EN_RUN` or `ZH_RUN`: "double five" is 55, "eight hundred" 800."""
    if not words.isascii():
        return words.translate(_ZH_DIGITS)
    digits, times = "", 1
    for word in _WORD.findall(words.lower()):
        if word in _TIMES:
            times = _TIMES[word]
        else:
            digits += _EN_DIGITS.get(word, "") * times
            times = 1
    return digits


def said_digits(text: str) -> Iterator[Place]:
    """Cards, ids and telephone numbers said digit by digit. Counting aloud is none of them."""
    for pattern in (_EN_LONG, *(() if text.isascii() else (_ZH_LONG,))):
        for found in pattern.finditer(text):
            kind = _kind(found)
            if kind:
                yield Place(found.start(), found.end(), kind)


def _kind(found: re.Match[str]) -> str:
    digits = digits_said(found[0])
    if len(digits) > 19 or (found[0].isascii() and _mostly_written(found[0])):
        return ""
    if found[0][-1] in "xX" and not found[0].isascii():
        return "national_id" if is_resident_id(f"{digits}X") else ""
    if is_card(digits):
        return "card"
    if is_resident_id(digits):
        return "national_id"
    if digits in "0123456789" or digits in "9876543210":
        return ""
    return "phone" if is_spoken_phone(found.string, found.start(), found.end(), digits) else ""


def _mostly_written(words: str) -> bool:
    """Written digits: `digit_runs` has judged them."""
    return sum(map(str.isdecimal, words)) * 2 > len(words)
