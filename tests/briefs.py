"""Briefings made by hand: one of a week in which nothing was heard, one as full as a briefing can be, in hostile words."""

from datetime import UTC, date, datetime, timedelta
from typing import Final

from msgspec.structs import replace

from pipeline.page.answers import Figure, Gap, Kind, Money, Point, Pressure, Topic, TopicName
from pipeline.reporting import feelings, gathering, noticed, praise, promises, said, sentences, wording
from pipeline.reporting.brief import (
    Account,
    Brief,
    Driver,
    Due,
    Ledger,
    Move,
    Official,
    Praise,
    Praised,
    Promise,
    Quote,
    Surge,
    Survey,
    Where,
)
from pipeline.reporting.excerpts import excerpt, short

MONDAY: Final = date(2026, 8, 17)
END: Final = datetime(2026, 8, 24, tzinfo=UTC)
HOSTILE: Final = (
    "<script>document.title='stolen'</script><img src=x onerror=\"document.title='stolen'\"> **[click](javascript:x)** "
    "| ` </p> &amp; ${x} {{ 7*7 }} http://evil.example @all #1 :skull: ~~gone~~ \u202eesrever\u202c \x1b[31mred\x07 end"
)
NONE: Final = Figure(value=None, low=None, high=None, n=0, coverage=None, too_few=True)


def figure(value: float, half: float = 5.0, n: int = 302, *, moved: bool = False) -> Figure:
    return Figure(
        value=value,
        low=value - half,
        high=value + half,
        n=n,
        coverage=0.97,
        too_few=n < 30,
        before=value - 12.5,
        change=12.5,
        change_low=1.5,
        change_high=23.5,
        moved=moved,
    )


def a_topic(number: int) -> TopicName:
    return TopicName(
        f"t{number}",
        f"Topic {number} & {HOSTILE}",
        f"第{number}个主题：<b>不可信</b>的名称，而且很长很长很长",
    )


def series(point: Figure | None) -> tuple[Point, ...]:
    starts = [MONDAY - timedelta(7 * ago) for ago in reversed(range(feelings.WEEKS))]
    return tuple(
        Point(
            start=start,
            end=start + timedelta(6),
            net_sentiment=figure(-40.0 + number) if point else NONE,
            complaint_rate=figure(500.0 + 10 * number, 40) if point and number != 3 else NONE,
        )
        for number, start in enumerate(starts)
    )


QUIET: Final = Brief(
    week="2026-W34",
    start=MONDAY,
    end=MONDAY + timedelta(6),
    moment=END,
    interactions=0,
    net_sentiment=NONE,
    complaint_rate=NONE,
    series=series(None),
    topics=(),
    all_topics=0,
    where=Where(moves=(), moved=0, looked_at=0, highest=()),
    surges=(),
    drivers=(),
    ledger=Ledger(
        rate=NONE,
        kept=0,
        late=0,
        broken=0,
        listed=(),
        oldest=(),
        unkept=0,
        outstanding=(),
        weeks=tuple(Due(start=point.start, kept=0, late=0, broken=0) for point in series(None)),
    ),
    official=Official(
        start=MONDAY - timedelta(7),
        end=MONDAY - timedelta(1),
        gap=Gap(gap=NONE, official=0, felt=None, confirmed=0, contradicted=0, silent=0, csat=None, csat_n=0),
        survey=Survey(satisfied=NONE, complained=NONE),
        courteous_unsolved=NONE,
    ),
    pressure=Pressure(rate=NONE, violations=0, customers=0, kinds=()),
    praise=Praise(people=(), interactions=0, named=0),
    voices=(),
    account=Account(
        received=0,
        stored=0,
        duplicates=0,
        dead_lettered=0,
        in_flight=0,
        unaccounted=0,
        restated=0,
        newest_stored_at=None,
    ),
)


def a_quote(number: int) -> Quote:
    words = f"{HOSTILE} {'你们的承诺一次都没有兑现过，' * 20 if number % 2 else 'Nobody ever called me back. ' * 20}"
    cut = excerpt(words, "没有兑现" if number % 2 else "called me back", said.VOICE_COLUMNS)
    return Quote(
        key=f"{number:032x}",
        at=END - timedelta(hours=number + 1),
        channel="social",
        region=f"Region {HOSTILE}",
        product=f"产品{HOSTILE}",
        language="zh" if number % 2 else "en",
        about=(a_topic(1), a_topic(2), a_topic(3)),
        before=cut.before,
        evidence=cut.evidence,
        after=cut.after,
        cut_before=cut.cut_before,
        cut_after=cut.cut_after,
    )


def a_promise(number: int) -> Promise:
    what = f"<b>退款</b>{HOSTILE}" if number % 2 else f"I'll **ring** you | by Friday {HOSTILE}"
    team = f"Complaints and Escalations {HOSTILE}"
    return Promise(
        what=what,
        team=team,
        product="",
        due_at=END - timedelta(100 * number + 1),
        days=100.0 * number + 1,
        doubted=number % 2 == 0,
        key=f"{number:032x}",
    )


def a_move(measure: str, number: int) -> Move:
    moved = figure(725.25, 48.5, 123_456, moved=measure != "complaint_rate")
    topic = a_topic(number) if measure == "topic_complaint_rate" else None
    return Move(
        measure=measure, topic=topic, dimension="team", value=f"Team {number} {HOSTILE}", figure=moved
    )


FULL: Final = replace(
    QUIET,
    interactions=1_234_567,
    net_sentiment=figure(-62.53, 6.1, 1_234_567, moved=True),
    complaint_rate=figure(688.31, 45.2, 1_234_567, moved=True),
    series=series(figure(0)),
    topics=tuple(
        Topic(
            topic=a_topic(number).topic,
            name=a_topic(number).name,
            name_zh=a_topic(number).name_zh,
            complaints=12_345 - number,
            rate=figure(246.8 - 20 * number, moved=number < 3),
        )
        for number in range(gathering.TOPICS)
    ),
    all_topics=21,
    where=Where(
        moves=tuple(a_move("topic_complaint_rate", number) for number in range(feelings.MOVES)),
        moved=1_234,
        looked_at=12_345,
        highest=tuple(a_move("complaint_rate", number) for number in range(feelings.HIGHEST)),
    ),
    surges=tuple(
        Surge(
            topic=a_topic(number),
            started_at=END - timedelta(3),
            hours=24,
            count=12_345,
            usual=1_234.5,
            ended_at=END - timedelta(1),
        )
        for number in range(noticed.SURGES)
    ),
    drivers=tuple(
        Driver(
            dimension="team",
            value=f"Team {number} {HOSTILE}",
            effect=18.1,
            low=10.9,
            high=25.4,
            n=123_456,
            share=76.2,
        )
        for number in range(noticed.DRIVERS)
    ),
    ledger=Ledger(
        rate=figure(44.4, 20, 28, moved=False),
        kept=12_345,
        late=1_234,
        broken=9_876,
        listed=tuple(a_promise(number) for number in range(promises.LISTED)),
        oldest=tuple(a_promise(number) for number in range(promises.OLDEST)),
        unkept=123_456,
        outstanding=tuple(
            Money(currency=code, amount=123_456_789) for code in ("CNY", "EUR", "GBP", "JPY", "KWD", "USD")
        ),
        weeks=tuple(
            Due(start=point.start, kept=12_000 + number, late=1_200, broken=9_800 - number)
            for number, point in enumerate(QUIET.series)
        ),
    ),
    official=replace(
        QUIET.official,
        gap=replace(
            QUIET.official.gap,
            gap=figure(48.9, 14, 12_345),
            official=23_456,
            felt=51.1,
            confirmed=1_234,
            contradicted=6_037,
            silent=5_074,
        ),
        survey=Survey(
            satisfied=replace(figure(88.0, 9, 12_345), coverage=None), complained=figure(57.1, 18, 12_345)
        ),
        courteous_unsolved=figure(51.4, 16, 12_345),
    ),
    pressure=Pressure(
        rate=figure(138.9, 78, 36_000, moved=True),
        violations=5_000,
        customers=3_000,
        kinds=tuple(
            Kind(kind=kind, count=1_234)
            for kind in (
                "too_many",
                "too_many_unanswered",
                "outside_hours",
                "after_do_not_contact",
                "a_rule_of_this_deployment_with_a_long_name",
                "another",
            )
        )[: sentences.KINDS],
    ),
    praise=Praise(
        people=tuple(
            Praised(
                name=f"王小明 {number} {HOSTILE}",
                named=True,
                team=f"Team {HOSTILE}",
                times=1_234,
                words=short(f"{HOSTILE} {'真是太感谢了' * 40}", praise.COLUMNS),
                language="mixed",
                key=f"{number:032x}",
            )
            for number in range(praise.PEOPLE)
        ),
        interactions=12_345,
        named=9_876,
    ),
    voices=tuple(a_quote(number) for number in range(said.VOICES)),
    account=Account(
        received=123_456_789,
        stored=123_000_000,
        duplicates=400_000,
        dead_lettered=50_000,
        in_flight=6_000,
        unaccounted=789,
        restated=12_345,
        newest_stored_at=END,
    ),
)
"""With every list as long as its limit, and every text longer than its place."""

assert len(FULL.ledger.outstanding) > wording.CURRENCIES
