"""What the rules see in the warehouse as of a moment, and the voices behind it."""

from collections.abc import Callable
from datetime import UTC, date, datetime, time, timedelta
from typing import Final, cast

from agents.alerting.judging import NOTHING_BEHIND, Behind, Seen
from agents.alerting.seeing import Counts, Reading, shared
from pipeline.alerting.evidence import about, answering, keys_of_figure, words
from pipeline.alerting.sights import WATCHES, counted
from pipeline.figures import registry
from pipeline.warehouse.engine import Answer
from pipeline.warehouse.quote import lists, moment, text
from pipeline.withheld import withheld
from schemas.alerting import Rule
from schemas.defined import Counts as Added

Ask = Callable[[str], Answer]

EVIDENCE: Final = 50  # event keys kept with an alert
VOICES: Final = 5

Names = dict[str, tuple[str, str]]


def look(ask: Ask, rule: Rule, at: datetime) -> Seen:
    """What the rule sees everywhere it looks, in order of the places."""
    readings = _of_figure(ask, rule, at) if rule.figure else _of_watch(ask, rule, at)
    elsewhere = None if rule.figure else WATCHES[rule.watch].elsewhere
    return Seen(rule=rule, readings=readings, since=since(rule, at), at=at, elsewhere=elsewhere)


def since(rule: Rule, at: datetime) -> datetime:
    """Begin of the window. Figures are counted by UTC days, the running one included; rows by the moment."""
    if not rule.figure:
        return at - timedelta(days=rule.days)
    return datetime.combine(_first_day(rule, at), time(), UTC)


def _first_day(rule: Rule, at: datetime) -> date:
    return at.astimezone(UTC).date() - timedelta(days=rule.days - 1)


def _days(rule: Rule, added: Added, at: datetime) -> str:
    first, last = _first_day(rule, at), at.astimezone(UTC).date()
    return f"{added.day} >= toDate('{first}') AND {added.day} <= toDate('{last}')"


def _of_figure(ask: Ask, rule: Rule, at: datetime) -> tuple[Reading, ...]:
    added = counted(registry().figures[rule.figure])
    by, days, names = rule.by or "''", _days(rule, added, at), _names(ask, rule)
    of = f"sum({added.of})" if added.of else "toUInt64(0)"
    if not added.over:
        answer = ask(
            f"SELECT {by} AS place, sum({added.hits}) AS hits, sum({added.n}) AS base, {of} AS whole "
            f"FROM {answering(added.view, at)} WHERE {days} GROUP BY place ORDER BY place"
        )
        rows = cast(list[tuple[str, int, int, int]], answer.rows)
    else:
        ((base, whole),) = ask(
            f"SELECT sum({added.n}) AS base, {of} AS whole FROM {answering(added.over, at)} WHERE {days}"
        ).rows
        parts = ask(
            f"SELECT {by} AS place, sum({added.hits}) AS hits FROM {answering(added.view, at)} "
            f"WHERE {days} GROUP BY place ORDER BY place"
        )
        rows = [(place, hits, base, whole) for place, hits in parts.rows]  # type: ignore[misc]  # as above
    return tuple(
        shared(
            rule,
            Counts(
                place=place if rule.by else "",
                place_en=names.get(place, (place, place))[0],
                place_zh=names.get(place, (place, place))[1],
                hits=int(hits),
                n=int(base),
                of=int(whole),
            ),
            added.per,
        )
        for place, hits, base, whole in rows
    )


def _of_watch(ask: Ask, rule: Rule, at: datetime) -> tuple[Reading, ...]:
    watch, names = WATCHES[rule.watch], _names(ask, rule)
    place = watch.place or rule.by or "''"
    answer = ask(
        f"SELECT {place} AS at_place, {_filled(watch.seen, rule, at)} AS seen, {watch.low} AS seen_low, {watch.high} AS seen_high, "
        f"{watch.base} AS base, {watch.whole} AS whole, {watch.chance} AS by_chance "
        f"FROM {answering(watch.view, at)} WHERE {_filled(watch.where, rule, at)} GROUP BY at_place ORDER BY at_place"
    )
    rows = cast(list[tuple[str, float | None, float | None, float | None, int, int, float]], answer.rows)
    return tuple(
        Reading(
            place=place if rule.by else "",
            place_en=names.get(place, (place, place))[0],
            place_zh=names.get(place, (place, place))[1],
            value=seen if base else watch.elsewhere,
            low=low,
            high=high,
            n=int(base),
            of=int(whole),
            chance=chance,
        )
        for place, seen, low, high, base, whole, chance in rows
    )


def _filled(sql: str, rule: Rule, at: datetime) -> str:
    begin = int(since(rule, at).timestamp())
    return sql.format(at=int(at.timestamp()), since=begin, days=rule.days, by=rule.by or "all")


def _names(ask: Ask, rule: Rule) -> Names:
    """What people call the places; only topics have names of their own."""
    if rule.by != "topic":
        return {}
    answer = ask("SELECT topic, name, name_zh FROM topic_names FINAL")
    rows = cast(list[tuple[str, str, str]], answer.rows)
    return {topic: (english or topic, chinese or topic) for topic, english, chinese in rows}


def behind(ask: Ask, seen: Seen, reading: Reading) -> Behind:
    """The events behind a reading, newest first, and what up to five customers said in them, redacted."""
    keys = _keys(ask, seen, reading)
    if not keys:
        return NOTHING_BEHIND
    (listed,) = lists(keys)
    answer = ask(
        "SELECT event_key, words, evidence FROM voices "
        f"WHERE event_key IN ({listed}) AND words != '' AND created_at <= {moment(seen.at)} "
        f"AND event_key NOT IN ({withheld(f'event_key IN ({listed})')}) "
        f"ORDER BY created_at DESC, event_key LIMIT {VOICES}"
    )
    rows = cast(list[tuple[str, str, str]], answer.rows)
    return Behind(
        evidence=keys,
        voices=tuple(words(said, evidence) for _, said, evidence in rows),
        voice_keys=tuple(key for key, _, _ in rows),
    )


def _keys(ask: Ask, seen: Seen, reading: Reading) -> tuple[str, ...]:
    rule, at = seen.rule, seen.at
    here = f"{rule.by} = {text(reading.place)}" if rule.by else "1"
    if rule.figure:
        added = counted(registry().figures[rule.figure])
        sql = keys_of_figure(added, _days(rule, added, at), here, reading.place, at)
    else:
        sql = _behind_watch(rule, here, reading.place, at)
    if not sql:
        return ()
    rows = cast(list[tuple[str, ...]], ask(f"{sql} LIMIT {EVIDENCE}").rows)
    return tuple(dict.fromkeys(key for row in rows for key in row if key))[:EVIDENCE]


def _behind_watch(rule: Rule, here: str, place: str, at: datetime) -> str:
    """The query for the event keys, newest first; empty where nobody stands behind it."""
    watch = WATCHES[rule.watch]
    if watch.voiced:
        spoken = about(place) if rule.by == "topic" else here
        return (
            f"SELECT event_key FROM voices WHERE {_filled(watch.voiced, rule, at)} AND created_at <= {moment(at)} "
            f"AND {spoken} ORDER BY created_at DESC, event_key"
        )
    if not watch.keys:
        return ""
    return (
        f"SELECT {', '.join(watch.keys)} FROM {answering(watch.view, at)} "
        f"WHERE {_filled(watch.where, rule, at)} AND {here} ORDER BY {watch.order}"
    )
