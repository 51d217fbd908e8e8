"""Telephone numbers: Chinese, North American, British and other national forms, and international ones."""

import re
from typing import Final

import phonenumbers

from agents.hearing.private.places import Place, about, is_called
from agents.hearing.private.windows import Window, closes

_EXTENSION: Final = re.compile(
    r" ?(?:,? ?(?:ext(?:ension)?\.?|x)|转|分机号?|-) ?\d{1,5}(?!\d)", re.IGNORECASE
)
_CN_MOBILE: Final = re.compile(r"(?:86)?1[3-9]\d{9}")
_CN_LANDLINE: Final = re.compile(r"(?:86)?0(?:10|2\d)[2-8]\d{7}|(?:86)?0[3-9]\d\d[2-8]\d{6,7}")
_CN_SERVICE: Final = re.compile(r"[48]00\d{7}")
_NANP: Final = re.compile(r"1?[2-9]\d\d[2-9]\d{6}")
_TRUNK: Final = re.compile(r"0[1-9]\d{8,9}")
_NANP_SHAPES: Final = frozenset({(3, 3, 4), (1, 3, 3, 4), (3, 7), (1, 3, 7), (1, 10), (6, 4)})
_DATE: Final = re.compile(r"(?:19|20)\d\d(?:0[1-9]|1[0-2])(?:0[1-9]|[12]\d|3[01])(?:\d{2,6})?")
_DATE_SHAPES: Final = frozenset({(4, 2, 2), (2, 2, 4), (4, 1, 2), (4, 2, 1), (1, 2, 4), (2, 1, 4)})


def phone_with_extension(window: Window) -> Place | None:
    extension = _EXTENSION.match(window.text, window.end)
    return phone_at(window) if extension and closes(window.text, extension.end()) else None


def phone_at(window: Window) -> Place | None:
    text, begin, end = window.text, window.begin, window.end
    if not _is_phone(window):
        return None
    if text[begin - 1 : begin] == "+":
        begin -= 1
    if text[begin - 1 : begin] == "(" and ")" in text[begin:end]:
        begin -= 1
    extension = _EXTENSION.match(text, end)
    if (
        extension
        and closes(text, extension.end())
        and not (extension[0][0] == "-" and len(window.shape) == 1)
    ):
        end = extension.end()
    return Place(begin, end, "phone")


def _is_phone(window: Window) -> bool:
    digits = window.digits
    if len(digits) > 15 and not digits.startswith("00"):
        return False
    if window.text[window.begin - 1 : window.begin] == "+":
        amount = about(window.text, window.begin, window.end) == "amount"
        return not amount and _is_international(digits, strict=False)
    if digits.startswith("00"):
        reference = about(window.text, window.begin, window.end) == "reference"
        return not reference and _is_international(digits[2:], strict=True)
    return _is_at_home(window)


def _is_at_home(window: Window) -> bool:
    """Whether it is a telephone number as written within a country, by its form and the words around it."""
    digits, shape = window.digits, window.shape
    formed = _national(digits, shape)
    if not (formed or (is_called(window.text, window.begin) and _could_be_called(digits, shape))):
        return False
    nature = about(window.text, window.begin, window.end)
    if nature == "phone":
        return formed or "/" not in window.text[window.begin : window.end]
    if nature:
        return nature == "reference" and shape == (3, 4, 4) and bool(_CN_MOBILE.fullmatch(digits))
    return formed and not (window.within and (set(shape) == {2} or shape == (6, 4)))


def _national(digits: str, shape: tuple[int, ...]) -> bool:
    """Written as people of some country write their numbers, with no word needed to say so."""
    if len(shape) > 5 or shape[0] > 13:
        return set(shape) == {1} and bool(_CN_MOBILE.fullmatch(digits) or _NANP.fullmatch(digits))
    if _CN_MOBILE.fullmatch(digits) or _CN_SERVICE.fullmatch(digits) or _is_grouped_nanp(digits, shape):
        return True
    if digits[0] == "0":
        return bool(_CN_LANDLINE.fullmatch(digits) or (_TRUNK.fullmatch(digits) and _is_trunk_shaped(shape)))
    if len(shape) > 1 or not _NANP.fullmatch(digits):
        return False
    return _is_international(digits if len(digits) == 11 else f"1{digits}", strict=True)


def _is_trunk_shaped(shape: tuple[int, ...]) -> bool:
    """An area code of two digits is written in few ways; other pairs are parts of a date."""
    return shape[0] > 2 or set(shape) == {2} or shape in {(2, 4, 4), (2, 3, 4), (2, 8), (2, 7)}


def _is_grouped_nanp(digits: str, shape: tuple[int, ...]) -> bool:
    return shape in _NANP_SHAPES and (len(digits) == 10 or digits[0] == "1")


def _could_be_called(digits: str, shape: tuple[int, ...]) -> bool:
    if not 7 <= len(digits) <= 15 or (shape in _DATE_SHAPES or (len(shape) == 1 and _DATE.fullmatch(digits))):
        return False
    return set(shape) == {1} or (len(shape) <= 5 and all(length > 1 for length in shape[1:]))


def _is_international(digits: str, *, strict: bool) -> bool:
    """Whether the digits after the plus are a number of some country: by its plan (`strict`) or by its length."""
    if not 8 <= len(digits) <= 15:
        return False
    try:
        number = phonenumbers.parse(f"+{digits}")
    except phonenumbers.NumberParseException:
        return False
    if strict:
        return bool(phonenumbers.is_valid_number(number))
    return bool(
        phonenumbers.is_possible_number_with_reason(number) == phonenumbers.ValidationResult.IS_POSSIBLE
    )


def is_spoken_phone(text: str, begin: int, end: int, digits: str) -> bool:
    """Whether digits said one by one at this place of the text are a telephone number."""
    nature = about(text, begin, end)
    if nature == "phone":
        return 7 <= len(digits) <= 15
    known = _CN_MOBILE.fullmatch(digits) or _NANP.fullmatch(digits) or _TRUNK.fullmatch(digits)
    return not nature and bool(known or _CN_LANDLINE.fullmatch(digits) or _CN_SERVICE.fullmatch(digits))
