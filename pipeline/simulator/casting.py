"""Who lives through which tale, and when it begins."""

from collections.abc import Callable, Iterator, Mapping, Sequence
from datetime import datetime, timedelta
from random import Random
from typing import Final

import msgspec

from pipeline.simulator import cases, everyday, outreach, planted, promises
from pipeline.simulator.people import customer
from pipeline.simulator.plan import Plan
from pipeline.simulator.teller import Teller

DAY: Final = timedelta(days=1)
QUIET: Final = timedelta(days=16)  # between two tales of a customer: needs must not run into each other
_TRIES: Final = 8
_RATE: Final = 0.041  # tales a customer and day
_OF_WEEK: Final = (1.2, 1.1, 1.05, 1.05, 1.1, 0.7, 0.45)
_SURGE_AT: Final = 0.62  # of the plan's days
_PEOPLE_A_SET: Final = 7  # customers of one set of planted tales
_CUSTOMERS_A_SET: Final = 170

Telling = Callable[[Teller], None]
Weighted = Sequence[tuple[str, int]]

_ASKED: Final = tuple((topic, 1) for topic in everyday.ASKED)
_OBJECTIONS: Final = (outreach.asked_and_heard, outreach.asked_and_changed_mind)
_PRESSING: Final = (
    outreach.campaign,
    outreach.pestered,
    outreach.never_reached,
    outreach.rung_at_night,
    outreach.asked_and_changed_mind,
)
_TALES: Final[tuple[tuple[Telling, Weighted, float], ...]] = (
    (everyday.question, _ASKED, 20),
    (everyday.grumble, everyday.TOPICS, 27),
    (everyday.ironic, everyday.TOPICS, 3),
    (everyday.treated_rudely, everyday.TOPICS, 1.5),
    (everyday.courteous_but_unsolved, everyday.TOPICS, 3),
    (everyday.gratitude, (("praise", 1),), 10),
    (everyday.notice, (("other", 1), ("account", 1), ("policy", 1)), 5),
    (everyday.oddity, (("other", 1),), 2),
    (cases.case, everyday.TOPICS, 14),
    (promises.promise, everyday.TOPICS, 10),
    (cases.closed_three_times, everyday.TOPICS, 1.2),
    (cases.nearly_left, everyday.TOPICS, 1.2),
    (cases.heard_late, everyday.TOPICS, 0.7),
    (everyday.handled, everyday.TOPICS, 3),
    (outreach.campaign, (("price", 1),), 3.5),
    (outreach.pestered, (("price", 1),), 0.4),
    (outreach.never_reached, (("price", 1),), 0.7),
    (outreach.rung_at_night, (("account", 1),), 0.6),
    (outreach.asked_and_heard, everyday.TOPICS, 2),
    (outreach.asked_and_changed_mind, everyday.TOPICS, 0.6),
)
_WEIGHTS: Final = tuple(weight for _, _, weight in _TALES)


class Start(msgspec.Struct, frozen=True):
    """A tale that is about to begin."""

    tell: Telling
    topic: str
    at: datetime
    customer: int


class Cast:
    """The customers of the everyday tales, each in one tale at a time; those of planted tales are kept apart.

    A byte-sized memory: the day from which each is free again.
    """

    def __init__(self, plan: Plan) -> None:
        self.plan = plan
        self.first = sets_of(plan) * _PEOPLE_A_SET
        self.free_from = [0] * (plan.customers - self.first)
        self.not_to_be_called: set[int] = set()
        self.sold_to: set[int] = set()

    def somebody_free(self, day: datetime, rng: Random) -> int | None:
        """The number of a customer who has had no tale for a while; None when none was found by chance."""
        for _ in range(_TRIES):
            number = rng.randrange(len(self.free_from))
            if self.free_from[number] <= day.toordinal():
                return self.first + number
        return None

    def keep_busy(self, number: int, until: datetime) -> None:
        self.free_from[number - self.first] = (until + QUIET).toordinal()

    def everyday(self, day: datetime, rng: Random) -> Iterator[Start]:
        """The everyday tales of a day. Whoever is in one is busy as soon as `keep_busy` says so."""
        mean = len(self.free_from) * _RATE * _OF_WEEK[day.weekday()]
        for _ in range(_rounded(mean, rng)):
            number = self.somebody_free(day, rng)
            if number is not None:
                yield self._cast(number, day, rng)

    def _cast(self, number: int, day: datetime, rng: Random) -> Start:
        """A tale for this customer; no sales call, ever, to one who spoke of not wanting them in an earlier tale.

        Nor are two tales of sales one customer's: their contacts would add up to a pressure neither of them knows of.
        """
        tell, topics, _ = rng.choices(_TALES, _WEIGHTS)[0]
        sells = tell in _PRESSING
        if sells and (number in self.sold_to or number in self.not_to_be_called):
            tell, topics = everyday.question, _ASKED
        elif sells:
            self.sold_to.add(number)
        topic = _topic(topics, rng)
        if topic == "unwanted_contact" or tell in _OBJECTIONS:
            self.not_to_be_called.add(number)
        return Start(tell, topic, _moment(day, rng), number)

    def surge(self, day: datetime, rng: Random) -> Iterator[Start]:
        """On two days the app is down and many say so, most on the first."""
        number_of_day = (day - self.plan.starts_at).days - int(self.plan.days * _SURGE_AT)
        if number_of_day not in {0, 1}:
            return
        for _ in range(_rounded(self.plan.customers / (18, 34)[number_of_day], rng)):
            number = self.somebody_free(day, rng)
            if number is not None:
                yield Start(
                    everyday.outage, "outage", day + timedelta(minutes=rng.randint(420, 1200)), number
                )


def sets_of(plan: Plan) -> int:
    return max(1, plan.customers // _CUSTOMERS_A_SET)


def _rounded(mean: float, rng: Random) -> int:
    return int(mean * rng.uniform(0.85, 1.15) + rng.random())


def _topic(topics: Weighted, rng: Random) -> str:
    names, weights = zip(*topics, strict=True)
    chosen: str = rng.choices(names, weights)[0]
    return chosen


def _moment(day: datetime, rng: Random) -> datetime:
    """Mostly between 7 and 22 o'clock, with a peak before noon."""
    return day + timedelta(seconds=int(rng.triangular(6 * 3600, 23 * 3600, 11 * 3600)))


def planted_starts(plan: Plan, rng: Random) -> Mapping[int, list[Start]]:
    """The planted tales by the number of the day they begin on."""
    starts: dict[int, list[Start]] = {}
    for number in range(sets_of(plan)):
        for start in _one_set(plan, number, rng):
            starts.setdefault((start.at - plan.starts_at).days, []).append(start)
    return starts


def _one_set(plan: Plan, number: int, rng: Random) -> Iterator[Start]:
    first = number * _PEOPLE_A_SET
    month = max(plan.starts_at, plan.ends_at - DAY * plan.end.day)
    calls = 8 if number == 0 else rng.randint(3, 9)

    def called(t: Teller) -> None:
        outreach.called_all_the_same(t, calls, plan.ends_at - DAY)

    def mistaken(t: Teller) -> None:
        planted.linked_by_mistake(t, customer(plan.seed, first + 4))

    def shared(t: Teller) -> None:
        planted.family(t, customer(plan.seed, first + 6))

    yield Start(planted.stolen_account, "security", _some_day(plan, 13, rng) - timedelta(minutes=50), first)
    yield Start(called, "billing", month + DAY + timedelta(hours=10), first + 1)
    yield Start(
        planted.found_to_be_one,
        rng.choice(("refund", "delivery", "billing")),
        _some_day(plan, 9, rng),
        first + 2,
    )
    yield Start(mistaken, "account", _some_day(plan, 12, rng), first + 3)
    yield Start(shared, rng.choice(("product_fault", "billing")), _some_day(plan, 9, rng), first + 5)


def _some_day(plan: Plan, before_end: int, rng: Random) -> datetime:
    """Nine o'clock of a working day that leaves the tale `before_end` days or a little less."""
    day = plan.starts_at + DAY * rng.randrange(plan.days - before_end)
    return day + DAY * {5: 2, 6: 1}.get(day.weekday(), 0) + timedelta(hours=9)
