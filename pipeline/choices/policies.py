"""Policies as data: `schemas/policies.yaml`, and over it the file that the setting `policies` names."""

from collections.abc import Iterator, Mapping
from datetime import timedelta
from importlib.resources import files
from typing import Annotated, Final
from zoneinfo import available_timezones

import msgspec
from msgspec import Meta

from agents.following.policies import Aim, Limit, Policies
from pipeline.choices.calendars import load_calendar
from pipeline.choices.tariffs import load_tariffs
from pipeline.documents import content, document, place_of
from pipeline.settings import Settings
from schemas.errors import Misused
from schemas.values import Channel

# What is said by the end of 2099 and holds for so long ends before 2106, the last year that a moment of the warehouse can have.
_Days = Annotated[float, Meta(gt=0, le=2_200)]
_RESERVED: Final = frozenset({"after_do_not_contact", "outside_hours"})
_SHIPPED: Final = "schemas/policies.yaml"


class _Limit(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    name: Annotated[str, Meta(pattern=r"^[a-z][a-z0-9_]{0,63}\Z")]
    most: Annotated[int, Meta(ge=0)]
    days: _Days
    aims: tuple[Aim, ...] = ()
    channels: tuple[Channel, ...] = ()
    unanswered: bool = False


class _File(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """The shape of the file; everything of it stands in the one that ships."""

    journey_gap_days: _Days
    quiet_days: _Days
    maturity_days: _Days
    talk_hours: Annotated[float, Meta(gt=0, le=24 * 366)]
    memory_days: _Days
    churn_days: _Days
    vulnerability_days: _Days
    limits: tuple[_Limit, ...]
    first_hour: Annotated[int, Meta(ge=0, le=23)]
    last_hour: Annotated[int, Meta(ge=1, le=24)]
    time_zone: str
    ringing: tuple[Channel, ...]
    words: Mapping[Aim, str]


def policies_of(settings: Settings) -> Policies:
    """All that stories may be told to do differently, from the settings: the one place where they become `Policies`.

    Misused, with file and key, for a file that is not as the shipped one.
    """
    chosen = _chosen(settings.policies)
    return Policies(
        journey_gap=timedelta(days=chosen.journey_gap_days),
        quiet=timedelta(days=chosen.quiet_days),
        maturity=timedelta(days=chosen.maturity_days),
        talk=timedelta(hours=chosen.talk_hours),
        memory=timedelta(days=chosen.memory_days),
        churn=timedelta(days=chosen.churn_days),
        vulnerability=timedelta(days=chosen.vulnerability_days),
        limits=tuple(_limit(one) for one in chosen.limits),
        first_hour=chosen.first_hour,
        last_hour=chosen.last_hour,
        time_zone=chosen.time_zone or settings.time_zone,
        ringing=frozenset(chosen.ringing),
        calendar=load_calendar(settings),
        tariffs=load_tariffs(settings),
        words=tuple((aim, frozenset(words.casefold().split())) for aim, words in chosen.words.items()),
    )


def _limit(one: _Limit) -> Limit:
    return Limit(
        one.name,
        one.most,
        timedelta(days=one.days),
        frozenset(one.aims),
        frozenset(one.channels),
        one.unanswered,
    )


def _chosen(path: str) -> _File:
    shipped = files("schemas").joinpath("policies.yaml").read_text(encoding="utf-8")
    keys = _keys(content(shipped, _SHIPPED), _SHIPPED)
    if path:
        own = _keys(document(place_of(path)), path)
        words = {"words": _over(keys["words"], own["words"])} if "words" in own else {}
        keys = keys | own | words
    try:
        found = msgspec.convert(keys, _File)
    except msgspec.ValidationError as error:
        raise Misused(f"{path or _SHIPPED}: {error}; {_SHIPPED} has every key, with what it means") from None
    for fault in _faults(found):
        raise Misused(f"{path or _SHIPPED}: {fault}")
    return found


def _over(shipped: object, own: object) -> object:
    """The words of both, aim by aim; what is no mapping is left to the check of shapes."""
    return {**shipped, **own} if isinstance(shipped, dict) and isinstance(own, dict) else own


def _faults(found: _File) -> Iterator[str]:
    names = [limit.name for limit in found.limits]
    for name in names:
        if names.count(name) > 1:
            yield f"limits: two are called {name!r}"
        if name in _RESERVED:
            yield f"limits: {name!r} is the name of another violation"
    if found.first_hour >= found.last_hour:
        yield f"last_hour: {found.last_hour} is not after first_hour, {found.first_hour}"
    if found.time_zone and found.time_zone not in available_timezones():
        yield f"time_zone: {found.time_zone!r} is not an IANA name such as Asia/Shanghai"


def _keys(said: object, path: str) -> dict[str, object]:
    try:
        return msgspec.convert({} if said is None else said, dict[str, object])
    except msgspec.ValidationError:
        raise Misused(f"{path}: not a list of keys, each with its value") from None
