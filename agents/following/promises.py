"""The promise ledger: one row a promise, with what is known of its keeping. States are left to whoever looks.

Kept, in this order:

1. `PromiseKept` with the promise's name: the company's record. Again on record after the customer denied it: kept again.
2. A promised call or message: the first service contact that reached the customer after the promise, up to `quiet`
   after the due time, unless it belongs to another need or only answers the complaint that the promise was broken. A
   promised call is kept by a call only.
3. The customer's words: resolved or thanked, in the same need, after the promise and no later than its due time (with
   none, within `maturity`). Thanks in the contact in which it was made are politeness. Later than that, a deed is kept
   from the moment on when a customer who had denied it says that it is resolved, within `memory` of the denial.

Of 2 and 3 the earlier. Doubted: the first time, in the same need, that the customer speaks of a broken promise or says
that it is not solved, after the due time (with none: in a later contact). A call that was promised and made is not doubted
because the matter is still unsolved. Who speaks of a broken promise where no promise of that need was due, and names no
subject, means the promise last due, within `memory`, that is neither kept nor withdrawn. A deed that was kept late is
doubted anew only by who then says that it is not solved: to complain that it was late is no denial.

What is owed stands in `accruing`. Promises of one case are those that name it or, naming none, stand in a need that has one
case only; else those of one need.
"""

from collections.abc import Mapping, Sequence
from datetime import datetime
from typing import Final, NamedTuple

from agents.following.accruing import Amount, Course, accrue, tariff_of
from agents.following.fates import Evidence, Fate, stray_doubts
from agents.following.matching import vows
from agents.following.needs import Need, Needs
from agents.following.payments import Claim, Paid, payments
from agents.following.policies import Policies
from agents.following.reading import Reading
from agents.following.tariffs import Tariff
from agents.following.vows import Vow
from schemas.stories import PromiseRow, Story

_NOTHING: Final[tuple[Paid, ...]] = ()


class _Known(NamedTuple):
    """All that is known of a promise but its money."""

    fate: Fate
    doubt: Reading | None
    kept_again: datetime | None
    course: Course
    tariff: Tariff | None


def promises(
    story: Story, readings: Sequence[Reading], needs: Needs, policies: Policies
) -> tuple[PromiseRow, ...]:
    """The promises of a story, by (made_at, name)."""
    made = vows(readings, needs, policies.calendar)
    if not made:
        return ()
    evidence = Evidence(readings, needs, policies)
    fates = [_fate(vow, evidence) for vow in made]
    meant = stray_doubts(fates, evidence.broken, needs, policies)
    known = [_known(fate, meant, evidence, policies) for fate in fates]
    owed = _owed(known)
    claims = [
        Claim(
            one.fate.vow,
            one.course.case,
            one.tariff.currency if one.tariff else "",
            owed.get(one.course.name, ()),
        )
        for one in known
    ]
    paid = payments(readings, claims)
    return tuple(
        _row(story, one, claim.accrued, paid.get(one.course.name, _NOTHING))
        for one, claim in zip(known, claims, strict=True)
    )


def _fate(vow: Vow, evidence: Evidence) -> Fate:
    kept = evidence.kept(vow)
    return Fate(vow, evidence.need(vow), kept, evidence.withdrawn.get(vow.name), evidence.doubted(vow, kept))


def _known(fate: Fate, meant: Mapping[str, Reading], evidence: Evidence, policies: Policies) -> _Known:
    vow, doubt = fate.vow, fate.doubt or meant.get(fate.vow.name)
    kept_again = evidence.kept_again(vow, fate.kept, doubt)
    course = Course(
        name=vow.name,
        case=_case_of(vow, fate.need),
        made_at=vow.made_at,
        due_at=vow.due_at,
        kept_at=fate.kept.at if fate.kept else None,
        doubted_at=doubt.at if doubt else None,
        kept_again_at=kept_again,
        withdrawn_at=fate.withdrawn,
    )
    words = vow.words or vow.what
    tariff = tariff_of(policies.tariffs, words, vow.means, (vow.context, vow.channel), course)
    return _Known(fate, doubt, kept_again, course, tariff)


def _case_of(vow: Vow, need: Need | None) -> str:
    if vow.case or need is None:
        return vow.case or vow.name
    cases = {reading.case for reading in need.readings if reading.case}
    return cases.pop() if len(cases) == 1 else need.readings[0].key


def _owed(known: Sequence[_Known]) -> dict[str, list[Amount]]:
    """What falls due, by the promise's name."""
    under: dict[str, tuple[Tariff, list[Course]]] = {}
    for one in known:
        if one.tariff is not None:
            under.setdefault(one.tariff.id, (one.tariff, []))[1].append(one.course)
    return {
        name: amounts
        for tariff, courses in under.values()
        for name, amounts in accrue(tariff, courses).items()
    }


def _row(story: Story, known: _Known, accrued: Sequence[Amount], paid: Sequence[Paid]) -> PromiseRow:
    fate, doubt, tariff = known.fate, known.doubt, known.tariff
    vow, kept = fate.vow, fate.kept
    return PromiseRow(
        customer=story.customer,
        promise=vow.name,
        made_at=vow.made_at,
        due_at=vow.due_at,
        first_due_at=vow.first_due_at,
        moved_at=tuple([move.at for move in vow.moves]),
        moved_to=tuple([move.due_at for move in vow.moves]),
        what=vow.what,
        owner=vow.owner,
        channel=vow.channel,
        known_by=vow.known_by,
        event_key=vow.heard_in or vow.recorded_in,
        begin=vow.begin,
        end=vow.end,
        kept_at=kept.at if kept else None,
        kept_known_by=kept.known_by if kept else "",
        kept_again_at=known.kept_again,
        withdrawn_at=fate.withdrawn,
        doubted_at=doubt.at if doubt else None,
        doubted_key=doubt.key if doubt else "",
        tariff=tariff.id if tariff else "",
        currency=tariff.currency if tariff else "",
        accrued_at=tuple([amount.at for amount in accrued]),
        accrued=tuple([amount.amount for amount in accrued]),
        paid_at=tuple([one.at for one in paid]),
        paid=tuple([one.amount for one in paid]),
        paid_in=tuple([one.currency for one in paid]),
        case_id=vow.case,
        region=vow.context.region,
        product=vow.context.product,
        team=vow.context.team,
        present=1,
        version=story.version,
    )
