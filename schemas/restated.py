"""What a day's figures were before late, heard-anew or removed events changed them."""

from datetime import datetime
from enum import StrEnum

from schemas.interactions import Struct


class Scope(StrEnum):
    """Of what a figure was: of the whole day, or of one cell of it."""

    DAY = "day"
    CELL = "cell"


class Restated(Struct, frozen=True, kw_only=True):
    """The counts of a day, or of one of its cells, as they stood just before a recount changed them.

    What they became is not here: it is what they were before the next recount, and after the last what stands. So a
    recount that is cut off and done again, or done twice, says nothing wrong.
    """

    day: datetime  # its midnight, UTC
    scope: str
    channel: str
    region: str
    product: str
    team: str
    language: str
    topic: str  # empty: all interactions
    before_version: int  # of the day's newest tally before the recount
    restated_at: datetime
    interactions: int
    scored: int
    negative: int
    positive: int
    judged: int  # 0 where a topic is named: topics share the cell's
    complaints: int
    version: int
