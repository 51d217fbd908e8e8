"""What an OpenID provider says of somebody, and which role that gives."""

from collections.abc import Iterable, Mapping
from typing import Final

import msgspec

from pipeline.signin.rights import Role
from schemas.errors import Misused, Rejected

LEEWAY: Final = 60.0  # seconds that two clocks may differ
OLDEST: Final = 600.0  # seconds between a token's making and its coming here
MOST_NAME: Final = 128
ANY: Final = "*"


class Grant(msgspec.Struct, frozen=True):
    """Whoever has `value` in `claim` has `role`. `claim` is a path with dots, or a name that holds dots itself."""

    role: Role
    claim: str
    value: str

    def __str__(self) -> str:
        return f"{self.role}:{self.claim}={self.value}"


class Token(msgspec.Struct, frozen=True, kw_only=True):
    """Of an id token's claims, those that every provider sends and those that may name somebody."""

    iss: str
    sub: str
    aud: str | tuple[str, ...]
    exp: float
    iat: float
    nonce: str = ""
    azp: str = ""
    nbf: float = 0.0
    preferred_username: str | None = None  # some providers send null for what they do not know
    email: str | None = None
    name: str | None = None

    @property
    def called(self) -> str:
        """The name to show, on one line."""
        said = self.name or self.preferred_username or self.email or self.sub
        return "".join(letter for letter in said if letter.isprintable())[:MOST_NAME]


class Expected(msgspec.Struct, frozen=True, kw_only=True):
    """What a token must say to be meant for us, now."""

    issuer: str
    client_id: str
    nonce: str
    at: float


def grants_of(said: Iterable[str]) -> tuple[Grant, ...]:
    """The grants of setting `oidc_roles`, or Misused with the one that cannot be read."""
    return tuple(_grant(one) for one in said)


def _grant(said: str) -> Grant:
    role, _, rest = said.partition(":")
    claim, _, value = rest.partition("=")
    if role not in set(Role) or not claim or not value:
        raise Misused(f"oidc_roles: {said!r} is not ROLE:CLAIM=VALUE, such as steward:groups=voc-stewards")
    return Grant(Role(role), claim, value)


def checked(claims: object, expected: Expected) -> Token:
    """The token that these claims are (OpenID Connect Core 3.1.3.7), or Rejected. Its signature was checked before."""
    try:
        token = msgspec.convert(claims, Token)
    except msgspec.ValidationError as error:
        raise Rejected("id token", str(error)) from None
    for holds, fault in _rules(token, expected):
        if not holds:
            raise Rejected("id token", fault)
    return token


def _rules(token: Token, expected: Expected) -> Iterable[tuple[bool, str]]:
    meant = (token.aud,) if isinstance(token.aud, str) else token.aud
    yield token.iss == expected.issuer, "another issuer's"
    yield expected.client_id in meant, "made for another client"
    yield len(meant) == 1 or bool(token.azp), "made for several clients, and none is named"
    yield token.azp in {"", expected.client_id}, "given to another client"
    yield token.nonce == expected.nonce, "made for another sign-in"
    yield expected.at < token.exp + LEEWAY, "expired"
    yield token.nbf <= expected.at + LEEWAY, "not valid yet"
    yield expected.at - OLDEST < token.iat <= expected.at + LEEWAY, "not made just now"


def granted(claims: Mapping[str, object], grants: Iterable[Grant]) -> tuple[Grant, ...]:
    """The grants that these claims fulfil."""
    return tuple(one for one in grants if _fulfils(values_at(claims, one.claim), one.value))


def _fulfils(values: frozenset[str], value: str) -> bool:
    return bool(values) if value == ANY else value in values


def values_at(claims: Mapping[str, object], path: str) -> frozenset[str]:
    """The texts at this path: one, or a list of them. A claim may have dots in its own name (https://x.y/roles)."""
    found = claims[path] if path in claims else _deep(claims, path)
    several = found if isinstance(found, list) else [found]
    return frozenset(one for one in several if isinstance(one, str) and one)


def _deep(claims: Mapping[str, object], path: str) -> object:
    found: object = claims
    for step in path.split("."):
        found = found.get(step) if isinstance(found, Mapping) else None
    return found
