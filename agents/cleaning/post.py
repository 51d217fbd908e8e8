"""A social post's own words: what its author wrote, without what was passed on.

Cut are a repost chain (from the first `//@`, or from `RT @`), the words a platform puts in for a plain repost,
links, and HTML tags; entities become characters. Mentions and hashtags stay: they say whom the author means.
"""

import re
from html import unescape
from typing import Final

from agents.cleaning.words import Words, joined

# Only names that are HTML: "<3", "a < b" and "<my name>" are words.
_TAG: Final = re.compile(
    r"</?(?:a|b|br|i|p|em|img|div|span|font|strong|small|u|s|ul|ol|li|blockquote|h[1-6])(?:\s[^<>]{0,2000})?/?>",
    re.IGNORECASE,
)
_BREAKING_TAG: Final = re.compile(r"</?(?:br|p|div|li|ul|ol|blockquote|h[1-6])\b", re.IGNORECASE)
_CHAIN: Final = re.compile(r"(?://|／／)\s?[@＠]|(?<!\w)(?:RT|MT|转发自|轉發自|转自|轉自)\s?:?\s?[@＠]\w")
_LINK: Final = re.compile(
    r"(?:https?://|\bwww\.|\bpic\.twitter\.com/)[!#-;=?-~]{1,2048}|网页链接|網頁連結", re.IGNORECASE
)
_ADDRESSEE: Final = re.compile(r"\A\s{0,99}(?:回复|回覆)\s?[@＠][^\s:：@＠]{1,40}\s?[:：]")
_PLAIN_REPOST: Final = re.compile(
    r"\A(?:转发微博|轉發微博|转发|轉發|快转微博|转发文章|repost(?:ed)?|rt|retweet(?:ed)?)[\s.。!！]{0,9}\Z",
    re.IGNORECASE,
)


def own_words_of_post(text: str) -> Words:
    """The author's part of `text`; nothing where the post only passes another on."""
    own = unescape(_TAG.sub(_line_or_nothing, text))
    chain = _CHAIN.search(own)
    passed_on = own[chain.start() :] if chain else ""
    own = own[: chain.start()] if chain else own
    cut: list[str] = []
    for added in (_ADDRESSEE, _LINK):
        cut += added.findall(own)
        own = added.sub(" ", own)
    own = joined([" ".join(line.split()) for line in own.split("\n")])
    if _PLAIN_REPOST.match(own):
        own, cut = "", [own, *cut]
    return Words(own, joined([*cut, *passed_on.split("\n")]))


def _line_or_nothing(tag: re.Match[str]) -> str:
    return "\n" if _BREAKING_TAG.match(tag[0]) else ""
