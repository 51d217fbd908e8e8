"""`/metrics`, `/health` and `/ready` of a worker, on an address of their own. No key is asked: they tell no customer's data.

/health   200 while the watchdog is content, else 503: the supervisor should restart the worker
/ready    200 while partitions are assigned and the warehouse answered last, else 503; a restart would not help
"""

from collections.abc import Callable
from contextlib import AbstractAsyncContextManager
from typing import Final

import msgspec
from aiohttp import web

from pipeline.listening import opened
from pipeline.observing.metrics import Metrics
from pipeline.watchdog import Place

OK: Final = ""


class Vitals:
    """What the worker last learnt of itself. Set from any thread: each field is set whole."""

    def __init__(self) -> None:
        self.assigned = 0  # partitions
        self.warehouse: bool | None = None  # whether it answered last; None: not asked yet
        self.stalled: tuple[Place, ...] = ()

    def unwell(self) -> str:
        """Why the worker should be restarted, in one line; OK if it should not."""
        if not self.stalled:
            return OK
        first, count = self.stalled[0], len(self.stalled)
        more = f" and {count - 1} more" if count > 1 else ""
        return f"no progress on {first.agent} {first.topic}/{first.partition}{more} although records wait"

    def unready(self) -> str:
        """Why no record is handled now, in one line; OK if they are."""
        if self.warehouse is None:
            return "the warehouse has not been asked yet"
        if not self.warehouse:
            return "the warehouse did not answer last"
        return OK if self.assigned else "no partitions are assigned"


class Said(msgspec.Struct, frozen=True, omit_defaults=True):
    """What `/health` and `/ready` answer."""

    status: str
    reason: str = OK


def observatory(metrics: Metrics, vitals: Vitals) -> web.Application:
    """The three endpoints, to be served by `listening`."""

    async def health(_: web.Request) -> web.Response:
        return _answer(vitals.unwell())

    async def ready(_: web.Request) -> web.Response:
        return _answer(vitals.unready())

    application = web.Application()
    application.add_routes([figures(metrics.page), web.get("/health", health), web.get("/ready", ready)])
    return application


def figures(page: Callable[[str], tuple[bytes, str]]) -> web.RouteDef:
    """`/metrics`, of what `page` makes for the header `Accept`."""

    async def answer(request: web.Request) -> web.Response:
        body, content_type = page(request.headers.get("Accept", ""))
        return web.Response(body=body, headers={"Content-Type": content_type})

    return web.get("/metrics", answer)


def listening(application: web.Application, host: str, port: int) -> AbstractAsyncContextManager[str]:
    """Serve on the running loop until the block ends; gives the address. Misused where it cannot be had."""
    return opened(web.AppRunner(application, access_log=None), host, port, "EARSHOT_METRICS_PORT")


def _answer(reason: str) -> web.Response:
    said = Said("no" if reason else "ok", reason)
    return web.Response(
        status=503 if reason else 200, body=msgspec.json.encode(said), content_type="application/json"
    )
