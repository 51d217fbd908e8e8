"""HTML to plain text, in time that grows with its length, whatever it holds."""

import re
from collections.abc import Iterator
from html import unescape
from typing import Final

from selectolax.lexbor import LexborHTMLParser, LexborNode


def _names(names: str) -> frozenset[str]:
    return frozenset(names.split())


_SILENT: Final = _names(
    "script style head title noscript template svg math iframe object select textarea -comment -doctype"
)
_PARAGRAPHS: Final = _names("p h1 h2 h3 h4 h5 h6 ul ol table pre blockquote")
_BLOCKS: Final = _PARAGRAPHS | _names(
    "address article aside center dd details div dl dt fieldset figure footer form header hr li main nav section "
    "summary tbody tfoot thead tr"
)
# Clients that mark a quoted message without a blockquote.
_QUOTING: Final = re.compile(
    r"\b(?:yahoo_quoted|protonmail_quote|OLK_SRC_BODY_SECTION|isReplyContent|zmail_extra)\b", re.IGNORECASE
)
_INDENT: Final = re.compile(r"border(?:-width)?\s{0,9}:\s{0,9}(?:none|0)", re.IGNORECASE)
_SPACE: Final = re.compile(r"\s+")

# These close themselves or each other; leaving them open is ordinary HTML and costs the parser nothing.
_UNNESTED: Final = _names(
    "br hr img input link meta wbr area base col embed source track param p li td tr th dd dt option"
)
_TAG: Final = re.compile(r"<(/?)([a-zA-Z][a-zA-Z0-9:-]{0,40})[^<>]*>")
_SILENT_PART: Final = re.compile(r"<(script|style|title)\b.*?(?:</\1|\Z)", re.IGNORECASE | re.DOTALL)
_MAX_OPEN: Final = 400
_MAX_WORK: Final = 3_000_000  # open elements times tags


def plain(html: str) -> str:
    """The words a reader would see. Block elements begin a line; a line of a quoted message begins with `> `."""
    if _is_tangled(html):
        return _without_tags(html)
    page = _Page()
    html = html.encode("utf-8", "replace").decode()  # half a surrogate pair would stop the parser
    for node, enters in _walk(LexborHTMLParser(html).root):
        if node.tag == "-text":
            page.say(node.text_content or "")
        elif enters:
            page.open(node)
        else:
            page.close(node)
    return page.text()


def _is_tangled(html: str) -> bool:
    """Whether more elements stand open than a person or a mail program writes.

    An HTML5 parser looks through the open elements at every tag, and re-opens formatting ones in every
    paragraph: quadratic in time and, for the latter, in memory.
    """
    standing = deepest = 0
    for tags, found in enumerate(_TAG.finditer(html)):
        if found[2].lower() not in _UNNESTED:
            standing = max(0, standing - 1) if found[1] else standing + 1
            deepest = max(deepest, standing)
        if deepest > _MAX_OPEN or deepest * tags > _MAX_WORK:
            return True
    return False


def _without_tags(html: str) -> str:
    """The crude way: what stands between the tags, a line each."""
    lines = _TAG.sub("\n", _SILENT_PART.sub("\n", html)).split("\n")
    return "\n".join(line for line in (" ".join(unescape(line).split()) for line in lines) if line)


def _walk(root: LexborNode | None) -> Iterator[tuple[LexborNode, bool]]:
    """Each node on entering it (True) and on leaving it (False), without recursion; silent ones are left out."""
    path: list[LexborNode] = []
    node = root
    while node is not None:
        if node.tag not in _SILENT:
            yield node, True
            child = node.first_child
            if child is not None:
                path.append(node)
                node = child
                continue
            if node.tag != "-text":
                yield node, False
        while node.next is None and path:
            node = path.pop()
            yield node, False
        node = node.next if path else None


class _Page:
    """The lines written so far. White space collapses as in a browser, but for `pre`."""

    def __init__(self) -> None:
        self._lines: list[str] = []
        self._line: list[str] = []
        self._quotes: list[bool] = []
        self._quoted = 0
        self._pre = 0

    def say(self, text: str) -> None:
        if self._pre:
            first, *rest = text.split("\n")
            self._line.append(first)
            for line in rest:
                self._end_line()
                self._line.append(line)
        else:
            self._line.append(_SPACE.sub(" ", text))

    def open(self, node: LexborNode) -> None:
        tag = node.tag or ""
        if tag == "br":
            self._end_line()
        elif tag in {"td", "th"}:
            self._line.append(" ")
        elif tag in _BLOCKS:
            self._end_if_begun()
        if tag in {"blockquote", "div", "span"}:
            self._quotes.append(_is_quote(node))
            self._quoted += self._quotes[-1]
        self._pre += tag == "pre"

    def close(self, node: LexborNode) -> None:
        tag = node.tag or ""
        if tag in _BLOCKS:
            self._end_if_begun()
        if tag in _PARAGRAPHS and self._lines and self._lines[-1]:
            self._lines.append("")
        if tag in {"blockquote", "div", "span"}:
            self._quoted -= self._quotes.pop()
        self._pre -= tag == "pre"

    def text(self) -> str:
        self._end_if_begun()
        return "\n".join(self._lines).strip()

    def _end_if_begun(self) -> None:
        if any(part.strip() for part in self._line):
            self._end_line()
        else:
            self._line.clear()

    def _end_line(self) -> None:
        line = "".join(self._line).rstrip() if self._pre else _SPACE.sub(" ", "".join(self._line)).strip()
        self._lines.append(f"> {line}" if self._quoted and line else line)
        self._line.clear()


def _is_quote(node: LexborNode) -> bool:
    """A blockquote is a quoted message unless it only indents; a few clients mark theirs by class or id."""
    marks = node.attributes
    if node.tag == "blockquote":
        return not _INDENT.search((marks.get("style") or "")[:500])
    return bool(_QUOTING.search(f"{marks.get('class') or ''} {marks.get('id') or ''}"[:500]))
