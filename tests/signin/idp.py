"""An OpenID provider that lies on request: a real server on loopback, whose tokens a test may spoil."""

import asyncio
import hmac
import json
from base64 import urlsafe_b64encode
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from dataclasses import dataclass, field
from hashlib import sha256

from aiohttp import web
from aiohttp.test_utils import TestServer
from joserfc import jwt
from joserfc.jwk import KeySet, RSAKey


@dataclass
class Idp:
    """`claims` come into every token; `signer` signs it; `published` are the keys that are shown."""

    clock: float
    signer: RSAKey
    published: list[RSAKey]
    algorithm: str = "RS256"
    claims: dict[str, object] = field(default_factory=dict)
    asked: dict[str, str] = field(default_factory=dict)
    issuer: str = ""
    calls_itself: str = ""
    challenges: dict[str, str] = field(default_factory=dict)
    exchanged: list[dict[str, str]] = field(default_factory=list)
    broken: bool = False
    beside: list[dict[str, object]] = field(default_factory=list)
    """Shown before `published`, and no keys that anybody here knows."""

    async def described(self, _: web.Request) -> web.Response:
        if self.broken:
            return web.Response(status=500)
        here = self.issuer
        return web.json_response(
            {
                "issuer": self.calls_itself or here,
                "authorization_endpoint": f"{here}/authorize",
                "token_endpoint": f"{here}/token",
                "jwks_uri": f"{here}/keys",
                "end_session_endpoint": f"{here}/end",
            }
        )

    async def authorize(self, request: web.Request) -> web.Response:
        """Everybody agrees at once."""
        query = request.query
        assert query["response_type"] == "code"
        assert query["code_challenge_method"] == "S256"
        assert "openid" in query["scope"].split()
        code = f"code {len(self.challenges)}"
        self.challenges[code] = query["code_challenge"]
        self.asked = {"nonce": query["nonce"], "aud": query["client_id"]}
        return web.json_response({"code": code, "state": query["state"]})

    async def token(self, request: web.Request) -> web.Response:
        form = {key: str(value) for key, value in (await request.post()).items()}
        self.exchanged.append(form)
        verifier = _plain(sha256(form["code_verifier"].encode()).digest()).decode()
        if self.challenges.pop(form["code"], "") != verifier:
            return web.json_response({"error": "invalid_grant"}, status=400)
        signed = await asyncio.to_thread(self._signed)
        return web.json_response({"access_token": "a", "token_type": "Bearer", "id_token": signed})

    def _signed(self) -> str:
        now = int(self.clock)
        claims = {"iss": self.issuer, "sub": "7", "iat": now, "exp": now + 300, **self.asked, **self.claims}
        if self.algorithm in {"none", "HS256"}:
            return self._forged(claims)
        header = {"alg": self.algorithm, "kid": self.signer.kid or ""}
        return jwt.encode(header, claims, self.signer)

    def _forged(self, claims: dict[str, object]) -> str:
        """Signed by nobody, or with the public key as if it were a secret."""
        said = b".".join(_plain(json.dumps(one).encode()) for one in ({"alg": self.algorithm}, claims))
        public = self.published[0].as_pem(private=False)
        made = _plain(hmac.digest(public, said, "sha256")) if self.algorithm == "HS256" else b""
        return (said + b"." + made).decode()

    async def keys(self, _: web.Request) -> web.Response:
        known = KeySet([*self.published]).as_dict(private=False)["keys"]
        return web.json_response({"keys": [*self.beside, *known]})


def _plain(said: bytes) -> bytes:
    return urlsafe_b64encode(said).rstrip(b"=")


def new_key() -> RSAKey:
    return RSAKey.generate_key(2048, auto_kid=True)


@asynccontextmanager
async def idp(clock: float, key: RSAKey) -> AsyncIterator[Idp]:
    found = Idp(clock, key, [key])
    application = web.Application()
    application.add_routes(
        [
            web.get("/.well-known/openid-configuration", found.described),
            web.get("/authorize", found.authorize),
            web.post("/token", found.token),
            web.get("/keys", found.keys),
        ]
    )
    async with TestServer(application) as server:
        found.issuer = str(server.make_url("/")).rstrip("/")
        yield found
