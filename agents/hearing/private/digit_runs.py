"""Payment cards, Chinese resident ids and telephone numbers: runs of digits with separators between them."""

import re
from bisect import bisect_right
from collections.abc import Iterator, Sequence
from datetime import date
from typing import Final

from agents.hearing.private.phones import phone_at, phone_with_extension
from agents.hearing.private.places import Place, about
from agents.hearing.private.windows import TIGHT, Run, Window, closes, run_of

_RUN: Final = re.compile(r"\d(?<!\d\d)(?:[ \t\-./()·]{0,3}\d){6,}")
_GROUP: Final = re.compile(r"\d+")
_WORD_BEFORE: Final = re.compile(
    r"(?<![A-Za-z])(?:tel|phone|mob|cell|wx|vx|call|ph|fax|id|no|card|visa|mc)$", re.IGNORECASE
)
_CARD_WORD: Final = re.compile(
    r"(?:card|visa|master ?card|amex|debit|credit|卡号?|信用卡|银行卡)[^.!?。]{0,30}$", re.IGNORECASE
)
_LONGEST: Final = 19
# No one writes more than ten cards in a row with nothing but signs between them; tables of numbers are longer.
_TABLE: Final = 240
_LISTED: Final = re.compile(r"\d(?<![\d,.]\d)\d{2,3}(?:[,、_] ?\d{3,6}){2,3}(?![\d.]|[,_] ?\d)")
_CARD_LISTS: Final = frozenset({(4, 4, 4, 4), (4, 6, 5)})
_PHONE_LISTS: Final = frozenset({(3, 4, 4), (3, 3, 4), (4, 3, 4), (4, 3, 3)})
_LONG_GROUP: Final = re.compile(r"\d(?<!\d\d)\d{9,18}(?!\d)")
_ACCOUNT: Final = re.compile(
    r"(?<![A-Za-z0-9])[A-Za-z]{2}\d\d(?: [A-Za-z0-9]{4}){2,7}(?: ?[A-Za-z0-9]{1,3}(?![A-Za-z0-9]))?"
)


def digit_runs(text: str) -> Iterator[Place]:
    """Of overlapping candidates the one that begins first, and of those the longest.

    Of runs over 240 characters only groups of ten digits and more are looked at, each by itself.
    """
    for run in _RUN.finditer(text):
        begin, end = run.span()
        if end - begin <= _TABLE:
            yield from _in_run(run_of(text, [found.span() for found in _GROUP.finditer(text, begin, end)]))
            continue
        for found in _LONG_GROUP.finditer(text, begin, end):
            yield from _in_run(run_of(text, [found.span()]))
    yield from _listed(text)


def _listed(text: str) -> Iterator[Place]:
    """Groups with commas or underscores between them, as transcripts have them: cards, and telephones that are called so."""
    for found in _LISTED.finditer(text):
        run = run_of(text, [group.span() for group in _GROUP.finditer(text, *found.span())])
        window = run.window(0, len(run.groups) - 1)._replace(within=False)
        if window.shape in _CARD_LISTS and is_card(window.digits):
            yield Place(*found.span(), "card")
        elif window.shape in _PHONE_LISTS and about(text, *found.span()) == "phone":
            place = phone_at(window)
            if place:
                yield place


def _in_run(run: Run) -> Iterator[Place]:
    first = 0
    while first < len(run.groups):
        place, first = _best(run, first)
        if place:
            yield place


def _best(run: Run, first: int) -> tuple[Place | None, int]:
    """The longest detail that begins with group `first`, and the group to go on with."""
    begin = run.groups[first][0]
    if begin > 1 and run.text[begin - 1].isalpha() and (account := _ACCOUNT.match(run.text, begin - 2)):
        return None, _group_at(run, first + 1, account.end())
    if not _opens(run.text, begin):
        return None, first + 1
    longest = bisect_right(run.offsets, run.offsets[first] + _LONGEST) - 2
    for last in range(longest, first - 1, -1):
        if run.offsets[last + 1] - run.offsets[first] < 7:
            break
        place = None if _is_counting(run.groups, first, last) else _private(run.window(first, last))
        if place:
            return place, _group_at(run, last + 1, place.end)
    return None, first + 1


def _group_at(run: Run, first: int, begin: int) -> int:
    """The first group from `first` on that does not begin before `begin`."""
    while first < len(run.groups) and run.groups[first][0] < begin:
        first += 1
    return first


def _is_counting(groups: Sequence[tuple[int, int]], first: int, last: int) -> bool:
    """Single digits with more single digits beside them: a part of such a chain is not looked at."""
    if groups[first][1] - groups[first][0] > 1 or any(b - a > 1 for a, b in groups[first : last + 1]):
        return False
    beside = (*groups[max(0, first - 1) : first], *groups[last + 1 : last + 2])
    return any(b - a == 1 for a, b in beside)


def _opens(text: str, begin: int) -> bool:
    """A number within a longer name (A123.., 1,234, #..) is not looked at; neither is the rest of a tight chain."""
    before = text[begin - 1 : begin]
    if not before:
        return True
    if before in TIGHT or before in "_#&=%":
        return begin < 2 or (
            not (text[begin - 2].isascii() and text[begin - 2].isalnum()) and before not in "#&%"
        )
    if before == "," and text[begin - 2 : begin - 1].isdecimal():
        return False
    if before.isascii() and before.isalpha():
        return bool(_WORD_BEFORE.search(text, max(0, begin - 8), begin))
    return True


def _private(window: Window) -> Place | None:
    identity = _resident_id_end(window)
    if identity:
        return Place(window.begin, identity, "national_id")
    if not closes(window.text, window.end):
        return phone_with_extension(window)
    if is_card(window.digits) and _card_shaped(window) and not _is_other(window):
        return Place(window.begin, window.end, "card")
    return phone_at(window)


# Issuer ranges by length (ISO/IEC 7812), as published by the schemes.
_CARD: Final = re.compile(
    r"4(?:\d{12}|\d{15}|\d{18})"  # Visa
    r"|(?:5[1-5]\d\d|222[1-9]|22[3-9]\d|2[3-6]\d\d|27[01]\d|2720)\d{12}"  # Mastercard
    r"|3[47]\d{13}"  # American Express
    r"|3(?:0[0-5]|095|[689]\d)\d{11,16}"  # Diners Club
    r"|(?:6011|64[4-9]\d|65\d\d)\d{12,15}"  # Discover, RuPay
    r"|35(?:2[89]|[3-8]\d)\d{12,15}"  # JCB
    r"|(?:62|81)\d{14,17}"  # UnionPay
    r"|(?:5018|5020|5038|5[678]\d\d|6304|6759|676[1-3]|60\d\d|9558)\d{8,15}"  # Maestro and older debit cards
    r"|220[0-4]\d{12}"  # Mir
)


# From the code of a digit to the sum of the digits of its double.
_DOUBLED: Final = bytes(48) + bytes([0, 2, 4, 6, 8, 1, 3, 5, 7, 9]) + bytes(198)


def is_card(digits: str) -> bool:
    """Thirteen to nineteen digits of a known issuer whose last one holds by Luhn (ISO/IEC 7812-1, annex B)."""
    if not 13 <= len(digits) <= 19 or not _CARD.fullmatch(digits):
        return False
    codes = digits.encode()
    return (
        sum(codes[-2::-2].translate(_DOUBLED)) + sum(codes[-1::-2]) - 48 * ((len(codes) + 1) // 2)
    ) % 10 == 0


def _card_shaped(window: Window) -> bool:
    shape = window.shape
    if len(shape) == 1:
        # Barcodes of some countries begin with 4 and have thirteen digits.
        return len(window.digits) > 13 or bool(_card_named(window))
    if all(length == 1 for length in shape) or all(length % 4 == 0 for length in shape[:-1]):
        return True
    return shape in {(4, 6, 5), (4, 6, 4), (6, 13), (6, 10)} or bool(_card_named(window))


# Ranges shared with numbers of many other sorts: a word like "member" speaks against a card.
_RARE_CARD: Final = re.compile(r"5[0678]|60(?!11)|63|67|81|9|220")


def _is_other(window: Window) -> bool:
    if not _RARE_CARD.match(window.digits) or _card_named(window):
        return False
    return about(window.text, window.begin, window.end) == "reference"


def _card_named(window: Window) -> re.Match[str] | None:
    return _CARD_WORD.search(window.text, max(0, window.begin - 40), window.begin)


_PROVINCES_WORDS: Final = (
    "11 12 13 14 15 21 22 23 31 32 33 34 35 36 37 41 42 43 44 45 46 50 51 52 53 54 61 62 63 64 65 71 81 82 83"
)
_PROVINCES: Final = frozenset(_PROVINCES_WORDS.split())


def is_resident_id(signs: str) -> bool:
    """Eighteen signs of GB 11643: province, date of birth, and a check sign by ISO 7064 MOD 11-2."""
    if len(signs) != 18 or signs[:2] not in _PROVINCES or signs[6:8] not in ("18", "19", "20"):
        return False
    try:
        date(int(signs[6:10]), int(signs[10:12]), int(signs[12:14]))
    except ValueError:
        return False
    total = sum(int(digit) * pow(2, 17 - place, 11) for place, digit in enumerate(signs[:17]))
    return "10X98765432"[total % 11] == signs[17].upper()


_CHECK_X: Final = re.compile(r"[ -]?[xX](?![A-Za-z0-9])")


def _resident_id_end(window: Window) -> int | None:
    if len(window.digits) == 18 and is_resident_id(window.digits) and closes(window.text, window.end):
        return window.end
    check = _CHECK_X.match(window.text, window.end) if len(window.digits) == 17 else None
    return check.end() if check and is_resident_id(f"{window.digits}X") else None
