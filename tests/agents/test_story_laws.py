"""Laws of stories: blind to order, repetition and strangers; a version that grows; no cost that explodes."""

from collections.abc import Iterable, Sequence
from datetime import datetime, timedelta
from operator import attrgetter
from random import Random
from time import process_time

import msgspec
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from agents.following.identity import circles
from agents.following.policies import Policies
from agents.following.settling import AnyRow
from agents.story import assemble, follow, settle, stories
from pipeline.choices.tariffs import load_tariffs, shipped
from pipeline.settings import Settings
from schemas.records import CaseResolved, OutboundContactMade
from schemas.stories import Derived, PromiseRow, Touchpoint
from schemas.tables import DERIVED, JOURNEYS, OUTREACH, PROMISES, RESOLUTIONS, Table
from tests.agents.crowd import CUES as ALL_CUES
from tests.agents.crowd import KINDS, Crowd, Standing, present, settled
from tests.agents.crowd import TOPICS as ALL_TOPICS
from tests.agents.diary import CALL, CHAT, EMAIL, SOCIAL, Diary, on, promise

POLICIES = Policies()
TOPICS = ("billing", "refund", "delivery", "unsolved", "broken_promise", "unwanted_contact", "praise", "")
CUES = ("", "resolved", "not_resolved", "thanks", "re_explaining", "repeat", "do_not_contact")
WORDS = ("I will call you back", "we will refund it", "我们会尽快给您回复")
RECORDS = ("CaseOpened", "CaseResolved", "CaseReopened", "ConsentGiven", "ConsentWithdrawn")
PURPOSES = ("", "sales", "survey", "service")


class Scribbler:
    """Writes stories of touchpoints of every kind, tied by few or many conversations and cases."""

    def __init__(self, seed: int, days: float, names: int) -> None:
        self.chance = Random(seed)
        self.days = days
        self.names = names
        self.diary = Diary()

    def write(self, size: int) -> list[Touchpoint]:
        for _ in range(size):
            at = on(self.chance.uniform(0, self.days))
            ties = {"conversation": self._name("w"), "case": self._name("k")}
            self.chance.choice([self._talk, self._talk, self._talk, self._record, self._vow, self._contact])(
                at, ties
            )
        return self.diary.lines

    def _name(self, letter: str) -> str:
        return self.chance.choice(["", f"{letter}{self.chance.randrange(self.names)}"])

    def _talk(self, at: datetime, ties: dict[str, str]) -> None:
        pick = self.chance.choice
        channel = pick([CALL, EMAIL, SOCIAL, CHAT])
        if pick([True, False]):
            made = promise(pick(WORDS), at, pick([None, at + timedelta(days=2)]))
            self.diary.reached(at, channel, purpose=pick(PURPOSES), promises=(made,), **ties)
        else:
            complaint = pick([True, False, None])
            self.diary.came(at, channel, pick(TOPICS), pick(CUES), complaint=complaint, **ties)

    def _record(self, at: datetime, ties: dict[str, str]) -> None:
        self.diary.noted(at, self.chance.choice(RECORDS), **ties)

    def _vow(self, at: datetime, ties: dict[str, str]) -> None:
        kind = self.chance.choice(["PromiseMade", "PromiseKept", "PromiseWithdrawn"])
        self.diary.noted(at, kind, promise=self._name("p") or "p", **ties)

    def _contact(self, at: datetime, ties: dict[str, str]) -> None:
        more = {"channel": self.chance.choice(["call", "email"]), "purpose": self.chance.choice(PURPOSES)}
        self.diary.noted(at, "OutboundContactMade", answered=self.chance.random() < 0.5, **more, **ties)


def derive(touchpoints: Iterable[Touchpoint]) -> Derived:
    return follow(assemble("C1", touchpoints), POLICIES)


def rows_of(derived: Derived) -> list[AnyRow]:
    return [*derived.journeys, *derived.promises, *derived.resolutions, *derived.outreach]


written = st.builds(
    lambda seed, days, names, size: Scribbler(seed, days, names).write(size),
    st.integers(0, 2**32),
    st.sampled_from([3.0, 40.0]),
    st.sampled_from([2, 6]),
    st.integers(1, 25),
)


@given(written, st.randoms())
def test_order_and_repetition_change_nothing(touchpoints: list[Touchpoint], chance: Random) -> None:
    again = [*touchpoints, *chance.choices(touchpoints, k=5)]
    chance.shuffle(again)
    assert derive(again) == derive(touchpoints)


@given(written, written)
def test_a_story_may_be_put_together_in_parts(one: list[Touchpoint], other: list[Touchpoint]) -> None:
    moved = [msgspec.structs.replace(touchpoint, key="x" + touchpoint.key) for touchpoint in other]
    parts = assemble("C1", [*assemble("C1", one).touchpoints, *moved])
    assert parts == assemble("C1", [*one, *moved])


@given(written)
def test_of_two_hearings_of_one_event_the_later_append_holds(touchpoints: list[Touchpoint]) -> None:
    later = [msgspec.structs.replace(one, appended=one.appended + 10_000, told=None) for one in touchpoints]
    assert (
        assemble("C1", [*touchpoints, *later])
        == assemble("C1", [*later, *touchpoints])
        == assemble("C1", later)
    )


@given(written, written)
def test_strangers_change_nothing(ours: list[Touchpoint], theirs: list[Touchpoint]) -> None:
    for circle in circles(["C1", "C2"], []):
        if "C1" in circle.keys:
            assert [derive(ours)] == [
                follow(one, POLICIES) for one in stories(circle, {"C1": ours, "C2": theirs})
            ]


@given(written, st.data())
def test_versions_never_decrease_and_every_row_has_the_storys(
    touchpoints: list[Touchpoint], data: st.DataObject
) -> None:
    part = touchpoints[: data.draw(st.integers(0, len(touchpoints)))]
    whole = assemble("C1", touchpoints)
    assert assemble("C1", part).version <= whole.version
    for row in rows_of(derive(touchpoints)):
        assert (row.customer, row.version, row.present) == ("C1", whole.version, 1)


@given(written, st.data())
def test_settling_leaves_exactly_what_follows_now(touchpoints: list[Touchpoint], data: st.DataObject) -> None:
    some = data.draw(st.lists(st.sampled_from(touchpoints)))
    before, after = derive(some), derive(touchpoints)
    version = assemble("C1", touchpoints).version
    changes: list[tuple[Table, Sequence[AnyRow], Sequence[AnyRow]]] = [
        (JOURNEYS, before.journeys, after.journeys),
        (PROMISES, before.promises, after.promises),
        (RESOLUTIONS, before.resolutions, after.resolutions),
        (OUTREACH, before.outreach, after.outreach),
    ]
    for table, stood, stands in changes:
        key = attrgetter(*table.key)
        held: dict[object, AnyRow] = {key(row): row for row in stood}
        held.update({key(row): row for row in settle(stood, stands, version)})
        assert {key(row): row for row in stands} == {name: row for name, row in held.items() if row.present}
        assert len({key(row) for row in stands}) == len(stands)


@given(written)
def test_a_touchpoint_stands_in_one_journey_at_most_and_nothing_official_is_lost(
    touchpoints: list[Touchpoint],
) -> None:
    derived = derive(touchpoints)
    keys = [key for journey in derived.journeys for key in journey.touchpoints]
    assert len(keys) == len(set(keys))
    closed = {touchpoint.key for touchpoint in touchpoints if isinstance(touchpoint.record, CaseResolved)}
    assert {row.event_key for row in derived.resolutions} == closed
    assert closed <= set(keys)
    made = {
        touchpoint.key for touchpoint in touchpoints if isinstance(touchpoint.record, OutboundContactMade)
    }
    assert made <= {row.event_key for row in derived.outreach}


@given(written)
def test_figures_stay_within_their_bounds(touchpoints: list[Touchpoint]) -> None:
    derived = derive(touchpoints)
    for journey in derived.journeys:
        assert 0 <= journey.effort <= 100
        assert journey.elapsed >= 0
        assert journey.switches == max(0, len(journey.channels) - 1)
        assert journey.started_at <= journey.ended_at
        assert (journey.felt == "") == (journey.resolved_at is None)
    for row in derived.outreach:
        assert 1 <= row.contacts_7_days <= row.contacts_30_days
        assert (row.request_key != "") == ("after_do_not_contact" in row.violations)
    for vow in derived.promises:
        assert vow.doubted_at is None or vow.doubted_at > vow.made_at


@pytest.mark.parametrize("days", [2.0, 400.0])
@pytest.mark.parametrize("names", [1, 40, 2_000])
def test_a_long_story_costs_its_length_and_not_its_square(days: float, names: int) -> None:
    story = assemble("C1", Scribbler(7, days, names).write(5_000))
    started = process_time()
    follow(story, POLICIES)
    assert process_time() - started < 1


crowds = st.builds(
    lambda seed, days, size: Crowd(seed, days).write(size),
    st.integers(0, 2**32),
    st.sampled_from([2, 12, 60]),
    st.integers(1, 40),
)


TARIFFED = Policies(
    tariffs=tuple(one for name in sorted(shipped()) for one in load_tariffs(Settings(tariffs=name)))
)
"""With every tariff that ships, so that money is at stake."""


def at_once(touchpoints: Sequence[Touchpoint]) -> Standing:
    return settled({}, touchpoints, TARIFFED)


def unversioned(standing: Standing) -> Standing:
    return {
        table: {key: msgspec.structs.replace(row, version=0) for key, row in rows.items()}
        for table, rows in present(standing).items()
    }


def test_a_crowd_has_every_record_every_tag_and_every_table() -> None:
    touchpoints = [one for seed in range(12) for one in Crowd(seed, 12).write(120)]
    assert {type(one.record) for one in touchpoints if one.record} == set(KINDS)
    told = [one.told for one in touchpoints if one.told]
    assert {topic for one in told for topic in one.topics} == set(ALL_TOPICS)
    assert {cue.cue for one in told for cue in one.cues} == set(ALL_CUES)
    rows = [at_once(Crowd(seed, 12).write(120)) for seed in range(12)]
    assert all(any(standing[table] for standing in rows) for table in DERIVED)
    promised = [row for standing in rows for row in standing[PROMISES].values()]
    assert any(isinstance(row, PromiseRow) and row.accrued for row in promised)


@settings(max_examples=60, deadline=None)
@given(crowds, st.randoms(use_true_random=False))
def test_batch_cut_order_across_partitions_and_duplication_change_no_row(
    touchpoints: list[Touchpoint], chance: Random
) -> None:
    """The whole agent, links of identity included: taken in at once, or bit by bit in any order and again and again."""
    arriving = [*touchpoints, *chance.choices(touchpoints, k=len(touchpoints) // 2)]
    chance.shuffle(arriving)
    standing: Standing = {}
    upto = 0
    while upto < len(arriving):
        upto += chance.randint(1, 12)
        standing = settled(standing, arriving[:upto], TARIFFED)
    assert present(standing) == at_once(touchpoints)


@settings(max_examples=60, deadline=None)
@given(crowds, st.randoms(use_true_random=False))
def test_lateness_changes_no_row_but_its_version(touchpoints: list[Touchpoint], chance: Random) -> None:
    """When each fact was appended says nothing of what happened."""
    moments = [one.appended for one in touchpoints]
    chance.shuffle(moments)
    late = [
        msgspec.structs.replace(one, appended=10 * at) for one, at in zip(touchpoints, moments, strict=True)
    ]
    assert unversioned(at_once(late)) == unversioned(at_once(touchpoints))
