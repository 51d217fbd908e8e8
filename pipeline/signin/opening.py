"""From settings to the door, or to none."""

import time
from collections.abc import Callable
from ipaddress import ip_network
from pathlib import Path
from typing import Final
from urllib.parse import urlsplit

from pipeline.loopback import LOOPBACK
from pipeline.settings import Settings
from pipeline.signin.claims import grants_of
from pipeline.signin.door import Door
from pipeline.signin.passwords import Passwords, read
from pipeline.signin.paths import RETURN, SIGN_IN
from pipeline.signin.provider import Client, Provider, safe
from pipeline.signin.screen import Screen
from pipeline.signin.sessions import Cookie, Ended, seal_of
from pipeline.signin.ways import ByPassword, ByProvider, Way
from schemas.errors import Misused

_NEEDS_A_DOOR: Final = (
    "the page would be open to other machines, and nobody signs in: set EARSHOT_SIGN_IN to passwords"
    " (and `earshot passwords set NAME --role reader`) or to oidc; or, if something in front of it signs people in,"
    " EARSHOT_OPEN_PAGE=true; or EARSHOT_HOST=127.0.0.1 without EARSHOT_PAGE_URL"
)


def passwords_place(settings: Settings) -> Path:
    return Path(settings.passwords_file) if settings.passwords_file else settings.home / "passwords"


def door_of(settings: Settings, clock: Callable[[], float] = time.time) -> Door | None:
    """The door that these settings ask for; None: nobody signs in. Misused where that is not to be had or not safe."""
    if not settings.sign_in:
        if _seen_from_elsewhere(settings) and not settings.open_page:
            raise Misused(f"host {settings.host}: {_NEEDS_A_DOOR}")
        return None
    _check(settings)
    screen = Screen(settings.sign_in)
    cookie = Cookie(seal_of(settings), is_secure(settings))
    return Door(
        way=_way(settings, screen, cookie, clock),
        screen=screen,
        cookie=cookie,
        ended=Ended(settings.home / "signed-out"),
        page_url=settings.page_url,
        clock=clock,
    )


def is_secure(settings: Settings) -> bool:
    """Whether browsers come over TLS: ours, or that of a proxy before us."""
    return settings.page_url.startswith("https://") or bool(settings.tls_cert and not settings.page_url)


def page_host(settings: Settings) -> str:
    return urlsplit(settings.page_url).hostname or ""


def _seen_from_elsewhere(settings: Settings) -> bool:
    return not {settings.host, page_host(settings) or settings.host} <= LOOPBACK


def _check(settings: Settings) -> None:
    if settings.sign_in not in {"passwords", "oidc"}:
        raise Misused(f"sign_in {settings.sign_in!r}; known are: passwords, oidc")
    parts = urlsplit(settings.page_url)
    if settings.page_url and (
        parts.scheme not in {"http", "https"} or not parts.hostname or parts.path.strip("/")
    ):
        raise Misused(
            f"page_url {settings.page_url!r}: an address without a path, such as https://voice.example.com"
        )
    for one in settings.trusted_proxies:
        try:
            ip_network(one, strict=False)
        except ValueError:
            raise Misused(f"trusted_proxies: {one!r} is no address or network, such as 10.0.0.0/8") from None


def _way(settings: Settings, screen: Screen, cookie: Cookie, clock: Callable[[], float]) -> Way:
    if settings.sign_in == "oidc":
        return ByProvider(Provider(_client(settings)), screen, cookie, clock)
    place = passwords_place(settings)
    if not place.exists() or not read(place):
        raise Misused(
            f"nobody could sign in: add people to {place} by `earshot passwords set NAME --role reader`"
        )
    return ByPassword(Passwords(place), screen, cookie, settings.page_url, settings.trusted_proxies, clock)


def _client(settings: Settings) -> Client:
    for name in ("oidc_issuer", "oidc_client_id", "oidc_roles", "page_url"):
        if not getattr(settings, name):
            raise Misused(f"sign_in oidc needs {name}: set EARSHOT_{name.upper()}; see docs/sign-in.md")
    if not safe(settings.oidc_issuer):
        raise Misused(f"oidc_issuer {settings.oidc_issuer!r}: an https address")
    address = settings.page_url.rstrip("/")
    return Client(
        issuer=settings.oidc_issuer,
        client_id=settings.oidc_client_id,
        secret=settings.oidc_client_secret,
        scope=settings.oidc_scope,
        grants=grants_of(settings.oidc_roles),
        returns=f"{address}{RETURN}",
        left=f"{address}{SIGN_IN}",
    )
