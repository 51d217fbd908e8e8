"""Which words lie behind a line of a ledger: the parts of the condition, and from which day on to look.

Words about a line may come long after it: the line, not the word, lies in the period.
"""

from collections.abc import Sequence
from datetime import UTC, date, datetime, timedelta
from typing import Final

import msgspec

from pipeline.page.asking import Asking, Chosen, Period, literal, matching, within
from pipeline.page.attitude import OUTCOMES, Outcome, handled
from pipeline.page.facts import Part
from pipeline.page.looking import ORDINARY
from pipeline.page.words import hours
from pipeline.warehouse.days import midnight
from pipeline.warehouse.quote import moment
from schemas.interactions import Attitude

REQUESTED: Final = timedelta(366)


class Behind(msgspec.Struct, frozen=True):
    """Interactions that any part holds, none of them before `since`. No parts: there are none."""

    since: date | None
    parts: tuple[Part, ...]


class _Line(msgspec.Struct, frozen=True, array_like=True):
    lines: int
    since: datetime
    known: tuple[str, ...] = ()


def promises(chosen: Chosen, period: Period) -> Behind:
    """What was said when broken promises were made and doubted, and what their customers say of promises."""
    broken = (
        f"FROM promise_ledger WHERE state = 'broken' AND {within(period)} AND {matching(chosen, *ORDINARY)}"
    )
    since = _since(period.start)
    return Behind(
        period.start,
        (
            Part(_keys("event_key, doubted_key", broken), since),
            Part("has(topics, 'broken_promise')", f"{since} AND customer IN (SELECT customer {broken})"),
        ),
    )


async def promise(asking: Asking, event: str) -> Behind:
    """Everything the customer said from the moment of the promise on."""
    one = f"promise_ledger WHERE event_key = {literal(event)}"
    made = await _found(asking, "made_at", "groupUniqArray(customer)", one)
    return _line(made, f"customer IN ({_listed(made.known)}) AND created_at >= {moment(_utc(made.since))}")


async def gap(asking: Asking, chosen: Chosen, period: Period) -> Behind:
    """The words of journeys that the company calls resolved and the customer does not."""
    which = (
        f"felt = 'contradicted' AND ifNull({hours(period, 'resolved_at')}, 0) "
        f"AND {matching(chosen, 'region', 'product', 'team')}"
    )
    # Older versions among them do no harm: they only make it look from an earlier hour on.
    first = await asking.row(_Line, f"SELECT count(), min(started_at) FROM journeys WHERE {which}")
    return _line(
        first,
        _keys_in(f"SELECT arrayJoin(touchpoints) AS key FROM journeys FINAL WHERE present = 1 AND {which}"),
    )


async def journey(asking: Asking, event: str) -> Behind:
    """Everything that was said in one journey."""
    one = f"journeys FINAL WHERE present = 1 AND journey = {literal(event)}"
    found = await _found(asking, "started_at", "groupUniqArrayArray(touchpoints)", one)
    return _line(found, f"event_key IN ({_listed(found.known)})")


def pressure(chosen: Chosen, period: Period) -> Behind:
    """The request not to be contacted, and what those customers say about unwanted contact.

    Looked for from REQUESTED before the period on: an older request still binds, but is not worth reading every word for.
    """
    pressed = (
        f"FROM outreach FINAL WHERE present = 1 AND notEmpty(violations) AND {hours(period, 'made_at')} "
        f"AND {matching(chosen, *ORDINARY)}"
    )
    first = period.start - REQUESTED
    return Behind(
        first,
        (
            Part(_keys("event_key, request_key", pressed), _since(first)),
            Part(
                "(has(topics, 'unwanted_contact') OR has(cues, 'do_not_contact'))",
                f"{_since(first)} AND customer IN (SELECT customer {pressed})",
            ),
        ),
    )


def handlings(chosen: Chosen, period: Period, attitude: Attitude | None, outcome: Outcome | None) -> Behind:
    """What was said when staff served, and what the customer said of it later."""
    keys = {"solved": "event_key, solved_key", "unsolved": "event_key, unsolved_key"}
    cell = ["1", *([f"manner = '{attitude}'"] if attitude else [])]
    if outcome:
        cell.append(f"outcome = {OUTCOMES.index(outcome)}")
    those = f"FROM {handled(chosen, period)} WHERE {' AND '.join(cell)}"
    part = Part(_keys(keys.get(outcome or "", "event_key"), those), _since(period.start))
    return Behind(period.start, (part,))


async def _found(asking: Asking, since: str, known: str, lines: str) -> _Line:
    return await asking.row(_Line, f"SELECT count(), min({since}), {known} FROM {lines}")


def _line(found: _Line, condition: str) -> Behind:
    if not found.lines:
        return Behind(None, ())
    since = _utc(found.since)
    hour = since.replace(minute=0, second=0)
    return Behind(since.date(), (Part(condition, f"window >= {moment(hour)}"),))


def _utc(at: datetime) -> datetime:
    return at if at.tzinfo else at.replace(tzinfo=UTC)


def _since(first: date) -> str:
    return f"window >= {midnight(first)}"


def _keys(columns: str, lines: str) -> str:
    return _keys_in(f"SELECT arrayJoin([{columns}]) AS key {lines}")


def _keys_in(keys: str) -> str:
    """The condition that an interaction's key is among these.

    By 64 bits of it and of `counted`, which is 1 for all that is read here: of a column of the key alone, servers of 18.16 make
    the set anew at every level of the question, for their index. Keys are random, so two meet once in 10^19 pairs.
    """
    return f"cityHash64(event_key, counted) IN (SELECT cityHash64(key, toUInt8(1)) FROM ({keys}))"


def _listed(values: Sequence[str]) -> str:
    return ", ".join(map(literal, values)) or "''"
