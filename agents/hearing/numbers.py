"""How long and how often, as people say it: durations and counts in English and Chinese.

    "an hour and a half", "2-3 working days", "两个多小时", "三五天"          a duration
    "the third time", "called 5 times", "twice", "第三次", "打了八次电话"    a count

Of a range the upper end counts: it is the one that is promised, and the one that is remembered.
"""

import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from types import MappingProxyType
from typing import Final

from agents.hearing.number_words import (
    EN_NUMBER,
    NUMBER_WORDS,
    ORDINALS,
    TEN_WORDS,
    ZH_NUMBER,
    chinese_number,
    english_number,
    half_width,
)

MINUTES: Final[Mapping[str, float]] = MappingProxyType(
    {
        "second": 1 / 60,
        "minute": 1,
        "hour": 60,
        "working hour": 60,
        "day": 1_440,
        "working day": 1_440,
        "week": 10_080,
        "month": 43_200,
        "year": 525_600,
    }
)
_EN_UNITS: Final = (
    ("sec", "second"),
    ("min", "minute"),
    ("ho", "hour"),
    ("hr", "hour"),
    ("da", "day"),
    ("ni", "day"),
    ("we", "week"),
    ("wk", "week"),
    ("mo", "month"),
    ("y", "year"),
)
_ZH_UNITS: Final[Mapping[str, str]] = MappingProxyType(
    {
        "秒": "second",
        "分": "minute",
        "刻": "minute",
        "小": "hour",
        "钟": "hour",
        "天": "day",
        "日": "day",
        "周": "week",
        "星": "week",
        "礼": "week",
        "月": "month",
        "年": "year",
    }
)
_EN_UNIT: Final = r"(?:sec(?:ond)?s?|min(?:ute)?s?|hours?|hrs?|days?|nights?|weeks?|wks?|months?|years?|yrs?)"
_EN_DURATION: Final = re.compile(
    rf"(?<![A-Za-z0-9.,$£€#])(?:"
    rf"(?P<lower>{EN_NUMBER})(?: ?(?:-|to|or) ?(?P<upper>{EN_NUMBER}))?(?P<half> and a half)?"
    r"|(?P<part>half(?: an?)?|a half|(?:a )?quarter of an|three[ -]quarters of an)"
    r"|(?P<couple>(?:a )?couple(?: of)?)|(?P<article>an?))"
    rf"[ -]?(?:(?:full|whole|solid|more|long|good|straight) )?"
    rf"(?P<working>(?:working|business|bank|week)[ -]?)?(?:calendar )?(?P<unit>{_EN_UNIT})"
    r"(?![A-Za-z])(?P<and_half> and a half)?"
    rf"(?:,? (?:and )?(?P<more>{EN_NUMBER}) ?(?P<more_unit>{_EN_UNIT})(?![A-Za-z]))?",
    re.IGNORECASE,
)
_EN_UNIT_WORD: Final = re.compile(_EN_UNIT, re.IGNORECASE)
_SHORT_DURATION: Final = re.compile(
    r"(?<![A-Za-z0-9.])(\d{1,2})h ?(?:(\d{1,2})(?: ?m(?:in)?)?)?(?![A-Za-z0-9])"
)
_ZH_DURATION: Final = re.compile(
    rf"(?<![第\d.])(?:(?P<lower>{ZH_NUMBER})(?:(?:到|至|-|~|或者?)(?P<upper>{ZH_NUMBER}))?|(?P<part>半))"
    r"(?P<measure>个)?(?P<rough>多|来|几)?(?P<half>半)?个?(?P<working>工作)?"
    r"(?P<unit>秒钟?|分钟|刻钟|小时|钟头|天|日|周(?![一二三四五六日末])|星期(?![一二三四五六日])|礼拜(?![一二三四五六日])|月|年)"
    r"(?P<and_half>半)?(?:零?(?P<more>[\d零〇一二两三四五六七八九十]{1,3})(?P<more_unit>分钟?|小时|天))?"
)
# "twice a month" and "9 dollars a month" say how often, not how long.
_RATE: Final = re.compile(
    r"(?:\d|times|once|twice|dollars?|pounds?|euros?|cents?|pence|bucks|quid|yuan|rmb|usd|percent|%|per|much|many|hours?|days?) $",
    re.IGNORECASE,
)


@dataclass(frozen=True, slots=True)
class Duration:
    """`amount` of `unit` (a key of `MINUTES`), at `begin` to `end`; `minutes` is the whole of it, rounded."""

    begin: int
    end: int
    amount: float
    unit: str
    minutes: int


def durations(text: str) -> Iterator[Duration]:
    """Every stated duration in the text, English ones first. Rates ("20 a month"), dates and years are none."""
    text = half_width(text)
    for found in _EN_DURATION.finditer(text) if _EN_UNIT_WORD.search(text) else ():
        if not (found["article"] and _RATE.search(text, max(0, found.start() - 10), found.start())):
            yield _english(found)
    for found in _SHORT_DURATION.finditer(text):
        minutes = int(found[1]) * 60 + int(found[2] or 0)
        yield Duration(found.start(), found.end(), minutes / 60, "hour", minutes)
    if not text.isascii():
        yield from (_chinese(found) for found in _ZH_DURATION.finditer(text) if _is_duration(found))


def _english(found: re.Match[str]) -> Duration:
    amount = 1.0
    if found["part"]:
        amount = 0.25 if "quarter of" in found["part"] else 0.75 if "quarters" in found["part"] else 0.5
    elif found["couple"]:
        amount = 2
    elif found["lower"]:
        amount = english_number(found["upper"] or found["lower"]) or 0
    amount += 0.5 * bool(found["half"] or found["and_half"])
    unit = _english_unit(found["unit"])
    more = 0.0
    if found["more"]:
        more = (english_number(found["more"]) or 0) * MINUTES[_english_unit(found["more_unit"])]
    if found["working"] and unit in ("hour", "day"):
        unit = f"working {unit}"
    return Duration(found.start(), found.end(), amount, unit, round(amount * MINUTES[unit] + more))


def _english_unit(word: str) -> str:
    return next(unit for start, unit in _EN_UNITS if word.lower().startswith(start))


def _is_duration(found: re.Match[str]) -> bool:
    """3月 is March, 5日 the fifth and 2024年 a year: these units need their measure word or a small number."""
    unit, lower = found["unit"], found["lower"] or ""
    if unit == "月":
        return bool(found["measure"])
    if unit == "日":
        return bool(found["working"]) or found.string.startswith(("内", "之内", "以内"), found.end())
    return not (unit == "年" and len(lower) >= 4)


def _chinese(found: re.Match[str]) -> Duration:
    amount = 0.5 if found["part"] else chinese_number(found["upper"] or found["lower"]) or 0
    amount += 0.5 * bool(found["half"] or found["and_half"])
    unit = _ZH_UNITS[found["unit"][0]]
    if found["unit"] == "刻钟":
        amount *= 15
    more = 0.0
    if found["more"]:
        more = (chinese_number(found["more"]) or 0) * MINUTES[_ZH_UNITS[found["more_unit"][0]]]
    if found["working"] and unit in ("hour", "day"):
        unit = f"working {unit}"
    return Duration(found.start(), found.end(), amount, unit, round(amount * MINUTES[unit] + more))


def minutes_in(text: str) -> int | None:
    """The first stated duration in minutes (a month is 30 days); None where none or only a vague one is stated."""
    first = min(durations(text), key=lambda duration: duration.begin, default=None)
    return first.minutes if first else None


_ACT: Final = r"(?:(?:phone|follow-up|support) )?(?:time|call|e-?mail|message|request|attempt|complaint|ticket|letter|visit|chat)"
_EN_COUNT: Final = re.compile(
    rf"(?<![A-Za-z0-9.])(?:(?P<number>(?:a |two |three )?dozen|a hundred|{EN_NUMBER})\+?(?: (?:different|separate|more|other))? {_ACT}s"
    r"(?! (?:better|worse|more|less|faster|slower|higher|lower|bigger|longer|as|the (?:price|cost|amount|size)))"
    rf"|(?P<ordinal>(?:(?:{'|'.join(TEN_WORDS)})[ -])?(?:{'|'.join(ORDINALS)})|\d{{1,3}}(?:st|nd|rd|th)) {_ACT}|(?P<twice>twice)|(?P<thrice>thrice))(?![A-Za-z])",
    re.IGNORECASE,
)
_ZH_COUNT: Final = re.compile(
    rf"第?(?P<number>{ZH_NUMBER})多?(?:次(?!性|元)|遍(?!地)|回(?![来去家复电国到馈])|趟|通(?:电话)?|个(?:电话|投诉|邮件)|封(?:信|邮件))"
)


def count_in(text: str) -> int | None:
    """How often something happened: the first count or ordinal; None where none or only a vague one is stated."""
    text = half_width(text)
    english = _EN_COUNT.search(text)
    chinese = None if text.isascii() else _ZH_COUNT.search(text)
    if chinese and (not english or chinese.start() < english.start()):
        return int(chinese_number(chinese["number"]) or 0) or None
    return _english_count(english) if english else None


def _english_count(found: re.Match[str]) -> int | None:
    if found["twice"] or found["thrice"]:
        return 2 if found["twice"] else 3
    if found["ordinal"]:
        tens, _, word = found["ordinal"].lower().replace("-", " ").rpartition(" ")
        return NUMBER_WORDS.get(tens, 0) + ORDINALS[word] if word in ORDINALS else int(word[:-2])
    words = found["number"].lower()
    if words.endswith("dozen"):
        return 12 * int(english_number(words.removesuffix("dozen").strip() or "one") or 1)
    return int(english_number(words) or 0) or None
