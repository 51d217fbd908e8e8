"""Records: what the company says, with its person resolved. The handles themselves do not travel on."""

import msgspec

from agents.base import Delivery
from agents.interaction import Hearing
from schemas.interactions import Noted
from schemas.records import AnyRecord, IdentityLinked, IdentityUnlinked
from schemas.values import Handle, event_key, utc


def note(hearing: Hearing, delivery: Delivery, record: AnyRecord) -> Noted:
    person = hearing.identify(record)
    handle = ""
    blank: dict[str, object] = {
        "handles": (),
        "customer": person.customer if record.customer else "",
        "created_at": utc(record.created_at),
    }
    if isinstance(record, IdentityLinked | IdentityUnlinked):
        handle = hearing.identify.one(record.handle)
        blank["handle"] = Handle(record.handle.kind, handle)
    return Noted(
        key=event_key(record.source, record.tenant, record.id),
        record=msgspec.structs.replace(record, **blank),
        person=person,
        handle=handle,
        method=hearing.ear.method,
        origin=delivery.origin,
    )
