"""Where somebody is sent on to: never off this address."""

from urllib.parse import urljoin, urlsplit

import pytest
from hypothesis import given
from hypothesis import strategies as st

from pipeline.signin.paths import own_path

BASE = "https://voice.example.com/sign-in"
_ODD = st.text(alphabet=st.sampled_from("/\\:@?#.%0d0a\r\n\t ehtpsx华\x00"), max_size=40)


@pytest.mark.parametrize(
    "said",
    [
        "/",
        "/?weeks=4&lang=zh",
        "/complaints?region=North",
        "/?region=%E5%8D%8E%E4%B8%9C",
        "/journeys?customer=1#x",
    ],
)
def test_a_path_of_ours_is_kept(said: str) -> None:
    assert own_path(said) == said


def test_a_path_that_was_typed_is_quoted() -> None:
    assert own_path("/?region=华东 a") == "/?region=%E5%8D%8E%E4%B8%9C+a"


@pytest.mark.parametrize(
    "said",
    [
        "", "https://evil.example", "//evil.example", "/\\evil.example", "\\\\evil.example", "/\t/evil.example",
        "/\r\nSet-Cookie: a=b", "/\nLocation: //evil.example", "javascript:alert(1)", "///evil.example",
        " //evil.example", "evil.example", "/" * 3_000, "/x\x00", "/\u2028/evil.example", "/sign-out", "/sign-in",
        "/api/voices",
    ],
)  # fmt: skip
def test_anything_else_is_the_first_page(said: str) -> None:
    assert own_path(said) == "/"


@given(st.text(max_size=60) | _ODD | _ODD.map(lambda rest: f"/{rest}"))
def test_no_text_leads_elsewhere(said: str) -> None:
    path = own_path(said)
    to = urlsplit(urljoin(BASE, path))
    assert (to.scheme, to.netloc) == ("https", "voice.example.com")
    assert path.isascii()
    assert path.isprintable()
    assert not path.startswith("//")
    assert own_path(path) == path
