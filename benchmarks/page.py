"""How long a click on the page takes: every section over HTTP, each time with other days, so that no answer is kept.

    .venv/bin/python -m benchmarks.page --warehouse clickhouse://... [--runs 5] [--only journeys] [--server PID]

Prints the median and the worst milliseconds, and the CPU milliseconds of a click: those of this process, with chDB in it, or
with `--server` those of the server's process beside it, everybody else's questions to it included. Says at the end how many
of the clicks kept to LIMIT, in time and in CPU. First it counts the stories once as a refresh does, and says what that cost;
with `--stories` it makes the page read story by story, as where nobody refreshes. `--only` names parts of addresses, with
commas between. Make a warehouse with `benchmarks.filled`; all stays on loopback.
"""

import argparse
import asyncio
import os
import statistics
import time
from collections.abc import Iterator
from contextlib import closing
from datetime import UTC, date, datetime, timedelta
from pathlib import Path
from typing import Final

import msgspec
from aiohttp import web
from aiohttp.test_utils import TestClient, TestServer

from pipeline.page.app import page
from pipeline.page.journeys import Journeys
from pipeline.settings import Settings
from pipeline.warehouse.open import open_warehouse
from pipeline.warehouse.sql import SqlWarehouse

Client = TestClient[web.Request, web.Application]

CLICKS: Final = (
    "/api/choices",
    "/api/overview",
    "/api/complaints",
    "/api/journeys",
    "/api/promises",
    "/api/gap",
    "/api/contacts",
    "/api/attitude",
    "/api/praise",
    "/api/voices",
    "/api/voices?search=refund",
    "/api/voices?about=complaint&topic=billing",
    "/api/voices?about=promises",
    "/api/voices?about=gap",
    "/api/voices?about=pressure",
    "/api/voices?about=attitude&attitude=courteous&outcome=unsolved",
    "/api/voices?about=praise",
    "/api/accounts",
)
SPANS: Final = (13 * 7, 364)
LIMIT: Final = 300.0  # milliseconds


def main() -> None:
    parser = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    parser.add_argument("--warehouse", required=True)
    parser.add_argument("--runs", type=int, default=5)
    parser.add_argument("--only", default="")
    parser.add_argument("--stories", action="store_true")
    parser.add_argument("--server", type=int, default=0)
    parser.add_argument("--end", type=date.fromisoformat, default=date(2026, 10, 31))
    chosen = parser.parse_args()
    with closing(open_warehouse(Settings(warehouse=chosen.warehouse))) as warehouse:
        _refreshed(warehouse, chosen)
        application = page(warehouse, lambda: datetime.combine(chosen.end, datetime.max.time(), UTC))
        asyncio.run(_measure(application, chosen))


def _refreshed(warehouse: SqlWarehouse, chosen: argparse.Namespace) -> None:
    spent, begun = _cpu(chosen.server), time.perf_counter()
    if chosen.stories:
        warehouse.doubt_stories()
        return
    warehouse.count_stories(datetime.now(UTC))
    print(
        f"counting the stories: {time.perf_counter() - begun:.1f} s, {(_cpu(chosen.server) - spent) / 1_000:.1f} s of CPU"
    )


async def _measure(application: web.Application, chosen: argparse.Namespace) -> None:
    async with TestClient(TestServer(application)) as client:
        print(f"{'click':<70}{'days':>5}{'median ms':>11}{'worst ms':>10}{'CPU ms':>8}{'kB':>7}")
        wanted = chosen.only.split(",")
        clicks = [
            click
            for click in (*CLICKS, await _story(client, chosen.end))
            if any(part in click for part in wanted)
        ]
        took = [await _clicked(client, click, days, chosen) for click in clicks for days in SPANS]
        kept, cheap = (sum(one[at] < LIMIT for one in took) for at in (0, 1))
        load = ", ".join(f"{one:.1f}" for one in os.getloadavg())
        print(
            f"{kept} of {len(took)} medians below {LIMIT:.0f} ms, {cheap} of their CPU; load of the machine {load}, {os.cpu_count()} cores"
        )


async def _clicked(client: Client, click: str, days: int, chosen: argparse.Namespace) -> tuple[float, float]:
    """The median milliseconds, and those of CPU."""
    took, size, spent = [], 0, _cpu(chosen.server)
    for end in _ends(chosen.end, chosen.runs):
        query = f"start={end - timedelta(days - 1)}&end={end}"
        begun = time.perf_counter()
        async with client.get(f"{click}{'&' if '?' in click else '?'}{query}") as answer:
            body = await answer.read()
            assert answer.status == 200, body  # noqa: S101 - a wrong figure is worse than none
        took.append(1_000 * (time.perf_counter() - begun))
        size = len(body)
    median, spent = statistics.median(took), (_cpu(chosen.server) - spent) / len(took)
    print(
        f"{click[:68]:<70}{days:>5}{median:>11.0f}{max(took):>10.0f}{spent:>8.0f}{size / 1_000:>7.0f}",
        flush=True,
    )
    return median, spent


def _cpu(server: int) -> float:
    """CPU milliseconds that this process and the server's have spent so far."""
    own = 1_000 * time.process_time()
    if not server:
        return own
    # proc(5): after the name in brackets utime and stime are the 12th and 13th, in clock ticks.
    fields = Path(f"/proc/{server}/stat").read_text(encoding="utf-8").rpartition(")")[2].split()
    return own + 1_000 * (int(fields[11]) + int(fields[12])) / os.sysconf("SC_CLK_TCK")


def _ends(last: date, runs: int) -> Iterator[date]:
    return (last - timedelta(back) for back in range(runs))


async def _story(client: Client, end: date) -> str:
    """The journey with the most contacts."""
    async with client.get(f"/api/journeys?start={end - timedelta(27)}&end={end}") as answer:
        found = msgspec.json.decode(await answer.read(), type=Journeys)
    return f"/api/journey?customer={found.list[0].customer}&journey={found.list[0].journey}"


if __name__ == "__main__":
    main()
