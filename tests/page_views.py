"""A warehouse with made-up rows in tables that are named like the views the page reads."""

from collections.abc import Iterable, Iterator, Mapping
from contextlib import contextmanager
from datetime import UTC, date, datetime, timedelta
from itertools import product
from pathlib import Path
from typing import Final

from pipeline.warehouse.embedded import Embedded
from pipeline.warehouse.quote import text

NEWEST: Final = date(2026, 6, 28)  # a Sunday
NOW: Final = datetime(2026, 6, 29, 8, 30, tzinfo=UTC)
DAYS: Final = 7 * 30
REGIONS: Final = ("North", "South", "华东")
PRODUCTS: Final = ("Current account", "Credit card", "房贷")
CHANNELS: Final = ("call", "email", "social", "chat")
HOSTILE: Final = "<script>document.title = 'stolen'</script><img src=x onerror=\"document.title='stolen'\">"

TOPICS: Final = (
    ("waiting", "Waiting, reachability", "等待与接通", 9),
    ("broken_promise", "Broken promise", "承诺未兑现", 7),
    ("unsolved", "Unsolved, repeated contact", "问题未解决", 8),
    ("billing", "Billing, charges", "账单与收费", 6),
    ("security", "Fraud, theft", "欺诈与盗用", 3),
    ("outage", "Outage, app, website", "故障与应用", 5),
    ("unwanted_contact", "Unwanted contact", "骚扰联系", 4),
    ("staff_attitude", "Staff attitude", "员工态度", 2),
    ("refund", "Refund", "退款", 4),
    ("delivery", "Delivery", "配送", 2),
    ("price", "Price", "价格", 2),
    ("policy", "Rules, process", "规定与流程", 1),
)

WORDS: Final = (
    (
        "en",
        "negative",
        "I have called three times and every time I wait forty minutes. Nobody calls back.",
        "wait forty minutes",
        "waiting,unsolved",
    ),
    (
        "zh",
        "negative",
        "说好周五之前退款,今天都下周三了还没到账，你们承诺的话能算数吗？",
        "说好周五之前退款",
        "broken_promise,refund",
    ),
    (
        "en",
        "negative",
        "Please stop the sales calls. I asked you on the first of August and had eight more since.",
        "stop the sales calls",
        "unwanted_contact",
    ),
    ("zh", "neutral", "请问这张卡的年费什么时候扣？", "", ""),
    (
        "en",
        "positive",
        "Thank you Maria, you sorted out in five minutes what took weeks elsewhere.",
        "",
        "praise",
    ),
    ("mixed", "negative", f"你们的 app 又崩了 {HOSTILE} again and again", "又崩了", "outage"),
    ("zh", "positive", "小李的服务很耐心，问题一次就解决了，谢谢。", "", "praise"),
    ("en", "", "https://example.org", "", ""),
)

LAYOUT: Final = {
    "experience_daily": "day Date, channel String, region String, product String, interactions UInt64, negative UInt64, "
    "neutral UInt64, positive UInt64, judged UInt64, complaints UInt64",
    "complaint_topics_daily": "day Date, channel String, region String, product String, topic String, "
    "topic_name String, topic_name_zh String, complaints UInt64",
    "promise_ledger": "day Date, customer String, event_key String, doubted_key String, made_at DateTime('UTC'), "
    "due_at Nullable(DateTime('UTC')), days_late Nullable(Float64), state String, what String, owner String, "
    "channel String, region String, product String, outstanding Int64, currency String",
    "perception_gap": "week Date, region String, product String, official UInt64, mature UInt64, contradicted UInt64, "
    "confirmed UInt64, silent UInt64, csat Nullable(Float64), csat_n UInt64",
    "contact_pressure": "day Date, customer String, event_key String, request_key String, channel String, region String, "
    "product String, violation UInt8, violations String",
    "journeys_overview": "felt String, resolved_at Nullable(DateTime('UTC')), touchpoints String, region String, product String",
    "voices": "day Date, event_key String, created_at DateTime('UTC'), channel String, region String, product String, "
    "team String, language String, customer String, sentiment String, unscored String, "
    "confidence Nullable(Float64), complaint String, topics String, cues String, words String, evidence String",
    "accounts": "source String, received UInt64, stored UInt64, duplicates UInt64, dead_lettered UInt64, "
    "in_flight UInt64, difference Int64",
    "freshness": "source String, newest_event_at Nullable(DateTime('UTC')), newest_stored_at Nullable(DateTime('UTC'))",
}

Row = tuple[object, ...]


@contextmanager
def opened(folder: Path, tables: Mapping[str, Iterable[Row]]) -> Iterator[Embedded]:
    """ChDB in `folder` with these rows; tables that are not named are empty."""
    engine = Embedded(folder / "views")
    try:
        for name, layout in LAYOUT.items():
            engine.run(f"CREATE TABLE {name} ({layout}) ENGINE = MergeTree ORDER BY tuple()")
            rows = ", ".join(f"({', '.join(map(_literal, row))})" for row in tables.get(name, ()))
            if rows:
                engine.run(f"INSERT INTO {name} VALUES {rows}")
        yield engine
    finally:
        engine.close()


def _literal(value: object) -> str:
    match value:
        case None:
            return "NULL"
        case datetime():
            return f"'{value:%Y-%m-%d %H:%M:%S}'"
        case str() | date():
            return text(str(value))
        case _:
            return str(value)


def key(number: int) -> str:
    return f"{number:032x}"


def a_bank() -> dict[str, list[Row]]:
    """Thirty weeks of a small bank: calls get worse, promises break, one customer is called too often."""
    days = [NEWEST - timedelta(ago) for ago in range(DAYS)]
    cells = list(product(days, enumerate(CHANNELS), enumerate(REGIONS), enumerate(PRODUCTS)))
    return {
        "experience_daily": [_experience(*cell) for cell in cells],
        "complaint_topics_daily": [_topic(moment, *topic) for moment in days for topic in enumerate(TOPICS)],
        "promise_ledger": [_promise(number) for number in range(140)],
        "perception_gap": [_gap(NEWEST - timedelta(6 + 7 * ago), ago) for ago in range(30)],
        "contact_pressure": [_contact(number) for number in range(700)],
        "journeys_overview": [("contradicted", _at(9), f"{key(1)}, {key(2)}", "North", "Credit card")],
        "voices": [_voice(number) for number in range(160)],
        "accounts": [("crm", 4_210, 4_180, 25, 5, 0, 0), ("telephony", 31_415, 31_300, 100, 15, 0, 0)],
        "freshness": [("crm", _at(1), _at(0)), ("telephony", _at(1), _at(0))],
    }


def _at(days_ago: float) -> datetime:
    return datetime(2026, 6, 28, 15, 4, tzinfo=UTC) - timedelta(days_ago)


def _wave(moment: date, size: int) -> int:
    """Up and down within a week and over a season, the same in every run."""
    number = moment.toordinal()
    return (number * 7919 % 13 + number % 7 + abs(number % 180 - 90) // 12) % size


def _experience(
    moment: date, channel: tuple[int, str], region: tuple[int, str], sold: tuple[int, str]
) -> Row:
    n = 6 + _wave(moment, 7) + channel[0] + region[0]
    late = (NEWEST - moment).days < 42
    negative = n * (4 + (2 if late and channel[0] == 0 else 0) - sold[0]) // 10
    positive = n * 3 // 10
    scored = n - n // 9
    complaints = min(scored, negative * 6 // 10 + _wave(moment, 2))
    return (
        *(moment, channel[1], region[1], sold[1], n),
        *(negative, scored - negative - positive, positive, scored, complaints),
    )


def _topic(moment: date, place: int, topic: tuple[str, str, str, int]) -> Row:
    name, english, chinese, weight = topic
    late = (NEWEST - moment).days < 91
    count = (
        weight
        + _wave(moment, 4)
        + (3 if late and name == "waiting" else 0)
        - (2 if late and name == "refund" else 0)
    )
    return (
        moment,
        CHANNELS[place % 4],
        REGIONS[place % 3],
        PRODUCTS[place % 3],
        name,
        english,
        chinese,
        count,
    )


def _promise(number: int) -> Row:
    state = ("broken", "kept", "kept", "late", "open", "kept", "unknown_due")[number % 7]
    made = _at(number * 1.2 + 4)
    what = (
        "Refund of the double charge",
        "周五之前回电",
        "New card within five working days",
        "48 小时内恢复账户",
    )[number % 4]
    return (
        *(made.date(), f"C{number % 40}", key(number), key(number + 1), made, made + timedelta(3)),
        *(
            float(number % 9 + 1) if state in {"broken", "late"} else None,
            state,
            what,
            ("Card desk", "客服一组")[number % 2],
        ),
        *(
            "call",
            REGIONS[number % 3],
            PRODUCTS[number % 3],
            2_500 if state == "broken" else 0,
            ("EUR", "CNY")[number % 2],
        ),
    )


def _gap(week: date, ago: int) -> Row:
    mature = 0 if ago == 0 else 40 + ago % 5
    contradicted = mature * 3 // 10
    confirmed = mature // 4
    return (
        week,
        "North",
        "Credit card",
        44,
        mature,
        contradicted,
        confirmed,
        mature - contradicted - confirmed,
        91.5,
        20,
    )


def _contact(number: int) -> Row:
    made = _at(number * 0.3)
    bad = number % 19 == 0
    kinds = (
        ("after_do_not_contact", "too_many, after_do_not_contact", "outside_hours")[number % 3] if bad else ""
    )
    return (
        *(made.date(), f"C{number % 60}", key(5_000 + number), key(2), "call"),
        *(REGIONS[number % 3], PRODUCTS[number % 3], int(bad), kinds),
    )


def _voice(number: int) -> Row:
    language, label, words, evidence, topics = WORDS[number % len(WORDS)]
    at = _at(number * 0.55)
    return (
        *(
            at.date(),
            key(number),
            at,
            CHANNELS[number % 4],
            REGIONS[number % 3],
            PRODUCTS[number % 3],
            "",
            language,
        ),
        *(
            f"C{number % 40}",
            label,
            "" if label else "no_voice",
            (0.45 if number % 5 == 0 else 0.9) if label else None,
            "yes" if evidence else "no",
            topics,
            "",
            words,
            evidence,
        ),
    )
