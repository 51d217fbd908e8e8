"""Due times in both languages, by several clocks and calendars."""

from datetime import UTC, date, datetime, time, timedelta
from time import process_time

import pytest
from hypothesis import given
from hypothesis import strategies as st

from agents.hearing.calendar import DEFAULT_CALENDAR, Calendar
from agents.hearing.duetimes import find_due
from agents.hearing.promises import find_promises
from schemas.errors import Misused

# The National Day holiday of 2026 in China, and the weekends worked for it.
CHINA = Calendar(
    "Asia/Shanghai",
    closes=time(17, 30),
    holidays=frozenset(date(2026, 10, day) for day in range(1, 8)),
    workdays=frozenset({date(2026, 9, 27), date(2026, 10, 10)}),
)
_MOMENTS = st.integers(0, 4_000_000_000).map(lambda seconds: datetime.fromtimestamp(seconds, UTC))
TUESDAY = datetime(2026, 9, 29, 6, 0, tzinfo=UTC)  # 14:00 in Shanghai


@pytest.mark.parametrize(
    ("text", "due"),
    [
        ("within 3 working days", "2026-10-09"),
        ("within four business days", "2026-10-10"),
        ("within 5 business days", "2026-10-12"),
        ("三个工作日内", "2026-10-09"),
        ("3到4个工作日", "2026-10-10"),
        ("the next business day", "2026-09-30"),
        ("within 2 working hours", "2026-09-29T16:00"),
        ("within 4 working hours", "2026-09-30T09:30"),
        ("by close of business", "2026-09-29T17:30"),
        ("by COB tomorrow", "2026-09-30T17:30"),
        ("今天下班前", "2026-09-29T17:30"),
        ("by 5pm", "2026-09-29T17:00"),
        ("by 1pm", "2026-09-30T13:00"),
        ("by 10:15", "2026-09-30T10:15"),
        ("tomorrow between 9 and 11", "2026-09-30T11:00"),
        ("from 3 to 5 tomorrow", "2026-09-30T17:00"),
        ("Friday at noon", "2026-10-02T12:00"),
        ("by Tuesday", "2026-10-06"),
        ("next Tuesday", "2026-10-06"),
        ("this Friday", "2026-10-02"),
        ("下周二", "2026-10-06"),
        ("本周日", "2026-10-04"),
        ("下下周一", "2026-10-12"),
        ("by the end of the week", "2026-10-02"),
        ("by the end of the month", "2026-09-30"),
        ("by the end of next month", "2026-10-31"),
        ("下月底前", "2026-10-31"),
        ("by the 28th", "2026-10-28"),
        ("28号前", "2026-10-28"),
        ("by March 3", "2027-03-03"),
        ("3月3日前", "2027-03-03"),
        ("二〇二六年", None),
        ("on 2026-12-24", "2026-12-24"),
        ("the day after tomorrow", "2026-10-01"),
        ("大后天", "2026-10-02"),
        ("in the morning", "2026-09-30T12:00"),
        ("tonight", "2026-09-29"),
        ("今晚八点半", "2026-09-29T20:30"),
        ("明天上午十点到十一点之间", "2026-09-30T11:00"),
        ("下午4点", "2026-09-29T16:00"),
        ("within the hour", "2026-09-29T15:00"),
        ("in an hour and a half", "2026-09-29T15:30"),
        ("一个半小时内", "2026-09-29T15:30"),
        ("in two months", "2026-11-29"),
        ("半个月内", "2026-10-14"),
        ("last Friday", None),
        ("for 24 hours", None),
        ("三天前", None),
        ("等了24小时", None),
        ("soon", None),
        ("尽快", None),
        ("in a few days", None),
    ],
)
def test_expressions(text: str, due: str | None) -> None:
    found = find_due(text, TUESDAY, CHINA)
    if due is None:
        assert not found
        return
    assert len(found) == 1
    local = CHINA.local(found[0].at)
    assert (f"{local:%Y-%m-%d}" if found[0].day else f"{local:%Y-%m-%dT%H:%M}") == due
    if found[0].day:
        assert f"{local:%H:%M:%S}" == "23:59:59"


@given(
    _MOMENTS,
    st.sampled_from(("by 5pm", "周五前", "by the 31st", "三个工作日内", "by March 3")),
)
def test_what_is_due_lies_ahead(said: datetime, text: str) -> None:
    assert all(due.at > said for due in find_due(text, said, CHINA))


@given(st.dates(date(1990, 1, 1), date(2090, 1, 1)), st.integers(0, 30), st.integers(0, 30))
def test_working_days_add_up(day: date, first: int, second: int) -> None:
    begin = CHINA.add_working_days(day, 0)
    assert CHINA.add_working_days(CHINA.add_working_days(begin, first), second) == CHINA.add_working_days(
        begin, first + second
    )
    assert CHINA.is_working(CHINA.add_working_days(day, first))


@given(_MOMENTS, st.integers(1, 3_000))
def test_working_time_passes_only_when_open(moment: datetime, minutes: int) -> None:
    end = CHINA.local(CHINA.add_working_time(moment, timedelta(minutes=minutes)))
    assert CHINA.is_working(end.date())
    assert CHINA.opens < end.time() <= CHINA.closes


def test_the_clock_that_changes_is_kept() -> None:
    """Summer time begins on 29 March 2026 in Berlin: the working day before ends at 22:59:59 UTC, the day itself at 21:59:59."""
    berlin = Calendar("Europe/Berlin")
    assert berlin.end_of(date(2026, 3, 28)) == datetime(2026, 3, 28, 22, 59, 59, tzinfo=UTC)
    assert berlin.end_of(date(2026, 3, 29)) == datetime(2026, 3, 29, 21, 59, 59, tzinfo=UTC)


def test_a_calendar_that_cannot_be_is_refused() -> None:
    with pytest.raises(Misused, match="time zone"):
        Calendar("Mars/Olympus")
    with pytest.raises(Misused, match="opening comes first"):
        Calendar(opens=time(18), closes=time(9))


@pytest.mark.parametrize(
    "sign",
    [
        "I'll ",
        "we will call ",
        "by Friday ",
        "within 2 ",
        "我们会",
        "明天",
        "三点",
        "一",
        "1",
        "1:",
        "，",
        "and ",
        "a",
        "will ",
        "给您",
        "a b ",
        "1 to ",
    ],
)
def test_time_grows_no_faster_than_the_text(sign: str) -> None:
    began = process_time()
    find_promises((sign * 6_000)[:6_000], TUESDAY, DEFAULT_CALENDAR)
    assert process_time() - began < 2


_PIECES = st.sampled_from(
    (
        "we will call ", "I'll ", "by ", "within ", "31 ", "0", "99", " days", " working days", "the 31st", "February 30", "2026-02-30", ":", "5",
        "pm", "to ", "next ", "Friday", "tomorrow", "我们会", "给您回复", "内", "三", "十", "百", "月", "日", "号", "点", "半", "下午", "24", "个", "工作日", "周", "，", "。", "?", "a ",
        "hour", "half past ", "end of ", "month", "year", "２", "之前", "if ", "and ",
    )
)  # fmt: skip


@given(st.text() | st.lists(_PIECES, max_size=20).map("".join), _MOMENTS)
def test_any_text_can_be_read(text: str, said: datetime) -> None:
    for promise in find_promises(text, said, CHINA):
        assert 0 <= promise.begin < promise.end <= len(text)
        assert (promise.due_day is None) or (promise.due_at == CHINA.end_of(promise.due_day))
