"""A session: who signed in, when, and how; sealed in a cookie, and over by time, by signing out, or by a new password."""

import secrets
from base64 import urlsafe_b64encode
from contextlib import suppress
from hashlib import sha256
from pathlib import Path
from typing import Final, TypeVar

import msgspec
from aiohttp import web
from cryptography.fernet import Fernet, InvalidToken

from pipeline.documents import text
from pipeline.files import replace, write_once
from pipeline.settings import Settings
from schemas.errors import Misused

IDLE: Final = 8 * 3600.0
LONGEST: Final = 24 * 3600.0
_SEEN_EACH: Final = 60.0  # seconds: a session in use is sealed anew no oftener
LEAST_SEAL: Final = 32  # characters


R = TypeVar("R", bound=web.StreamResponse)


class Session(msgspec.Struct, frozen=True, kw_only=True):
    """`since` and `seen` are seconds of the epoch; `mark` is of the password, `roles` are those that a provider gave."""

    id: str
    name: str
    since: float
    seen: float
    mark: str = ""
    roles: tuple[str, ...] = ()

    def lives(self, at: float) -> bool:
        return at - self.seen < IDLE and at - self.since < LONGEST

    def touched(self, at: float) -> "Session | None":
        """The session with its idle limit put off; None where it was, within the last minute."""
        return msgspec.structs.replace(self, seen=at) if at - self.seen > _SEEN_EACH else None


class Asked(msgspec.Struct, frozen=True, kw_only=True):
    """What a provider was asked, until it answers."""

    state: str
    nonce: str
    verifier: str
    onwards: str
    at: float


class Kept(msgspec.Struct, frozen=True):
    """All that the cookie holds."""

    session: Session | None = None
    asked: Asked | None = None


def seal_of(settings: Settings) -> Fernet:
    """The key of the cookies: derived from the setting, else made once and kept readable by the owner only."""
    secret = settings.session_secret or _own_secret(settings.home / "session-secret")
    if len(secret) < LEAST_SEAL:
        raise Misused(f"session_secret: {LEAST_SEAL} characters or more, such as from `openssl rand -hex 32`")
    return Fernet(urlsafe_b64encode(sha256(b"earshot sessions\0" + secret.encode()).digest()))


def _own_secret(place: Path) -> str:
    if not place.exists():
        with suppress(FileExistsError):  # another process was faster: its secret is the one
            write_once(place, secrets.token_hex(32))
    return text(place).strip()


class Cookie:
    """What a browser keeps for us, sealed: it can neither be read nor made by anybody else."""

    def __init__(self, seal: Fernet, secure: bool) -> None:
        self._seal = seal
        self._secure = secure
        # `__Host-`: no other host, not even one of the same domain, can set it. Browsers take it over TLS only.
        self._name = "__Host-earshot" if secure else "earshot"

    def opened(self, request: web.Request) -> Kept:
        """What it holds; nothing where it is not ours, or was written by another release."""
        sealed = request.cookies.get(self._name, "")
        try:
            return msgspec.json.decode(self._seal.decrypt(sealed.encode("ascii")), type=Kept)
        except (UnicodeEncodeError, InvalidToken, msgspec.DecodeError):
            return Kept()

    def on(self, response: R, kept: Kept) -> R:
        """The same response; the browser keeps this and nothing else from now on."""
        sealed = self._seal.encrypt(msgspec.json.encode(kept)).decode() if kept != Kept() else ""
        response.set_cookie(
            self._name,
            sealed,
            max_age=int(LONGEST) if sealed else 0,
            secure=self._secure,
            httponly=True,
            samesite="Lax",
        )
        return response


def fresh_id() -> str:
    return secrets.token_urlsafe(16)


class Ended:
    """Sessions that were signed out, until they would be over anyway: a copied cookie opens nothing.

    Kept in a file of the home, a line each: id and moment. Each process reads it once: gateways that do not share
    their home do not know what another signed out.
    """

    def __init__(self, place: Path) -> None:
        self._place = place
        self._at: dict[str, float] = {}
        if place.exists():
            for line in text(place).splitlines():
                name, _, moment = line.partition(" ")
                with suppress(ValueError):  # a line that was written by hand
                    self._at[name] = float(moment)

    def __contains__(self, session: Session) -> bool:
        return session.id in self._at

    def add(self, session: Session, at: float) -> None:
        """Remembered before this returns."""
        self._at = {name: moment for name, moment in self._at.items() if at - moment < LONGEST}
        self._at[session.id] = at
        replace(self._place, "".join(f"{name} {moment}\n" for name, moment in self._at.items()).encode())
