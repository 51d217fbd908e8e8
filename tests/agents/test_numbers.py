"""Durations and counts in both languages."""

import pytest

from agents.hearing.number_words import chinese_number, english_number, half_width
from agents.hearing.numbers import count_in, minutes_in


@pytest.mark.parametrize(
    ("text", "minutes"),
    [
        ("I waited 45 minutes", 45),
        ("an hour and a half", 90),
        ("two and a half hours on hold", 150),
        ("two hours and 15 minutes", 135),
        ("half an hour", 30),
        ("a quarter of an hour", 15),
        ("one hundred and twenty minutes", 120),
        ("a thirty-five-minute queue", 35),
        ("5-10 minutes", 10),
        ("two to three weeks", 3 * 7 * 1_440),
        ("a couple of days", 2_880),
        ("over 3 days", 4_320),
        ("1h30 of music", 90),
        ("waited 2hrs", 120),
        ("半个小时", 30),
        ("等了两个多小时", 120),
        ("三天", 4_320),
        ("一个月", 43_200),
        ("一个半小时", 90),
        ("两小时二十分钟", 140),
        ("等了４５分钟", 45),
        ("四十来分钟", 40),
        ("两三天了", 4_320),
        ("一刻钟", 15),
        ("等了兩個鐘頭", 120),
        ("三到五个工作日", 5 * 1_440),
        ("for hours", None),
        ("a few minutes", None),
        ("9 dollars a month", None),
        ("twice a week", None),
        ("3月5日", None),
        ("2024年", None),
        ("好几天", None),
        ("第三天", None),
        ("nothing", None),
    ],
)
def test_stated_durations(text: str, minutes: int | None) -> None:
    assert minutes_in(text) == minutes


@pytest.mark.parametrize(
    ("text", "count"),
    [
        ("this is the third time", 3),
        ("I called 5 times", 5),
        ("wrote twice", 2),
        ("my 4th call", 4),
        ("the twenty-first time", 21),
        ("a dozen times", 12),
        ("six phone calls", 6),
        ("三五次", 5),
        ("第三次", 3),
        ("打了八次电话", 8),
        ("说了两遍", 2),
        ("打了十二个电话", 12),
        ("跑了三趟", 3),
        ("第十次了", 10),
        ("several times", None),
        ("ten times better", None),
        ("好几次", None),
        ("一次性付款", None),
        ("sometimes", None),
    ],
)
def test_stated_counts(text: str, count: int | None) -> None:
    assert count_in(text) == count


@pytest.mark.parametrize("number", [*range(1, 100), 100, 120, 305, 999])
def test_number_words_mean_what_they_say(number: int) -> None:
    assert english_number(_english(number)) == number
    assert chinese_number(_chinese(number)) == number


def _english(number: int) -> str:
    units = " one two three four five six seven eight nine ten eleven twelve thirteen fourteen fifteen sixteen seventeen eighteen nineteen"
    tens = ["", "", "twenty", "thirty", "forty", "fifty", "sixty", "seventy", "eighty", "ninety"]
    if number >= 100:
        return f"{_english(number // 100)} hundred{f' and {_english(number % 100)}' if number % 100 else ''}"
    if number < 20:
        return units.split(" ")[number]
    return f"{tens[number // 10]}-{units.split(' ')[number % 10]}".rstrip("-")


def _chinese(number: int) -> str:
    signs = "零一二三四五六七八九"
    hundreds, rest = divmod(number, 100)
    tens, units = divmod(rest, 10)
    text = f"{signs[hundreds]}百" if hundreds else ""
    if tens:
        text += f"{signs[tens]}十" if tens > 1 or hundreds else "十"
    elif hundreds and units:
        text += "零"
    return text + (signs[units] if units else "")


def test_every_character_keeps_its_place() -> None:
    text = "我１２－Ａ電話 ٣ ok"
    assert half_width(text) == "我12-A电话 3 ok"
    assert len(half_width(text)) == len(text)
