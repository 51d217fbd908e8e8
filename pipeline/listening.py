"""The addresses of a process that serves: the one for everybody, over TLS where there is a certificate, and its own people's."""

import asyncio
import signal
from collections.abc import AsyncIterator, Callable, Sequence
from contextlib import asynccontextmanager, suppress
from ssl import SSLContext

from aiohttp import web

from pipeline.renewing import Renewing
from pipeline.settings import Settings
from schemas.errors import Misused


@asynccontextmanager
async def listening(
    web_runner: web.AppRunner, settings: Settings, told: Callable[[str], None]
) -> AsyncIterator[str]:
    """The URL, while it is served; with `tls_cert` over TLS, whose certificate is renewed as it changes or at SIGHUP.

    Misused when the address is taken or the certificate is none.
    """
    renewing = Renewing(settings.tls_cert, settings.tls_key, told) if settings.tls_cert else None
    context = renewing.context if renewing else None
    chosen_by = "EARSHOT_HOST and EARSHOT_PORT"
    async with (
        opened(web_runner, settings.host, settings.port, chosen_by, context) as url,
        _renewed(renewing),
    ):
        yield url


@asynccontextmanager
async def opened(
    web_runner: web.AppRunner, host: str, port: int, chosen_by: str = "", context: SSLContext | None = None
) -> AsyncIterator[str]:
    """The URL at this address, while it is served. Misused when it cannot be had; settings `chosen_by` choose another."""
    await web_runner.setup()
    try:
        await _start(web.TCPSite(web_runner, host, port, ssl_context=context), f"{host}:{port}", chosen_by)
        scheme = "https" if context else "http"
        address, bound = web_runner.addresses[0][:2]
        yield f"{scheme}://{f'[{address}]' if ':' in address else address}:{bound}"
    finally:
        await web_runner.cleanup()


async def _start(site: web.TCPSite, place: str, chosen_by: str) -> None:
    try:
        await site.start()
    except OSError as error:
        other = f"; choose another with {chosen_by}" if chosen_by else ""
        raise Misused(f"cannot listen on {place} ({error.strerror}){other}") from None


@asynccontextmanager
async def _renewed(renewing: Renewing | None) -> AsyncIterator[None]:
    if renewing is None:
        yield
        return
    loop = asyncio.get_running_loop()
    loop.add_signal_handler(signal.SIGHUP, renewing.renew)
    watch = asyncio.ensure_future(renewing.watch())
    try:
        yield
    finally:
        loop.remove_signal_handler(signal.SIGHUP)
        watch.cancel()
        with suppress(asyncio.CancelledError):
            await watch


@asynccontextmanager
async def own_address(routes: Sequence[web.RouteDef], settings: Settings, url: str) -> AsyncIterator[str]:
    """Where this home's own commands ask: the same URL, or with TLS an address of this machine alone.

    Its certificate is for a name that others use, and by an authority that these commands need not know.
    """
    if not settings.tls_cert:
        yield url
        return
    application = web.Application()
    application.add_routes(routes)
    web_runner = web.AppRunner(application, access_log=None)
    async with opened(web_runner, "127.0.0.1", 0) as own:
        yield own
