"""Which addresses somebody may be sent on to, and which requests come from our own pages."""

from typing import Final

from aiohttp import web
from yarl import URL

SIGN_IN: Final = "/sign-in"
PROVIDER: Final = "/sign-in/provider"
RETURN: Final = "/sign-in/return"
LEFT: Final = "/sign-in/left"
SIGN_OUT: Final = "/sign-out"

_OURS: Final = (SIGN_IN, SIGN_OUT, "/api/")
_LONGEST: Final = 2_000


def own_path(said: str) -> str:
    """`said`, quoted, if it is a path on this very address that shows a page; `/` for anything else.

    A browser takes `//host`, `/\\host` and a tab between them for another address; so none of these passes.
    """
    if (
        len(said) > _LONGEST
        or not said.startswith("/")
        or said.startswith("//")
        or "\\" in said
        or not said.isprintable()
    ):
        return "/"
    try:
        url = URL(said)
    except ValueError:
        return "/"
    quoted = str(url)
    if url.absolute or quoted.startswith("//") or url.path.startswith(_OURS):
        return "/"
    return quoted


def is_ours(request: web.Request, page_url: str) -> bool:
    """True if a page of this address sent the request: browsers say so in headers that no page elsewhere can forge.

    Sec-Fetch-Site comes with requests over TLS and to this machine, Origin with every POST.
    """
    if site := request.headers.get("Sec-Fetch-Site"):
        return site == "same-origin"
    origin = request.headers.get("Origin", "")
    return bool(origin) and origin in {page_url.rstrip("/"), f"{request.scheme}://{request.host}"}


def guarded(request: web.Request) -> bool:
    """Whether somebody must have signed in. All that is not named here is guarded, what does not exist too."""
    resource = request.match_info.route.resource
    canonical = resource.canonical if resource else ""
    return canonical not in _OPEN and not canonical.startswith(_OPEN_BELOW)


# Gateway and commands have keys of their own; probes and files of the page tell nothing of anybody.
_OPEN: Final = frozenset({"/healthz", "/readyz", SIGN_IN, PROVIDER, RETURN, LEFT, SIGN_OUT})
_OPEN_BELOW: Final = ("/v1/", "/admin/", "/static/")
