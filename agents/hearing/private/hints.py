"""Which closer looks a text is worth: one pass over it for all words that announce something, and one for a digit."""

import re
from collections.abc import Mapping
from types import MappingProxyType
from typing import Final

from ahocorasick_rs import AhoCorasick

DIGIT: Final = 1
NUMBER: Final = 2  # four digits near each other, or an address that needs fewer
SAID_DIGITS: Final = 4
SAID_ADDRESS: Final = 8
ENGLISH_SECRET: Final = 16
CHINESE_SECRET: Final = 32
EXPIRY: Final = 64
# Words that say nothing by themselves: of codes without digits, and a digit without others.
_ENGLISH_CODE: Final = 128
_CHINESE_CODE: Final = 256
_DIGIT_WORD: Final = 512

_WORDS: Final = (
    # A number of three digits or more without any of these is all ones.
    ("zero|two|three|four|five|six|seven|eight|nine|double|triple|treble|nought|naught", _DIGIT_WORD),
    (" dot |(at)|[at]|(dot)|[dot]|（at）|艾特", SAID_ADDRESS),
    ("pass|pwd|pswd|pw:|pw=|pw :|word|answer", ENGLISH_SECRET),
    ("code|pin|otp|cvv|cvc|cv2|csc| digits| figures|to sign|to log", _ENGLISH_CODE),
    ("valid|expir|works|good for|holds|有效|失效|过期|過期", EXPIRY),
    ("密码|密碼|口令|暗号|暗號", CHINESE_SECRET),
    ("码|碼|pin|cvv|cvc|位数|位數", _CHINESE_CODE),
)


def _meanings() -> Mapping[str, int]:
    """All that each word hints at; some hint at several things."""
    meanings: dict[str, int] = {}
    for words, meaning in _WORDS:
        for word in words.split("|"):
            meanings[word] = meanings.get(word, 0) | meaning
    return MappingProxyType(meanings)


_MEANINGS: Final = _meanings()
_FOUND: Final = AhoCorasick(list(_MEANINGS))
_FLAGS: Final = tuple(_MEANINGS.values())
_DIGIT: Final = re.compile(r"\d")
_NUMBER: Final = re.compile(r"\d(?:\D{0,4}\d){3}")
_PASSWORD: Final = re.compile(
    r"pass ?(?:word|code|phrase|wd| ?[:=])|pwd|pswd|pw ?[:=]|(?:memorable|secret|safe) word|security answer"
)
_CODE: Final = re.compile(
    r"code|(?<![a-z])(?:pins?|otp|cvv|cvc|cv2|csc)| digits| figures|to (?:sign|log)[ -]?(?:in|on)"
)
_EN_DIGITS: Final = re.compile(
    r"(?:zero|oh?|one|two|three|four|five|six|seven|eight|niner?|nought|naught)[ ,.-]{1,3}"
    r"(?:double|triple|treble|zero|oh?|one|two|three|four|five|six|seven|eight|nine|nought|naught|hundred)"
    r"|double|triple|treble"
)
_ZH_DIGITS: Final = re.compile(
    r"[零〇幺一二两兩三四五六七八九](?:[ ,，、.-]{0,2}[零〇幺一二两兩三四五六七八九]){3}"
)


def hints(text: str) -> int:
    """The closer looks worth taking, as flags; 0 for most texts. Widths of digits and letters do not matter."""
    low = text.lower()
    flags = 0
    if _DIGIT.search(low):
        flags = DIGIT | NUMBER if _NUMBER.search(low) or "::" in low else DIGIT
    for index, _, _ in _FOUND.find_matches_as_indexes(low):
        flags |= _FLAGS[index]
    if not low.isascii() and _ZH_DIGITS.search(low):
        flags |= SAID_DIGITS
    return _judged(low, flags) if flags > NUMBER | DIGIT else flags


def _judged(low: str, flags: int) -> int:
    """Without the hints that a second look does not bear out."""
    if flags & _DIGIT_WORD and _EN_DIGITS.search(low):
        flags |= SAID_DIGITS
    any_digit = flags & (DIGIT | SAID_DIGITS)
    if flags & ENGLISH_SECRET and not _PASSWORD.search(low):
        flags &= ~ENGLISH_SECRET
    if any_digit and flags & _ENGLISH_CODE and _CODE.search(low):
        flags |= ENGLISH_SECRET
    if any_digit and flags & _CHINESE_CODE and not low.isascii():
        flags |= CHINESE_SECRET
    if flags & EXPIRY and not (
        any_digit and ("min" in low or "sec" in low or "分钟" in low or "分鐘" in low)
    ):
        flags &= ~EXPIRY
    return flags & ~(_DIGIT_WORD | _ENGLISH_CODE | _CHINESE_CODE)
