"""Who it was: one key a person however the handle is spelt, and no handle in any of it."""

from datetime import UTC, datetime

import pytest

from agents.person import Identify
from schemas.events import EmailReceived
from schemas.values import Handle, HandleKind

IDENTIFY = Identify(b"a secret")
MAIL = HandleKind.EMAIL


def mail(**fields: object) -> EmailReceived:
    given = {"id": "1", "source": "s", "created_at": datetime(2026, 1, 1, tzinfo=UTC)} | fields
    return EmailReceived(**given)  # type: ignore[arg-type]  # each test gives the fields it is about


def test_the_companys_id_wins_over_handles() -> None:
    person = IDENTIFY(mail(customer="C1", handles=(Handle(MAIL, "a@example.com"),)))
    assert person.customer == "C1"
    assert len(person.handles) == 1


def test_an_address_given_as_id_is_a_handle() -> None:
    by_id = IDENTIFY(mail(customer="Ann@Example.com"))
    by_handle = IDENTIFY(mail(handles=(Handle(MAIL, "ann@example.com"),)))
    assert by_id.customer == by_handle.customer
    assert "@" not in by_id.customer


@pytest.mark.parametrize(
    ("one", "other"),
    [
        (Handle(MAIL, "Ann@Example.com"), Handle(MAIL, " ann@example.com")),
        (Handle(HandleKind.PHONE, "+44 20 7946-0018"), Handle(HandleKind.PHONE, "442079460018")),
        (Handle(HandleKind.SOCIAL, "@小丽"), Handle(HandleKind.SOCIAL, "小丽")),
    ],
)
def test_spelling_makes_no_second_person(one: Handle, other: Handle) -> None:
    assert IDENTIFY.one(one) == IDENTIFY.one(other)


def test_kinds_and_secrets_keep_handles_apart() -> None:
    handle = Handle(HandleKind.PHONE, "123")
    assert IDENTIFY.one(handle) != IDENTIFY.one(Handle(HandleKind.DEVICE, "123"))
    assert IDENTIFY.one(handle) != Identify(b"another").one(handle)


def test_nobody_known_is_a_story_of_the_conversation_alone() -> None:
    first, second = IDENTIFY(mail(id="1", conversation="t")), IDENTIFY(mail(id="2", conversation="t"))
    assert first.customer == second.customer
    assert first.customer.startswith("?")
    assert IDENTIFY(mail(id="3")).customer != IDENTIFY(mail(id="4")).customer
