"""The truth beside what was found, row by row. Pure: rows in, rows out; the order is the order for reading."""

from collections.abc import Collection, Sequence
from typing import TypeVar

from pipeline.simulator import ledgers, scores, ways
from pipeline.simulator.compared import Compared, counted
from pipeline.simulator.truth import Truth
from schemas.facts import InteractionRow
from schemas.interactions import Struct
from schemas.stories import HandlingRow, Journey, OutreachRow, PromiseRow, ResolutionRow, StatementRow


class Found(Struct, frozen=True, kw_only=True):
    """Rows of the warehouse. Rows of other events, and rows no longer `present`, may be among them."""

    journeys: Sequence[Journey] = ()
    promises: Sequence[PromiseRow] = ()
    resolutions: Sequence[ResolutionRow] = ()
    outreach: Sequence[OutreachRow] = ()
    heard: Sequence[InteractionRow] = ()
    handlings: Sequence[HandlingRow] = ()
    statements: Sequence[StatementRow] = ()


def compare(truth: Truth, found: Found) -> list[Compared]:
    """What was planted, each with what was found of it, what was missed and what was never there."""
    ours = frozenset(truth.keys)
    heard = {row.event_key: row for row in found.heard if row.event_key in ours}
    journeys = [row for row in found.journeys if row.present and not ours.isdisjoint(row.touchpoints)]
    return [
        counted("interactions", "互动总数", truth.interactions, len(heard)),
        *ledgers.promises(truth, _present(found.promises, ours)),
        *ledgers.outreach(truth, _present(found.outreach, ours)),
        *ledgers.resolutions(truth, _present(found.resolutions, ours)),
        *ways.stolen(truth, journeys),
        *ways.identities(truth, journeys),
        *scores.planted(truth, heard),
        *scores.hearing(truth, heard),
    ]


R = TypeVar("R", PromiseRow, ResolutionRow, OutreachRow)


def _present(rows: Sequence[R], ours: Collection[str]) -> list[R]:
    return [row for row in rows if row.present and row.event_key in ours]
