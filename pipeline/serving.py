"""Gateway, page and the questions of this home's own commands, on one address."""

import asyncio
import signal
from collections.abc import Callable
from hmac import compare_digest
from typing import Final, Protocol, TypeVar

import msgspec
from aiohttp import web

from pipeline.engine_room import EngineRoom
from pipeline.gateway import Gateway, runner
from pipeline.page.app import Handler, page
from pipeline.refreshing import refresher
from pipeline.settings import Settings
from pipeline.station import Front, Station
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
    beside: list[Beside] = [one for one in (room, refresher(front.warehouse, front.settings, failed)) if one]
    web_runner = runner(_application(front, room.ring if room else _nobody))
    await web_runner.setup()
    try:
        url = await _listen(web_runner, front.settings)
        front.held.serves(url)
        for thread in beside:
            thread.start()
        started(url)
        await over
    finally:
        for thread in reversed(beside):
            await asyncio.to_thread(thread.stop)
        await web_runner.cleanup()


async def _listen(web_runner: web.AppRunner, settings: Settings) -> str:
    try:
        await web.TCPSite(web_runner, settings.host, settings.port).start()
    except OSError as error:
        raise Misused(
            f"cannot listen on {settings.host}:{settings.port} ({error.strerror}); choose another with EARSHOT_HOST and EARSHOT_PORT"
        ) from None
    host, port = web_runner.addresses[0][:2]
    return f"http://{host}:{port}"


def _application(front: Front, ring: Callable[[], None]) -> web.Application:
    keys = dict(key.split(":", 1) for key in front.settings.api_keys)
    application = page(front.warehouse)
    if front.settings.host in LOOPBACK:
        application.middlewares.append(_from_here)
    application.add_routes(Gateway(front.intake, keys, ring).routes())
    application.add_routes(_Admin(front).routes())
    return application


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

LOOPBACK: Final = frozenset({"127.0.0.1", "::1", "localhost"})


@web.middleware
async def _from_here(request: web.Request, handler: Handler) -> web.StreamResponse:
    """A page elsewhere may point its own name at this address to read customers' words with its reader's browser."""
    if request.url.host not in LOOPBACK:
        raise web.HTTPMisdirectedRequest(text="served on this machine only: use 127.0.0.1 or localhost")
    return await handler(request)


class _Admin:
    """What `earshot sql`, `status` and `verify` ask while this process holds the home."""

    def __init__(self, front: Front) -> None:
        self._front = front

    def routes(self) -> list[web.RouteDef]:
        return [web.post("/admin/ask", self.ask), web.post("/admin/verify", self.verify)]

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
