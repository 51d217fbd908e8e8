"""What the truth says is what the events show."""

from collections import Counter
from datetime import UTC, datetime, timedelta

import pytest

from pipeline.simulator.plan import Plan
from pipeline.simulator.simulation import simulate
from pipeline.simulator.truth import Cue, Moments, Truth, state_of, verdict_of
from schemas.envelope import Event
from schemas.events import CallEnded, EmailReceived, SocialPosted
from schemas.records import (
    CaseResolved,
    ConsentGiven,
    ConsentWithdrawn,
    IdentityLinked,
    IdentityUnlinked,
    OutboundContactMade,
    PromiseKept,
    PromiseMade,
    PromiseWithdrawn,
)
from schemas.values import Channel, Direction, Role, event_key

Events = dict[str, Event]
PLAN = Plan()
NEED_ENDS = timedelta(days=14)


@pytest.fixture(scope="module")
def events() -> Events:
    return {event_key(event.source, event.tenant, event.id): event for event in simulate(PLAN).events()}


@pytest.fixture(scope="module")
def truth() -> Truth:
    return simulate(PLAN).truth()


def channel(event: Event) -> str:
    if isinstance(event, CallEnded):
        return Channel.CALL
    return Channel.EMAIL if isinstance(event, EmailReceived) else Channel.CHAT


def test_promises_of_every_state_said_recorded_or_both(truth: Truth) -> None:
    states = [promise.state for promise in truth.promises]
    assert min(map(states.count, ("kept", "late", "broken", "withdrawn", "open", "unknown_due"))) >= 3
    said = [promise for promise in truth.promises if promise.said]
    recorded = [promise for promise in truth.promises if promise.recorded]
    assert len(said) > 100
    assert len(recorded) > 100
    assert len({promise.said for promise in said} | {promise.recorded for promise in recorded}) == len(
        said
    ) + len(recorded)
    assert sum(bool(promise.doubted) for promise in truth.promises) > 30


def test_promises_on_record_end_as_the_records_say(truth: Truth, events: Events) -> None:
    kept = {event.promise: event.created_at for event in events.values() if isinstance(event, PromiseKept)}
    withdrawn = {event.promise for event in events.values() if isinstance(event, PromiseWithdrawn)}
    recorded = [promise for promise in truth.promises if promise.recorded]
    made = [events[promise.recorded] for promise in recorded]
    assert [event.due_at for event in made if isinstance(event, PromiseMade)] == [
        one.first_due_at or one.due_at for one in recorded
    ]
    for promise in recorded:
        assert kept.get(promise.promise) == promise.kept_at
        assert (promise.promise in withdrawn) == (promise.withdrawn_at is not None)


def test_a_promise_is_moved_by_an_agreement_made_before_it_was_due(truth: Truth, events: Events) -> None:
    agreed = {e.promise: e for e in events.values() if isinstance(e, PromiseMade) and e.agreed}
    refused = [one for one in truth.promises if one.recorded and one.promise not in agreed]
    moved = [one for one in truth.promises if one.first_due_at]
    assert {one.promise for one in moved} == agreed.keys()
    for one in moved:
        assert one.first_due_at is not None
        assert one.due_at == agreed[one.promise].due_at
        assert one.due_at is not None
        assert agreed[one.promise].created_at < one.first_due_at < one.due_at
    assert len(moved) > 8
    assert not any(one.first_due_at for one in refused)


def test_a_promise_in_words_alone_is_kept_by_a_call(truth: Truth, events: Events) -> None:
    calls = {event.created_at for event in events.values() if isinstance(event, CallEnded)}
    assert all(one.kept_at in calls for one in truth.promises if one.kept_at and not one.recorded)


def test_doubt_comes_after_the_due_time(truth: Truth, events: Events) -> None:
    for promise in truth.promises:
        if promise.doubted:
            assert promise.due_at is not None
            assert events[promise.doubted].created_at > promise.due_at + timedelta(days=1)


def test_one_customer_is_called_eight_times_in_august_after_asking_not_to_be(
    truth: Truth, events: Events
) -> None:
    hounded = [one for one in truth.outreach if one.violations]
    august = datetime(2026, 8, 1, tzinfo=UTC)
    assert len(hounded[0].violations) == 8
    for one in hounded:
        request = events[one.request]
        assert isinstance(request, ConsentWithdrawn) or request.direction is Direction.INBOUND
        for key in one.violations:
            call = events[key]
            assert isinstance(call, OutboundContactMade | CallEnded)
            assert isinstance(call, OutboundContactMade) or call.direction is Direction.OUTBOUND
            assert call.customer == one.customer == request.customer
            assert max(request.created_at, august) < call.created_at < PLAN.ends_at
            assert 8 <= call.created_at.hour < 18
            assert call.created_at.weekday() < 6


def test_the_others_who_are_called_never_asked_or_asked_for_it_again(truth: Truth, events: Events) -> None:
    welcome = [one for one in truth.outreach if one.contacts and not one.violations]
    asked = [event for event in events.values() if isinstance(event, ConsentWithdrawn)]
    agreed = [event for event in events.values() if isinstance(event, ConsentGiven)]
    assert len(welcome) > 20
    for one in welcome:
        objected = [event.created_at for event in asked if event.customer == one.customer]
        given = [event.created_at for event in agreed if event.customer == one.customer]
        first = events[one.contacts[0]].created_at
        assert not [at for at in objected if at < first and not any(at < again < first for again in given)]
    assert any(one.request for one in welcome)
    assert any(one.request and not one.contacts for one in truth.outreach)


def test_every_official_resolution_has_its_verdict(truth: Truth, events: Events) -> None:
    assert {one.key for one in truth.resolutions} == {
        key for key, event in events.items() if isinstance(event, CaseResolved)
    }
    verdicts = [one.verdict for one in truth.resolutions]
    assert min(map(verdicts.count, ("confirmed", "contradicted", "silent", ""))) >= 5
    for one in truth.resolutions:
        if one.evidence:
            evidence = events[one.evidence]
            assert evidence.customer == one.customer
            assert timedelta() < evidence.created_at - one.resolved_at < timedelta(days=7)
            assert one.verdict == ("confirmed" if one.how in {"said", "thanked"} else "contradicted")


def test_the_silent_are_silent_for_a_week(truth: Truth, events: Events) -> None:
    heard: dict[str, list[datetime]] = {}
    for event in events.values():
        if event.direction is Direction.INBOUND and isinstance(
            event, CallEnded | EmailReceived | SocialPosted
        ):
            heard.setdefault(event.customer, []).append(event.created_at)
    for one in truth.resolutions:
        if one.verdict in {"silent", ""}:
            week = one.resolved_at, one.resolved_at + timedelta(days=7)
            assert not [at for at in heard.get(one.customer, []) if week[0] < at <= week[1]]


def test_the_stolen_accounts_owner_goes_through_chat_mail_and_phone(truth: Truth, events: Events) -> None:
    for path in truth.stolen:
        touched = [events[key] for key in path.touchpoints]
        channels = [channel(event) for event in touched]
        assert (
            tuple(one for one, before in zip(channels, ["", *channels], strict=False) if one != before)
            == path.channels
        )
        assert sum(event.direction is Direction.INBOUND for event in touched) == path.contacts == 4
        assert {event.customer for event in touched} == {path.customer}
        assert touched[-1].created_at - touched[0].created_at < timedelta(hours=9)


def test_one_person_under_three_names_and_one_wrong_link(truth: Truth, events: Events) -> None:
    linked = {
        (event.customer, event.handle) for event in events.values() if isinstance(event, IdentityLinked)
    }
    undone = {
        (event.customer, event.handle) for event in events.values() if isinstance(event, IdentityUnlinked)
    }
    for one in truth.identities:
        handles = {handle for key in one.one + one.others for handle in events[key].handles}
        mine = {handle for customer, handle in linked if customer == one.customer}
        if one.others:
            assert {handle for customer, handle in undone if customer == one.customer} == mine
            assert mine <= handles
        else:
            assert mine == handles
            assert len(one.one) == 4
            assert {events[key].customer for key in one.one} == {"", one.customer}


def test_the_one_pays_and_the_other_uses(truth: Truth, events: Events) -> None:
    for family in truth.families:
        assert {events[key].customer for key in family.used_by} == {family.user}
        assert {events[key].role for key in family.used_by} == {Role.USER}
        assert {events[key].customer for key in family.paid_by} == {family.payer}
        assert {events[key].role for key in family.paid_by} == {Role.PAYER}


def test_every_rule_of_contact_is_broken_by_somebody_and_each_breach_names_the_other_event(
    truth: Truth, events: Events
) -> None:
    kinds = Counter(breach.kind for breach in truth.breaches)
    assert set(kinds) == {"after_do_not_contact", "too_many", "too_many_unanswered", "outside_hours"}
    assert min(kinds.values()) >= 3
    for breach in truth.breaches:
        assert bool(breach.because) == (breach.kind != "outside_hours")
        if breach.because:
            assert events[breach.because].created_at < events[breach.key].created_at
            assert events[breach.because].customer == events[breach.key].customer
    hounded = {key for one in truth.outreach for key in one.violations}
    assert {breach.key for breach in truth.breaches if breach.kind == "after_do_not_contact"} == hounded


def test_touchpoints_stand_in_one_need_and_needs_of_every_kind_are_told(truth: Truth, events: Events) -> None:
    keys = [key for need in truth.needs for key in need.touchpoints]
    assert len(keys) == len(set(keys))
    for need in truth.needs:
        times = [events[key].created_at for key in need.touchpoints]
        assert times == sorted(times)
        assert (
            max(later - one for one, later in zip(times, times[1:] or times, strict=False)) <= 2 * NEED_ENDS
        )
        assert 1 <= need.contacts <= len(need.touchpoints)
    assert {len(need.channels) for need in truth.needs} >= {1, 2, 3}
    assert {need.cue for need in truth.needs} == set(Cue)
    for path in truth.stolen:
        assert any(set(path.touchpoints) <= set(need.touchpoints) for need in truth.needs)


def test_cases_are_closed_three_times_and_leavers_stay(truth: Truth) -> None:
    closings = Counter(one.case for one in truth.resolutions)
    assert max(closings.values()) == 3
    kinds = {one.kind for one in truth.statements}
    assert kinds == {"churn", "vulnerability"}
    taken_back = [one for one in truth.statements if one.ended]
    assert len(taken_back) > 5
    assert {one.language for one in taken_back} >= {"en", "zh"}
    assert all(one.kind == "churn" for one in taken_back)


def test_some_letters_are_heard_of_ten_days_late_and_arrive_after_what_happened_meanwhile(
    truth: Truth, events: Events
) -> None:
    late = {one.key: one.arrives_at for one in truth.late}
    assert len(late) >= 3
    arrived = [*simulate(PLAN).arrivals()]
    assert len(arrived) == len(events)
    known: datetime | None = None
    for event in arrived:
        moment = late.get(event_key(event.source, event.tenant, event.id), event.created_at)
        assert known is None or moment >= known
        assert moment - event.created_at in (timedelta(), timedelta(days=10))
        known = moment


def test_every_attitude_goes_with_every_outcome(truth: Truth) -> None:
    assert {(one.attitude, one.outcome) for one in truth.handled} == {
        (attitude, outcome)
        for attitude in ("courteous", "neutral", "discourteous")
        for outcome in ("solved", "not", "unknown")
    }


def test_the_surge_is_two_days_long(truth: Truth, events: Events) -> None:
    assert truth.surge is not None
    assert len(truth.surge.keys) >= 40
    days = {events[key].created_at.date() for key in truth.surge.keys}
    assert len(days) == 2
    assert max(days) - min(days) == timedelta(days=1)


def test_the_surveys_look_better_than_it_is(truth: Truth) -> None:
    official = sum(answer.score >= 4 for answer in truth.answers) / len(truth.answers)
    felt = sum(answer.content for answer in truth.answers) / len(truth.answers)
    assert official > felt + 0.05


def test_praise_names_a_colleague_in_both_languages(truth: Truth) -> None:
    praised = [label for label in truth.labels if label.names]
    assert {label.language for label in praised} >= {"en", "zh"}
    assert len({name for label in praised for name in label.names}) > 15
    assert len(truth.courteous_unsolved) > 20


NOON = datetime(2026, 8, 3, 12, tzinfo=UTC)
HOUR = timedelta(hours=1)


@pytest.mark.parametrize(
    ("due", "kept", "withdrawn", "state"),
    [
        (NOON, NOON, None, "kept"),
        (NOON, NOON + HOUR, None, "late"),
        (NOON, None, None, "broken"),
        (NOON, None, NOON - HOUR, "withdrawn"),
        (NOON + 9 * HOUR, None, None, "open"),
        (NOON, NOON + 9 * HOUR, None, "broken"),
        (None, None, None, "unknown_due"),
        (None, NOON, None, "kept"),
    ],
)
def test_the_state_of_a_promise_two_hours_after_noon(
    due: datetime | None, kept: datetime | None, withdrawn: datetime | None, state: str
) -> None:
    assert state_of(Moments(due_at=due, kept_at=kept, withdrawn_at=withdrawn), NOON + 2 * HOUR) == state


def test_silence_is_a_verdict_after_a_week() -> None:
    assert not verdict_of("silent", NOON, NOON + timedelta(days=6))
    assert verdict_of("silent", NOON, NOON + timedelta(days=7)) == "silent"
    assert verdict_of("contradicted", NOON, NOON + HOUR) == "contradicted"
