"""The addresses of a process that serves: the one for everybody, over TLS where there is a certificate, and its own people's."""

import asyncio
import signal
from collections.abc import AsyncIterator, Callable, Sequence
from contextlib import asynccontextmanager, suppress

from aiohttp import web

from pipeline.renewing import Renewing
from pipeline.settings import Settings
from schemas.errors import Misused

_LOOPBACK = "127.0.0.1"


@asynccontextmanager
async def listening(
    web_runner: web.AppRunner, settings: Settings, told: Callable[[str], None]
) -> AsyncIterator[str]:
    """The URL, while it is served; with `tls_cert` over TLS, whose certificate is renewed as it changes or at SIGHUP.

    Misused when the address is taken or the certificate is none.
    """
    renewing = Renewing(settings.tls_cert, settings.tls_key, told) if settings.tls_cert else None
    await web_runner.setup()
    try:
        await _start(web_runner, settings, renewing)
        scheme = "https" if renewing else "http"
        host, port = web_runner.addresses[0][:2]
        async with _renewed(renewing):
            yield f"{scheme}://{f'[{host}]' if ':' in host else host}:{port}"
    finally:
        await web_runner.cleanup()


async def _start(web_runner: web.AppRunner, settings: Settings, renewing: Renewing | None) -> None:
    context = renewing.context if renewing else None
    try:
        await web.TCPSite(web_runner, settings.host, settings.port, ssl_context=context).start()
    except OSError as error:
        raise Misused(
            f"cannot listen on {settings.host}:{settings.port} ({error.strerror}); choose another with EARSHOT_HOST and EARSHOT_PORT"
        ) from None


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
    await web_runner.setup()
    try:
        await web.TCPSite(web_runner, _LOOPBACK, 0).start()
        yield f"http://{_LOOPBACK}:{web_runner.addresses[0][1]}"
    finally:
        await web_runner.cleanup()
