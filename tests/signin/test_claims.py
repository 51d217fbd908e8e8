"""What a provider's claims give, and which tokens are not for us."""

import msgspec
import pytest

from pipeline.signin.claims import Expected, checked, granted, grants_of, values_at
from pipeline.signin.rights import Role, highest
from schemas.errors import Misused, Rejected

NOW = 1_790_000_000.0
EXPECTED = Expected(issuer="https://id.example", client_id="earshot", nonce="n", at=NOW)
GOOD = {
    "iss": "https://id.example",
    "sub": "7",
    "aud": "earshot",
    "exp": NOW + 300,
    "iat": NOW - 5,
    "nonce": "n",
}


def test_a_good_token_names_somebody() -> None:
    assert checked(GOOD, EXPECTED).called == "7"
    assert checked({**GOOD, "email": "a@b.c"}, EXPECTED).called == "a@b.c"
    assert checked({**GOOD, "name": None, "email": None, "preferred_username": None}, EXPECTED).called == "7"
    assert checked({**GOOD, "name": "王\x1b[31m芳\n"}, EXPECTED).called == "王[31m芳"


@pytest.mark.parametrize(
    "change",
    [
        {"iss": "https://id.example.evil"},
        {"aud": "another"},
        {"aud": ["another"]},
        {"aud": []},
        {"aud": ["earshot", "another"]},
        {"aud": ["earshot", "another"], "azp": "another"},
        {"azp": "another"},
        {"nonce": "m"},
        {"nonce": ""},
        {"exp": NOW - 61},
        {"exp": "never"},
        {"exp": None},
        {"nbf": NOW + 61},
        {"iat": NOW + 61},
        {"iat": NOW - 600},
        {"sub": None},
        {"sub": 7},
    ],
)
def test_a_token_that_is_not_for_us_now_is_refused(change: dict[str, object]) -> None:
    with pytest.raises(Rejected):
        checked({**GOOD, **change}, EXPECTED)


@pytest.mark.parametrize("missing", list(GOOD))
def test_a_token_that_lacks_a_claim_is_refused(missing: str) -> None:
    with pytest.raises(Rejected):
        checked({key: value for key, value in GOOD.items() if key != missing}, EXPECTED)


def test_clocks_may_differ_by_a_minute() -> None:
    assert checked({**GOOD, "exp": NOW - 59, "iat": NOW + 59, "nbf": NOW + 59}, EXPECTED)
    assert checked({**GOOD, "aud": ["earshot", "b"], "azp": "earshot"}, EXPECTED)


GRANTS = grants_of(
    [
        "reader:groups=voc-readers",
        "steward:realm_access.roles=voc=steward",
        "admin:https://voice.example/roles=boss",
        "reader:hd=*",
    ]
)


@pytest.mark.parametrize(
    ("claims", "role"),
    [
        ({}, None),
        ({"groups": "voc-readers"}, Role.READER),
        ({"groups": ["other", "voc-readers"]}, Role.READER),
        ({"groups": ["VOC-READERS"]}, None),
        ({"groups": "voc-readers and more"}, None),
        ({"groups": {"voc-readers": True}}, None),
        ({"groups": None, "hd": ""}, None),
        ({"hd": "example.com"}, Role.READER),
        ({"realm_access": {"roles": ["voc=steward"]}, "groups": ["voc-readers"]}, Role.STEWARD),
        ({"realm_access.roles": ["voc=steward"]}, Role.STEWARD),
        ({"realm_access": ["roles"]}, None),
        ({"https://voice.example/roles": ["boss"]}, Role.ADMIN),
    ],
)
def test_claims_give_the_highest_role_they_fulfil(claims: dict[str, object], role: Role | None) -> None:
    assert highest({one.role for one in granted(claims, GRANTS)}) is role


def test_only_texts_count() -> None:
    assert values_at({"a": [1, None, "x", ["y"], ""]}, "a") == {"x"}


@pytest.mark.parametrize(
    "said", ["", "reader", "reader:", "reader:groups", "reader:groups=", "king:groups=x", "reader:=x"]
)
def test_a_grant_that_is_none_is_named(said: str) -> None:
    with pytest.raises(Misused, match="ROLE:CLAIM=VALUE"):
        grants_of([said])


def test_a_grant_is_written_as_it_is_read() -> None:
    assert grants_of(map(str, GRANTS)) == GRANTS
    assert msgspec.json.encode(GRANTS)
