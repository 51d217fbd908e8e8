"""Tariffs as data: `schemas/tariffs.yaml`, or the file that the setting `tariffs` names."""

from collections.abc import Iterator, Mapping
from datetime import date
from importlib.resources import as_file, files
from pathlib import Path
from typing import Annotated, Final

import msgspec
from msgspec import Meta

from agents.following.means import Means
from agents.following.tariffs import MOST_DAYS, Clock, Per, Rate, Scope, Tariff
from pipeline.choices.calendars import CalendarFile, calendar_of
from pipeline.documents import document, place_of
from pipeline.settings import Settings
from schemas.errors import Misused
from schemas.taxonomy import Name

_Amount = Annotated[int, Meta(ge=1, le=10**12)]
_SUFFIXES: Final = (".yaml", ".yml")


class RateFile(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    amount: _Amount
    since: date
    until: date | None = None


class Applies(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    products: tuple[str, ...] = ()
    teams: tuple[str, ...] = ()
    regions: tuple[str, ...] = ()
    channels: tuple[str, ...] = ()
    means: tuple[Means, ...] = ()
    words: tuple[str, ...] = ()


class Rule(msgspec.Struct, frozen=True, forbid_unknown_fields=True, kw_only=True):
    id: Annotated[str, Meta(pattern=r"^[a-z][a-z0-9_-]{0,63}\Z")]
    per: Per
    rates: tuple[RateFile, ...]
    counts_from: Clock = Clock.DUE
    working_days: Annotated[int, Meta(ge=0, le=366)] = 0
    most: _Amount | None = None
    most_days: Annotated[int, Meta(ge=1, le=MOST_DAYS)] = MOST_DAYS
    applies: Applies = Applies()


class TariffFile(msgspec.Struct, frozen=True, forbid_unknown_fields=True, kw_only=True):
    """One tariff: its rules share a currency and a calendar. `source` says where the terms stand."""

    name: Name
    source: str = ""
    currency: Annotated[str, Meta(pattern=r"^[A-Z]{3}\Z")]
    calendar: CalendarFile = CalendarFile()
    rules: tuple[Rule, ...]


def load_tariffs(settings: Settings) -> tuple[Tariff, ...]:
    """The rules of the tariffs that the setting `tariffs` names, in order: shipped ones by name, or all of a YAML file.

    Misused, with the file and the name, where there is no such tariff or a rule cannot be used.
    """
    chosen = [name.strip() for name in settings.tariffs.split(",") if name.strip()]
    return tuple(rule for name in chosen for rule in _named(name, settings.time_zone))


def shipped() -> Mapping[str, TariffFile]:
    """The examples of this release, by name."""
    with as_file(files("schemas").joinpath("tariffs.yaml")) as place:
        return _read(place)


def _named(name: str, time_zone: str) -> Iterator[Tariff]:
    if name.endswith(_SUFFIXES):
        place = place_of(name)
        found = _read(place)
    else:
        known = shipped()
        if name not in known:
            raise Misused(f"no tariff {name!r}; shipped are {', '.join(known)}; or name a .yaml file")
        found = {name: known[name]}
    for key, tariff in found.items():
        yield from _rules(key, tariff, time_zone)


def _read(place: Path) -> Mapping[str, TariffFile]:
    said = document(place)
    try:
        return msgspec.convert(said, dict[str, TariffFile])
    except msgspec.ValidationError as error:
        raise Misused(f"tariffs {place}: {error}") from None


def _rules(name: str, tariff: TariffFile, time_zone: str) -> Iterator[Tariff]:
    calendar = calendar_of(tariff.calendar, time_zone)
    if len({rule.id for rule in tariff.rules}) < len(tariff.rules):
        raise Misused(f"tariff {name}: two rules have one id")
    for rule in tariff.rules:
        yield Tariff(
            id=f"{name}/{rule.id}",
            per=rule.per,
            currency=tariff.currency,
            rates=tuple(Rate(rate.amount, rate.since, rate.until) for rate in rule.rates),
            calendar=calendar,
            clock=rule.counts_from,
            working_days=rule.working_days,
            most=rule.most,
            most_days=rule.most_days,
            scope=_scope(rule.applies),
        )


def _scope(applies: Applies) -> Scope:
    return Scope(
        products=frozenset(applies.products),
        teams=frozenset(applies.teams),
        regions=frozenset(applies.regions),
        channels=frozenset(applies.channels),
        means=frozenset(applies.means),
        words=applies.words,
    )
