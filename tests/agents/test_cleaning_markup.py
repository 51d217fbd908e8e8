"""HTML to plain text."""

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from agents.cleaning.markup import plain


@pytest.mark.parametrize(
    ("html", "text"),
    [
        ("", ""),
        ("no markup &amp; 5 &lt; 6", "no markup & 5 < 6"),
        ("<p>one</p><p>two</p>", "one\n\ntwo"),
        ("<div>one<br>two</div>three", "one\ntwo\nthree"),
        ("<ul><li>a<li>b</ul>c", "a\nb\n\nc"),
        ("a\n  <b> b</b>\n\tc", "a b c"),
        ("<table><tr><td>a<td>b<tr><td>c</table>", "a b\nc"),
        ("<title>t</title><style>x</style><script>y</script>z<!-- c -->", "z"),
        ("<pre>a\n  b</pre>", "a\n  b"),
        ("<blockquote>a<div>b</div></blockquote>c", "> a\n> b\n\nc"),
        ('<blockquote style="margin:0 0 0 40px; border: none">indented</blockquote>', "indented"),
        ('<div class="yahoo_quoted">old</div>', "> old"),
        ("你好&nbsp;<i>世界</i>", "你好 世界"),
    ],
)
def test_reads_as_shown(html: str, text: str) -> None:
    assert plain(html) == text


@settings(deadline=None)
@given(st.text(alphabet="<>/abp \n&;!-=\"'quotediv"))
def test_any_markup_gives_text(html: str) -> None:
    plain(html)


@pytest.mark.parametrize(
    "hostile",
    [
        "<div>" * 100_000,
        "<blockquote>" * 20_000 + "word",
        "".join(f"<p><b id={n}>" for n in range(10_000)),
        "<" * 100_000,
        "<!--" * 50_000,
        "<a " * 50_000,
        "<style>" * 20_000,
        '<a href="' * 20_000,
    ],
)
def test_hostile_markup_takes_linear_time(hostile: str) -> None:
    plain(hostile)


def test_tangled_markup_keeps_its_words() -> None:
    assert plain("<div>" * 1_000 + "still here" + "</div>" * 1_000) == "still here"
