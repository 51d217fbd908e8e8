"""One customer's story: everything that happened in one journey, and what the company did meanwhile, in one order."""

import asyncio
from collections.abc import Sequence
from datetime import datetime
from typing import Final

from pipeline.page.answers import Shown
from pipeline.page.asking import Chosen, literal
from pipeline.page.journey_events import Event, contacted, filed, is_told, pressing, promised, spoken
from pipeline.page.journey_lines import Line, LineRow, Name, line, named
from pipeline.page.journey_rows import CONTACTED, FILED, HEARD, PROMISED, Contacted, Filed, Heard, Promised
from pipeline.page.looking import Look, Unknown
from pipeline.page.words import COLUMNS, Said
from pipeline.warehouse.quote import moment, text

MOST: Final = 500
_TOLD_BY_LEDGER: Final = frozenset({"PromiseMade", "PromiseKept", "PromiseWithdrawn", "OutboundContactMade"})


class JourneyWanted(Chosen, frozen=True, kw_only=True):
    customer: str
    journey: str


class OneJourney(Shown, frozen=True, kw_only=True):
    """Oldest first; `shortened` where there were more than MOST."""

    customer: str
    journey: str
    line: Line
    shortened: bool
    events: tuple[Event, ...]


async def journey(look: Look, wanted: JourneyWanted) -> OneJourney:
    """The story; Unknown where the customer has no such journey."""
    rows = await named(look.asking, [Name(wanted.customer, wanted.journey)])
    if not rows:
        raise Unknown("journey", "this customer has no such journey (any more)")
    shown, events = line(look, rows[0]), await _events(look, rows[0])
    return OneJourney(
        customer=shown.customer,
        journey=shown.journey,
        line=shown,
        shortened=len(events) > MOST,
        events=tuple(events[:MOST]),
    )


async def _events(look: Look, row: LineRow) -> list[Event]:
    said, heard, records, promises, contacts = await asyncio.gather(
        look.asking.rows(Said, _facts(row, COLUMNS, "interactions")),
        look.asking.rows(Heard, _facts(row, HEARD, "interactions")),
        look.asking.rows(Filed, _facts(row, FILED, "records")),
        look.asking.rows(Promised, _promises(row)),
        look.asking.rows(Contacted, _contacts(row)),
    )
    talks = [spoken(*both) for both in zip(said, heard, strict=True)]
    known = {event.key for event in talks}
    pressed = {one.key: one for one in contacts}
    told = (
        *(pressing(event, pressed.get(event.key)) for event in talks),
        *(event for one in promises for event in promised(one, look)),
        *(contacted(one, one.key in row.touchpoints) for one in contacts if one.key not in known),
        *(
            filed(one)
            for one in records
            if one.kind not in _TOLD_BY_LEDGER or not is_told(one, promises, contacts)
        ),
    )
    return sorted(told, key=lambda event: (event.at, event.kind, event.key))


def _until(row: LineRow) -> datetime:
    return max(row.ended_at, row.resolved_at or row.ended_at)


def _listed(values: Sequence[str]) -> str:
    return ", ".join(literal(one) for one in values) or "''"


def _keys(row: LineRow) -> str:
    return ", ".join(text(key) for key in row.touchpoints[:MOST]) or "''"


def _facts(row: LineRow, columns: str, table: str) -> str:
    first = row.started_at.replace(minute=0, second=0, microsecond=0)
    return (
        f"SELECT {columns} FROM {table} FINAL WHERE window >= {moment(first)} AND window <= {moment(_until(row))} "
        f"AND event_key IN ({_keys(row)}) ORDER BY created_at, event_key"
    )


def _promises(row: LineRow) -> str:
    return (
        f"SELECT {PROMISED} FROM promise_ledger WHERE customer = {literal(row.customer)} "
        f"AND (event_key IN ({_keys(row)}) OR (case_id != '' AND case_id IN ({_listed(row.cases)}))) "
        "ORDER BY made_at, promise"
    )


def _contacts(row: LineRow) -> str:
    return (
        f"SELECT {CONTACTED} FROM outreach FINAL WHERE present = 1 AND customer = {literal(row.customer)} "
        f"AND made_at >= {moment(row.started_at)} AND made_at <= {moment(_until(row))} ORDER BY made_at, event_key"
    )
