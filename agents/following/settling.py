"""What to write when what follows from a story has changed."""

from collections.abc import Sequence
from operator import attrgetter
from typing import Final, TypeVar

import msgspec

from schemas.stories import HandlingRow, Journey, OutreachRow, PromiseRow, ResolutionRow, Row, StatementRow
from schemas.tables import DERIVED

AnyRow = Journey | PromiseRow | ResolutionRow | OutreachRow | HandlingRow | StatementRow
R = TypeVar("R", bound=Row)

_KEYS: Final = {table.row: attrgetter(*table.key) for table in DERIVED}


def settle(before: Sequence[R], after: Sequence[R], version: int) -> list[R]:
    """Rows to write so that of `before` (what stands) and `after` (what follows now) exactly `after` is present.

    All of `after`, and for each row of `before` whose key is not in `after` the same row with `present` 0 and
    `version`. All rows are of one derived table. `version` must be that of the stories `after` rests on, so that an
    older worker's tombstone cannot remove a newer worker's row.
    """
    if not before:
        return list(after)
    key = _KEYS[type(before[0])]
    stands = {key(row) for row in after}
    gone = [row for row in before if key(row) not in stands]
    return [*after, *(msgspec.structs.replace(row, present=0, version=version) for row in gone)]
