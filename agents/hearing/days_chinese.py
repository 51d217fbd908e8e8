"""Days as Chinese names them."""

import re
from datetime import date, timedelta
from typing import Final

from agents.hearing.calendar import Calendar
from agents.hearing.dates import (
    Rule,
    coming,
    coming_day,
    end_of_month,
    plus,
    valid,
    weekday,
    working,
    year_end,
)
from agents.hearing.number_words import chinese_number

_ZH_WEEKDAYS: Final = "一二三四五六日"
_ZH_NUMBER: Final = r"(?:\d{1,2}|[一二三四五六七八九十]{1,3})"


def _zh_weekday(found: re.Match[str], today: date, _calendar: Calendar) -> date:
    name, which = found["name"], found["which"] or ""
    week = "after" if which == "下下" else "next" if which.startswith("下") else "this" if which else ""
    if name == "末":
        friday = found.string.startswith(("前", "之前", "以前"), found.end())
        return weekday(4 if friday and today.weekday() <= 4 else 6, week or "this", today)
    index = _ZH_WEEKDAYS.index("日" if name == "天" else name)
    return weekday(index, week, today)


def _zh_week(found: re.Match[str], today: date, _calendar: Calendar) -> date:
    return weekday(6, "next" if found["which"].startswith("下") else "this", today)


def _zh_month(found: re.Match[str], today: date, _calendar: Calendar) -> date:
    end = end_of_month(today)
    named = found["which"] or found["next"] or ""
    return end_of_month(end + timedelta(days=1)) if named.startswith("下") else end


def _zh_date(found: re.Match[str], today: date, _calendar: Calendar) -> date | None:
    day = int(chinese_number(found["day"]) or 0)
    month = int(chinese_number(found["month"]) or 0)
    return coming(int(found["year"]) if found["year"] else None, month, day, today)


def _zh_day(found: re.Match[str], today: date, _calendar: Calendar) -> date | None:
    day = int(chinese_number(found["day"]) or 0)
    if found["next"]:
        following = end_of_month(today) + timedelta(days=1)
        return valid(following.year, following.month, day)
    return coming_day(day, today)


CHINESE: Final[tuple[Rule, ...]] = (
    (("大后",), re.compile(r"大后[天日]"), plus(3)),
    (("后",), re.compile(r"(?<!大)后[天日]"), plus(2)),
    (
        (
            "明",
            "次",
            "隔",
            "第二",
        ),
        re.compile(r"明(?:[天日儿]|[早晚](?!点))|次日|隔[天日]|第二天"),
        plus(1),
    ),
    (("工作日",), re.compile(r"(?:下一?个?|次一?个?)工作日"), working),
    (
        (
            "今",
            "当",
            "内",
        ),
        re.compile(r"今(?:[天日儿]|[早晚](?!点))|当[天日]|[天日]内(?=给|为|会)"),
        plus(0),
    ),
    (
        (
            "周",
            "星期",
            "礼拜",
        ),
        re.compile(
            r"(?P<which>下下|下个?|这个?|本)?个?(?:周|星期|礼拜)(?P<name>[一二三四五六日天末])(?!个|直)"
        ),
        _zh_weekday,
    ),
    (
        (
            "周",
            "星期",
            "礼拜",
        ),
        re.compile(r"(?P<which>下个?|这个?|本)(?:周|星期|礼拜)(?![一二三四五六日天末])"),
        _zh_week,
    ),
    (
        ("月",),
        re.compile(
            r"(?P<which>下个?|这个?|本|当)?月(?:底|末)|(?P<now>本|这个?|当)月(?=内|之内|以内|前|就|会|给)"
            r"|(?P<next>下个?)月(?![底末初上中下\d一二三四五六七八九十])"
        ),
        _zh_month,
    ),
    (("年",), re.compile(r"(?:今年)?年(?:底|末)"), year_end),
    (
        ("月",),
        re.compile(
            rf"(?:(?P<year>20\d\d)年)?(?P<month>{_ZH_NUMBER})月(?:份)?(?P<day>{_ZH_NUMBER})[日号]?(?!个)"
        ),
        _zh_date,
    ),
    (
        (
            "日",
            "号",
        ),
        re.compile(
            rf"(?<![\d月一二三四五六七八九十第])(?:本月|这个?月|(?P<next>下个?月))?(?P<day>{_ZH_NUMBER})[日号](?![线楼店门柜机仓内码库])"
        ),
        _zh_day,
    ),
)
