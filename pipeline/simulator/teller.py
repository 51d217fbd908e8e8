"""Tells one tale: a clock, a customer and a pen. What would happen after the end of the plan does not happen."""

from datetime import datetime, timedelta
from random import Random
from typing import Final, TypeVar

import msgspec

from pipeline.simulator import bank
from pipeline.simulator.breaches import breaches
from pipeline.simulator.dues import Due, draw_due
from pipeline.simulator.needs import needs
from pipeline.simulator.people import Customer
from pipeline.simulator.scene import Scene, say, say_as_staff
from pipeline.simulator.speech import Beat, label
from pipeline.simulator.statements import statements
from pipeline.simulator.steps import Step, step
from pipeline.simulator.truth import Fact
from schemas.envelope import Event
from schemas.records import AnyRecord, ConsentGiven, ConsentWithdrawn
from schemas.values import Context, Speaker, event_key

_AWAY_FROM_THE_END: Final = timedelta(hours=30)
_OPENS, _CLOSES = 8, 18

E = TypeVar("E", bound=Event)


class Teller:
    """`at` is the tale's clock; it only moves forward. `events` and `facts` are what has been told so far.

    `asks_nothing`: what customers say in this tale is no need of theirs, or may be one or not.
    """

    def __init__(self, rng: Random, customer: Customer, topic: str, at: datetime, ends_at: datetime) -> None:
        self.rng = rng
        self.ends_at = ends_at
        self.at = at
        self.events: list[Event] = []
        self.facts: list[Fact] = []
        self.steps: list[Step] = []
        self.consents: list[tuple[Step, bool]] = []
        self.asks_nothing = False
        self.thread = self.new_id()  # of the tale's e-mails
        self.case = ""
        self.last_mail = ""  # what staff wrote last: the customer's answer quotes it
        self.scene = self._scene(customer, topic)

    def _scene(self, customer: Customer, topic: str) -> Scene:
        rng = self.rng
        return Scene(
            customer=customer,
            staff=rng.choice(bank.STAFF[customer.tongue]),
            topic=topic,
            product=rng.choice(bank.PRODUCTS_OF.get(topic, bank.ANY_PRODUCT)),
            money=rng.choice((rng.randint(8, 95), rng.randint(100, 990), rng.randint(1000, 4800))),
            campaign=rng.choice(tuple(bank.CAMPAIGNS["en"])),
            at=self.at,
        )

    @property
    def customer(self) -> Customer:
        return self.scene.customer

    def new_id(self) -> str:
        return f"{self.rng.getrandbits(64):016x}"

    # Clock

    def wait(self, least: float, most: float) -> None:
        """Between `least` and `most` hours pass."""
        self.at += timedelta(seconds=int(3600 * self.rng.uniform(least, most)))
        self.scene = msgspec.structs.replace(self.scene, at=self.at)

    def wait_for_office(self) -> None:
        """Until people work: Monday to Saturday between 8 and 18 o'clock."""
        if self.at.hour >= _CLOSES:
            self.at = self.at.replace(hour=_OPENS) + timedelta(days=1)
        elif self.at.hour < _OPENS:
            self.at = self.at.replace(hour=_OPENS)
        if self.at.weekday() == 6:
            self.at += timedelta(days=1)

    def go_to(self, moment: datetime) -> None:
        self.at = max(self.at, moment)

    @property
    def over(self) -> bool:
        return self.at >= self.ends_at

    # Words

    def change_staff(self) -> None:
        self.scene = msgspec.structs.replace(
            self.scene, staff=self.rng.choice(bank.STAFF[self.customer.tongue])
        )

    def says(self, section: str) -> Beat:
        return Speaker.CUSTOMER, say(section, self.scene, self.rng)

    def complains(self) -> Beat:
        return self.says(f"complaint.{self.scene.topic}")

    def staff(self, section: str) -> Beat:
        return Speaker.STAFF, say_as_staff(f"staff.{section}", self.scene, self.rng)

    def bot(self, section: str) -> Beat:
        return Speaker.BOT, say_as_staff(f"bot.{section}", self.scene, self.rng)

    def promises(self) -> tuple[Beat, Due]:
        """Staff's words, and what they mean. Nothing falls due so near the end that its state could be argued."""
        due = draw_due(self.rng, self.at, self.customer.tongue)
        while (due.at and abs(due.at - self.ends_at) < _AWAY_FROM_THE_END) or (
            due.style == "today" and self.at.hour >= 14
        ):
            due = draw_due(self.rng, self.at, self.customer.tongue)
        words = say_as_staff(f"staff.promise.{due.style}", self.scene, self.rng, due.slots)
        return (Speaker.STAFF, words), due

    # Events

    def context(self, *, staffed: bool = False) -> Context:
        scene = self.scene
        return Context(
            region=scene.customer.region,
            product=scene.product,
            team=bank.TEAMS.get(scene.topic, bank.OTHER_TEAM),
            staff=scene.staff.id if staffed else "",
            dimensions={"segment": scene.customer.segment},
        )

    def tell(self, event: E, beats: tuple[Beat, ...] = ()) -> str:
        """The event's key; empty when the plan is over and it did not happen.

        Customer, role, case and context are the tale's where `event` has none of its own.
        """
        if event.created_at >= self.ends_at:
            return ""
        known = bool(event.customer or event.handles)
        event = msgspec.structs.replace(
            event,
            customer=event.customer if known else self.customer.id,
            role=self.customer.role,
            case=event.case or self.case,
            context=event.context if event.context.region else self.context(),
        )
        self.events.append(event)
        key = event_key(event.source, event.tenant, event.id)
        said = [words for speaker, words in beats if speaker is Speaker.CUSTOMER]
        if said:
            self.facts.append(label(key, said))
        taken = step(key, event, (self.customer.id, self.customer.language), said)
        self.steps.append(taken)
        if isinstance(event, ConsentGiven | ConsentWithdrawn) or "do_not_contact" in taken.cues:
            self.consents.append((taken, isinstance(event, ConsentGiven)))
        return key

    def concluded(self) -> list[Fact]:
        """All that is so, once the tale is told."""
        found = [*self.facts, *breaches(self.steps, self.consents), *statements(self.steps)]
        return found if self.asks_nothing else [*found, *needs(self.steps)]

    def record(self, record: AnyRecord) -> str:
        return self.tell(record)
