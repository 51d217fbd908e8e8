"""What mkdocs does besides: decisions into the navigation, the repository's files into the site, Chinese into the search."""

import json
import re
from collections.abc import Iterable, Mapping
from pathlib import Path
from posixpath import normpath
from posixpath import relpath as relative
from typing import Any, Final

from mkdocs.config.defaults import MkDocsConfig
from mkdocs.plugins import event_priority
from mkdocs.structure.files import File, Files
from mkdocs.structure.pages import Page
from snownlp import SnowNLP  # type: ignore[import-untyped]

ROOT: Final = Path(__file__).parents[2]
DOCS: Final = "docs"
SOURCE: Final = "source"
"""Folder of the site for files of the repository that pages link to."""
_OUTSIDE: Final = re.compile(r"\[(?P<text>[^\]]*)\]\((?P<link>(?:\.\./)+[^)#\s]*)(?:#[^)]*)?\)")
_CHINESE: Final = re.compile(r"[\u3400-\u9fff]+")
_BREAK: Final = "\u200b"


def on_config(config: MkDocsConfig) -> MkDocsConfig:
    pages = sorted((ROOT / DOCS / "decisions").glob("*.md"))
    decisions = [{_title(page): f"decisions/{page.name}"} for page in pages]
    config.nav = [
        {**part, "Decisions": decisions} if "Decisions" in part else part for part in config.nav or []
    ]
    return config


def on_files(files: Files, config: MkDocsConfig) -> Files:
    linked = {
        path
        for page in sorted((ROOT / DOCS).rglob("*.md"))
        for path in _outside(page.read_text(encoding="utf-8"), page.relative_to(ROOT).as_posix())
    }
    for path in sorted(linked):
        text = (ROOT / path).read_text(encoding="utf-8")
        files.append(File.generated(config, _place(path), content=text))
    return files


def on_page_markdown(markdown: str, page: Page, config: MkDocsConfig, files: Files) -> str:  # noqa: ARG001 - mkdocs calls by name
    return _led(markdown, f"{DOCS}/{page.file.src_uri}")


def on_post_page(output: str, page: Page, config: MkDocsConfig) -> str:  # noqa: ARG001 - mkdocs calls by name
    """Programs that read pages aloud ask for their language."""
    return (
        output.replace('<html lang="en"', '<html lang="zh"', 1)
        if page.file.src_uri.startswith("zh/")
        else output
    )


@event_priority(-100)  # after the index was written
def on_post_build(config: MkDocsConfig) -> None:
    """Where no space is between words, the index knows them by U+200B; the search cuts what is asked in the same way."""
    place = Path(config.site_dir) / "search" / "search_index.json"
    index = json.loads(place.read_text(encoding="utf-8"))
    for entry in index["docs"]:
        entry.update(_cut(entry))
    place.write_text(json.dumps(index, ensure_ascii=False), encoding="utf-8")


def _cut(entry: Mapping[str, Any]) -> dict[str, str]:
    return {name: _CHINESE.sub(_words, entry[name]) for name in ("title", "text")}


def _words(found: re.Match[str]) -> str:
    return f"{_BREAK}{_BREAK.join(SnowNLP(found[0]).words)}{_BREAK}"


def _title(page: Path) -> str:
    return page.read_text(encoding="utf-8").partition("\n")[0].removeprefix("# ")


def _outside(markdown: str, page: str) -> Iterable[str]:
    """Files of the repository, not of the docs, that the page links to."""
    for found in _OUTSIDE.finditer(markdown):
        path = _target(found["link"], page)
        if not path.startswith(f"{DOCS}/") and (ROOT / path).is_file():
            yield path


def _led(markdown: str, page: str) -> str:
    def led(found: re.Match[str]) -> str:
        path = _target(found["link"], page)
        if path.startswith(f"{DOCS}/"):
            return found[0]
        if not (ROOT / path).is_file():  # a folder is nothing that a site could show
            return found["text"]
        back = relative(_place(path), str(Path(page).parent.relative_to(DOCS)))
        return f"[{found['text']}]({back})"

    return _OUTSIDE.sub(led, markdown)


def _target(link: str, page: str) -> str:
    return normpath(f"{Path(page).parent.as_posix()}/{link}")


def _place(path: str) -> str:
    """In the site; as text, so that a browser shows it rather than saves it, and mkdocs makes no page of it."""
    return f"{SOURCE}/{path}.txt"
