"""The promise ledger: one row a promise, with what is known of its keeping. States are left to whoever looks.

Kept, in this order:

1. `PromiseKept` with the promise's name: the company's record.
2. A promised call or message: the first service contact that reached the customer after the promise, up to `quiet`
   after the due time, unless it belongs to another need or only answers the complaint that the promise was broken. A
   promised call is kept by a call only.
3. The customer's words: resolved or thanked, in the same need, after the promise and no later than its due time (with
   none, within `maturity`). Thanks in the contact in which it was made are politeness.

Of 2 and 3 the earlier. Doubted: the first time, in the same need, that the customer speaks of a broken promise or says
that it is not solved, after the due time (with none: in a later contact). A call that was promised and made is not doubted
because the matter is still unsolved. Who speaks of a broken promise where no promise of that need was due, and names no
subject, means the promise last due, within `memory`, that is neither kept nor withdrawn. `owed` is 0: no tariff is set.
"""

from collections.abc import Sequence
from typing import Final

from agents.following.fates import Evidence, Fate, stray_doubts
from agents.following.needs import Needs
from agents.following.payments import Paid, payments
from agents.following.policies import Policies
from agents.following.reading import Reading
from agents.following.vows import Vow, vows
from schemas.stories import PromiseRow, Story

_NO_PAYMENT: Final = Paid(0, "")


def promises(
    story: Story, readings: Sequence[Reading], needs: Needs, policies: Policies
) -> tuple[PromiseRow, ...]:
    """The promises of a story, by (made_at, name)."""
    made = vows(readings, needs)
    if not made:
        return ()
    evidence = Evidence(readings, needs, policies)
    fates = [_fate(vow, evidence) for vow in made]
    meant = stray_doubts(fates, evidence.broken, needs, policies)
    paid = payments(readings, made)
    return tuple(
        _row(story, fate, fate.doubt or meant.get(fate.vow.name), paid.get(fate.vow.name, _NO_PAYMENT))
        for fate in fates
    )


def _fate(vow: Vow, evidence: Evidence) -> Fate:
    kept = evidence.kept(vow)
    return Fate(vow, evidence.need(vow), kept, evidence.withdrawn.get(vow.name), evidence.doubted(vow, kept))


def _row(story: Story, fate: Fate, doubt: Reading | None, paid: Paid) -> PromiseRow:
    vow, kept = fate.vow, fate.kept
    return PromiseRow(
        customer=story.customer,
        promise=vow.name,
        made_at=vow.made_at,
        due_at=vow.due_at,
        what=vow.what,
        owner=vow.owner,
        channel=vow.channel,
        known_by=vow.known_by,
        event_key=vow.heard_in or vow.recorded_in,
        begin=vow.begin,
        end=vow.end,
        kept_at=kept.at if kept else None,
        kept_known_by=kept.known_by if kept else "",
        withdrawn_at=fate.withdrawn,
        doubted_at=doubt.at if doubt else None,
        doubted_key=doubt.key if doubt else "",
        owed=0,
        owed_currency="",
        paid=paid.amount,
        paid_currency=paid.currency,
        case_id=vow.case,
        region=vow.context.region,
        product=vow.context.product,
        team=vow.context.team,
        present=1,
        version=story.version,
    )
