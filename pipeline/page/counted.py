"""Which days of stories may be read as the last refresh has counted them, instead of story by story."""

from collections.abc import Collection
from datetime import timedelta
from typing import Final

import msgspec

from pipeline.page.asking import Asking

FEW: Final = 100_000
"""Stories: as many are read at once, and what is told of them is then as of this moment."""
RECENT: Final = timedelta(hours=2)
"""What was counted longer ago than this is told no more: nobody refreshes, or no longer."""
_AHEAD: Final = timedelta(minutes=1)  # clocks differ a little


class _Part(msgspec.Struct, frozen=True, array_like=True):
    part: str


async def counted(asking: Asking) -> Collection[str]:
    """The parts whose days hold: journeys, promises, resolutions, outreach, handlings."""
    rows = await asking.rows(
        _Part,
        f"SELECT part FROM stories_counted FINAL WHERE stories > {FEW} "
        f"AND as_of > now() - {RECENT // timedelta(seconds=1)} AND as_of < now() + {_AHEAD // timedelta(seconds=1)}",
    )
    return frozenset(row.part for row in rows)
