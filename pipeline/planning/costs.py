"""What one event costs, as `benchmarks/unit_costs.py` measured it."""

from importlib.resources import files
from typing import Annotated, Final

import msgspec

from pipeline.documents import content
from schemas.errors import Misused

FILE: Final = "costs.yaml"
Above0 = Annotated[float, msgspec.Meta(gt=0)]


class Costs(msgspec.Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """Of one event of a mix of calls, e-mails, chats, posts and records. Times are CPU time of one core."""

    events: Annotated[int, msgspec.Meta(gt=0)]  # so many were measured
    event_bytes: Above0  # as it is sent: JSON
    raw_topic_bytes: Above0  # in its raw topic: compressed in batches, one copy
    heard_topic_bytes: Above0  # in voc.interactions, the same way
    hear_us: Above0  # microseconds of the channel agents
    follow_us: Above0  # of the story agent
    tally_us: Above0  # of the tally agent
    warehouse_us: Above0  # of the ClickHouse engine's own threads
    fact_bytes: Above0  # on disk when merged, one copy: facts, records, arrivals, touchpoints
    story_bytes: Above0  # journeys, promises and whatever else is derived from them
    tally_bytes: Above0  # hours and days; fewer the more events share a cell
    rows: Above0  # rows written to the warehouse


def shipped() -> Costs:
    """The measured ones, or Misused where the file was damaged."""
    text = files("pipeline.planning").joinpath(FILE).read_text(encoding="utf-8")
    try:
        return msgspec.convert(content(text, FILE), Costs)
    except msgspec.ValidationError as error:
        raise Misused(f"{FILE}: {error}") from None
