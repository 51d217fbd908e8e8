"""The two ways to sign in. Both give a session, and both say at every request which role it still has."""

import asyncio
import time
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from typing import Final, Protocol
from urllib.parse import parse_qs

from aiohttp import web

from pipeline.signin.attempts import Attempts, address_of
from pipeline.signin.passwords import Passwords, known_as
from pipeline.signin.paths import PROVIDER, RETURN, SIGN_IN, is_ours, own_path
from pipeline.signin.provider import Provider
from pipeline.signin.rights import Role, highest
from pipeline.signin.screen import Screen, Told, sent
from pipeline.signin.sessions import Cookie, Kept, Session, fresh_id
from schemas.errors import Misused, Rejected, Unavailable

_MOST_BODY: Final = 8 * 1024
_AT_ONCE: Final = 2  # hashes: each takes 64 MiB and most of a core for a while


class Way(Protocol):
    def role_of(self, session: Session) -> Role | None:
        """The role that this session has now; None: it has none any more. Unavailable where that cannot be told."""

    async def end_url(self, at: float) -> str:
        """Where signing out goes on; empty: nowhere."""

    def routes(self) -> list[web.RouteDef]:
        """What this way needs to be asked."""


@dataclass(frozen=True, slots=True)
class ByPassword:
    people: Passwords
    screen: Screen
    cookie: Cookie
    page_url: str = ""
    proxies: tuple[str, ...] = ()
    clock: Callable[[], float] = time.time
    attempts: Attempts = field(default_factory=Attempts)
    hashing: asyncio.Semaphore = field(default_factory=lambda: asyncio.Semaphore(_AT_ONCE))

    def role_of(self, session: Session) -> Role | None:
        """Of the file as it is now: who was removed, or has a new password, is out."""
        try:
            person = self.people.find(session.name)
        except Misused as error:
            raise Unavailable(f"nobody can be let in: {error}") from None
        return person.role if person and person.mark == session.mark else None

    async def end_url(self, at: float) -> str:  # noqa: ARG002 - of the protocol
        return ""

    def routes(self) -> list[web.RouteDef]:
        return [web.post(SIGN_IN, self._enter)]

    async def _enter(self, request: web.Request) -> web.Response:
        """POST name, password and next: a session and on to `next`, or the page again and why."""
        at = self.clock()
        fields = await _fields(request)
        onwards = own_path(fields.get("next", "/"))
        if not is_ours(request, self.page_url):
            return self.screen.show(request, Told.ELSEWHERE, onwards)
        name, address = known_as(fields.get("name", "")), self._address(request)
        if wait := self.attempts.begin(name, address, at):
            answer = self.screen.show(request, Told.WAIT, onwards)
            answer.headers["Retry-After"] = str(int(wait) + 1)
            return answer
        async with self.hashing:
            try:
                person = await asyncio.to_thread(self.people.check, name, fields.get("password", ""))
            except Misused as error:
                raise Unavailable(f"nobody can be let in: {error}") from None
        if person is None:
            return self.screen.show(request, Told.WRONG, onwards)
        self.attempts.succeeded(name, address)
        session = Session(id=fresh_id(), name=person.name, since=at, seen=at, mark=person.mark)
        return self.cookie.on(sent(onwards), Kept(session=session))

    def _address(self, request: web.Request) -> str:
        forwarded = ",".join(request.headers.getall("X-Forwarded-For", []))
        return address_of(request.remote or "", forwarded, self.proxies)


async def _fields(request: web.Request) -> Mapping[str, str]:
    """The form's fields; 413 above 8 KiB, 400 where they are no form's."""
    body = await request.clone(client_max_size=_MOST_BODY).read()
    try:
        found = parse_qs(body.decode(), keep_blank_values=True, max_num_fields=8)
    except ValueError:
        raise web.HTTPBadRequest(text="not the form of the sign-in page") from None
    return {name: values[-1] for name, values in found.items()}


@dataclass(frozen=True, slots=True)
class ByProvider:
    provider: Provider
    screen: Screen
    cookie: Cookie
    clock: Callable[[], float] = time.time

    def role_of(self, session: Session) -> Role | None:
        """The highest of what the provider said when somebody signed in and `oidc_roles` still grants."""
        grants = self.provider.client.grants
        return highest({one.role for one in grants if str(one) in session.roles})

    async def end_url(self, at: float) -> str:
        return await self.provider.end_url(at)

    def routes(self) -> list[web.RouteDef]:
        return [web.get(PROVIDER, self._begin), web.get(RETURN, self._come_back)]

    async def _begin(self, request: web.Request) -> web.Response:
        onwards = own_path(request.query.get("next", "/"))
        try:
            url, asked = await self.provider.ask(onwards, self.clock())
        except Unavailable:
            return self.screen.show(request, Told.AWAY, onwards)
        session = self.cookie.opened(request).session
        return self.cookie.on(sent(url), Kept(session=session, asked=asked))

    async def _come_back(self, request: web.Request) -> web.Response:
        """The provider's answer. Whatever it is, it is used up."""
        at = self.clock()
        kept = self.cookie.opened(request)
        onwards = kept.asked.onwards if kept.asked else "/"
        try:
            known = await self.provider.answered(request.query, kept.asked, at)
        except (Rejected, Unavailable) as error:
            told = Told.AWAY if isinstance(error, Unavailable) else Told.FAILED
            return self._told(request, told, kept, onwards)
        if not known.grants:
            return self._told(request, Told.NO_ROLE, kept, onwards)
        session = Session(id=fresh_id(), name=known.name, since=at, seen=at, roles=known.grants)
        return self.cookie.on(sent(onwards), Kept(session=session))

    def _told(self, request: web.Request, told: Told, kept: Kept, onwards: str) -> web.Response:
        return self.cookie.on(self.screen.show(request, told, onwards), Kept(session=kept.session))
