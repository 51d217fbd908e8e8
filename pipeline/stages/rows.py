"""What the story agent writes of messages: rows of the fact tables."""

from collections.abc import Iterator, Sequence

from agents.erasing import Erased, residue, unnamed_arrival
from agents.facts import arrival, identity_row, interaction_row, record_row
from schemas import tables
from schemas.errors import Unstorable
from schemas.facts import TouchpointRow
from schemas.interactions import Interaction, Message, Noted, Struct
from schemas.tables import Table


class Facts:
    """The rows of some messages, each beside its message, by table; residues of those who are `erased`."""

    def __init__(self, kept: list[tuple[Message, TouchpointRow]], erased: Erased) -> None:
        self.touched = [(m, row) for m, row in kept if not erased.holds(m)]
        spoken = [(m, interaction_row(m, row)) for m, row in kept if isinstance(m, Interaction)]
        noted = [(m, record_row(m, row)) for m, row in kept if isinstance(m, Noted)]
        self.interactions = [(m, residue(row) if erased.holds(m) else row) for m, row in spoken]
        self.records = [(m, residue(row) if erased.holds(m) else row) for m, row in noted]
        self.identities = [
            (m, said)
            for m, row in self.touched
            if isinstance(m, Noted) and (said := identity_row(m, row.version))
        ]
        arrived = [(m, arrival(m)) for m, _ in kept]
        self.arrivals = [(m, unnamed_arrival(row) if erased.holds(m) else row) for m, row in arrived]

    def tables(self) -> Iterator[tuple[Table, Sequence[tuple[Message, Struct]]]]:
        """In the order they are written: what may be refused comes first, and what says that an event was taken in last."""
        yield tables.INTERACTIONS, self.interactions
        yield tables.RECORDS, self.records
        yield tables.TOUCHPOINTS, self.touched
        yield tables.IDENTITIES, self.identities
        yield tables.ARRIVALS, self.arrivals

    def of(self, refusal: Unstorable) -> list[Message]:
        """The messages whose rows were refused, in their order."""
        (pairs,) = (pairs for table, pairs in self.tables() if table.name == refusal.table)
        return [pairs[row][0] for row in refusal.rows]
