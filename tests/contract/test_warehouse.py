"""The promise of `pipeline.ports.Warehouse`, held by each of the three that ship."""

from collections.abc import Iterator, Sequence
from datetime import UTC, datetime, timedelta
from typing import Any

import msgspec
import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from pipeline.ports import Seen
from pipeline.warehouse.cells import Signal, TopicSignal, tally
from pipeline.warehouse.memory import MemoryWarehouse
from schemas import tables
from schemas.errors import Unstorable
from schemas.facts import DeadLetterRow, IdentityRow, InteractionRow, Progress, TopicName, TouchpointRow
from schemas.interactions import Person, Struct
from schemas.stories import Journey, PromiseRow, Touchpoint
from tests.contract.conftest import Held
from tests.rows import HOUR, NOON, arrival, blank, fact

AWKWARD = (
    "",
    "it's",
    "back\\slash",
    "\\'",
    "line\nend\r\t",
    '"`',
    "投诉，退款",
    "🙂‍↔️",
    "');DROP TABLE t;--",
    "{x:String}",
    "%s",
)


FULL = fact(
    "f",
    source="s",
    customer="~abc",
    dimension_names=("queue", "it's"),
    dimension_values=("a\\", "中"),
    sentiment="negative",
    polarity=-10_000,
    complaint="yes",
    complaint_begins=(0,),
    complaint_ends=(4,),
    topics=("refund", "refund", "outage"),
    topic_begins=(1, 2, 3),
    cues=("repeat", "repeat", "thanks"),
    cue_speakers=("customer", "customer", "staff"),
    cue_counts=(3, -1, -1),
    voice="我要退款 🙂\n'; --",
    duration=90_000_000_000,
    version=2**53 + 1,
)


def test_rows_come_back_as_they_were_in_order_of_the_key(warehouse: Held) -> None:
    rows = [
        FULL,
        fact("a", NOON + HOUR),
        fact("b", last_third=3),
        *(fact(text + "?", voice=text) for text in AWKWARD),
    ]
    warehouse.write(tables.INTERACTIONS, rows)
    key = [(row.window, row.event_key) for row in rows]
    assert list(warehouse.rows(tables.INTERACTIONS)) == [
        row for _, row in sorted(zip(key, rows, strict=True))
    ]


def test_every_table_keeps_a_row(warehouse: Held) -> None:
    for table in tables.ALL:
        row = blank(table.row, version=7)
        warehouse.write(table, [row])
        assert list(warehouse.rows(table)) == [row]
        warehouse.write(table, [])
        assert list(warehouse.rows(table)) == [row]


def test_moments_are_kept_to_the_second(warehouse: Held) -> None:
    exact = NOON + timedelta(microseconds=999_999)
    warehouse.write(
        tables.INTERACTIONS, [fact("a", created_at=exact), fact("b", created_at=exact.replace(year=2099))]
    )
    kept = [row.created_at for row in warehouse.rows(tables.INTERACTIONS) if isinstance(row, InteractionRow)]
    assert kept == [NOON, NOON.replace(year=2099)]


def test_the_highest_version_holds_then_the_last_written(warehouse: Held) -> None:
    def name(text: str, version: int) -> TopicName:
        return TopicName(topic="refund", name=text, name_zh="退款", version=version)

    warehouse.write(tables.TOPIC_NAMES, [name("second", 2), name("first", 1)])
    assert list(warehouse.rows(tables.TOPIC_NAMES)) == [name("second", 2)]
    warehouse.write(tables.TOPIC_NAMES, [name("late first", 1)])
    assert list(warehouse.rows(tables.TOPIC_NAMES)) == [name("second", 2)]
    warehouse.write(tables.TOPIC_NAMES, [name("x", 2), name("again", 2)])
    assert list(warehouse.rows(tables.TOPIC_NAMES)) == [name("again", 2)]
    warehouse.write(tables.TOPIC_NAMES, [name("again, alone", 2)])
    assert list(warehouse.rows(tables.TOPIC_NAMES)) == [name("again, alone", 2)]


def test_a_correction_to_nothing_holds(warehouse: Held) -> None:
    warehouse.write(tables.INTERACTIONS, [fact("a", polarity=5)])
    warehouse.write(tables.INTERACTIONS, [fact("a", polarity=None, version=2)])
    assert list(warehouse.rows(tables.INTERACTIONS)) == [fact("a", polarity=None, version=2)]


def test_a_long_table_is_read_in_order_in_pieces(warehouse: Held) -> None:
    stories = [
        TouchpointRow(customer=f"c'{number % 97}\\", event_key=f"{number:04}", touch="{}", version=1)
        for number in range(2_000)
    ]
    facts = [fact(f"{number:04}", NOON + HOUR * (number % 3)) for number in range(2_000)]
    letters = [blank(DeadLetterRow, origin=f"o/{number}", version=1) for number in range(500)]
    progress = [
        Progress(agents="story", topic="t", partition=n, appended=n, handled=n, settled_at=NOON, version=1)
        for n in range(100)
    ]
    for table, rows in (
        (tables.TOUCHPOINTS, stories),
        (tables.INTERACTIONS, facts),
        (tables.DEAD_LETTERS, letters),
        (tables.PROGRESS, progress),
    ):
        warehouse.write(table, rows)
        assert list(warehouse.rows(table)) == sorted(
            rows, key=lambda row, key=table.key: [getattr(row, k) for k in key]
        )


def test_known_keys_come_with_what_they_arrived_with(warehouse: Held) -> None:
    early, late = NOON - HOUR, NOON + HOUR
    warehouse.write(
        tables.ARRIVALS,
        [
            arrival("a", 9, created_at=late, customer="it's", arrived_at=early),
            arrival("a", 1, created_at=late, customer="it's", arrived_at=late),
            arrival("b'\\", 2, created_at=late, customer="王", arrived_at=NOON),
            arrival("b'\\", 3, created_at=NOON, customer="\\", arrived_at=NOON),
        ],
    )
    a, b = Seen(late, "it's"), Seen(NOON, "\\")
    assert warehouse.known(["a", "b'\\", "c"]) == {"a": a, "b'\\": b}
    assert warehouse.known([]) == {}
    many = [f"{number:032}" for number in range(10_000)]
    assert warehouse.known([*many, "a"]) == {"a": a}


def touchpoint(customer: str, key: str, appended: int) -> Touchpoint:
    return Touchpoint(key=key, at=NOON, appended=appended, person=Person(customer=customer))


def kept(touch: Touchpoint) -> TouchpointRow:
    text = msgspec.json.encode(touch).decode()
    return TouchpointRow(
        customer=touch.person.customer, event_key=touch.key, touch=text, version=touch.appended
    )


def test_touchpoints_of_customers(warehouse: Held) -> None:
    a, a_again, b = (touchpoint("it's", key, appended) for key, appended in (("a", 1), ("a", 2), ("b", 1)))
    other = touchpoint("王\\", "b", 1)
    warehouse.write(tables.TOUCHPOINTS, [kept(b), kept(a), kept(other)])
    warehouse.write(tables.TOUCHPOINTS, [kept(a_again)])
    assert warehouse.touchpoints(["it's", "王\\", "nobody"]) == {"it's": [a_again, b], "王\\": [other]}
    assert warehouse.touchpoints([]) == {}


def test_many_names_find_their_own(warehouse: Held) -> None:
    names = [f"{number:05}{odd}" for number in range(100) for odd in ("", "'", "\\", "\x1f", "\n", "王,")]
    warehouse.write(tables.TOUCHPOINTS, [kept(touchpoint(name, "k", 1)) for name in names])
    for some in (names, names[::6], [*names[::6], "", "nobody" * 20_000]):
        assert warehouse.touchpoints(some).keys() == {name for name in some if name in names}


@settings(max_examples=15, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(
    names=st.sets(st.text(st.characters(codec="utf-8", exclude_characters="\0"), max_size=40), max_size=20)
)
def test_any_text_names_a_customer_and_no_other(warehouse: Held, names: set[str]) -> None:
    rows = [kept(touchpoint(name, "k", 1)) for name in names]
    warehouse.write(tables.TOUCHPOINTS, rows)
    assert warehouse.touchpoints(names).keys() == names
    for name in sorted(names)[:2]:
        assert warehouse.touchpoints([name]) == {name: [touchpoint(name, "k", 1)]}


def test_heads_differ_after_every_change_to_touchpoints(warehouse: Held) -> None:
    a, a_again, b = (
        touchpoint("it's", key, appended) for key, appended in (("a", 2**51), ("a", 2**52), ("b", 1))
    )
    other = touchpoint("王\\", "b", 1)
    asked = ["it's", "王\\", "nobody"]
    warehouse.write(tables.TOUCHPOINTS, [kept(a), kept(other)])
    first = warehouse.heads(asked)
    assert first.keys() == {"it's", "王\\"}
    warehouse.write(tables.TOUCHPOINTS, [kept(a)])
    assert warehouse.heads(asked) == first
    warehouse.write(tables.TOUCHPOINTS, [kept(b)])
    second = warehouse.heads(asked)
    warehouse.write(tables.TOUCHPOINTS, [kept(a_again)])
    third = warehouse.heads(asked)
    assert len({one["it's"] for one in (first, second, third)}) == 3
    assert {one["王\\"] for one in (first, second, third)} == {first["王\\"]}
    assert warehouse.heads([]) == {}


def test_links_about_handles_or_customers(warehouse: Held) -> None:
    def link(handle: str, key: str, customer: str, version: int = 1, linked: int = 1) -> IdentityRow:
        return IdentityRow(
            handle=handle, event_key=key, customer=customer, created=-5, linked=linked, version=version
        )

    rows = [link("h1", "a", "c1"), link("h1", "b", "c2"), link("h2", "c", "c1"), link("h3", "d", "c3")]
    warehouse.write(tables.IDENTITIES, rows)
    assert warehouse.links(["h1"], []) == rows[:2]
    assert warehouse.links([], ["c1"]) == [rows[0], rows[2]]
    assert warehouse.links(["h1", "h3"], ["c1"]) == rows
    assert warehouse.links([], []) == []
    warehouse.write(tables.IDENTITIES, [link("h1", "a", "c1", version=2, linked=0)])
    assert warehouse.links(["h1"], [])[0].linked == 0


UNFIT: dict[str, dict[str, object]] = {
    "half a character": {"voice": "ok \ud800"},
    "half a character in a name": {"region": "\udfff"},
    "half a character in a list": {"topics": ("refund", "\ud83d")},
    "a huge number": {"version": 2**70},
    "a number below zero": {"duration": -1},
    "a number of two bytes": {"counted": 256},
    "a number of nine bytes": {"version": 2**64},
    "a large number in a list": {"cue_counts": (2**31,)},
    "a small number that may be missing": {"polarity": -(2**31) - 1},
    "a moment before 1970": {"created_at": datetime(1960, 1, 1, tzinfo=UTC)},
    "the second before 1970": {"created_at": datetime(1969, 12, 31, 23, 59, 59, tzinfo=UTC)},
    "a moment of the next century": {"created_at": datetime(2107, 1, 1, tzinfo=UTC)},
    "the last moment of all": {"created_at": datetime.max.replace(tzinfo=UTC)},
    "no text": {"voice": None},
    "no name": {"region": None},
    "no text in a list": {"topics": (None,)},
    "no number": {"version": None},
    "no number in a list": {"cue_counts": (1, None)},
    "no moment": {"created_at": None},
    "a number for a text": {"voice": 7},
    "a text for a number": {"duration": "7"},
    "a text for a moment": {"created_at": "2026-01-01"},
}


@pytest.mark.parametrize("given", UNFIT.values(), ids=UNFIT)
def test_a_value_that_fits_no_column_is_named_and_nothing_is_stored(
    warehouse: Held, given: dict[str, Any]
) -> None:
    rows = [msgspec.structs.replace(FULL, event_key=f"{number:03}") for number in range(300)]
    for place in (3, 250):
        rows[place] = msgspec.structs.replace(rows[place], **given)
    with pytest.raises(Unstorable) as refused:
        warehouse.write(tables.INTERACTIONS, rows)
    assert (refused.value.table, refused.value.rows) == ("interactions", (3, 250))
    (column,) = given
    assert [fault.partition(":")[0] for fault in refused.value.faults] == [column, column]
    assert refused.value.place == "interactions"
    assert list(warehouse.rows(tables.INTERACTIONS)) == []
    fit = [row for place, row in enumerate(rows) if place not in refused.value.rows]
    warehouse.write(tables.INTERACTIONS, fit)
    assert len(list(warehouse.rows(tables.INTERACTIONS))) == 298


def test_the_outermost_values_that_fit_are_kept(warehouse: Held) -> None:
    rows = [
        fact("a", version=2**64 - 1, polarity=-(2**31), cue_counts=(2**31 - 1,), counted=255, duration=0),
        fact("b", created_at=datetime(1970, 1, 1, tzinfo=UTC)),
        fact("c", created_at=datetime(2106, 2, 7, 6, 28, 15, tzinfo=UTC), voice="\ue000\uffff\U0010ffff"),
    ]
    warehouse.write(tables.INTERACTIONS, rows)
    assert list(warehouse.rows(tables.INTERACTIONS)) == rows


def test_of_rows_with_one_key_each_that_does_not_fit_is_named(warehouse: Held) -> None:
    rows = [fact("a", version=2), fact("a", version=3, voice="\ud800"), fact("b"), fact("a", duration=-1)]
    with pytest.raises(Unstorable) as refused:
        warehouse.write(tables.INTERACTIONS, rows)
    assert refused.value.rows == (1, 3)
    warehouse.write(tables.INTERACTIONS, [rows[0], rows[2]])
    assert list(warehouse.rows(tables.INTERACTIONS)) == [rows[0], rows[2]]


FITTING = {
    "voice": st.text(max_size=3) | st.sampled_from(["\ud800", "\0"]),
    "region": st.text(max_size=2) | st.just("\udfff"),
    "duration": st.integers(-2, 2**65) | st.integers(2**64 - 2, 2**64 + 1),
    "polarity": st.none() | st.integers(-(2**33), 2**33) | st.integers(2**31 - 2, 2**31 + 1),
    "counted": st.integers(-2, 300),
    "cue_counts": st.lists(st.integers(2**31 - 2, 2**31 + 1) | st.just(1), max_size=2).map(tuple),
    "created_at": st.datetimes(datetime(1900, 1, 1), datetime(2200, 1, 1), timezones=st.just(UTC)).map(  # noqa: DTZ001 - hypothesis adds the zone
        lambda moment: moment.replace(microsecond=0)
    ),
}


@settings(max_examples=25, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(given=st.lists(st.fixed_dictionaries({}, optional=FITTING), min_size=1, max_size=4))
def test_what_is_not_refused_is_kept_as_it_was(warehouse: Held, given: list[dict[str, Any]]) -> None:
    rows = [fact(f"{place}", **values, version=1) for place, values in enumerate(given)]
    oracle = MemoryWarehouse()
    refused: tuple[int, ...] = ()
    try:
        oracle.write(tables.INTERACTIONS, rows)
        warehouse.write(tables.INTERACTIONS, rows)
    except Unstorable as error:
        refused = error.rows
    if refused:
        with pytest.raises(Unstorable) as found:
            warehouse.write(tables.INTERACTIONS, rows)
        assert found.value.rows == refused
    rows = [row for place, row in enumerate(rows) if place not in refused]
    warehouse.write(tables.INTERACTIONS, rows)
    held = {row.event_key: row for row in _facts(warehouse)}
    assert [held[row.event_key] for row in rows] == rows


def test_standing_rows_are_those_still_true(warehouse: Held) -> None:
    def journey(customer: str, name: str, present: int, version: int) -> Struct:
        return blank(Journey, customer=customer, journey=name, present=present, version=version)

    a, b = journey("c'", "a", 1, 5), journey("c'", "b", 1, 5)
    warehouse.write(tables.JOURNEYS, [b, a, journey("d", "a", 1, 5)])
    assert warehouse.standing(tables.JOURNEYS, ["c'", "e"]) == [a, b]
    warehouse.write(tables.JOURNEYS, [journey("c'", "a", 0, 6), journey("c'", "b", 0, 4)])
    assert warehouse.standing(tables.JOURNEYS, ["c'"]) == [b]
    assert warehouse.standing(tables.PROMISES, ["c'"]) == []
    promise = blank(PromiseRow, customer="c'", promise="p", present=1, due_at=NOON, version=1)
    warehouse.write(tables.PROMISES, [promise])
    assert warehouse.standing(tables.PROMISES, ["c'"]) == [promise]


def test_a_recount_counts_each_interaction_once(warehouse: Held) -> None:
    warehouse.write(
        tables.INTERACTIONS, [FULL, fact("g", counted=0), fact("h", customer="~abc", topics=("outage",))]
    )
    warehouse.recount([NOON])
    assert warehouse.cells(Signal) == [
        Signal(
            window=NOON, channel="call", region="", product="", team="", language="",
            interactions=2, scored=1, negative=1, polarity_sum=-10_000, polarity_squares=100_000_000,
            judged=1, complaints=1, repeat=1, customers=1,
        )
    ]  # fmt: skip
    topics = {cell.topic: cell for cell in warehouse.cells(TopicSignal) if isinstance(cell, TopicSignal)}
    assert {topic: (cell.interactions, cell.complaints) for topic, cell in topics.items()} == {
        "outage": (2, 1),
        "refund": (1, 1),
    }
    assert warehouse.miscounted() == []


def test_a_recount_again_changes_nothing(warehouse: Held) -> None:
    warehouse.write(tables.INTERACTIONS, [FULL, fact("h", NOON + 9000 * HOUR)])
    warehouse.recount([NOON, NOON + 9000 * HOUR, NOON])
    once = warehouse.cells(Signal), warehouse.cells(TopicSignal)
    warehouse.recount([NOON, NOON - HOUR])
    assert (warehouse.cells(Signal), warehouse.cells(TopicSignal)) == once


def test_a_cell_that_became_empty_is_zero(warehouse: Held) -> None:
    warehouse.write(tables.INTERACTIONS, [FULL])
    warehouse.recount([NOON])
    warehouse.write(
        tables.INTERACTIONS, [msgspec.structs.replace(FULL, region="north", topics=("price",), version=2**60)]
    )
    assert warehouse.miscounted() != []
    warehouse.recount([NOON])
    assert [(cell.region, cell.interactions) for cell in warehouse.cells(Signal)] == [("north", 1)]
    assert [c.topic for c in warehouse.cells(TopicSignal) if isinstance(c, TopicSignal)] == ["price"]
    assert warehouse.miscounted() == []
    warehouse.write(tables.INTERACTIONS, [msgspec.structs.replace(FULL, version=2**61)])
    warehouse.recount([NOON])
    assert [(cell.region, cell.interactions) for cell in warehouse.cells(Signal)] == [("", 1)]


def test_miscounted_cells_are_named(warehouse: Held) -> None:
    warehouse.write(
        tables.INTERACTIONS, [fact("a"), fact("b", NOON + HOUR, topics=("refund",), customer="x")]
    )
    warehouse.recount([NOON])
    assert warehouse.miscounted() == [
        "signals 2026-03-31 13:00 channel=call: the facts have interactions +1, customers +1",
        "topic_signals 2026-03-31 13:00 channel=call topic=refund: the facts have interactions +1, customers +1",
    ]
    warehouse.write(tables.INTERACTIONS, [fact("a", counted=0, version=2)])
    warehouse.recount([NOON + HOUR])
    assert warehouse.miscounted() == [
        "signals 2026-03-31 12:00 channel=call: the facts have interactions -1, customers -1"
    ]


MOMENTS = st.sampled_from([NOON, NOON + HOUR, NOON + 13 * HOUR])
ROWS = st.lists(
    st.builds(
        fact,
        st.sampled_from("abcdefgh"),
        window=st.just(NOON),
        counted=st.sampled_from([0, 1, 1, 1]),
        channel=st.sampled_from(["call", "chat"]),
        region=st.sampled_from(["", "north", "华东"]),
        language=st.sampled_from(["en", "zh"]),
        customer=st.sampled_from(["x", "y", "z"]),
        sentiment=st.sampled_from(["", "negative", "neutral", "positive"]),
        polarity=st.none() | st.integers(-10_000, 10_000),
        complaint=st.sampled_from(["", "yes", "no"]),
        topics=st.lists(st.sampled_from(["refund", "outage", "price"]), max_size=3).map(tuple),
        cues=st.just(("churn", "praise", "resolved")),
        cue_speakers=st.tuples(*[st.sampled_from(["customer", "staff"])] * 3),
        version=st.integers(1, 3),
    ),
    max_size=12,
)


@settings(max_examples=10, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(batches=st.lists(st.tuples(MOMENTS, ROWS), min_size=1, max_size=4))
def test_after_a_recount_the_tallies_are_what_the_facts_add_up_to(
    warehouse: Held, batches: Sequence[tuple[datetime, Sequence[InteractionRow]]]
) -> None:
    for window, rows in batches:
        moved = [
            msgspec.structs.replace(row, window=window, event_key=row.event_key + str(window.hour))
            for row in rows
        ]
        warehouse.write(tables.INTERACTIONS, moved)
        warehouse.recount([window])
    assert warehouse.miscounted() == []
    facts = _facts(warehouse)
    fresh = [*tally(facts)]
    for kind in (Signal, TopicSignal):
        assert {*warehouse.cells(kind)} == {cell for cell in fresh if type(cell) is kind}


def _facts(warehouse: Held) -> Iterator[InteractionRow]:
    for row in warehouse.rows(tables.INTERACTIONS):
        assert isinstance(row, InteractionRow)
        yield row
