"""Numbers as words and signs: one form for all widths of digits, and the values of English and Chinese numerals."""

import re
import unicodedata
from collections.abc import Mapping
from sys import maxunicode
from types import MappingProxyType
from typing import Final

_FULL_WIDTH: Final = {code: chr(code - 0xFEE0) for code in range(0xFF01, 0xFF5F)}
_DIGITS: Final = {
    code: str(unicodedata.decimal(chr(code))) for code in range(0x80, maxunicode + 1) if chr(code).isdecimal()
}
_DASHES: Final = dict.fromkeys(map(ord, "‐‑‒–—−﹣"), "-")
_SPACES: Final = dict.fromkeys(map(ord, "\u00a0\u2007\u2009\u202f\u3000"), " ")
_QUOTES: Final = {ord("’"): "'", ord("‘"): "'"}
# Of the traditional characters, those that our rules have words with.
_TRADITIONAL: Final = (
    "個兩點鐘時間後將會給為處聯繫電話號碼驗證內進復發貨達補償週禮單訂運費帳戶櫃銀續師員經們這還沒辦實請問"
    "誰則盡與於對開關換總應報動務產網機簡訊馬過線終結調審協國際東專門讓謝見說賠錢歲維護設級隨屆諾確態遞裝"
    "帶檢測夠無萬買賣傳轉從頭條聽記録錄麼嗎幫郵現卻據歸權義質"
)
_SIMPLIFIED: Final = (
    "个两点钟时间后将会给为处联系电话号码验证内进复发货达补偿周礼单订运费账户柜银续师员经们这还没办实请问"
    "谁则尽与于对开关换总应报动务产网机简讯马过线终结调审协国际东专门让谢见说赔钱岁维护设级随届诺确态递装"
    "带检测够无万买卖传转从头条听记录录么吗帮邮现却据归权义质"
)
_PLAIN: Final = {ord(old): new for old, new in zip(_TRADITIONAL, _SIMPLIFIED, strict=True)}
HALF_WIDTH: Final[Mapping[int, str]] = MappingProxyType(
    _PLAIN | _FULL_WIDTH | _DIGITS | _DASHES | _SPACES | _QUOTES
)
"""For `str.translate`: every digit, wide letter, dash and space to its ASCII form, one character for one; and
traditional characters to simplified ones."""


def half_width(text: str) -> str:
    """The text with ASCII digits, letters, dashes and spaces, and simplified characters. Every one keeps its place."""
    return text if text.isascii() else text.translate(HALF_WIDTH)


_DECIMAL: Final = re.compile(r"\d+(?:\.\d+)?")
_UNIT_WORDS: Final = ("one", "two", "three", "four", "five", "six", "seven", "eight", "nine")
_TEEN_NAMES: Final = "ten eleven twelve thirteen fourteen fifteen sixteen seventeen eighteen nineteen"
_TEEN_WORDS: Final = tuple(_TEEN_NAMES.split())
TEN_WORDS: Final = ("twenty", "thirty", "forty", "fifty", "sixty", "seventy", "eighty", "ninety")
NUMBER_WORDS: Final[Mapping[str, int]] = MappingProxyType(
    {word: value for value, word in enumerate(_UNIT_WORDS + _TEEN_WORDS, 1)}
    | {word: value * 10 for value, word in enumerate(TEN_WORDS, 2)}
    | {"a": 1, "an": 1, "couple": 2, "dozen": 12, "zero": 0, "fourty": 40}
)
_ORDINAL_NAMES: Final = "first second third fourth fifth sixth seventh eighth ninth tenth eleventh twelfth"
ORDINALS: Final[Mapping[str, int]] = MappingProxyType(
    {word: value for value, word in enumerate(_ORDINAL_NAMES.split(), 1)}
    | {"thirteenth": 13, "fourteenth": 14, "fifteenth": 15, "twentieth": 20, "thirtieth": 30}
)
_ZH_DIGITS: Final[Mapping[str, int]] = MappingProxyType(
    {digit: value for value, digit in enumerate("零一二三四五六七八九")} | {"〇": 0, "两": 2, "俩": 2}
)
_ZH_SCALES: Final[Mapping[str, int]] = MappingProxyType({"十": 10, "百": 100, "千": 1_000})

_SMALL: Final = (
    rf"(?:(?:{'|'.join(TEN_WORDS)}|fourty)(?:[ -](?:{'|'.join(_UNIT_WORDS)}))?"
    rf"|{'|'.join(_TEEN_WORDS)}|{'|'.join(_UNIT_WORDS)})"
)
_EN_WORDS: Final = rf"(?:(?:a|{_SMALL})[ -]hundred(?:(?: and)? {_SMALL})?|{_SMALL})"
EN_NUMBER: Final = rf"(?:\d{{1,6}}(?:\.\d{{1,2}})?|{_EN_WORDS})"
ZH_NUMBER: Final = r"(?:\d{1,6}(?:\.\d{1,2})?|[零〇一二两俩三四五六七八九十百千]{1,8})"


def english_number(text: str) -> float | None:
    """The value of digits or number words up to the hundreds; None where it is no number."""
    if text[:1].isdecimal():
        return float(text)
    total = 0
    for word in re.split(r"[ -]+", text.lower()):
        if word == "hundred":
            total = max(total, 1) * 100
        elif word in NUMBER_WORDS:
            total += NUMBER_WORDS[word]
        elif word not in ("and", "of"):
            return None
    return total


def chinese_number(text: str) -> float | None:
    """The value of digits or Chinese numerals below ten thousand; of two neighbours (两三) the upper one.

    None for a mixture of both.
    """
    if text[:1].isdecimal():
        return float(text) if _DECIMAL.fullmatch(text) else None
    if len(text) == 2 and text[0] in _ZH_DIGITS and text[1] in _ZH_DIGITS and text[0] not in "零〇":
        low, high = _ZH_DIGITS[text[0]], _ZH_DIGITS[text[1]]
        return high if low < high else low * 10 + high
    total = digit = 0
    for sign in text:
        if sign in _ZH_SCALES:
            total += (digit or 1) * _ZH_SCALES[sign]
            digit = 0
        elif sign in _ZH_DIGITS:
            digit = digit * 10 + _ZH_DIGITS[sign] if not total else _ZH_DIGITS[sign]
        else:
            return None
    return total + digit
