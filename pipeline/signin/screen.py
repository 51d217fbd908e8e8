"""The sign-in page, made here so that it needs no script."""

from enum import StrEnum
from pathlib import Path
from typing import Final

import jinja2
from aiohttp import web
from yarl import URL

from pipeline.signin.paths import LEFT, PROVIDER, SIGN_IN, own_path

_TEMPLATE: Final = Path(__file__).parents[1] / "page" / "static" / "sign-in.html"


class Told(StrEnum):
    """What the page says above the form."""

    NOTHING = ""
    WRONG = "wrong"
    WAIT = "wait"
    ELSEWHERE = "elsewhere"
    FAILED = "failed"
    NO_ROLE = "no-role"
    AWAY = "away"
    LEFT = "left"


_STATUS: Final = {
    Told.NOTHING: 200,
    Told.WRONG: 401,
    Told.WAIT: 429,
    Told.ELSEWHERE: 403,
    Told.FAILED: 401,
    Told.NO_ROLE: 403,
    Told.AWAY: 503,
    Told.LEFT: 200,
}


class Screen:
    """Draws the page of one way to sign in: `passwords` or `oidc`."""

    def __init__(self, way: str) -> None:
        self._way = way
        self._template = jinja2.Environment(
            autoescape=True, trim_blocks=True, lstrip_blocks=True
        ).from_string(_TEMPLATE.read_text(encoding="utf-8"))

    def show(
        self, request: web.Request, told: Told = Told.NOTHING, onwards: str = "/", goes: str = ""
    ) -> web.Response:
        """The page, in the language that was asked for. `goes`: an address where the browser goes by itself."""
        lang = _language(request, onwards)
        other = "en" if lang == "zh" else "zh"
        drawn = self._template.render(
            lang=lang,
            other=str(URL(SIGN_IN).with_query(lang=other, next=_in(onwards, other))),
            told=str(told),
            way=self._way,
            onwards=onwards,
            provider=str(URL(PROVIDER).with_query(next=onwards)),
            goes=goes,
        )
        headers = {"Cache-Control": "no-store", "Content-Language": lang}
        return web.Response(
            text=drawn, status=_STATUS[told], content_type="text/html", charset="utf-8", headers=headers
        )


def _language(request: web.Request, onwards: str) -> str:
    """The one in the address, of this page or of that where the reader wants to go, else the browser's first."""
    asked = request.query.get("lang") or URL(onwards).query.get("lang", "")
    if asked in {"en", "zh"}:
        return asked
    return "zh" if request.headers.get("Accept-Language", "").lower().startswith("zh") else "en"


def _in(onwards: str, lang: str) -> str:
    url = URL(onwards)
    return str(url.update_query(lang=lang)) if "lang" in url.query else onwards


def sent(place: str) -> web.Response:
    """On to this place by GET, whatever this request was."""
    return web.Response(status=303, headers={"Location": place, "Cache-Control": "no-store"})


def to_sign_in(request: web.Request) -> web.Response:
    return sent(str(URL(SIGN_IN).with_query(next=own_path(request.path_qs))))


def left() -> web.Response:
    return sent(LEFT)
