"""Promises: said, recorded or both; kept, late, broken or withdrawn, and what customers say about it."""

import re
from datetime import datetime, timedelta
from typing import Final

import msgspec

from pipeline.simulator import talks
from pipeline.simulator.cases import open_case, resolved
from pipeline.simulator.dues import Due
from pipeline.simulator.forms import Ring, call
from pipeline.simulator.speech import Beat
from pipeline.simulator.talks import contact
from pipeline.simulator.teller import Teller
from pipeline.simulator.truth import Moments, Promise, state_of
from schemas.records import CompensationPaid, PromiseKept, PromiseMade, PromiseWithdrawn
from schemas.values import Direction

_FATES: Final = (("kept", "late", "broken", "withdrawn"), (42, 20, 28, 10))
_PLACES: Final = (("words", "record", "both"), (38, 37, 25))
_MOVED: Final = 0.15
_AWAY_FROM_THE_END: Final = timedelta(hours=30)  # so that no state can be argued
_PATIENCE: Final = timedelta(hours=60)  # where no due time was named


# In the order of the list: a refund that somebody will also call about is a refund.
_LIST: Final = (
    (re.compile("refund|money|back on your account|pay the|退|回到您账上"), "refund", "退款"),
    (re.compile("call you|ring you|phone you|回电|电话"), "call back", "回电"),
    (re.compile("answer|hear from|get back to you|let you know|答复|回复|告诉您"), "answer", "答复"),
)


def promise(t: Teller) -> None:
    """A complaint, a promise, and its fate."""
    place: str = t.rng.choices(*_PLACES)[0]
    fate: str = t.rng.choices(*_FATES)[0]
    if place == "words" and fate == "withdrawn":
        fate = "broken"
    told = _make(t, recorded=place != "words", said=place != "record")
    if told is None:
        return
    if told.promise and told.due_at and t.rng.random() < _MOVED:
        told = _move(t, told)
    if fate == "kept":
        told = _keep(t, told, _in_time(t, told))
    elif fate == "withdrawn":
        told = _withdraw(t, told)
    elif told.due_at:
        told = _miss(t, told, late=fate == "late")
    t.facts.append(_judged(told, t.ends_at))


def _make(t: Teller, *, recorded: bool, said: bool) -> Promise | None:
    """The promise, or None where nobody came to make it before the end."""
    dues: list[tuple[Due, datetime, str]] = []

    def outcome(t: Teller) -> list[Beat]:
        words, due = t.promises()
        dues.append((due, t.at, words[1].text))
        return [words if said else t.staff("flat"), t.says("ack")]

    first = contact(t, talks.complaint(t), outcome)
    due, made_at, words = dues[0]
    if t.rng.random() < 0.6:
        open_case(t)
    name, key = "", ""
    if recorded:
        name = f"P-{t.rng.randrange(10**9):09d}"
        key = t.record(
            PromiseMade(
                id=t.new_id(),
                source="promises",
                created_at=t.at,
                promise=name,
                what=_what(words, t.customer.tongue),
                due_at=due.at,
                owner=t.scene.staff.id,
            )
        )
    answered = first.answered if said else ""
    if not answered and not key:
        return None
    return Promise(
        customer=t.customer.id,
        said=answered,
        recorded=key,
        promise=name if key else "",
        made_at=made_at if answered else t.at,
        due_at=due.at,
        language=t.customer.language,
    )


def _what(words: str, language: str) -> str:
    """What a clerk picks from the list for these words; nothing where the list has no such thing."""
    for found, english, chinese in _LIST:
        if found.search(words):
            return english if language == "en" else chinese
    return ""


def _in_time(t: Teller, told: Promise) -> datetime:
    """Well before the due time, and in office hours where there are any."""
    ready = max(t.at, told.made_at)
    due = told.due_at or ready + _PATIENCE
    moment = ready + t.rng.uniform(0.3, 0.75) * (due - ready)
    office = moment
    if moment.hour < 8:
        office = moment.replace(hour=17) - timedelta(days=1)
    elif moment.hour >= 18:
        office = moment.replace(hour=17)
    return office if office > ready else moment


def _keep(t: Teller, told: Promise, moment: datetime) -> Promise:
    """Kept: on record, and by a call where there is no record (how else would anybody know)."""
    t.go_to(moment.replace(microsecond=0))
    kept_at, told_so = t.at, False
    if told.promise:
        told_so = bool(
            t.record(PromiseKept(id=t.new_id(), source="promises", created_at=t.at, promise=told.promise))
        )
    if not told.promise or t.rng.random() < 0.3:
        ring = Ring(direction=Direction.OUTBOUND, purpose="service", source="telephony")
        beats = [
            t.staff("followup"),
            t.says("kept_word"),
            t.staff("kept"),
            t.says("ack"),
            t.staff("close.call"),
        ]
        if told.due_at and kept_at > told.due_at:
            beats[1] = t.says("ack" if told.promise else "resolved")
        told_so = bool(call(t, beats, ring)) or told_so
    if told_so and t.case and t.rng.random() < 0.5:
        t.wait(0.3, 2)
        resolved(t, "silent")
    return msgspec.structs.replace(told, kept_at=kept_at) if told_so else told


def _move(t: Teller, told: Promise) -> Promise:
    """Before it is due the company names a later day. The customer agrees, mostly; if not, the first day stands."""
    before = _in_time(t, told)
    if told.due_at is None or before >= min(told.due_at, t.ends_at):
        return told
    t.go_to(before.replace(microsecond=0))
    agreed = t.rng.random() < 0.75
    due = told.due_at + timedelta(days=t.rng.randint(1, 4))
    if abs(due - t.ends_at) < _AWAY_FROM_THE_END:
        due += 2 * _AWAY_FROM_THE_END
    t.record(
        PromiseMade(
            id=t.new_id(),
            source="promises",
            created_at=t.at,
            promise=told.promise,
            due_at=due,
            agreed=agreed,
        )
    )
    if not agreed:
        return told
    return msgspec.structs.replace(told, first_due_at=told.due_at, due_at=due)


def _withdraw(t: Teller, told: Promise) -> Promise:
    ready = max(t.at, told.made_at)
    t.go_to(ready + t.rng.uniform(0.2, 0.6) * ((told.due_at or ready + _PATIENCE) - ready))
    t.at = t.at.replace(microsecond=0)
    key = t.record(
        PromiseWithdrawn(
            id=t.new_id(), source="promises", created_at=t.at, promise=told.promise, reason="not possible"
        )
    )
    return msgspec.structs.replace(told, withdrawn_at=t.at if key else None)


def _miss(t: Teller, told: Promise, *, late: bool) -> Promise:
    """The due time passes. Many customers say so; some are paid; a late one is kept after all.

    What is on no record can be known as late only by the customer, who says that it was not kept, and then that it was.
    """
    if told.due_at is None or told.due_at >= t.ends_at:
        return told
    t.go_to(told.due_at)
    if t.rng.random() < (0.45 if late else 0.6) or (late and not told.promise):
        t.wait(26, 60)
        said = [t.says("broken_word"), *([t.complains()] if t.rng.random() < 0.4 else [])]
        told = msgspec.structs.replace(told, doubted=contact(t, said, talks.unsolved).said)
    if late:
        t.wait(30, 90)
        t.wait_for_office()
        told = _keep(t, told, t.at)
    if told.promise and t.rng.random() < 0.4:
        told = _compensate(t, told)
    return told


def _compensate(t: Teller, told: Promise) -> Promise:
    t.wait(20, 90)
    amount = 500 * t.rng.randint(1, 8)
    currency = "GBP" if t.customer.language == "en" else "CNY"
    key = t.record(
        CompensationPaid(
            id=t.new_id(),
            source="ledger",
            created_at=t.at,
            amount=amount,
            currency=currency,
            promise=told.promise,
        )
    )
    return msgspec.structs.replace(told, paid=amount) if key else told


def _judged(told: Promise, as_of: datetime) -> Promise:
    moments = Moments(due_at=told.due_at, kept_at=told.kept_at, withdrawn_at=told.withdrawn_at)
    return msgspec.structs.replace(told, state=state_of(moments, as_of))
