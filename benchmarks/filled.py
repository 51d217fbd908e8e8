"""A warehouse filled with a year of a large company, straight in SQL: for measuring what people and tools ask of it.

    .venv/bin/python -m benchmarks.filled --facts 5000000 --home build/filled            # a ClickHouse server of its own
    .venv/bin/python -m benchmarks.filled --facts 5000000 --warehouse chdb://build/five   # or any address
    .venv/bin/python -m benchmarks.filled --home build/filled --stop

Prints the address to give as EARSHOT_WAREHOUSE. The server keeps running until `--stop`. The same number of facts makes
the same rows; the year ends with UNTIL. Words are short, touchpoints are left out (nobody who reads asks for them), and the
tallies come from the real recount. Of 100 facts there are 4 customers, 6 promises, 20 journeys, 5 resolutions, 10 contacts
by the company, 30 handlings by staff, 2 surveys and, with `--arrivals`, 100 arrivals.
"""

import argparse
import sys
import time
from collections.abc import Iterator
from contextlib import closing
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Final

import msgspec

from deploy.services.clickhouse import ClickHouse
from pipeline.settings import Settings
from pipeline.warehouse.migrate import migrate
from pipeline.warehouse.open import open_warehouse
from pipeline.warehouse.sql import SqlWarehouse

UNTIL: Final = datetime(2026, 11, 1, tzinfo=UTC)
DAYS: Final = 365
CHUNK: Final = 1_000_000
_FROM: Final = UNTIL - timedelta(days=DAYS)
_SECONDS: Final = DAYS * 86_400

_CHANNELS: Final = ("call", "email", "social", "chat")
_REGIONS: Final = ("north", "south", "east", "west", "华北", "华东", "华南", "西南")
_PRODUCTS: Final = ("card", "loan", "account", "app", "insurance", "pension")
_TOPICS: Final = ("billing", "refund", "delivery", "outage", "account", "waiting", "staff_attitude", "price")
_CUES: Final = ("repeat", "waiting", "churn", "escalation", "not_resolved", "resolved", "thanks", "praise")
_WORDS_EN: Final = ("I have waited for my refund for two weeks", "The app is down again", "Thank you, that helped", "How do I change my address")  # fmt: skip
_WORDS_ZH: Final = ("退款等了两个星期还没有到", "应用又打不开了", "谢谢，问题解决了", "请问怎么修改地址")  # fmt: skip


@dataclass(frozen=True, slots=True)
class Part:
    """One table: how many rows for 100 facts, the moment of a row, and its other columns as SQL over `h`, `g`, `at`."""

    table: str
    per_100: int
    columns: dict[str, str]


def _pick(values: tuple[str, ...], hashed: str) -> str:
    listed = ", ".join(f"'{value}'" for value in values)
    return f"arrayElement([{listed}], toUInt32({hashed} % {len(values)}) + 1)"


_REGION: Final = _pick(_REGIONS, "h")
_PRODUCT: Final = _pick(_PRODUCTS, "intDiv(h, 8)")
_TEAM: Final = f"concat({_PRODUCT}, ' ', toString(intDiv(h, 48) % 2))"
_CHANNEL: Final = _pick(_CHANNELS, "intDiv(h, 96)")
_PLACE: Final = {"region": _REGION, "product": _PRODUCT, "team": _TEAM}
_KEY: Final = "lower(hex(sipHash128(toString(number))))"
_CUSTOMER: Final = "concat('c', toString(intDiv(g, 7) % customers_of_all))"
_ZH: Final = "h % 8 > 3"
# As `version_of` has it.
_VERSION: Final = {
    "version": "bitOr(bitShiftLeft(toUInt64(1), 52), toUInt64(toUInt32(at)) * 1000000 + number % 1000000)"
}
_STORY: Final = {"customer": _CUSTOMER, "present": "toUInt8(1)", **_VERSION, **_PLACE}
_VOICE: Final = (
    f"concat(if({_ZH}, {_pick(_WORDS_ZH, 'g')}, {_pick(_WORDS_EN, 'g')}), ' ', toString(g % 1000))"
)
_IS_COMPLAINT: Final = "g % 4 < 2 AND g % 11 < 9"
_HAS_CUE: Final = "intDiv(g, 64) % 10 < 3"
_ONE: Final = "[toUInt32({})]"


def _where(condition: str, then: str, empty: str) -> str:
    return f"if({condition}, {then}, {empty})"


_NONE: Final = "emptyArrayUInt32()"
_INTERACTION: Final = {
    "window": "toStartOfHour(at)",
    "event_key": _KEY,
    "created_at": "at",
    "source": _pick(("pbx", "mail", "weibo", "chat"), "intDiv(h, 96)"),
    "channel": _CHANNEL,
    "direction": "'inbound'",
    "counted": "toUInt8(h % 20 != 19)",
    "customer": _CUSTOMER,
    "role": _pick(("payer", "user", "both", "unknown"), "intDiv(g, 3)"),
    **_PLACE,
    "staff": "concat('s', toString(g % 500))",
    "conversation": "concat('v', toString(intDiv(number, 2)))",
    "case_id": "if(g % 5 = 0, concat('k', toString(intDiv(number, 5))), '')",
    "language": f"if({_ZH}, 'zh', 'en')",
    "sentiment": f"if(g % 13 = 12, '', {_pick(('negative', 'neutral', 'positive', 'neutral'), 'g')})",
    "unscored": "if(g % 13 = 12, 'too_short', '')",
    "polarity": "if(g % 13 = 12, NULL, toInt32(arrayElement([-6000, 0, 7000, 0], toUInt32(g % 4) + 1)))",
    "method": "'earshot 1'",
    "complaint": f"if(g % 17 = 16, '', if({_IS_COMPLAINT}, 'yes', 'no'))",
    "complaint_begins": _where(_IS_COMPLAINT, _ONE.format(0), _NONE),
    "complaint_ends": _where(_IS_COMPLAINT, _ONE.format(6), _NONE),
    "topics": f"if(g % 3 = 2, emptyArrayString(), [{_pick(_TOPICS, 'intDiv(g, 16)')}])",
    "topic_begins": _where("g % 3 = 2", _NONE, _ONE.format(0)),
    "topic_ends": _where("g % 3 = 2", _NONE, _ONE.format(6)),
    "cues": f"if({_HAS_CUE}, [{_pick(_CUES, 'intDiv(g, 1024)')}], emptyArrayString())",
    "cue_speakers": f"if({_HAS_CUE}, ['customer'], emptyArrayString())",
    "cue_begins": _where(_HAS_CUE, _ONE.format(0), _NONE),
    "cue_ends": _where(_HAS_CUE, _ONE.format(6), _NONE),
    "cue_names": f"if({_HAS_CUE}, [if(g % 9 = 0, 'Ann', '')], emptyArrayString())",
    "attitude": _pick(("courteous", "neutral", "unknown", "courteous"), "intDiv(g, 5)"),
    "voice": _VOICE,
    **_VERSION,
}
_PARTS: Final = (
    Part("interactions", 100, _INTERACTION),
    Part(
        "records",
        2,
        {
            "window": "toStartOfHour(at)",
            "event_key": "concat('r', toString(number))",
            "created_at": "at",
            "source": "'surveys'",
            "kind": "'SurveyAnswered'",
            "customer": _CUSTOMER,
            **_PLACE,
            "survey": _pick(("csat", "nps", "ces"), "g"),
            "score": "toInt32(if(g % 3 = 1, intDiv(g, 9) % 11, intDiv(g, 9) % 5 + 1))",
            "lowest": "toInt32(if(g % 3 = 1, 0, 1))",
            "highest": "toInt32(if(g % 3 = 1, 10, 5))",
            **_VERSION,
        },
    ),
    Part(
        "journeys",
        20,
        {
            "journey": _KEY,
            "started_at": "at",
            "ended_at": "at + g % 500000",
            "resolved_at": "if(g % 3 = 0, at + g % 500000, NULL)",
            "felt": f"if(g % 3 = 0, {_pick(('confirmed', 'contradicted', 'silent'), 'intDiv(g, 3)')}, '')",
            "matures_at": "at + 604800 + g % 500000",
            "elapsed": "g % 500000",
            "contacts": "toUInt32(1 + g % 4)",
            "channels": "['call', 'email']",
            "switches": "toUInt32(g % 3)",
            "waiting_company": "g % 300000",
            "waiting_customer": "g % 100000",
            "lowest_polarity": "toInt32(-6000)",
            "last_polarity": "toInt32(0)",
            "effort": "toUInt32(g % 100)",
            "single_contact": "toUInt8(g % 4 = 0)",
            "complaint": "toUInt8(g % 5 < 2)",
            "topics": f"[{_pick(_TOPICS, 'intDiv(g, 16)')}]",
            "touchpoints": f"[{_KEY}]",
            "role": "'both'",
            **_STORY,
        },
    ),
    Part(
        "promises",
        6,
        {
            "promise": _KEY,
            "made_at": "at",
            "due_at": "if(g % 10 = 0, NULL, at + 86400 * (1 + g % 9))",
            "first_due_at": "if(g % 10 = 0, NULL, at + 86400 * (1 + g % 9))",
            "what": "'call back'",
            "owner": "concat('s', toString(g % 500))",
            "channel": _CHANNEL,
            "known_by": "'staff'",
            "event_key": _KEY,
            "kept_at": "if(g % 5 < 3, at + g % 800000, NULL)",
            "kept_known_by": "if(g % 5 < 3, 'record', '')",
            "doubted_at": "if(g % 50 = 1, at + 900000, NULL)",
            "tariff": "if(g % 4 = 0, 'delay', '')",
            "currency": "if(g % 4 = 0, 'EUR', '')",
            "accrued_at": "if(g % 4 = 0, [at + 90000], emptyArrayDateTime())",
            "accrued": "if(g % 4 = 0, [toInt64(500)], emptyArrayInt64())",
            **_STORY,
        },
    ),
    Part(
        "resolutions",
        5,
        {
            "event_key": _KEY,
            "case_id": "concat('k', toString(number))",
            "resolved_at": "at",
            "matures_at": "at + 604800",
            "verdict": _pick(("silent", "silent", "silent", "confirmed", "contradicted"), "g"),
            **_STORY,
        },
    ),
    Part(
        "outreach",
        10,
        {
            "event_key": _KEY,
            "made_at": "at",
            "channel": _CHANNEL,
            "sender": "concat('s', toString(g % 500))",
            "campaign": "concat('m', toString(g % 40))",
            "purpose": _pick(("sales", "service", "survey"), "g"),
            "answered": "toUInt8(g % 2)",
            "contacts_7_days": "toUInt32(g % 9)",
            "contacts_30_days": "toUInt32(g % 20)",
            "violations": "if(g % 25 = 0, ['outside_hours'], emptyArrayString())",
            "violation_keys": "if(g % 25 = 0, [''], emptyArrayString())",
            **_STORY,
        },
    ),
    Part(
        "handlings",
        30,
        {
            "event_key": _KEY,
            "handled_at": "at",
            "channel": _CHANNEL,
            "attitude": _pick(("courteous", "neutral", "unknown", "courteous"), "intDiv(g, 5)"),
            "solved_at": "if(g % 7 < 3, at + g % 600000, NULL)",
            "unsolved_at": "if(g % 7 = 4, at + g % 600000, NULL)",
            "staff": "concat('s', toString(g % 500))",
            **_STORY,
        },
    ),
)
_ARRIVALS: Final = Part(
    "arrivals",
    100,
    {
        "event_key": _KEY,
        "topic": _pick(("voc.calls", "voc.emails", "voc.social", "voc.chats"), "intDiv(h, 96)"),
        "offset": "number",
        "source": _INTERACTION["source"],
        "customer": _CUSTOMER,
        "window": "toStartOfHour(at)",
        "created_at": "at",
        "arrived_at": "at",
        **_VERSION,
    },
)


def fill(warehouse: SqlWarehouse, facts: int, *, arrivals: bool = False) -> Iterator[str]:
    """Write `facts` interactions, their stories and tallies into a migrated, empty warehouse; says what it has done."""
    for part in (*_PARTS, *([_ARRIVALS] if arrivals else [])):
        rows = facts * part.per_100 // 100
        for begin in range(0, rows, CHUNK):
            warehouse.run(_insert(part, begin, min(CHUNK, rows - begin), rows, max(1, facts // 25)))
        yield f"{part.table}: {rows:,}"
    for week in range(0, DAYS, 7):
        hours = range(week * 24, min(week + 7, DAYS) * 24)
        warehouse.recount([_FROM + timedelta(hours=hour) for hour in hours])
    yield f"tallies: {DAYS} days"


def _insert(part: Part, begin: int, count: int, rows: int, customers: int) -> str:
    """`at` goes evenly through the year; `h` says where a row belongs, `g` what it is like."""
    values = ", ".join(part.columns.values()).replace("customers_of_all", str(customers))
    at = f"toDateTime({int(_FROM.timestamp())} + intDiv(number * {_SECONDS}, {rows}), 'UTC')"
    named = f"SELECT number, cityHash64(number) AS h, cityHash64(number, 7) AS g, {at} AS at"
    return (
        f"INSERT INTO {part.table} ({', '.join(part.columns)}) SELECT {values} FROM "
        f"({named} FROM (SELECT number + {begin} AS number FROM numbers({count})))"
    )


def _arguments() -> argparse.Namespace:
    parser = argparse.ArgumentParser(
        prog="python -m benchmarks.filled", description=__doc__.partition("\n")[0]
    )
    parser.add_argument("--facts", type=int, default=5_000_000)
    parser.add_argument(
        "--warehouse", default="", help="an address as EARSHOT_WAREHOUSE takes it; else a server of its own"
    )
    parser.add_argument(
        "--home", type=Path, default=Path("build/filled"), help="folder of the server of its own"
    )
    parser.add_argument(
        "--arrivals", action="store_true", help="also an arrival for each fact, for the accounts"
    )
    parser.add_argument("--stop", action="store_true", help="stop the server of its own")
    return parser.parse_args()


def main() -> None:
    chosen = _arguments()
    server = ClickHouse(chosen.home / "clickhouse")
    if chosen.stop:
        server.stop()
        return
    address = chosen.warehouse
    if not address:
        chosen.home.mkdir(parents=True, exist_ok=True)
        server.start()
        address = server.url("filled")
    settings = msgspec.structs.replace(Settings(), warehouse=address)
    with closing(open_warehouse(settings)) as warehouse:
        migrate(warehouse)
        began = time.monotonic()
        if warehouse.select("SELECT count() FROM interactions").rows != [(0,)]:
            sys.stderr.write("it is filled already; nothing was written\n")
        else:
            for done in fill(warehouse, chosen.facts, arrivals=chosen.arrivals):
                sys.stderr.write(f"{time.monotonic() - began:6.0f} s  {done}\n")
    sys.stdout.write(f"EARSHOT_WAREHOUSE={address}\n")


if __name__ == "__main__":
    main()
