"""The company calls: customers who never asked it not to, who asked and were heard, and who asked and were called on."""

from datetime import datetime, timedelta

from pipeline.simulator import bank
from pipeline.simulator.forms import Ring, call, letter, reply
from pipeline.simulator.speech import Beat
from pipeline.simulator.talks import contact
from pipeline.simulator.teller import Teller
from pipeline.simulator.truth import Outreach
from schemas.records import ConsentGiven, ConsentWithdrawn, OutboundContactMade
from schemas.values import Channel, Context, Direction


def campaign(t: Teller) -> None:
    """A few sales contacts to somebody who never objected."""
    if t.rng.random() < 0.25:
        t.record(ConsentGiven(id=t.new_id(), source="consents", created_at=t.at, purpose="sales"))
    contacts: list[str] = []
    for _ in range(t.rng.randint(1, 3)):
        t.wait(80, 150)
        contacts.append(sales_contact(t))
    t.facts.append(Outreach(customer=t.customer.id, contacts=tuple(filter(None, contacts))))


def asked_and_heard(t: Teller) -> None:
    """The customer asks not to be called, and is not."""
    request = ask_not_to_be_called(t)
    if t.rng.random() < 0.5:
        withdraw(t)
    if request:
        t.facts.append(Outreach(customer=t.customer.id, request=request))


def asked_and_changed_mind(t: Teller) -> None:
    """Withdrawn on record, given again later: the calls after that are welcome."""
    request = withdraw(t)
    t.wait(150, 200)
    given = t.record(ConsentGiven(id=t.new_id(), source="consents", created_at=t.at, purpose="sales"))
    t.wait(30, 90)
    contact_key = sales_contact(t)
    if request and given and contact_key:
        t.facts.append(Outreach(customer=t.customer.id, request=request, contacts=(contact_key,)))


def ask_not_to_be_called(t: Teller) -> str:
    """The request stands in the middle of a complaint about something else. The event's key."""
    said = [t.complains(), t.says("do_not_contact"), *([t.says("detail")] if t.rng.random() < 0.4 else [])]
    return contact(t, said, _noted).said


def _noted(t: Teller) -> list[Beat]:
    return [t.staff("removed"), t.says("closer")]


def withdraw(t: Teller) -> str:
    """The same as a record of the company."""
    t.wait(0.2, 3)
    return t.record(ConsentWithdrawn(id=t.new_id(), source="consents", created_at=t.at, purpose="sales"))


def called_all_the_same(t: Teller, count: int, until: datetime) -> None:
    """Asks not to be called, and is called `count` times before `until`, by senders who do not know of each other."""
    on_record = t.rng.random() < 0.3
    request = withdraw(t) if on_record else ask_not_to_be_called(t)
    since, gap = t.at, (until - t.at) / (count + 1)
    violations: list[str] = []
    for number in range(count):
        t.go_to((since + (number + 1) * gap).replace(microsecond=0))
        violations.append(sales_contact(t, t.rng.random() < 0.5))
        if number == count // 2:
            t.wait(1, 4)
            letter(t, [t.says("complaint.unwanted_contact"), t.says("do_not_contact")])
    made = tuple(filter(None, violations))
    t.facts.append(Outreach(customer=t.customer.id, request=request, contacts=made, violations=made))


def sales_contact(t: Teller, spoken: bool | None = None) -> str:
    """One sales contact in office hours: a call with words, one nobody answered, a record without words, a mail."""
    t.wait_for_office()
    t.at = t.at.replace(hour=t.rng.randint(9, 16))
    campaign_id = t.rng.choice(tuple(bank.CAMPAIGNS["en"]))
    chance = t.rng.random() if spoken is None else 0.3 * t.rng.random() + (0.0 if spoken else 0.5)
    if chance < 0.4:
        return _sales_call(t, campaign_id)
    if chance > 0.9:
        return reply(t, [t.staff("sales")], purpose="sales", campaign=campaign_id)
    return t.record(
        OutboundContactMade(
            id=t.new_id(),
            source=t.rng.choice(bank.DIALLERS),
            created_at=t.at,
            channel=Channel.CALL,
            purpose="sales",
            answered=t.rng.random() < 0.4,
            direction=Direction.OUTBOUND,
            context=_sales_context(t, campaign_id),
        )
    )


def pestered(t: Teller) -> None:
    """Nine contacts or more within a week, from systems that do not know of each other, most of them well meant."""
    for _ in range(t.rng.randint(9, 12)):
        t.wait(9, 15)
        t.wait_for_office()
        channel = t.rng.choice((Channel.CALL, Channel.EMAIL))
        _contacted(t, channel, t.rng.choice(("service", "sales", "service")))


def never_reached(t: Teller) -> None:
    """Sales calls that nobody takes, four to seven of them in three weeks."""
    for _ in range(t.rng.randint(4, 7)):
        t.wait(50, 80)
        t.wait_for_office()
        _contacted(t, Channel.CALL, "sales", answered=False)


def rung_at_night(t: Teller) -> None:
    """A well-meant call before eight or after nine in the evening."""
    t.at = (t.at + timedelta(days=1)).replace(hour=t.rng.choice((5, 6, 7, 21, 22)))
    _contacted(t, Channel.CALL, "service", answered=True)


def _contacted(t: Teller, channel: Channel, purpose: str, *, answered: bool = True) -> None:
    t.record(
        OutboundContactMade(
            id=t.new_id(),
            source=t.rng.choice(bank.DIALLERS),
            created_at=t.at,
            channel=channel,
            purpose=purpose,
            answered=answered and channel is Channel.CALL,
            direction=Direction.OUTBOUND,
            context=_sales_context(t, t.rng.choice(tuple(bank.CAMPAIGNS["en"]))),
        )
    )


def _sales_call(t: Teller, campaign_id: str) -> str:
    t.change_staff()
    answered = t.rng.random() < 0.6
    ring = Ring(
        direction=Direction.OUTBOUND,
        purpose="sales",
        campaign=campaign_id,
        source=t.rng.choice(bank.DIALLERS),
        answered=answered,
    )
    beats = [t.staff("sales"), t.says("listens"), t.staff("information.price"), t.says("declines")]
    return call(t, beats if answered else (), ring)


def _sales_context(t: Teller, campaign_id: str) -> Context:
    return Context(region=t.customer.region, product=t.scene.product, team="Sales", campaign=campaign_id)
