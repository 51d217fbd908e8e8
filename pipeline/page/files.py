"""The page's own files, read once. Their address holds their content's mark, so that browsers need not ask for them again.

    GET /static/MARK/main.js    kept for a year: what is changed gets another address
    GET /static/main.js         asked for again each time, answered 304 while it is the same
    GET /, /complaints, ...     the screen, which names the mark, and all modules that the section needs at once

A mark that is not ours, as while two releases run side by side, gets our file, to be asked for again.
"""

import gzip
import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from functools import cache
from hashlib import sha256
from pathlib import Path
from posixpath import dirname, join, normpath
from typing import Final

from aiohttp import ETag, web

_KINDS: Final = {
    ".css": "text/css",
    ".html": "text/html",
    ".js": "text/javascript",
    ".md": "text/markdown",
    ".svg": "image/svg+xml",
}
_PLAIN: Final = "text/plain"
_FOREVER: Final = "public, max-age=31536000, immutable"
_AGAIN: Final = "no-cache"
# What a module needs before it can run; `import(...)` comes when it is called.
_NEEDS: Final = re.compile(r"^(?:import|export)\b[^'\"(]*?['\"](\.{1,2}/[^'\"]+)['\"]", re.MULTILINE)
_SCREEN: Final = "index.html"
_STYLES: Final = re.compile(r'(href|src)="/static/')


@dataclass(frozen=True, slots=True)
class Held:
    """One content, as it is and as gzip. `mark` stands for it alone."""

    content: bytes
    packed: bytes
    mark: str
    kind: str

    def answer(self, request: web.Request, keep: str) -> web.Response:
        """The content, or 304 to who has it; packed for who can unpack."""
        headers = {"Cache-Control": keep, "Vary": "Accept-Encoding"}
        if any(one.value in {self.mark, "*"} for one in request.if_none_match or ()):
            answer = web.Response(status=304, headers=headers)
        elif "gzip" in request.headers.get("Accept-Encoding", ""):
            answer = web.Response(body=self.packed, headers=headers | {"Content-Encoding": "gzip"})
        else:
            answer = web.Response(body=self.content, headers=headers)
        if answer.status != web.HTTPNotModified.status_code:
            answer.content_type, answer.charset = self.kind, "utf-8"
        answer.etag = ETag(self.mark, is_weak=True)  # one for both ways of sending it
        return answer


def held(content: bytes, kind: str) -> Held:
    # No time of day in it, so that all servers send the same bytes.
    return Held(content, gzip.compress(content, 9, mtime=0), sha256(content).hexdigest()[:16], kind)


@dataclass(frozen=True, slots=True)
class Files:
    """All files below a folder by their path in it; `mark` stands for all of them together."""

    files: Mapping[str, Held]
    mark: str
    screens: Mapping[str, Held]

    async def answer(self, request: web.Request) -> web.Response:
        path = request.match_info["path"]
        mark, _, rest = path.partition("/")
        if found := self.files.get(path):
            return found.answer(request, _AGAIN)
        if found := self.files.get(rest):
            return found.answer(request, _FOREVER if mark == self.mark else _AGAIN)
        raise web.HTTPNotFound

    async def screen(self, request: web.Request) -> web.Response:
        return self.screens[request.path].answer(request, _AGAIN)


@cache
def files(folder: Path, screens: tuple[str, ...]) -> Files:
    """The files below `folder`, and the screens at these addresses. What changes on the disc later is not seen."""
    paths = sorted(path for path in folder.rglob("*") if path.is_file())
    found = {
        path.relative_to(folder).as_posix(): held(path.read_bytes(), _KINDS.get(path.suffix, _PLAIN))
        for path in paths
    }
    mark = sha256("".join(f"{path} {one.mark}\n" for path, one in found.items()).encode()).hexdigest()[:16]
    return Files(found, mark, {path: _screen(found, mark, path) for path in screens})


def _screen(found: Mapping[str, Held], mark: str, path: str) -> Held:
    section = f"sections/{path.strip('/') or 'overview'}.js"
    needed = [*dict.fromkeys(one for first in ("main.js", section) for one in _closure(found, first))]
    links = "".join(f'  <link rel="modulepreload" href="/static/{one}">\n' for one in needed)
    drawn = found[_SCREEN].content.decode().replace("</head>", f"{links}</head>")
    return held(_STYLES.sub(rf'\1="/static/{mark}/', drawn).encode(), _KINDS[".html"])


def _closure(found: Mapping[str, Held], first: str) -> Iterator[str]:
    """A module and all that it needs to run, each once."""
    seen, open_ = {first}, [first]
    while open_:
        at = open_.pop(0)
        yield at
        for said in _NEEDS.findall(found[at].content.decode()):
            needed = normpath(join(dirname(at), said))
            if needed not in seen:
                seen.add(needed)
                open_.append(needed)
