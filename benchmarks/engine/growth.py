"""What it costs to write and to recount when more and more facts are stored.

Facts are made inside ClickHouse, as a bank has them: a year of hours, customers with ten events each. Then messages that
were heard before are written as Earshot's workers write them, and the hours of one day are recounted. Hearing is left
out: it asks the warehouse nothing.
"""

import time
from collections.abc import Iterable, Iterator, Mapping, Sequence
from datetime import UTC, datetime, timedelta
from itertools import islice
from pathlib import Path
from statistics import median
from typing import Final

import msgspec

from agents.channels import channel_agents
from agents.following.policies import Policies
from benchmarks.engine.contender import Settling
from benchmarks.engine.runs import SECRET, Place, warehouse_of
from benchmarks.engine.work import read
from pipeline.embedded import open_hearing
from pipeline.ports import Record
from pipeline.settings import Settings
from pipeline.stages.hearing import hear
from pipeline.warehouse.sql import SqlWarehouse
from schemas import topics
from schemas.topics import topic_of

_MONTHS: Final = 12
_YEAR: Final = 2025
_AT_ONCE: Final = 2_000_000
_ROUND: Final = 4_000
_WRITTEN: Final = 20_000
_DAYS: Final = 5

_KEY: Final = "lower(hex(MD5(toString(n))))"
_CUSTOMER: Final = "concat('C', toString(intDiv(n, 10)))"
_WORDS: Final = "'Third time I call about order ', '. The parcel never came, nobody answers and I want my money back before Friday.'"
_TOUCH: Final = (
    '\'{"key":"\', key, \'","at":"2025-06-01T12:00:00Z","appended":1,"person":{"customer":"\', who, \'"}}\''
)
_INTERACTION: Final = {
    "window": "toStartOfHour(at)",
    "event_key": "key",
    "created_at": "at",
    "source": "'grown'",
    "event_id": "toString(n)",
    "channel": "arrayElement(['call','email','social','chat'], toUInt8(n % 4 + 1))",
    "direction": "'inbound'",
    "counted": "toUInt8(1)",
    "customer": "who",
    "region": "arrayElement(['north','south','east','west','online'], toUInt8(intDiv(n, 4) % 5 + 1))",
    "product": "arrayElement(['cards','loans','accounts','mobile-app'], toUInt8(intDiv(n, 20) % 4 + 1))",
    "team": "arrayElement(['Lending','Sales','Branches','Fraud Desk'], toUInt8(intDiv(n, 80) % 4 + 1))",
    "language": "arrayElement(['en','en','en','zh'], toUInt8(intDiv(n, 320) % 4 + 1))",
    "sentiment": "arrayElement(['negative','neutral','positive'], toUInt8(n % 3 + 1))",
    "polarity": "toInt32(n % 20001) - 10000",
    "method": "'grown'",
    "complaint": "arrayElement(['yes','no'], toUInt8(n % 2 + 1))",
    "topics": "[arrayElement(['billing','refund','delivery','outage','waiting'], toUInt8(n % 5 + 1))]",
    "cues": "[arrayElement(['repeat','waiting','thanks'], toUInt8(n % 3 + 1))]",
    "cue_speakers": "['customer']",
    "voice": f"concat({_WORDS.replace(', ', ', toString(n), ', 1)})",
    "touch": "said",
    "version": "toUInt64(1)",
}
_ARRIVAL: Final = {
    "event_key": "key",
    "topic": "'voc.chats'",
    "partition": "toUInt32(n % 8)",
    "offset": "n",
    "source": "'grown'",
    "customer": "who",
    "window": "toStartOfHour(at)",
    "created_at": "at",
    "arrived_at": "at",
    "version": "toUInt64(1)",
}
_TOUCHPOINT: Final = {"customer": "who", "event_key": "key", "touch": "said", "version": "toUInt64(1)"}
_TABLES: Final[Mapping[str, Mapping[str, str]]] = {
    "interactions": _INTERACTION,
    "arrivals": _ARRIVAL,
    "touchpoints": _TOUCHPOINT,
}


class Step(msgspec.Struct, frozen=True, kw_only=True):
    """With so many facts stored: how fast events are written, and how long the recounts take."""

    facts: int
    made_in: float  # seconds
    written: float  # events a second: facts, stories and the tallies of the hours they touch
    day_recounted: float  # seconds for the 24 hours of one day, median of 5 days
    year_recounted: float  # seconds for all hours there are


def steps(place: Place, file: Path, sizes: Iterable[int]) -> Iterator[Step]:
    """One after the other; each size in a database of its own."""
    heard = _heard(file)
    for size in sizes:
        environment = place.environment(f"growth{size}")
        with warehouse_of(environment) as warehouse:
            yield _step(warehouse, size, heard)
            warehouse.run(f"DROP DATABASE growth{size}")


def _step(warehouse: SqlWarehouse, size: int, heard: Sequence[Record]) -> Step:
    began = time.monotonic()
    _grow(warehouse, size)
    grown = time.monotonic()
    for month in range(1, _MONTHS + 1):
        warehouse.recount(_hours(datetime(_YEAR, month, 1, tzinfo=UTC), 28))
    recounted = time.monotonic()
    days = [_timed(warehouse, datetime(_YEAR, month, 9, tzinfo=UTC)) for month in range(1, _DAYS + 1)]
    return Step(
        facts=size,
        made_in=grown - began,
        written=len(heard) / _write(warehouse, heard),
        day_recounted=median(days),
        year_recounted=recounted - grown,
    )


def _timed(warehouse: SqlWarehouse, day: datetime) -> float:
    began = time.monotonic()
    warehouse.recount(_hours(day, 1))
    return time.monotonic() - began


def _hours(start: datetime, days: int) -> list[datetime]:
    return [start + timedelta(hours=hour) for hour in range(24 * days)]


def _grow(warehouse: SqlWarehouse, size: int) -> None:
    """Month by month, so that an insert is one partition, as a worker's mostly is."""
    share = size // _MONTHS
    for month in range(_MONTHS):
        first = share * month
        for start in range(first, first + share, _AT_ONCE):
            count = min(_AT_ONCE, first + share - start)
            for table, columns in _TABLES.items():
                warehouse.run(_insert(table, columns, (start, count), month + 1))


def _insert(table: str, columns: Mapping[str, str], numbers: tuple[int, int], month: int) -> str:
    start, count = numbers
    moment = datetime(_YEAR, month, 1, tzinfo=UTC)
    # A stride that has no part in common with the seconds of 28 days spreads neighbours over the month.
    at = f"toDateTime({int(moment.timestamp())} + n * 7919 % {28 * 86_400}, 'UTC')"
    inner = f"SELECT number + {start} AS n, {_KEY} AS key, {_CUSTOMER} AS who, {at} AS at, concat({_TOUCH}) AS said"
    names = ", ".join(columns)
    return f"INSERT INTO {table} ({names}) SELECT {', '.join(columns.values())} FROM ({inner} FROM numbers({count}))"


def _heard(file: Path) -> list[Record]:
    """Records of voc.interactions: what the channel agents make of the first events."""
    agents = {agent.reads: agent for agent in channel_agents(open_hearing(Settings(handle_secret=SECRET)))}
    records: list[Record] = []
    for number, (value, event) in enumerate(islice(read(file), _WRITTEN)):
        raw = Record(topic_of(event), 0, number, time.time_ns() // 1_000, b"", value, {})
        records += [
            Record(topics.INTERACTIONS, 0, number, raw.appended, made.key, made.value, {})
            for made in hear(agents[raw.topic], [raw])
        ]
    return records


def _write(warehouse: SqlWarehouse, heard: Sequence[Record]) -> float:
    """Seconds until all of them are stored and settled."""
    settling = Settling(warehouse, Policies(), freshness=2.0)
    began = time.monotonic()
    for start in range(0, len(heard), _ROUND):
        settling.store(heard[start : start + _ROUND])
        if settling.due:
            settling.settle()
    settling.settle()
    return time.monotonic() - began
