"""An OpenID provider: the authorization code flow with PKCE, state and nonce.

we      -> provider  who is this?           state, nonce and the challenge go along, all three sealed in a cookie
browser -> us        code, state            state must be the cookie's, ten minutes old at most, and used once
we      -> provider  code, verifier         the id token comes back over TLS, signed by one of the provider's keys
"""

import secrets
from asyncio import Lock
from collections.abc import Mapping
from contextlib import suppress
from hmac import compare_digest
from typing import Final, TypeVar
from urllib.parse import urlencode, urlsplit

import httpx2
import msgspec
from authlib.integrations.base_client import OAuthError  # type: ignore[import-untyped]
from authlib.integrations.httpx_client import AsyncOAuth2Client  # type: ignore[import-untyped]
from joserfc import jwt
from joserfc.errors import JoseError
from joserfc.jwk import KeySet

from pipeline.loopback import LOOPBACK
from pipeline.signin.claims import Expected, Grant, Token, checked, granted
from pipeline.signin.sessions import Asked
from schemas.errors import Rejected, Unavailable

PATIENCE: Final = 10.0  # seconds for each of the provider's answers
ASKED_FOR: Final = 600.0  # seconds within which somebody signs in over there
_KEPT: Final = 3_600.0  # seconds until the provider's description is read again
# Signed by a key of the provider's alone. HS256 would be signed by a secret that both know, `none` by nobody.
_ALGORITHMS: Final = ("RS256", "RS384", "RS512", "PS256", "PS384", "PS512", "ES256", "ES384", "ES512")

S = TypeVar("S")


class Client(msgspec.Struct, frozen=True, kw_only=True):
    """What we are to the provider."""

    issuer: str
    client_id: str
    secret: str
    scope: str
    grants: tuple[Grant, ...]
    returns: str
    """Where the provider sends the browser back to: to be registered over there."""
    left: str
    """Where it may send it after signing out."""


class Described(msgspec.Struct, frozen=True):
    """Of OpenID Connect Discovery 1.0, section 3, what is used here."""

    issuer: str
    authorization_endpoint: str
    token_endpoint: str
    jwks_uri: str
    end_session_endpoint: str = ""
    token_endpoint_auth_methods_supported: tuple[str, ...] = ("client_secret_basic",)


class _Keys(msgspec.Struct, frozen=True):
    keys: list[dict[str, object]]


class _Tokens(msgspec.Struct, frozen=True):
    id_token: str


class Known(msgspec.Struct, frozen=True):
    """Somebody the provider vouches for. `grants` is empty for whom no role is set."""

    name: str
    grants: tuple[str, ...]


class Provider:
    def __init__(self, client: Client) -> None:
        self.client = client
        self._described: Described | None = None
        self._read_at = 0.0
        self._keys: KeySet | None = None
        self._used: dict[str, float] = {}
        self._one = Lock()

    async def ask(self, onwards: str, at: float) -> tuple[str, Asked]:
        """Where the browser goes to sign in, and what must be remembered until it comes back."""
        described = await self._describe(at)
        asked = Asked(
            state=secrets.token_urlsafe(24),
            nonce=secrets.token_urlsafe(24),
            verifier=secrets.token_urlsafe(48),
            onwards=onwards,
            at=at,
        )
        async with self._oauth(described) as oauth:
            url, _ = oauth.create_authorization_url(
                described.authorization_endpoint,
                state=asked.state,
                nonce=asked.nonce,
                code_verifier=asked.verifier,
            )
        return str(url), asked

    async def answered(self, said: Mapping[str, str], asked: Asked | None, at: float) -> Known:
        """Who came back with this query. Rejected: not what was asked, or not to be believed."""
        self._once(said.get("state", ""), asked, at)
        if asked is None or "code" not in said:
            raise Rejected("provider", said.get("error", "no code")[:80])
        described = await self._describe(at)
        if said.get("iss", described.issuer) != described.issuer:  # RFC 9207: an answer of somebody else
            raise Rejected("iss", "another issuer's answer")
        id_token = await self._exchange(described, said["code"], asked.verifier)
        claims = await self._signed(described, id_token)
        expected = Expected(
            issuer=described.issuer, client_id=self.client.client_id, nonce=asked.nonce, at=at
        )
        return self._known(checked(claims, expected), claims)

    async def end_url(self, at: float) -> str:
        """Where the browser signs out of the provider too (RP-Initiated Logout 1.0); empty where it cannot."""
        with suppress(Unavailable):
            described = await self._describe(at)
            if described.end_session_endpoint:
                query = {"client_id": self.client.client_id, "post_logout_redirect_uri": self.client.left}
                mark = "&" if "?" in described.end_session_endpoint else "?"
                return f"{described.end_session_endpoint}{mark}{urlencode(query)}"
        return ""

    def _known(self, token: Token, claims: Mapping[str, object]) -> Known:
        return Known(token.called, tuple(str(one) for one in granted(claims, self.client.grants)))

    def _once(self, state: str, asked: Asked | None, at: float) -> None:
        self._used = {used: moment for used, moment in self._used.items() if at - moment < ASKED_FOR}
        if (
            asked is None
            or not compare_digest(state.encode("utf-8", "replace"), asked.state.encode())
            or at - asked.at >= ASKED_FOR
        ):
            raise Rejected("state", "no sign-in of this browser, or begun too long ago")
        if state in self._used:
            raise Rejected("state", "used before")
        self._used[state] = at

    async def _describe(self, at: float) -> Described:
        async with self._one:
            if self._described is None or at - self._read_at > _KEPT:
                place = f"{self.client.issuer.rstrip('/')}/.well-known/openid-configuration"
                self._described = _usable(await _get(place, Described), self.client.issuer)
                self._read_at = at
            return self._described

    async def _exchange(self, described: Described, code: str, verifier: str) -> str:
        try:
            async with self._oauth(described) as oauth:
                got = await oauth.fetch_token(
                    described.token_endpoint,
                    grant_type="authorization_code",
                    code=code,
                    code_verifier=verifier,
                    redirect_uri=self.client.returns,
                )
            return msgspec.convert(dict(got), _Tokens).id_token
        except OAuthError as error:
            raise Rejected("code", str(error.error)[:80]) from None
        except msgspec.ValidationError as error:
            raise Rejected("token endpoint", str(error)) from None
        except (httpx2.HTTPError, ValueError) as error:
            raise _away(described.token_endpoint, error) from None

    async def _signed(self, described: Described, id_token: str) -> Mapping[str, object]:
        """The claims under a signature of the provider's. Its keys are read again where those at hand do not fit."""
        with suppress(JoseError, ValueError):
            if self._keys is not None:
                return jwt.decode(id_token, self._keys, algorithms=_ALGORITHMS).claims
        got = await _get(described.jwks_uri, _Keys)
        try:
            self._keys = _known_keys(got)
            return jwt.decode(id_token, self._keys, algorithms=_ALGORITHMS).claims
        except (JoseError, ValueError) as error:
            raise Rejected("id token", f"its signature is not the provider's: {error}") from None

    def _oauth(self, described: Described) -> AsyncOAuth2Client:
        supported = described.token_endpoint_auth_methods_supported
        basic = "client_secret_basic" in supported or "client_secret_post" not in supported
        method = "client_secret_basic" if basic else "client_secret_post"
        return AsyncOAuth2Client(
            self.client.client_id,
            self.client.secret,
            token_endpoint_auth_method=method if self.client.secret else "none",
            scope=self.client.scope,
            redirect_uri=self.client.returns,
            code_challenge_method="S256",
            timeout=PATIENCE,
        )


def _usable(described: Described, issuer: str) -> Described:
    """The description, if it is the issuer's own and nothing of it goes unencrypted."""
    if described.issuer.rstrip("/") != issuer.rstrip("/"):
        raise Unavailable(f"oidc_issuer is {issuer}, but the provider there calls itself {described.issuer}")
    for url in (described.authorization_endpoint, described.token_endpoint, described.jwks_uri):
        if not safe(url):
            raise Unavailable(f"the provider names {url}, which is not https")
    return described


def safe(url: str) -> bool:
    """Encrypted, or on this machine."""
    parts = urlsplit(url)
    return parts.scheme == "https" or (parts.scheme == "http" and parts.hostname in LOOPBACK)


def _known_keys(got: _Keys) -> KeySet:
    """Those that sign, of kinds that are known here; others are passed over (RFC 7517, section 5)."""
    known = []
    for one in got.keys:
        with suppress(JoseError, ValueError, LookupError, TypeError):
            if one.get("use", "sig") == "sig":
                known += KeySet.import_key_set({"keys": [one]}).keys  # type: ignore[list-item]  # as it was sent
    return KeySet(known)


async def _get(url: str, kind: type[S]) -> S:
    try:
        async with httpx2.AsyncClient(timeout=PATIENCE) as client:
            answer = (await client.get(url)).raise_for_status()
        return msgspec.json.decode(answer.content, type=kind)
    except (httpx2.HTTPError, httpx2.InvalidURL, msgspec.DecodeError) as error:
        raise _away(url, error) from None


def _away(url: str, error: Exception) -> Unavailable:
    return Unavailable(f"the OpenID provider at {urlsplit(url).netloc} cannot be asked: {error}")
