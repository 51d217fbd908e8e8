"""Gateway, page and the questions of this home's own commands, on one address."""

import asyncio
import signal
from collections.abc import Callable
from hmac import compare_digest
from typing import Final, Protocol, TypeVar

import msgspec
from aiohttp import web
from aiohttp.typedefs import Handler, Middleware

from pipeline.admitting.door import door_of as admitting
from pipeline.embedded import handle_secret
from pipeline.engine_room import EngineRoom
from pipeline.erasing.asking import ERASE, Asked, answered
from pipeline.gateway import Gateway, runner
from pipeline.listening import listening, own_address
from pipeline.loopback import LOOPBACK
from pipeline.observing.fronting import watch_of
from pipeline.page.app import page
from pipeline.refreshing import refresher
from pipeline.signin.opening import door_of, is_secure, page_host
from pipeline.station import Front, Station
from pipeline.terminal import ERR, plain
from pipeline.verify import differences
from schemas.errors import Misused, Unavailable


def serve(front: Front, started: Callable[[str], None]) -> None:
    """Serve until SIGINT or SIGTERM; `started` is told the address.

    A station's agents run beside; any bug of theirs is raised here.
    """
    asyncio.run(_serve(front, started))


async def _serve(front: Front, started: Callable[[str], None]) -> None:
    loop = asyncio.get_running_loop()
    over: asyncio.Future[None] = loop.create_future()

    def end(error: BaseException | None = None) -> None:
        if over.done():
            return
        if error:
            over.set_exception(error)
        else:
            over.set_result(None)

    def failed(error: BaseException) -> None:
        loop.call_soon_threadsafe(end, error)

    for number in (signal.SIGINT, signal.SIGTERM):
        loop.add_signal_handler(number, end)

    room = EngineRoom(front.engine, front.log, failed) if isinstance(front, Station) else None
    watch = watch_of(front, failed)
    refreshes = refresher(front.warehouse, front.settings, failed, watch.refreshed)
    beside: list[Beside] = [one for one in (room, refreshes, watch.learner) if one]
    application = _application(front, room.ring if room else _nobody)
    watch.hang(application)
    web_runner = runner(application)
    async with (
        watch.listening(),
        listening(web_runner, front.settings, _told) as url,
        own_address(_Admin(front).routes(), front.settings, url) as own,
    ):
        front.held.serves(own)
        try:
            for thread in beside:
                thread.start()
            started(url)
            await over
        finally:
            for thread in reversed(beside):
                await asyncio.to_thread(thread.stop)


def _told(remark: str) -> None:
    ERR.print(plain(f"earshot: {remark}"))


def _application(front: Front, ring: Callable[[], None]) -> web.Application:
    application = page(front.warehouse, secret=_secret(front))
    if front.settings.host in LOOPBACK:
        application.middlewares.append(_only_as(LOOPBACK | {page_host(front.settings)}))
    if door := door_of(front.settings):
        door.hang(application)
    if is_secure(front.settings):
        application.on_response_prepare.append(_never_plain)
    application.add_routes(Gateway(front.intake, admitting(front.settings, _told), ring).routes())
    application.add_routes(_Admin(front).routes())
    return application


def _secret(front: Front) -> bytes:
    """What keys the names customers have before readers who may not see ids: the same after each start of a home."""
    own = isinstance(front, Station)
    return handle_secret(front.settings) if own else front.settings.handle_secret.encode()


def _nobody() -> None:
    """Workers hear by themselves that something came."""


class Beside(Protocol):
    """A thread of this process."""

    def start(self) -> None:
        """Begin."""

    def stop(self) -> None:
        """Return when it has ended, also where it never began."""


TOO_LONG: Final = "a whole number beyond 64 bits cannot be passed on; wrap it in toString()"

T = TypeVar("T")


def _only_as(hosts: frozenset[str]) -> Middleware:
    """A page elsewhere may point its own name at this address to read customers' words with its reader's browser."""

    @web.middleware
    async def from_here(request: web.Request, handler: Handler) -> web.StreamResponse:
        if request.url.host not in hosts:
            raise web.HTTPMisdirectedRequest(text="served on this machine only: use 127.0.0.1 or localhost")
        return await handler(request)

    return from_here


async def _never_plain(_: web.Request, response: web.StreamResponse) -> None:
    """Browsers that came over TLS once come so for a year; a network in between cannot talk them out of it."""
    response.headers["Strict-Transport-Security"] = "max-age=31536000"


class _Admin:
    """What `earshot sql`, `status` and `verify` ask while this process holds the home."""

    def __init__(self, front: Front) -> None:
        self._front = front

    def routes(self) -> list[web.RouteDef]:
        return [
            web.post("/admin/ask", self.ask),
            web.post("/admin/verify", self.verify),
            web.post(f"/admin/{ERASE}", self.erase),
        ]

    async def ask(self, request: web.Request) -> web.Response:
        self._known(request)
        sql = (await request.read()).decode(errors="replace")
        answer = await self._answer(lambda: self._front.warehouse.ask(sql))
        try:
            return web.Response(body=msgspec.msgpack.encode(answer))
        except OverflowError:
            raise web.HTTPBadRequest(text=TOO_LONG) from None

    async def verify(self, request: web.Request) -> web.Response:
        self._known(request)
        found = await self._answer(
            lambda: list(differences(self._front.handed(), self._front.warehouse, self._front.policies))
        )
        return web.Response(body=msgspec.msgpack.encode(found))

    async def erase(self, request: web.Request) -> web.Response:
        self._known(request)
        asked = msgspec.json.decode(await request.read(), type=Asked)
        answer = await self._answer(lambda: answered(self._front, asked))
        return web.Response(body=msgspec.json.encode(answer))

    def _known(self, request: web.Request) -> None:
        given = request.headers.get("Authorization", "").removeprefix("Bearer ")
        if not compare_digest(given.encode("utf-8", "surrogateescape"), self._front.held.token.encode()):
            raise web.HTTPUnauthorized(text="this address answers the home's own commands only")

    @staticmethod
    async def _answer(ask: Callable[[], T]) -> T:
        try:
            return await asyncio.to_thread(ask)
        except Misused as error:
            raise web.HTTPBadRequest(text=str(error)) from None
        except Unavailable as error:
            raise web.HTTPServiceUnavailable(text=str(error)) from None
