"""A small company with one customer to be erased, others beside, and the stores they are heard into."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta

import msgspec

from agents.following.policies import Policies
from agents.interaction import Hearing
from agents.person import Identify
from pipeline.ear import load_ear
from pipeline.embedded import Embedded, assemble
from pipeline.erasing.erase import Erasing
from pipeline.ports import Log, NewRecord, Warehouse
from pipeline.settings import Settings
from schemas.envelope import Event, encode
from schemas.events import EmailReceived
from schemas.topics import key_of, topic_of
from schemas.values import Handle, HandleKind

SECRET = b"of the tests alone"
IDENTIFY = Identify(SECRET)
HEARING = Hearing(load_ear(Settings()), IDENTIFY)
POLICIES = Policies()

ID = "customer-7731"
MAIL = "mara.quill@post.example"
WORD = "zanzibarquokka"
"""A word that nobody else says."""
FIRST = datetime(2026, 8, 3, 9, 17, 3, tzinfo=UTC)
NOW = datetime(2026, 9, 20, 12, 30, 5, 250_000, tzinfo=UTC)
MAILBOX = Handle(HandleKind.EMAIL, MAIL)


def mail(number: int, customer: str = "", text: str = "", **more: object) -> EmailReceived:
    fields = {
        "type": "EmailReceived",
        "id": f"m{number}",
        "source": "mailbox",
        "created_at": FIRST + timedelta(hours=7 * number),
        "customer": customer,
        "subject": "My refund",
        "text": text or f"I am very angry, where is my refund {WORD}? I have written twice already.",
        "context": {"region": "north", "product": "card", "team": "care", "staff": "Ann"},
        **more,
    }
    return msgspec.convert(fields, EmailReceived)


def record(number: int, kind: str, customer: str = ID, **more: object) -> Event:
    fields = {
        "type": kind,
        "id": f"r{number}",
        "source": "crm",
        "created_at": FIRST + timedelta(hours=5 * number),
        "customer": customer,
        "case": f"case {customer}",
        **more,
    }
    event: Event = msgspec.convert(fields, Event)
    return event


def theirs() -> list[Event]:
    """Everything of the person: under the id, under an address that is tied to it, and one that names nobody."""
    chat = {"conversation": "talk 99"}
    return [
        mail(1, ID, handles=(MAILBOX,), **chat),
        mail(2, handles=(MAILBOX,)),
        mail(3, ID, text=f"Still no answer about {WORD}. I will leave for another bank."),
        mail(4, **chat),
        record(1, "CaseOpened"),
        record(2, "PromiseMade", promise=f"p {ID}", what=f"refund to {ID}", due_at=FIRST + timedelta(days=2)),
        record(3, "CaseResolved"),
        record(4, "IdentityLinked", handle={"kind": "email", "value": MAIL}),
        record(5, "SurveyAnswered", survey="csat", score=1, lowest=1, highest=5),
        record(6, "CompensationPaid", promise=f"p {ID}", amount=500, currency="EUR"),
    ]


def others() -> list[Event]:
    said = [mail(20 + n, f"other-{n % 3}", text="Thank you, the card works well now.") for n in range(9)]
    opened = [record(20 + n, "CaseOpened", f"other-{n}") for n in range(3)]
    return [*said, *opened]


def sent(events: Sequence[Event]) -> list[NewRecord]:
    return [NewRecord(topic_of(one), key_of(one), encode(one)) for one in events]


def refused() -> NewRecord:
    """Bytes that name the person and break the contract."""
    return NewRecord("voc.calls", b"", f'{{"customer": "{ID}", "words": "{WORD}"}}'.encode())


def everything() -> list[NewRecord]:
    return [*sent(theirs()), *sent(others()), *sent(theirs())[:2], refused()]


@dataclass(frozen=True)
class Company:
    """The stores, and what works on them."""

    log: Log
    warehouse: Warehouse

    @property
    def engine(self) -> Embedded:
        return assemble(self.log, self.warehouse, HEARING, POLICIES)

    @property
    def erasing(self) -> Erasing:
        return Erasing(
            warehouse=self.warehouse,
            identify=IDENTIFY,
            policies=POLICIES,
            log=self.log,
            letters=tuple,
            kept={},
        )

    def hear(self, *records: NewRecord) -> "Company":
        if records:
            self.log.append(records)
        self.engine.drain()
        return self
