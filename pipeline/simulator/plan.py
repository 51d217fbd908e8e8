"""What to simulate: the same plan is the same bank, customers and words, on every machine."""

from datetime import UTC, date, datetime, time, timedelta

import msgspec

from schemas.errors import Misused


class Plan(msgspec.Struct, frozen=True, kw_only=True):
    """`end` is the last day, in UTC; the first is that of the month `months` - 1 before it.

    Every customer brings about six interactions and two records in three months; the planted storylines come on
    top and grow with the customers.
    """

    seed: int = 10
    customers: int = 920
    months: int = 3
    end: date = date(2026, 8, 31)

    def __post_init__(self) -> None:
        if self.customers < 8:
            raise Misused("a plan needs 8 customers at least: the planted storylines have that many people")
        if self.months < 1:
            raise Misused("a plan needs 1 month at least")

    @property
    def starts_at(self) -> datetime:
        months = self.end.year * 12 + self.end.month - self.months
        return datetime(months // 12, months % 12 + 1, 1, tzinfo=UTC)

    @property
    def ends_at(self) -> datetime:
        """One past the last moment."""
        return datetime.combine(self.end, time(), UTC) + timedelta(days=1)

    @property
    def days(self) -> int:
        return (self.ends_at - self.starts_at).days
