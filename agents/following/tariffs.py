"""Dated tariffs: what a company owes for promises that it does not keep, as a deployment chose. How it accrues: `accruing`."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from enum import Enum
from itertools import pairwise
from typing import Final

from agents.following.means import Means, speaks_of
from agents.hearing.calendar import Calendar
from schemas.errors import Misused
from schemas.values import Context

MOST_DAYS: Final = 366


class Per(Enum):
    DAY = "day"
    PROMISE = "promise"
    CASE = "case"


class Clock(Enum):
    """What a tariff counts from."""

    DUE = "due"
    MADE = "made"


@dataclass(frozen=True, slots=True)
class Rate:
    """Whole minor units, on the days from `since` to `until`, both included; None: no end is known."""

    amount: int
    since: date
    until: date | None = None


@dataclass(frozen=True, slots=True)
class Scope:
    """What a tariff applies to: each field that is not empty has to fit. Names are compared without case.

    `words` are those of the promise: an English one begins a word of it, a Chinese one stands anywhere.
    """

    products: frozenset[str] = frozenset()
    teams: frozenset[str] = frozenset()
    regions: frozenset[str] = frozenset()
    channels: frozenset[str] = frozenset()
    means: frozenset[Means] = frozenset()
    words: tuple[str, ...] = ()

    def fits(self, words: str, means: Means, where: tuple[Context, str]) -> bool:
        """`where`: the context and the channel in which it was promised."""
        context, channel = where
        named = (
            (self.products, context.product),
            (self.teams, context.team),
            (self.regions, context.region),
            (self.channels, channel),
        )
        if any(some and name.casefold() not in {one.casefold() for one in some} for some, name in named):
            return False
        return (not self.means or means in self.means) and (not self.words or speaks_of(words, self.words))


@dataclass(frozen=True, slots=True)
class Tariff:
    """One rule. `most` is the highest sum that a case is paid, `most_days` the highest number of days or promises.

    Raises `Misused` for amounts that are no payment, rates that meet, and days without a bound.
    """

    id: str
    per: Per
    currency: str
    rates: tuple[Rate, ...]
    calendar: Calendar = Calendar()  # noqa: RUF009 - frozen
    clock: Clock = Clock.DUE
    working_days: int = 0
    most: int | None = None
    most_days: int = MOST_DAYS
    scope: Scope = Scope()

    def __post_init__(self) -> None:
        fault = _fault(self)
        if fault:
            raise Misused(f"tariff {self.id}: {fault}")

    def rate_on(self, day: date) -> int:
        """0 where no rate is in force."""
        return next(
            (r.amount for r in self.rates if r.since <= day and (r.until is None or day <= r.until)), 0
        )


def _fault(tariff: Tariff) -> str:
    if not tariff.id or not tariff.currency:
        return "it needs an id and a currency"
    if not tariff.rates or min(rate.amount for rate in tariff.rates) < 1:
        return "it needs rates, each of an amount above 0"
    if tariff.working_days < 0 or not 1 <= tariff.most_days <= MOST_DAYS:
        return f"working_days is not below 0, most_days from 1 to {MOST_DAYS}"
    if tariff.most is not None and tariff.most < 1:
        return "most is above 0"
    return _fault_of_rates(sorted(tariff.rates, key=lambda rate: rate.since))


def _fault_of_rates(rates: Sequence[Rate]) -> str:
    if any(rate.until is not None and rate.until < rate.since for rate in rates):
        return "a rate ends before it begins"
    for rate, later in pairwise(rates):
        if rate.until is None or later.since <= rate.until:
            return f"the rates from {rate.since} and {later.since} are in force at once"
    return ""
