"""What the pages of docs/ and the README hold: blocks of code, and whether one of them is run by a test."""

import re
from pathlib import Path
from typing import Final

import msgspec

ROOT: Final = Path(__file__).parents[2]
DOCS: Final = ROOT / "docs"
PAGES: Final = (ROOT / "README.md", ROOT / "CONTRIBUTING.md", *sorted(DOCS.rglob("*.md")))
EMBEDDED: Final = ("tested", "已测试")
ON_SERVER: Final = "tested with a server"
ON_KAFKA: Final = "tested with Kafka"
IN_PROCESS: Final = "tested in process"
TITLES: Final = {*EMBEDDED, ON_SERVER, ON_KAFKA, IN_PROCESS}
_FENCED: Final = re.compile(
    r'^```(?P<language>\w*)(?: title="(?P<title>[^"]*)")?\n(?P<text>.*?)^```$', re.MULTILINE | re.DOTALL
)
_INDENTED: Final = re.compile(r"(?:^    .*\n(?:^\n(?=    ))?)+", re.MULTILINE)


class Block(msgspec.Struct, frozen=True):
    """One fenced block; an indented one has neither language nor title."""

    text: str
    language: str = ""
    title: str = ""


def blocks(page: Path) -> list[Block]:
    text = page.read_text(encoding="utf-8")
    fenced = [
        Block(found["text"], found["language"], found["title"] or "") for found in _FENCED.finditer(text)
    ]
    rest = _FENCED.sub("", text)
    return fenced + [Block(found[0]) for found in _INDENTED.finditer(rest)]


def titled(page: Path, *titles: str) -> list[str]:
    """Texts of the blocks that are headed so, in the order of the page."""
    return [block.text for block in blocks(page) if block.title in titles]
