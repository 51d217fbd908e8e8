"""Gateway, page and the questions of this home's own commands, on one address."""

import asyncio
import signal
from collections.abc import Callable
from hmac import compare_digest
from typing import Final, TypeVar

import msgspec
from aiohttp import web

from pipeline.engine_room import EngineRoom
from pipeline.gateway import Gateway, runner
from pipeline.page.app import Handler, page
from pipeline.settings import Settings
from pipeline.station import Station
from pipeline.verify import differences
from schemas.errors import Misused, Unavailable


def serve(station: Station, started: Callable[[str], None]) -> None:
    """Serve until SIGINT or SIGTERM; `started` is told the address. Any bug of the agents is raised here."""
    asyncio.run(_serve(station, started))


async def _serve(station: Station, started: Callable[[str], None]) -> None:
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

    room = EngineRoom(station.engine, station.log, failed)
    web_runner = runner(_application(station, room))
    await web_runner.setup()
    try:
        url = await _listen(web_runner, station.settings)
        station.held.serves(url)
        room.start()
        started(url)
        await over
    finally:
        await asyncio.to_thread(room.stop)
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


def _application(station: Station, room: EngineRoom) -> web.Application:
    keys = dict(key.split(":", 1) for key in station.settings.api_keys)
    application = page(station.warehouse)
    if station.settings.host in LOOPBACK:
        application.middlewares.append(_from_here)
    application.add_routes(Gateway(station.log, keys, room.ring).routes())
    application.add_routes(_Admin(station).routes())
    return application


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

    def __init__(self, station: Station) -> None:
        self._station = station

    def routes(self) -> list[web.RouteDef]:
        return [web.post("/admin/ask", self.ask), web.post("/admin/verify", self.verify)]

    async def ask(self, request: web.Request) -> web.Response:
        self._known(request)
        sql = (await request.read()).decode(errors="replace")
        answer = await self._answer(lambda: self._station.warehouse.ask(sql))
        try:
            return web.Response(body=msgspec.msgpack.encode(answer))
        except OverflowError:
            raise web.HTTPBadRequest(text=TOO_LONG) from None

    async def verify(self, request: web.Request) -> web.Response:
        self._known(request)
        found = await self._answer(
            lambda: list(differences(self._station.log, self._station.warehouse, self._station.policies))
        )
        return web.Response(body=msgspec.msgpack.encode(found))

    def _known(self, request: web.Request) -> None:
        given = request.headers.get("Authorization", "").removeprefix("Bearer ")
        if not compare_digest(given.encode("utf-8", "surrogateescape"), self._station.held.token.encode()):
            raise web.HTTPUnauthorized(text="this address answers the home's own commands only")

    @staticmethod
    async def _answer(ask: Callable[[], T]) -> T:
        try:
            return await asyncio.to_thread(ask)
        except Misused as error:
            raise web.HTTPBadRequest(text=str(error)) from None
        except Unavailable as error:
            raise web.HTTPServiceUnavailable(text=str(error)) from None
