"""The documents say what is: links lead somewhere, every command, topic, table and setting is named."""

import re
from pathlib import Path

import pytest

from pipeline.__main__ import COMMANDS
from schemas import tables, topics

ROOT = Path(__file__).parents[2]
PAGES = [ROOT / "README.md", ROOT / "CONTRIBUTING.md", *sorted((ROOT / "docs").rglob("*.md"))]
LINK = re.compile(r"\]\(([^)#]+?)(?:#[^)]*)?\)")


@pytest.mark.parametrize("page", PAGES, ids=lambda page: page.name)
def test_every_link_leads_somewhere(page: Path) -> None:
    links = [link for link in LINK.findall(page.read_text(encoding="utf-8")) if not link.startswith("http")]
    assert [link for link in links if not (page.parent / link).exists()] == []


def test_the_data_path_names_every_topic_and_table() -> None:
    page = (ROOT / "docs" / "data-path.md").read_text(encoding="utf-8")
    kept = [table.name for table in tables.ALL] + [tables.SIGNALS, tables.TOPIC_SIGNALS]
    assert [name for name in (*topics.ALL, *kept) if f"`{name}`" not in page] == []


def test_the_readme_names_every_command() -> None:
    page = (ROOT / "README.md").read_text(encoding="utf-8")
    assert [name for name in COMMANDS if name not in page] == []
