"""A briefing in its formats: one template for HTML, which is also what is printed, and one for Markdown."""

import re
from collections.abc import Sequence
from functools import cache, partial
from pathlib import Path
from typing import Final, Literal

from jinja2 import Environment, FileSystemLoader, StrictUndefined
from markupsafe import Markup

from pipeline.reporting.brief import Brief
from pipeline.reporting.drawing import Drawn, drawn
from pipeline.reporting.excerpts import short, tame
from pipeline.reporting.pictures import Picture
from pipeline.reporting.sentences import said, sentences
from pipeline.reporting.wording import TEMPLATES, Language, Wording
from schemas.errors import Misused

Kind = Literal["html", "md", "pdf"]
_KINDS: Final[dict[str, Kind]] = {".html": "html", ".htm": "html", ".md": "md", ".pdf": "pdf"}

# What Markdown or one of its dialects may read as more than text: emphasis, code, links, HTML and entities, tables,
# struck out, mathematics, mentions, short names of emoji, and addresses that become links without being asked.
_ACTIVE: Final = re.compile(r"[\\`*_\[\]<>&|~#$@{}!^]|:(?=[^\s\d])|(?<=www)\.", re.IGNORECASE)


class Written(Markup):
    """Markdown that is already safe."""


def kind_of(target: Path) -> Kind:
    """What `target` asks for by its ending, or Misused."""
    kind = _KINDS.get(target.suffix.lower())
    if kind is None:
        raise Misused(f"--to {target}: write a file that ends in .html, .md or .pdf")
    return kind


def html(brief: Brief, language: Language) -> str:
    """One document on its own, without scripts, that asks nothing of anybody."""
    say = Wording(language)
    pictures = drawn(brief, say)
    inline = [Markup(picture) for picture in svg(pictures)]  # noqa: S704  # made by our own escaping template
    return _html().get_template("report.html").render(pictures=inline, **_put(brief, say)) + "\n"


def markdown(brief: Brief, language: Language, pictures: Sequence[str] = ()) -> str:
    """The same as Markdown; `pictures` are the places of its pictures, none for a terminal, which cannot show them."""
    say = Wording(language)
    put = _put(brief, say)
    return (
        _markdown().get_template("report.md").render(drawn=drawn(brief, say), places=pictures, **put) + "\n"
    )


def _put(brief: Brief, say: Wording) -> dict[str, object]:
    """What both templates are given."""
    return {
        "b": brief,
        "say": say,
        "said": partial(said, say=say),
        "topic": say.topic,
        **sentences(brief, say)._asdict(),
    }


def svg(pictures: Drawn) -> list[str]:
    """Every picture as a document of its own, in the order of the pages."""
    return [_svg(picture, number) for number, picture in enumerate(pictures, 1)]


def _svg(picture: Picture, number: int) -> str:
    return _html().get_template("picture.svg").render(picture=picture, number=number) + "\n"


def in_html(value: object) -> object:
    """What is then escaped: on one line, and steering nobody's screen."""
    return tame(value) if isinstance(value, str) and not isinstance(value, Markup) else value


def in_markdown(value: object) -> str:
    """Text that stays text wherever it stands in a line of Markdown."""
    if isinstance(value, Written):
        return str(value)
    return _ACTIVE.sub(lambda found: "\\" + found[0], tame(str(value)))


@cache
def _html() -> Environment:
    environment = Environment(
        loader=FileSystemLoader(TEMPLATES),
        autoescape=True,
        finalize=in_html,
        undefined=StrictUndefined,
        trim_blocks=True,
        lstrip_blocks=True,
    )
    environment.filters["short"] = short
    return environment


@cache
def _markdown() -> Environment:
    environment = Environment(
        loader=FileSystemLoader(TEMPLATES),
        autoescape=False,  # noqa: S701  # everything put into it goes through in_markdown
        finalize=in_markdown,
        undefined=StrictUndefined,
        trim_blocks=True,
        lstrip_blocks=True,
    )
    environment.filters["short"] = short
    environment.filters["written"] = Written
    return environment
