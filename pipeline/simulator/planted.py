"""Stories planted on purpose, each with its truth: what no single event shows."""

import msgspec

from pipeline.simulator import talks
from pipeline.simulator.cases import open_case
from pipeline.simulator.forms import Ring, call, chat, letter, post, reply
from pipeline.simulator.people import Customer
from pipeline.simulator.speech import Beat
from pipeline.simulator.talks import contact
from pipeline.simulator.teller import Teller
from pipeline.simulator.truth import Family, Identity, Path, Resolution, verdict_of
from schemas.records import CaseResolved, IdentityLinked, IdentityUnlinked
from schemas.stories import Verdict
from schemas.values import Role


def stolen_account(t: Teller) -> None:
    """The way of an owner whose account is stolen: self-service, two e-mails, the telephone.

    08:10 chat   08:40 mail        11:00 answer    11:20 mail        14:00 answer    14:30 call, solved in minutes
      bot fails    tells it again    asks who it is   tells it again    please call    tells it again, is checked
    """
    owner = t.customer
    touched = [
        chat(
            t,
            [
                t.bot("greeting"),
                t.says("stolen.chat"),
                t.bot("answer"),
                t.says("detail.device"),
                t.bot("fail"),
            ],
        )
    ]
    t.wait(0.3, 0.6)
    touched.append(letter(t, [t.says("re_explaining"), t.says("stolen.mail")]))
    t.wait(1.8, 2.3)
    touched.append(reply(t, [t.staff("apology"), t.staff("identity.card")]))
    t.wait(0.2, 0.5)
    touched.append(letter(t, [t.says("identity.card"), t.says("re_explaining"), t.says("stolen.answer")]))
    t.wait(1.8, 2.3)
    touched.append(reply(t, [t.staff("unsolved")]))
    t.wait(0.3, 0.7)
    beats: list[Beat] = [
        t.staff("greeting.call"),
        *(t.says("stolen.call"), t.says("re_explaining")),
        *talks.identity_check(t),
        *(t.staff("solved"), t.says("ack"), t.staff("close")),
    ]
    touched.append(call(t, beats, Ring(waited=6)))
    open_case(t)
    t.wait(0.2, 1)
    resolved_at = t.at
    key = t.record(CaseResolved(id=t.new_id(), source="cases", created_at=t.at, resolution="account secured"))
    t.facts += [
        Path(
            customer=owner.id,
            touchpoints=tuple(filter(None, touched)),
            contacts=4,
            channels=("chat", "email", "call"),
            re_explained=3,
            identity_checks=2,
        ),
        Resolution(
            key=key,
            case=t.case,
            customer=owner.id,
            resolved_at=resolved_at,
            verdict=verdict_of(Verdict.SILENT, resolved_at, t.ends_at),
            language=owner.language,
        ),
    ]


def found_to_be_one(t: Teller) -> None:
    """First a voice on a social platform, then an e-mail address, then a customer: one person all along."""
    keys = [post(t, [t.complains()])]
    t.wait(5, 30)
    keys.append(post(t, [t.complains(), t.says("waiting")]))
    t.wait(20, 40)
    keys.append(letter(t, [t.complains(), t.says("repeat")], handle_only=True))
    t.wait(20, 40)
    keys.append(contact(t, talks.complaint(t), talks.taken_in, ("call",)).said)
    t.wait(1, 3)
    for handle in (t.customer.social_handle, t.customer.mail_handle):
        t.record(IdentityLinked(id=t.new_id(), source="identities", created_at=t.at, handle=handle))
    t.facts.append(Identity(customer=t.customer.id, one=tuple(filter(None, keys))))


def linked_by_mistake(t: Teller, stranger: Customer) -> None:
    """A stranger's social handle is linked to this customer, and a week later the link is undone."""
    mine = [contact(t, talks.complaint(t), talks.taken_in).said]
    theirs = [_post_of(t, stranger)]
    t.wait(2, 9)
    mine.append(contact(t, [t.complains(), t.says("repeat")], talks.taken_in).said)
    theirs.append(_post_of(t, stranger))
    t.wait(20, 30)
    t.record(
        IdentityLinked(id=t.new_id(), source="identities", created_at=t.at, handle=stranger.social_handle)
    )
    t.wait(100, 170)
    t.record(
        IdentityUnlinked(id=t.new_id(), source="identities", created_at=t.at, handle=stranger.social_handle)
    )
    t.facts.append(
        Identity(customer=t.customer.id, one=tuple(filter(None, mine)), others=tuple(filter(None, theirs)))
    )


def _post_of(t: Teller, somebody: Customer) -> str:
    """Somebody else's post, within the same tale."""
    mine, t.scene = t.scene, msgspec.structs.replace(t.scene, customer=somebody)
    key = post(t, [t.complains()])
    t.scene = mine
    return key


def family(t: Teller, user: Customer) -> None:
    """One pays, another uses: the user meets the trouble, the payer hears of it and calls as well."""
    payer = t.customer
    t.scene = msgspec.structs.replace(t.scene, customer=msgspec.structs.replace(user, role=Role.USER))
    used = [contact(t, talks.complaint(t), talks.taken_in, talks.SPOKEN).said]
    open_case(t)
    t.wait(4, 40)
    used.append(contact(t, [t.complains()], talks.taken_in).said)
    t.scene = msgspec.structs.replace(t.scene, customer=msgspec.structs.replace(payer, role=Role.PAYER))
    t.wait(4, 40)
    paid = [contact(t, talks.complaint(t), talks.informed, talks.SPOKEN).said]
    t.facts.append(
        Family(
            payer=payer.id, user=user.id, paid_by=tuple(filter(None, paid)), used_by=tuple(filter(None, used))
        )
    )
