"""A page with a door, on loopback, over a warehouse that is never needed."""

from collections.abc import AsyncIterator, Mapping
from contextlib import asynccontextmanager
from dataclasses import dataclass, field
from pathlib import Path
from typing import Final

from aiohttp import CookieJar
from aiohttp.test_utils import TestClient, TestServer
from aiohttp.web import Application, Request
from argon2 import PasswordHasher

from pipeline.page.app import page
from pipeline.settings import Settings
from pipeline.signin.opening import door_of
from pipeline.signin.passwords import put
from pipeline.signin.rights import Role
from pipeline.warehouse.engine import Answer
from schemas.errors import WarehouseUnavailable

QUICK: Final = PasswordHasher(time_cost=1, memory_cost=8, parallelism=1)
PASSWORD: Final = "a long pass word"
OURS: Final = {"Sec-Fetch-Site": "same-origin"}
START: Final = 1_790_000_000.0

Client = TestClient[Request, Application]


class Nothing:
    """A warehouse that is away."""

    def ask(self, sql: str) -> Answer:
        raise WarehouseUnavailable(f"no answer to {sql[:6]}")


@dataclass
class Clock:
    at: float = field(default=START)

    def __call__(self) -> float:
        return self.at


def people(home: Path) -> Path:
    """The passwords file of a home: one of each role."""
    for role in Role:
        put(home / "passwords", f"a {role}", role, PASSWORD, QUICK)
    return home / "passwords"


@asynccontextmanager
async def house(settings: Settings, clock: Clock) -> AsyncIterator[Client]:
    """A browser of a kind in front of the page: it keeps cookies and follows nothing by itself."""
    application = page(Nothing())
    door = door_of(settings, clock)
    assert door
    door.hang(application)
    async with TestClient(TestServer(application), cookie_jar=CookieJar(unsafe=True)) as client:
        yield client


async def enter(
    client: Client, name: str, password: str = PASSWORD, headers: Mapping[str, str] = OURS, onwards: str = "/"
) -> int:
    """What the attempt to sign in was answered with."""
    fields = {"name": name, "password": password, "next": onwards}
    async with client.post("/sign-in", data=fields, headers=headers, allow_redirects=False) as answer:
        return answer.status


async def status(client: Client, path: str, headers: Mapping[str, str] | None = None) -> int:
    async with client.get(path, headers=headers, allow_redirects=False) as answer:
        return answer.status
