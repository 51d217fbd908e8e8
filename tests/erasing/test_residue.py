"""Laws of residues and of the erasure list."""

from datetime import UTC, datetime, timedelta
from functools import cache
from itertools import islice

import msgspec
from hypothesis import given, settings
from hypothesis import strategies as st

from agents.channels import channel_agents
from agents.erasing import Erased, Naming, is_residue, nobody, residue, unnamed_arrival
from agents.facts import arrival, interaction_row, record_row, touchpoint_row
from agents.story import touch
from pipeline.memory import MemoryLog
from pipeline.simulator.plan import Plan
from pipeline.simulator.simulation import simulate
from pipeline.stages.hearing import hear
from pipeline.warehouse.cells import Cell, tally
from schemas import topics
from schemas.erasures import Erasure
from schemas.facts import InteractionRow, RecordRow
from schemas.interactions import Interaction, Message
from tests.erasing.people import HEARING, NOW, SECRET, sent

_MESSAGE = msgspec.json.Decoder(Message).decode


@cache
def heard() -> tuple[Message, ...]:
    log = MemoryLog()
    log.append(sent([*islice(simulate(Plan(customers=30, months=1)).events(), 300)]))
    for agent in channel_agents(HEARING):
        if records := log.read(agent.reads, 0, 1_000):
            log.append(hear(agent, records))
    return tuple(_MESSAGE(one.value) for one in log.read(topics.INTERACTIONS, 0, 1_000))


@cache
def facts() -> tuple[InteractionRow | RecordRow, ...]:
    rows: list[InteractionRow | RecordRow] = []
    for message in heard():
        kept = touchpoint_row(message, touch(message, 1_000))
        if isinstance(message, Interaction):
            rows.append(interaction_row(message, kept))
        else:
            rows.append(record_row(message, kept))
    return tuple(rows)


def unnamed(cell: Cell) -> Cell:
    return msgspec.structs.replace(cell, customers=0)


@settings(deadline=None, max_examples=30)
@given(st.data())
def test_tallies_count_a_residue_as_they_counted_the_fact(data: st.DataObject) -> None:
    spoken = [row for row in facts() if isinstance(row, InteractionRow)]
    erased = data.draw(st.sets(st.sampled_from(sorted({row.customer for row in spoken})), max_size=8))
    after = [residue(row) if row.customer in erased else row for row in spoken]
    assert [*map(unnamed, tally(after))] == [*map(unnamed, tally(spoken))]


def test_a_residue_names_nobody_and_says_nothing() -> None:
    for row in facts():
        left = residue(row)
        assert is_residue(left)
        assert not is_residue(row)
        assert residue(left) == left
        assert (left.event_key, left.window, left.version) == (row.event_key, row.window, row.version)
        assert left.created_at == left.window
        for name in ("customer", "event_id", "staff", "campaign", "conversation", "case_id", "touch"):
            assert getattr(left, name) == ""


def test_nothing_of_the_words_is_left() -> None:
    for row in facts():
        if isinstance(row, InteractionRow):
            left = residue(row)
            assert (left.voice, left.staff_voice, left.cut) == ("", "", "")
            assert not any(left.cue_names)
            assert not any((*left.topic_begins, *left.topic_ends, *left.cue_begins, *left.cue_ends))
            assert len(left.cues) == len(left.cue_speakers) == len(left.cue_begins) == len(left.cue_counts)
            assert "vulnerability" not in left.cues
            assert not left.dimension_values


def test_an_arrival_keeps_its_place_and_its_hour() -> None:
    for message in heard():
        row = arrival(message)
        left = unnamed_arrival(row)
        assert (left.topic, left.partition, left.offset) == (row.topic, row.partition, row.offset)
        assert left.window == row.window
        assert left.customer == ""
        assert left.created_at.minute == left.arrived_at.second == 0


NAMING = Naming(SECRET)


def listing(*customers: str, moment: datetime = NOW) -> Erased:
    rows = [Erasure(name=NAMING(one), person="p", erased_at=moment, version=7) for one in customers]
    return Erased.of(NAMING, rows)


@settings(deadline=None)
@given(st.sampled_from(heard()), st.integers(-100, 100))
def test_the_list_holds_what_was_created_or_had_arrived_before(message: Message, days: int) -> None:
    moment = datetime(2026, 6, 1, tzinfo=UTC) + timedelta(days=days)
    created = message.created_at if isinstance(message, Interaction) else message.record.created_at
    erased = listing(message.person.customer, moment=moment)
    assert erased.holds(message) == (created < moment or message.origin.at < moment)
    assert not listing("somebody else").holds(message)
    assert not nobody().holds(message)


def test_a_name_says_nothing_without_the_secret() -> None:
    assert NAMING("4711") != Naming(b"of somebody else")("4711")
    assert NAMING("4711") == Naming(SECRET)("4711")
    assert len(NAMING("4711")) == 32
