"""The page's server: one HTML file, plain ES modules, and the answers they draw. It reads, and changes nothing.

    GET /                     the screen
    GET /static/...           its modules, style and icon, see `pipeline.page.files`
    GET /api/me               who reads and how to leave; null where nobody signs in
    GET /api/definitions      what each figure means, in English and Chinese
    GET /api/NAME             a section, see `pipeline.page.routes`; ?weeks=4|13|52 or start=&end=, and
                              region=&product=&channel=&team=&language=
    GET /api/NAME.csv         the same as a table: ?table=&lang=en|zh

An absent choice means all; an empty one means "not stated". Answers are structs of `pipeline.page`
as JSON. 400, 403, 404 and 503 carry a Fault: the question is wrong, the reader may not see words, there is no such
journey, or the warehouse is away and may be asked again. Who reads stands in `request[RIGHTS]`; without it everything may be seen, as on loopback.
"""

from collections.abc import Callable
from dataclasses import dataclass, replace
from datetime import UTC, datetime
from functools import cache
from pathlib import Path
from secrets import token_bytes
from typing import Final

import msgspec
from aiohttp import web
from aiohttp.typedefs import Handler

from pipeline.page.answers import Fault, Shown
from pipeline.page.asking import Asking
from pipeline.page.definitions import definitions
from pipeline.page.files import Held, files, held
from pipeline.page.headers import Language
from pipeline.page.looking import Look, Reader, Unknown, newest_day
from pipeline.page.routes import ROUTES, Route, Shows, asked
from pipeline.page.sheets import Sheet, pieces
from pipeline.ports import Asks
from pipeline.signin.paths import SIGN_OUT
from pipeline.signin.rights import RIGHTS, Role
from schemas.errors import Rejected, Unavailable

STATIC: Final = Path(__file__).parent / "static"

SCREENS: Final = (
    "/", "/complaints", "/journeys", "/promises", "/perception", "/contacts", "/attitude", "/praise", "/voices", "/accounts",
)  # fmt: skip
"""The sections, each with an address of its own; the same file reads the address and draws."""

# Customers' words are data wherever they land: no script but our files runs here, and nothing is fetched elsewhere.
SECURITY: Final = {
    "Content-Security-Policy": "default-src 'self'; object-src 'none'; base-uri 'none'; form-action 'self'; "
    "frame-ancestors 'none'",
    "X-Content-Type-Options": "nosniff",
    # With no-referrer browsers would hide even from ourselves that a form was ours.
    "Referrer-Policy": "same-origin",
    "Cross-Origin-Resource-Policy": "same-origin",
}


def now() -> datetime:
    return datetime.now(UTC)


def page(warehouse: Asks, clock: Callable[[], datetime] = now, secret: bytes = b"") -> web.Application:
    """The page as an application of its own. More routes may be added to it, such as the gateway's.

    `secret` keys the names that customers have before readers who may not see their ids; without one they are others
    after each start, and on each server.
    """
    site = _Site(Asking(warehouse), clock, secret or token_bytes(32))
    own, _ = files(STATIC, SCREENS), _meanings()  # read now, so that the first reader need not wait for it
    application = web.Application(middlewares=[_told])
    application.add_routes(
        [
            *(web.get(path, own.screen) for path in SCREENS),
            web.get("/static/{path:.+}", own.answer),
            web.get("/api/me", _me),
            web.get("/api/definitions", _definitions),
            *(web.get(route.path, site.section(route)) for route in ROUTES),
            *(web.get(f"{route.path}.csv", site.download(route)) for route in ROUTES if route.sheet),
        ]
    )
    application.on_response_prepare.append(_secured)
    return application


class _Download(msgspec.Struct, frozen=True):
    lang: Language = "en"
    table: str = ""


@dataclass(frozen=True, slots=True)
class _Site:
    asking: Asking
    clock: Callable[[], datetime]
    secret: bytes

    def section(self, route: Route) -> Handler:
        async def answer(request: web.Request) -> web.StreamResponse:
            return _json(await route.told(await self._look(request, route)))

        return answer

    def download(self, route: Route) -> Handler:
        async def answer(request: web.Request) -> web.StreamResponse:
            chosen = asked(request.query, _Download)
            table = chosen.table or route.tables[0]
            if table not in route.tables or route.sheet is None:
                raise Rejected("table", f"one of {', '.join(route.tables)}")
            look = await self._look(request, route)
            look = replace(look, asking=look.asking.passing())
            return await _sent(
                request, _file_name(route, table, look), await route.sheet(look, table), chosen.lang
            )

        return answer

    async def _look(self, request: web.Request, route: Route) -> Look:
        """Who asks what; _Withheld before anything is asked where this reader may not see it."""
        reader = _reader(request, self.secret)
        if route.shows is Shows.WORDS and not reader.words:
            raise _Withheld
        chosen, today = route.asked(request.query), self.clock().date()
        return Look(self.asking, chosen, today, await newest_day(self.asking, today), reader)


class _Withheld(Exception):
    """The reader may not see customers' words."""


def _reader(request: web.Request, secret: bytes) -> Reader:
    """What the sign-in lets this reader see; everything where nobody has to sign in."""
    rights = request.get(RIGHTS)
    if rights is None:
        return Reader(words=True, details=True, secret=secret)
    return Reader(words=rights.words, details=rights.details, secret=secret)


def _file_name(route: Route, table: str, look: Look) -> str:
    return f"earshot-{route.path.rpartition('/')[2]}-{table}-{look.period.start}-{look.period.end}.csv"


async def _sent(request: web.Request, name: str, sheet: Sheet, language: Language) -> web.StreamResponse:
    response = web.StreamResponse(
        headers={
            "Content-Type": "text/csv; charset=utf-8",
            "Content-Disposition": f'attachment; filename="{name}"',
            "Cache-Control": "no-store",
        }
    )
    await response.prepare(request)
    for piece in pieces(sheet, language):
        await response.write(piece)
    await response.write_eof()
    return response


class Me(msgspec.Struct, frozen=True):
    """Who reads. `sign_out` takes a POST."""

    name: str
    role: Role
    sign_out: str = SIGN_OUT


async def _me(request: web.Request) -> web.Response:
    rights = request.get(RIGHTS)
    return _json(Me(rights.name, rights.role) if rights else None)


async def _definitions(request: web.Request) -> web.Response:
    return _meanings().answer(request, "private, no-cache")


@cache
def _meanings() -> Held:
    return held(msgspec.json.encode(definitions()), "application/json")


def _json(said: Shown | Me | None, status: int = 200) -> web.Response:
    answer = web.Response(
        status=status,
        body=msgspec.json.encode(said),
        content_type="application/json",
        headers={"Cache-Control": "no-store"},
    )
    answer.enable_compression()  # for who can unpack it
    return answer


@web.middleware
async def _told(request: web.Request, handler: Handler) -> web.StreamResponse:
    """A question that cannot be answered gets a reason the screen can show."""
    try:
        return await handler(request)
    except Unknown as why:
        return _json(Fault(fault=str(why)), 404)
    except Rejected as why:
        return _json(Fault(fault=str(why)), 400)
    except Unavailable as why:
        return _json(Fault(fault=str(why), unavailable=True), 503)
    except _Withheld:
        return _json(Fault(fault="customers' words are for stewards"), 403)


async def _secured(_: web.Request, response: web.StreamResponse) -> None:
    response.headers.update(SECURITY)
