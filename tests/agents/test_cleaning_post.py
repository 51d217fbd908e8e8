"""A post's own words."""

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from agents.cleaning.post import own_words_of_post


@pytest.mark.parametrize(
    ("text", "own"),
    [
        ("网络又断了 //@客服:您好//@小王:怎么回事", "网络又断了"),
        ("//@客服:您好", ""),
        ("转发微博", ""),
        ("转发微博//@客服:您好", ""),
        ("RT @bank: we are open", ""),
        ("So slow! RT @bank: we are open", "So slow!"),
        ("回复@客服:你们太慢了", "你们太慢了"),
        ("@bank my card is blocked https://t.co/x1", "@bank my card is blocked"),
        ("看这里http://t.cn/abc又坏了", "看这里 又坏了"),
        (
            "<p>Hi <a href='https://m.test/@bank'>@bank</a><br>it broke &amp; burnt</p>",
            "Hi @bank\nit broke & burnt",
        ),
        ("I <3 you, 5 < 6 > 2", "I <3 you, 5 < 6 > 2"),
        ("START @ 5pm, ART @home", "START @ 5pm, ART @home"),
        ("转发给朋友了，太好用", "转发给朋友了，太好用"),
        ("", ""),
    ],
)
def test_only_what_the_author_wrote(text: str, own: str) -> None:
    assert own_words_of_post(text).own == own


def test_what_was_passed_on_is_kept_apart() -> None:
    assert own_words_of_post("慢 http://t.cn/a //@客服:您好").cut == "http://t.cn/a\n//@客服:您好"


@settings(deadline=None)
@given(st.text(alphabet="<>/abp@RT:：回复转发微博 \n&;ht."))
def test_any_post_can_be_cleaned(text: str) -> None:
    words = own_words_of_post(text)
    assert "//@" not in words.own


@pytest.mark.parametrize(
    "hostile",
    ["<" * 100_000, "/" * 100_000, "RT " * 50_000, "<a " * 50_000, "http://" * 20_000, " " * 100_000],
)
def test_hostile_posts_take_linear_time(hostile: str) -> None:
    own_words_of_post(hostile)
