"""What customers wrote is shown as they wrote it, and cannot steer the terminal."""

from io import StringIO

import pytest
from hypothesis import given
from hypothesis import strategies as st
from rich.console import Console

from pipeline.terminal import plain


@pytest.mark.parametrize("text", ["[/red]", "[bold]x", "[/]", ":x: uucp:x:10", "[link=http://a]b", "a\\[b"])
def test_nothing_is_markup(text: str) -> None:
    assert plain(text).plain == text


@given(st.text(max_size=50))
def test_whatever_it_is_only_characters_that_stand_for_themselves_are_printed(text: str) -> None:
    shown = plain(text).plain
    assert [c for c in shown if c not in "\t\n" and (ord(c) < 32 or 127 <= ord(c) < 160)] == []
    Console(file=StringIO(), emoji=False).print(plain(text))


def test_what_steers_is_written_out() -> None:
    assert plain("a\x1b[31mb\u202ec").plain == "a\\u001b[31mb\\u202ec"
