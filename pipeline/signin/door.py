"""The door of the page: who has no session is shown the sign-in page, and who has one brings their rights along.

    GET  /sign-in            the page; ?next= where to go on to, ?lang=en|zh
    POST /sign-in            name, password, next                    303, 401, 403 from elsewhere, 429 too often
    GET  /sign-in/provider   off to the OpenID provider
    GET  /sign-in/return     back from it                            303, 401, 403 without a role, 503
    POST /sign-out           the session is over, everywhere         303

Everything else but the gateway, the probes, the commands' questions and the page's own files needs a session:
401 and a Fault below /api/, 303 to the sign-in page elsewhere.
"""

from collections.abc import Callable
from dataclasses import dataclass

import msgspec
from aiohttp import web
from aiohttp.typedefs import Handler

from pipeline.page.answers import Fault
from pipeline.signin.paths import LEFT, SIGN_IN, SIGN_OUT, guarded, is_ours, own_path
from pipeline.signin.rights import RIGHTS, Rights
from pipeline.signin.screen import Screen, Told, left, sent, to_sign_in
from pipeline.signin.sessions import Cookie, Ended, Kept, Session
from pipeline.signin.ways import Way


@dataclass(frozen=True, slots=True, kw_only=True)
class Door:
    """`clock` gives seconds of the epoch."""

    way: Way
    screen: Screen
    ended: Ended
    cookie: Cookie
    page_url: str
    clock: Callable[[], float]

    def hang(self, application: web.Application) -> None:
        """Close this application: nothing of it that is guarded is reached without a session."""
        application.middlewares.append(self._guard)
        application.add_routes(
            [
                web.get(SIGN_IN, self._show),
                web.get(LEFT, self._left),
                web.post(SIGN_OUT, self._leave),
            ]
        )
        application.add_routes(self.way.routes())

    @web.middleware
    async def _guard(self, request: web.Request, handler: Handler) -> web.StreamResponse:
        if not guarded(request):
            return await handler(request)
        kept = self.cookie.opened(request)
        session = self._living(kept.session)
        role = self.way.role_of(session) if session else None
        if session is None or role is None:
            return _refused(request)
        request[RIGHTS] = Rights(session.name, role)
        response = await handler(request)
        if not response.prepared and (touched := session.touched(self.clock())):
            self.cookie.on(response, msgspec.structs.replace(kept, session=touched))
        return response

    def _living(self, session: Session | None) -> Session | None:
        lives = session is not None and session.lives(self.clock()) and session not in self.ended
        return session if lives else None

    async def _show(self, request: web.Request) -> web.Response:
        onwards = own_path(request.query.get("next", "/"))
        session = self._living(self.cookie.opened(request).session)
        if session and self.way.role_of(session):
            return sent(onwards)
        return self.screen.show(request, onwards=onwards)

    async def _leave(self, request: web.Request) -> web.Response:
        if not is_ours(request, self.page_url):
            return self.screen.show(request, Told.ELSEWHERE)
        if session := self._living(self.cookie.opened(request).session):
            self.ended.add(session, self.clock())
        return self.cookie.on(left(), Kept())

    async def _left(self, request: web.Request) -> web.Response:
        """On to the provider from a page of its own: as a redirect of the form it would break `form-action 'self'`."""
        return self.screen.show(request, Told.LEFT, goes=await self.way.end_url(self.clock()))


def _refused(request: web.Request) -> web.Response:
    if request.path.startswith("/api/") or request.method not in {"GET", "HEAD"}:
        fault = Fault(fault="sign in first")
        return web.Response(
            status=401,
            body=msgspec.json.encode(fault),
            content_type="application/json",
            headers={"Cache-Control": "no-store", "WWW-Authenticate": f'Cookie form-action="{SIGN_IN}"'},
        )
    return to_sign_in(request)
