"""What is owed for a promise that was not kept, by dated tariffs: every amount with the moment it falls due.

A clock starts when the promise is due, or when it was made (a fault is reported, and so many working days are given),
and the term is over after `working_days`:

    made or due        end of the n-th working day          midnight       midnight
     |--- working days ---|--------------------------------------|-------------|----
                        1st amount                             2nd           3rd       per day
                        the amount                                                     per promise or case

An amount falls due while the promise is unkept, so none does once it is kept or withdrawn; where the company's record of
the keeping is contradicted later, the clock goes on from there, and the days between are nobody's. Days are those of the
tariff's calendar. With no working days given, a daily term ends with the day, any other at the moment itself. Each amount
is that of the rate in force on the day that ends with it.

Of a case, a tariff pays each day once, however many promises were made in it, and `per: case` once at all; caps
are those of a case. The amounts go to the promises in the order in which they fall due.
"""

from collections.abc import Iterable, Iterator, Sequence
from datetime import date, datetime, timedelta
from typing import Final, NamedTuple

from agents.following.means import Means
from agents.following.tariffs import Clock, Per, Tariff
from schemas.values import LATEST, Context

_DAY: Final = timedelta(days=1)
_INSTANT: Final = timedelta(microseconds=1)


class Course(NamedTuple):
    """What became of a promise, as far as money goes. `case` names the matter it belongs to, never empty."""

    name: str
    case: str
    made_at: datetime
    due_at: datetime | None
    kept_at: datetime | None = None
    doubted_at: datetime | None = None
    kept_again_at: datetime | None = None
    withdrawn_at: datetime | None = None


class Amount(NamedTuple):
    """It falls due at `at`; whole minor units."""

    at: datetime
    amount: int


class _Chance(NamedTuple):
    """A moment at which an amount may fall due, in the order in which promises come to it."""

    at: datetime
    made_at: datetime
    name: str
    day: date


def tariff_of(
    tariffs: Iterable[Tariff], words: str, means: Means, where: tuple[Context, str], course: Course
) -> Tariff | None:
    """The first that fits the promise and has a rate in force when its term is over. `where`: context and channel."""
    for tariff in tariffs:
        if tariff.scope.fits(words, means, where):
            term = _term(tariff, course)
            if term is not None and tariff.rate_on(_day_of(tariff, term)):
                return tariff
    return None


def accrue(tariff: Tariff, courses: Sequence[Course]) -> dict[str, list[Amount]]:
    """The amounts of promises under one tariff, by the promise's name, each in order of time."""
    found: dict[str, list[Amount]] = {}
    taken: set[tuple[str, date | None]] = set()
    sums: dict[str, tuple[int, int]] = {}
    cases = {course.name: course.case for course in courses}
    for chance in sorted(_chances(tariff, courses)):
        case = cases[chance.name]
        key = _paid_once(tariff, case, chance)
        days, total = sums.get(case, (0, 0))
        amount = tariff.rate_on(_day_of(tariff, chance.at))
        if tariff.most is not None:
            amount = min(amount, tariff.most - total)
        if key not in taken and amount > 0 and days < tariff.most_days:
            taken.add(key)
            sums[case] = (days + 1, total + amount)
            found.setdefault(chance.name, []).append(Amount(chance.at, amount))
    return found


def _paid_once(tariff: Tariff, case: str, chance: _Chance) -> tuple[str, date | None]:
    if tariff.per is Per.PROMISE:
        return chance.name, None
    return case, chance.day if tariff.per is Per.DAY else None


def _chances(tariff: Tariff, courses: Iterable[Course]) -> Iterator[_Chance]:
    """Of each promise its first chance and, by day, of each case and midnight that of the promise that comes to it first."""
    taken: dict[str, dict[date, date]] = {}
    for course in sorted(courses, key=lambda course: (course.made_at, course.name)):
        term = _term(tariff, course)
        first = _first_unkept(course, term) if term else None
        if first is None or first >= LATEST:
            continue
        day = tariff.calendar.local(first).date()
        yield _Chance(first, course.made_at, course.name, day)
        if tariff.per is Per.DAY:
            yield from _midnights(tariff, course, day, taken.setdefault(course.case, {}))


def _midnights(tariff: Tariff, course: Course, first: date, taken: dict[date, date]) -> Iterator[_Chance]:
    """The midnights after the `first` day that no promise before it has. `taken`: for each day that one has, a later one."""
    end, last = _end(course), first + _DAY * (tariff.most_days - 1)
    day = _free(first + _DAY, taken)
    while day <= last and (midnight := tariff.calendar.start_of(day)) < end:
        later = day + _DAY
        if _is_unkept(course, midnight):
            taken[day] = later
            yield _Chance(midnight, course.made_at, course.name, day)
        elif course.doubted_at is not None:
            later = max(later, tariff.calendar.local(course.doubted_at).date())
        day = _free(later, taken)


def _free(day: date, taken: dict[date, date]) -> date:
    """The first day from `day` on that is not taken. The way there is one step the next time."""
    passed = []
    while day in taken:
        passed.append(day)
        day = taken[day]
    for one in passed:
        taken[one] = day
    return day


def _term(tariff: Tariff, course: Course) -> datetime | None:
    """When the first amount falls due if the promise is unkept; None where no due time is known."""
    if tariff.clock is Clock.MADE:
        start: datetime | None = course.made_at
    else:
        start = max(course.due_at, course.made_at) if course.due_at else None
    if start is None or (tariff.per is not Per.DAY and not tariff.working_days):
        return start
    # What is due at midnight is due when the day before is over.
    day = tariff.calendar.local(start - _INSTANT).date()
    if tariff.working_days:
        day = tariff.calendar.add_working_days(day, tariff.working_days)
    return tariff.calendar.start_of(day + _DAY)


def _is_unkept(course: Course, at: datetime) -> bool:
    if course.withdrawn_at is not None and course.withdrawn_at <= at:
        return False
    if course.kept_at is None or at < course.kept_at:
        return True
    doubted = course.doubted_at is not None and course.kept_at < course.doubted_at <= at
    return doubted and (course.kept_again_at is None or at < course.kept_again_at)


def _first_unkept(course: Course, term: datetime) -> datetime | None:
    """The term, or where the promise was then said to be kept, the moment that was contradicted."""
    if _is_unkept(course, term):
        return term
    doubted = course.doubted_at
    return doubted if doubted is not None and doubted > term and _is_unkept(course, doubted) else None


def _end(course: Course) -> datetime:
    """From when on it cannot be unkept."""
    refuted = course.kept_at and course.doubted_at and course.doubted_at > course.kept_at
    ends = (course.kept_again_at if refuted else course.kept_at, course.withdrawn_at, LATEST)
    return min(end for end in ends if end is not None)


def _day_of(tariff: Tariff, at: datetime) -> date:
    return tariff.calendar.local(at - _INSTANT).date()
