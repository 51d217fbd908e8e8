"""The page's server: one HTML file, plain ES modules, and the answers they draw. It reads, and changes nothing.

    GET /                     the screen
    GET /static/...           its modules, style and icon
    GET /api/choices          Choices: regions, products, channels and topics that occur
    GET /api/definitions      what each figure means, in English and Chinese
    GET /api/overview         Overview; ?weeks=4|13|52&region=&product=&channel=
    GET /api/voices           Voices; the same and about=, sentiment=, topic=, event=, start=, end=, offset=

An absent choice means all; an empty one means "not stated". Answers are the structs of `pipeline.page.answers`
as JSON. 400 and 503 carry a Fault: the question is wrong, or the warehouse is away and may be asked again.
"""

from collections.abc import Awaitable, Callable, Mapping
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path
from typing import Final, TypeVar

import msgspec
from aiohttp import web

from pipeline.page.answers import Choices, Fault, Overview, Voices
from pipeline.page.asking import Asking, Chosen
from pipeline.page.definitions import Definition, definitions
from pipeline.page.overview import overview
from pipeline.page.voices import Wanted, choices, voices
from pipeline.ports import Asks
from schemas.errors import Rejected, Unavailable

STATIC: Final = Path(__file__).parent / "static"

# Customers' words are data wherever they land: no script but our files runs here, and nothing is fetched elsewhere.
SECURITY: Final = {
    "Content-Security-Policy": "default-src 'self'; object-src 'none'; base-uri 'none'; form-action 'self'; "
    "frame-ancestors 'none'",
    "X-Content-Type-Options": "nosniff",
    "Referrer-Policy": "no-referrer",
    "Cross-Origin-Resource-Policy": "same-origin",
}

Handler = Callable[[web.Request], Awaitable[web.StreamResponse]]
Q = TypeVar("Q", bound=Chosen)


def now() -> datetime:
    return datetime.now(UTC)


def page(warehouse: Asks, clock: Callable[[], datetime] = now) -> web.Application:
    """The page as an application of its own. More routes may be added to it, such as the gateway's."""
    site = _Site(Asking(warehouse), clock)
    application = web.Application(middlewares=[_told])
    application.add_routes(
        [
            web.get("/", _screen),
            web.get("/api/choices", site.choices),
            web.get("/api/definitions", _definitions),
            web.get("/api/overview", site.overview),
            web.get("/api/voices", site.voices),
            web.static("/static", STATIC),
        ]
    )
    application.on_response_prepare.append(_secured)
    return application


@dataclass(frozen=True, slots=True)
class _Site:
    asking: Asking
    clock: Callable[[], datetime]

    async def choices(self, _: web.Request) -> web.Response:
        return _json(await choices(self.asking))

    async def overview(self, request: web.Request) -> web.Response:
        return _json(await overview(self.asking, _asked(request.query, Chosen), self.clock().date()))

    async def voices(self, request: web.Request) -> web.Response:
        return _json(await voices(self.asking, _asked(request.query, Wanted), self.clock().date()))


def _asked(query: Mapping[str, str], kind: type[Q]) -> Q:
    """The query as typed values, or Rejected. Unknown names are ignored: the address also carries the language."""
    try:
        return msgspec.convert(dict(query), kind, strict=False)
    except msgspec.ValidationError as error:
        raise Rejected("query", str(error)) from None


async def _screen(_: web.Request) -> web.FileResponse:
    return web.FileResponse(STATIC / "index.html", headers={"Cache-Control": "no-cache"})


async def _definitions(_: web.Request) -> web.Response:
    return _json(definitions())


def _json(
    said: Choices | Overview | Voices | Fault | tuple[Definition, ...], status: int = 200
) -> web.Response:
    return web.Response(
        status=status,
        body=msgspec.json.encode(said),
        content_type="application/json",
        headers={"Cache-Control": "no-store"},
    )


@web.middleware
async def _told(request: web.Request, handler: Handler) -> web.StreamResponse:
    """A question that cannot be answered gets a reason the screen can show."""
    try:
        return await handler(request)
    except Rejected as why:
        return _json(Fault(fault=str(why)), 400)
    except Unavailable as why:
        return _json(Fault(fault=str(why), unavailable=True), 503)


async def _secured(request: web.Request, response: web.StreamResponse) -> None:
    response.headers.update(SECURITY)
    if request.path.startswith("/static/"):
        response.headers["Cache-Control"] = "no-cache"  # asked again each time, answered 304
