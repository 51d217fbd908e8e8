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

_PLACES: Final = "region String, product String, team String"
# Columns that tests seldom name stand last: rows may be shorter, and have their defaults then.
LAYOUT: Final = {
    "experience_daily": "day Date, channel String, region String, product String, interactions UInt64, negative UInt64, "
    "neutral UInt64, positive UInt64, judged UInt64, complaints UInt64, team String, language String, praise UInt64",
    "complaint_topics_daily": "day Date, channel String, region String, product String, topic String, "
    "topic_name String, topic_name_zh String, complaints UInt64, team String, language String",
    "promise_ledger": "day Date, customer String, event_key String, doubted_key String, made_at DateTime('UTC'), "
    "due_at Nullable(DateTime('UTC')), days_late Nullable(Float64), state String, what String, owner String, "
    "channel String, region String, product String, outstanding Int64, currency String, team String, "
    "promise String DEFAULT event_key, tariff String, owed Int64 DEFAULT outstanding, paid Int64, "
    "kept_at Nullable(DateTime('UTC')), withdrawn_at Nullable(DateTime('UTC')), doubted_at Nullable(DateTime('UTC')), "
    "paid_otherwise String, case_id String, broken UInt64 DEFAULT state='broken', "
    "came_due UInt64 DEFAULT state IN ('broken','late','kept'), "
    "came_due_or_unknown UInt64 DEFAULT state IN ('broken','late','kept','unknown_due')",
    "perception_gap": "week Date, region String, product String, official UInt64, mature UInt64, contradicted UInt64, "
    "confirmed UInt64, silent UInt64, csat Nullable(Float64), csat_n UInt64, team String",
    "contact_pressure": "day Date, customer String, event_key String, request_key String, channel String, region String, "
    "product String, violation UInt8, violations String, team String, campaign String, purpose String, "
    "made_at DateTime('UTC') DEFAULT toDateTime(day), answered UInt64, contacts_7_days UInt64, "
    "unanswered_sales_30_days UInt64, contact UInt64 DEFAULT 1",
    "journeys_overview": "felt String, resolved_at Nullable(DateTime('UTC')), touchpoints String, region String, "
    "product String, team String, customer String, journey String, started_at DateTime('UTC') DEFAULT "
    "assumeNotNull(resolved_at), ended_at DateTime('UTC') DEFAULT assumeNotNull(resolved_at), "
    "day Date DEFAULT toDate(started_at), elapsed_hours Float64, contacts UInt64, outbound UInt64, channels String, "
    "switches UInt64, transfers UInt64, identity_checks UInt64, re_explained UInt64, effort UInt64, "
    "first_contact_resolution Nullable(UInt8), "
    "first_contact_judged UInt64 DEFAULT isNotNull(first_contact_resolution), came UInt64 DEFAULT contacts>0, "
    "complaint UInt64, topics String, cases String",
    "voices": "day Date, event_key String, created_at DateTime('UTC'), channel String, region String, product String, "
    "team String, language String, customer String, sentiment String, unscored String, "
    "confidence Nullable(Float64), complaint String, topics String, cues String, words String, evidence String",
    "accounts": "source String, received UInt64, stored UInt64, duplicates UInt64, dead_lettered UInt64, "
    f"in_flight UInt64, difference Int64, day Date DEFAULT '{NEWEST}'",
    "freshness": "source String, newest_event_at Nullable(DateTime('UTC')), newest_stored_at Nullable(DateTime('UTC'))",
    "official_and_felt": "week Date, region String, product String, csat Nullable(Float64), csat_n UInt64, "
    "nps Nullable(Float64), nps_low Nullable(Float64), nps_high Nullable(Float64), nps_n UInt64, "
    "ces Nullable(Float64), ces_low Nullable(Float64), ces_high Nullable(Float64), ces_n UInt64, customers UInt64, "
    "heard UInt64, scored UInt64, net_sentiment Nullable(Float64), net_sentiment_low Nullable(Float64), "
    "net_sentiment_high Nullable(Float64), judged UInt64, complaint_share Nullable(Float64)",
    "surges": "day Date, topic String, topic_name String, topic_name_zh String, started_at DateTime('UTC'), "
    "crossed_at DateTime('UTC'), ended_at Nullable(DateTime('UTC')), state String, hours UInt64, count UInt64, "
    "usual Float64, times Nullable(Float64), probability Float64, total UInt64, total_usual Float64, history_weeks UInt64",
    "movements": "week Date, figure String, topic String, topic_name String, topic_name_zh String, dimension String, "
    "place String, estimate Nullable(Float64), estimate_low Nullable(Float64), estimate_high Nullable(Float64), n UInt64, "
    "coverage Nullable(Float64), before Nullable(Float64), change Nullable(Float64), change_low Nullable(Float64), "
    "change_high Nullable(Float64), probability Nullable(Float64), flagged UInt64",
    "drivers": "period_start Date, period_end Date, figure String, dimension String, place String, hits UInt64, n UInt64, "
    "coverage Nullable(Float64), others Float64, effect Float64, effect_low Float64, effect_high Float64, "
    "probability Float64, volume Float64, contribution Float64, quadrant String",
    "restatements": "day Date, restated_at DateTime('UTC'), scope String, channel String, region String, product String, "
    "team String, language String, topic String, why String, interactions_before UInt64, interactions_after UInt64, "
    "complaints_before UInt64, complaints_after UInt64, net_sentiment_before Nullable(Float64), "
    "net_sentiment_after Nullable(Float64), complaint_rate_before Nullable(Float64), complaint_rate_after Nullable(Float64)",
}
# Tables that the page reads themselves, with those columns that it asks for.
TABLES: Final = {
    "signals_daily": f"day Date, channel String, {_PLACES}, language String, interactions UInt64, negative UInt64, "
    "neutral UInt64, positive UInt64, judged UInt64, complaints UInt64, praise UInt64, version UInt64",
    "topic_signals_daily": f"day Date, channel String, {_PLACES}, language String, topic String, interactions UInt64, "
    "complaints UInt64, version UInt64",
    "topic_names": "topic String, name String, name_zh String, version UInt64",
    "promises": "customer String, promise String, made_at DateTime('UTC'), present UInt8, version UInt64",
    "outreach": "customer String, event_key String, made_at DateTime('UTC'), channel String, campaign String, purpose String, "
    "answered UInt8, contacts_7_days UInt32, unanswered_sales_30_days UInt32, violations Array(String), request_key String, "
    f"{_PLACES}, present UInt8, version UInt64",
    "journeys": "customer String, journey String, started_at DateTime('UTC'), ended_at DateTime('UTC'), "
    "resolved_at Nullable(DateTime('UTC')), felt String, matures_at DateTime('UTC'), elapsed UInt64, contacts UInt32, "
    "outbound UInt32, channels Array(String), switches UInt32, transfers UInt32, identity_checks UInt32, "
    "re_explained UInt32, effort UInt32, single_contact UInt8, complaint UInt8, topics Array(String), "
    f"cases Array(String), touchpoints Array(String), {_PLACES}, present UInt8, version UInt64",
    "interactions": "window DateTime('UTC'), event_key String, created_at DateTime('UTC'), channel String, direction String, "
    f"counted UInt8, customer String, {_PLACES}, staff String, campaign String, case_id String, purpose String, "
    "answered UInt8, language String, sentiment String, unscored String, confidence Nullable(Int32), complaint String, "
    "complaint_begins Array(UInt32), complaint_ends Array(UInt32), topics Array(String), topic_begins Array(UInt32), "
    "topic_ends Array(UInt32), cues Array(String), cue_speakers Array(String), cue_begins Array(UInt32), "
    "cue_ends Array(UInt32), cue_names Array(String), voice String, staff_voice String, version UInt64",
    "handlings": "customer String, event_key String, handled_at DateTime('UTC'), channel String, attitude String, "
    "solved_at Nullable(DateTime('UTC')), solved_key String, unsolved_at Nullable(DateTime('UTC')), unsolved_key String, "
    f"{_PLACES}, present UInt8 DEFAULT 1, version UInt64",
    "records": f"window DateTime('UTC'), event_key String, created_at DateTime('UTC'), kind String, {_PLACES}, "
    "campaign String, case_id String, survey String, score Nullable(Int32), lowest Nullable(Int32), "
    "highest Nullable(Int32), amount Nullable(Int64), currency String, version UInt64",
    "stories_counted": "part String, as_of DateTime('UTC'), stories UInt64, version UInt64",
    "weeks_counted": "week Date, seen UInt64, version UInt64",
    "figures_daily": "day Date, figure String, hits UInt64, version UInt64",
    "dead_letters": "origin String, source String, window DateTime('UTC'), arrived_at DateTime('UTC'), reason String, "
    "replays UInt32, version UInt64",
}
_KEYS: Final = {
    "signals_daily": "(day, channel, region, product, team, language)",
    "topic_signals_daily": "(day, channel, region, product, team, language, topic)",
    "topic_names": "topic",
    "promises": "(customer, promise)",
    "outreach": "(customer, event_key)",
    "journeys": "(customer, journey)",
    "interactions": "(window, event_key)",
    "handlings": "(customer, event_key)",
    "records": "(window, event_key)",
    "stories_counted": "part",
    "weeks_counted": "week",
    "figures_daily": "(day, figure)",
    "dead_letters": "origin",
}
# What the real views make of the tables, the other way round.
_DAYS: Final = (
    "INSERT INTO signals_daily SELECT day, channel, region, product, team, language, sum(interactions), sum(negative), "
    "sum(neutral), sum(positive), sum(judged), sum(complaints), sum(praise), 1 FROM experience_daily "
    "GROUP BY day, channel, region, product, team, language"
)
_TOPICS: Final = (
    "INSERT INTO topic_signals_daily SELECT day, channel, region, product, team, language, topic, sum(complaints), "
    "sum(complaints), 1 FROM complaint_topics_daily GROUP BY day, channel, region, product, team, language, topic"
)
_TOPIC_NAMES: Final = "INSERT INTO topic_names SELECT topic, any(topic_name), any(topic_name_zh), 1 FROM complaint_topics_daily GROUP BY topic"
_PROMISES: Final = "INSERT INTO promises SELECT customer, promise, made_at, 1, 1 FROM promise_ledger"
_OUTREACH: Final = (
    "INSERT INTO outreach SELECT customer, event_key, made_at, channel, campaign, purpose, answered, contacts_7_days, "
    "unanswered_sales_30_days, arrayFilter(v -> v != '', splitByString(', ', violations)), request_key, region, product, "
    "team, 1, 1 FROM contact_pressure"
)
_JOURNEYS: Final = (
    "INSERT INTO journeys SELECT customer, journey, started_at, ended_at, resolved_at, felt, "
    "if(isNull(first_contact_resolution), toDateTime('2100-01-01 00:00:00', 'UTC'), toDateTime(0, 'UTC')), "
    "toUInt64(elapsed_hours * 3600), contacts, outbound, arrayFilter(c -> c != '', splitByString(' > ', channels)), "
    "switches, transfers, identity_checks, re_explained, effort, ifNull(first_contact_resolution, 0), complaint, "
    "arrayFilter(t -> t != '', splitByString(', ', topics)), arrayFilter(c -> c != '', splitByString(', ', cases)), "
    "extractAll(touchpoints, '[0-9a-f]{32}'), region, product, team, 1, 1 FROM journeys_overview"
)
_FACTS: Final = (
    "INSERT INTO interactions (window, event_key, created_at, channel, direction, counted, customer, region, product, "
    "team, language, sentiment, unscored, confidence, complaint, complaint_begins, complaint_ends, topics, topic_begins, "
    "topic_ends, cues, cue_speakers, cue_begins, cue_ends, cue_names, voice, version) "
    "SELECT toStartOfHour(created_at), event_key, created_at, channel, 'inbound', 1, customer, region, product, team, "
    "language, sentiment, unscored, confidence * 10000, complaint, begins, ends, named, "
    "if(empty(begins), [], arrayResize(begins, length(named), begins[1])), "
    "if(empty(begins), [], arrayResize(ends, length(named), ends[1])), given, arrayMap(c -> 'customer', given), "
    "arrayMap(c -> 0, given), arrayMap(c -> lengthUTF8(words), given), arrayMap(c -> '', given), words, 1 FROM ("
    "SELECT *, if(evidence = '', [], [toUInt32(positionUTF8(words, evidence) - 1)]) AS begins, "
    "if(evidence = '', [], [toUInt32(positionUTF8(words, evidence) - 1 + lengthUTF8(evidence))]) AS ends, "
    "arrayFilter(t -> t != '', splitByChar(',', topics)) AS named, "
    "arrayFilter(c -> c != '', splitByChar(',', cues)) AS given FROM voices)"
)

Row = tuple[object, ...]


@contextmanager
def opened(folder: Path, tables: Mapping[str, Iterable[Row]]) -> Iterator[Embedded]:
    """ChDB in `folder` with these rows; tables that are not named are empty. `voices` are facts too."""
    engine = Embedded(folder / "views")
    try:
        for name, layout in (LAYOUT | TABLES).items():
            kept = f"ReplacingMergeTree(version) ORDER BY {_KEYS[name]}" if name in TABLES else "Memory"
            engine.run(f"CREATE TABLE {name} ({layout}) ENGINE = {kept}")
            _fill(engine, name, list(tables.get(name, ())))
        for told in (_DAYS, _TOPICS, _TOPIC_NAMES, _PROMISES, _OUTREACH, _JOURNEYS, _FACTS):
            engine.run(told)
        yield engine
    finally:
        engine.close()


def _fill(engine: Embedded, name: str, rows: list[Row]) -> None:
    if rows:
        columns = [column.split(" ", 1)[0] for column in (LAYOUT | TABLES)[name].split(", ")]
        values = ", ".join(f"({', '.join(map(_literal, row))})" for row in rows)
        engine.run(f"INSERT INTO {name} ({', '.join(columns[: len(rows[0])])}) VALUES {values}")


def _literal(value: object) -> str:
    match value:
        case None:
            return "NULL"
        case datetime():
            return f"'{value:%Y-%m-%d %H:%M:%S}'"
        case str() | date():
            return text(str(value))
        case tuple():
            return f"[{', '.join(map(_literal, value))}]"
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
        "journeys_overview": [
            (
                *(
                    "contradicted",
                    _at(9),
                    f"{key(1)}, {key(2)}",
                    "North",
                    "Credit card",
                    "Card desk",
                    "C1",
                    key(1),
                ),
                *(_at(12), _at(9), _at(12).date(), 72.0, 4, 1, "call > email > call", 2, 1, 2, 1, 44, 0),
            ),
            *(_journey(number) for number in range(90)),
        ],
        "voices": [_voice(number) for number in range(160)],
        "accounts": [("crm", 4_210, 4_180, 25, 5, 0, 0), ("telephony", 31_415, 31_300, 100, 15, 0, 0)],
        "official_and_felt": [_surveys(NEWEST - timedelta(6 + 7 * ago)) for ago in range(13)],
        "surges": [
            (
                *(
                    date(2026, 6, 26),
                    "outage",
                    "Outage, app, website",
                    "故障与应用",
                    _at(2),
                    _at(2),
                    None,
                    "on",
                ),
                *(6, 41, 9.5, 4.3, 0.0004, 63, 14.0, 12),
            )
        ],
        "movements": [_movement("North", 71.0, 38.0), _movement("华东", 40.0, 66.0)],
        "drivers": [
            _driver("team", "Card desk", 6.5, "fix_first"),
            _driver("channel", "chat", -4.0, "keep_up"),
        ],
        "restatements": [
            (
                *(
                    date(2026, 6, 20),
                    _at(5),
                    "day",
                    "",
                    "",
                    "",
                    "",
                    "",
                    "",
                    "late",
                    612,
                    640,
                    71,
                    78,
                    -12.5,
                    -14.0,
                ),
                *(116.0, 121.9),
            )
        ],
        "handlings": [_handling(number) for number in range(240)],
        "dead_letters": [
            (
                f"voc.emails/0/{number}",
                "crm",
                _at(2),
                _at(2),
                ("$.at: no time zone", "$.text: missing")[number % 2],
            )
            for number in range(5)
        ],
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


def _journey(number: int) -> Row:
    begun, took = _at(number * 0.9 + 2), float(number % 11 * 30 + 2)
    felt = ("", "silent", "confirmed", "silent")[number % 4]
    contacts = 1 + number % 5
    ended = begun + timedelta(hours=took)
    return (
        *(felt, ended if felt else None, key(number), REGIONS[number % 3], PRODUCTS[number % 3]),
        *(
            ("Card desk", "客服一组")[number % 2],
            f"C{number % 40}",
            key(10_000 + number),
            begun,
            ended,
            begun.date(),
        ),
        *(
            took,
            contacts,
            number % 3,
            "call > chat" if contacts > 1 else "chat",
            min(contacts - 1, 1),
            number % 2,
        ),
        *(number % 3, number % 2, 10 * contacts, int(contacts == 1)),
    )


def _surveys(week: date) -> Row:
    return (
        *(
            week,
            "North",
            "Credit card",
            91.5,
            20,
            22.0,
            5.0,
            39.0,
            18,
            61.0,
            55.0,
            67.0,
            15,
            40,
            21,
            19,
            -31.0,
        ),
        *(-52.0, -10.0, 20, 44.0),
    )


def _movement(place: str, now: float, before: float) -> Row:
    return (
        *(
            NEWEST - timedelta(6),
            "complaint_rate",
            "",
            "",
            "",
            "region",
            place,
            now,
            now - 9,
            now + 9,
            820,
            0.9,
        ),
        *(before, now - before, now - before - 12, now - before + 12, 0.0002, 1),
    )


def _driver(dimension: str, place: str, effect: float, quadrant: str) -> Row:
    return (
        *(
            NEWEST - timedelta(27),
            NEWEST + timedelta(1),
            "complaint_share",
            dimension,
            place,
            210,
            1_400,
            0.92,
            11.0,
        ),
        *(effect, effect - 1.5, effect + 1.5, 0.0001, 0.25, effect / 4, quadrant),
    )


def _handling(number: int) -> Row:
    at = _at(number * 0.4 + 1)
    attitude = ("courteous", "courteous", "neutral", "discourteous", "unknown")[number % 5]
    solved, unsolved = (None, at) if number % 3 == 0 else (at, None) if number % 3 == 1 else (None, None)
    return (
        *(f"C{number % 40}", key(number % 160), at, CHANNELS[number % 4], attitude, solved, "", unsolved, ""),
        *(REGIONS[number % 3], PRODUCTS[number % 3], ("Card desk", "客服一组")[number % 2]),
    )
