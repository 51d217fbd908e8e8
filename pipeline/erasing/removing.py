"""What is stored of a person is removed: facts become residues, stories vanish, tallies are counted without the person.

The order makes a run that was cut off find, when it is done again, what the first one left: what tells who it is goes last.

    facts -> tallies -> alerts -> stories -> arrivals -> touchpoints -> identities
"""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Final, TypeVar, cast

import msgspec

from agents.base import appended_of, hour_of
from agents.erasing import Erased, Fact, is_residue, residue, unnamed_arrival
from agents.following.identity import BY_HANDLE, handles_in
from agents.following.policies import Policies
from pipeline.moments import moment_at
from pipeline.ports import Warehouse
from pipeline.stories import derive
from schemas import tables
from schemas.alerting import AlertRow
from schemas.facts import Arrival, IdentityRow, InteractionRow, RecordRow, TouchpointRow
from schemas.interactions import Struct
from schemas.stories import Touchpoint
from schemas.tables import DERIVED

_TOUCH: Final = msgspec.json.Decoder(Touchpoint).decode


@dataclass(frozen=True, slots=True)
class Concerned:
    """Which rows are an erased person's: by key and moment, or by the events that are known to be."""

    keys: frozenset[str]
    events: frozenset[str]
    erased: Erased

    def facts(self, rows: Sequence[Fact]) -> list[Fact]:
        """Residues too: asked for by key or event, an older version of them still lies on the disk."""
        return [
            row
            for row in rows
            if is_residue(row)
            or row.event_key in self.events
            or (row.customer in self.keys and _before(self.erased, self.keys, row.created_at))
        ]

    def touches(self, rows: Sequence[TouchpointRow]) -> list[TouchpointRow]:
        return [row for row in rows if row.event_key in self.events or self._told_before(row)]

    def _told_before(self, row: TouchpointRow) -> bool:
        touch = _TOUCH(row.touch)
        moments = touch.at, moment_at(touch.appended)
        return row.customer in self.keys and _before(self.erased, self.keys, *moments)


@dataclass(frozen=True, slots=True)
class Found:
    """What there is of a person that was created, or had arrived, before the moment."""

    interactions: Sequence[InteractionRow]
    records: Sequence[RecordRow]
    arrivals: Sequence[Arrival]
    touchpoints: Sequence[TouchpointRow]
    identities: Sequence[IdentityRow]

    @property
    def by_table(self) -> Mapping[str, Sequence[Struct]]:
        return {
            tables.INTERACTIONS.name: self.interactions,
            tables.RECORDS.name: self.records,
            tables.ARRIVALS.name: self.arrivals,
            tables.TOUCHPOINTS.name: self.touchpoints,
            tables.IDENTITIES.name: self.identities,
        }

    @property
    def events(self) -> frozenset[str]:
        facts = {row.event_key for row in self.interactions} | {row.event_key for row in self.records}
        arrived = {row.event_key for row in self.arrivals} | {row.event_key for row in self.touchpoints}
        return frozenset(facts | arrived)

    @property
    def windows(self) -> list[datetime]:
        """Tallies that count the person. Arrivals tell them when a run before has made the facts residues."""
        return sorted(
            {row.window for row in self.interactions} | {hour_of(row.created_at) for row in self.arrivals}
        )


def found(warehouse: Warehouse, keys: frozenset[str], erased: Erased) -> Found:
    """What is to be removed. Facts in which somebody else said whose an erased handle is are among it."""
    said = [
        row
        for row in warehouse.links(handles_in(keys), keys)
        if (row.customer in keys or BY_HANDLE + row.handle in keys)
        and _before(erased, keys, moment_at(row.created), moment_at(appended_of(row.version)))
    ]
    arrived = cast(list[Arrival], warehouse.under(tables.ARRIVALS, keys, [row.event_key for row in said]))
    arrivals = [row for row in arrived if _before(erased, keys, row.created_at, row.arrived_at)]
    events = frozenset({row.event_key for row in arrivals} | {row.event_key for row in said})
    of = Concerned(keys, events, erased)
    owners = {*keys, *(row.customer for row in said)}
    return Found(
        interactions=of.facts(cast(list[InteractionRow], warehouse.under(tables.INTERACTIONS, keys, events))),
        records=of.facts(cast(list[RecordRow], warehouse.under(tables.RECORDS, keys, events))),
        arrivals=arrivals,
        touchpoints=of.touches(cast(list[TouchpointRow], warehouse.under(tables.TOUCHPOINTS, owners))),
        identities=said,
    )


def remove(warehouse: Warehouse, keys: frozenset[str], erased: Erased, policies: Policies) -> Found:
    """Remove it; what was removed. Cut off anywhere and called again, all of it is gone."""
    gone = found(warehouse, keys, erased)
    # 1. facts: first, so that whoever recounts from now on counts residues
    warehouse.overwrite(tables.INTERACTIONS, [_risen(residue(row)) for row in gone.interactions])
    warehouse.overwrite(tables.RECORDS, [_risen(residue(row)) for row in gone.records])
    # 2. tallies: their states of unique customers hold hashes of ids
    warehouse.recount(gone.windows)
    warehouse.compact(gone.windows)
    # 3. words in alerts
    warehouse.overwrite(tables.ALERTS, [*_unquoted(warehouse, gone.events)])
    # 4. stories, all of them: what was said later is told anew below
    for table in DERIVED:
        warehouse.remove(table, warehouse.under(table, keys))
    # 5. who it was
    warehouse.overwrite(tables.ARRIVALS, [_risen(unnamed_arrival(row)) for row in gone.arrivals])
    warehouse.remove(tables.TOUCHPOINTS, gone.touchpoints)
    derive(warehouse, keys, policies)
    warehouse.remove(tables.IDENTITIES, gone.identities)
    derive(warehouse, keys, policies)
    return gone


def _before(erased: Erased, keys: frozenset[str], *moments: datetime) -> bool:
    """Whether any of the moments lies before the erasure of the person whose keys these are."""
    since = max((at for key in keys if (at := erased.moment(key))), default=None)
    return since is not None and any(at < since for at in moments)


def _unquoted(warehouse: Warehouse, events: frozenset[str]) -> Iterable[AlertRow]:
    for row in cast(Iterable[AlertRow], warehouse.rows(tables.ALERTS) if events else ()):
        if events.isdisjoint((*row.evidence, *row.voice_keys)):
            continue
        kept = [
            (key, words) for key, words in zip(row.voice_keys, row.voices, strict=True) if key not in events
        ]
        yield msgspec.structs.replace(
            row,
            evidence=tuple(key for key in row.evidence if key not in events),
            voice_keys=tuple(key for key, _ in kept),
            voices=tuple(words for _, words in kept),
            version=row.version + 1,
        )


_Row = TypeVar("_Row", InteractionRow, RecordRow, Arrival)


def _risen(row: _Row) -> _Row:
    """Above the row it takes the place of, which then loses wherever it is written from again."""
    return msgspec.structs.replace(row, version=row.version + 1)
