"""Chinese passwords, PINs and one-time codes: what follows the words that announce them."""

import re
from collections.abc import Iterator
from itertools import chain, pairwise
from typing import Final

from agents.hearing.private.passwords import EN_SAID, UNIT_AFTER
from agents.hearing.private.places import Place
from agents.hearing.private.spoken import ZH_RUN, digits_said

_ZH_SAID: Final = re.compile(ZH_RUN)
_ZH_ANNOUNCED: Final = re.compile(
    r"(?P<password>(?:密码|口令|暗号|pin码|pin)(?!密码|口令|暗号|pin))|(?P<code>验证码|校验码|动态码|动态密码|安全码|授权码|随机码|一次性密码|短信码|识别码|确认码|的码(?=[是为:])|cvv2?码?|(?<![后末尾前第])[四五六八468]位(?:数字|数|码))",
    re.IGNORECASE,
)
_ZH_LINK: Final = re.compile(
    r"\s*(?:[^,;!?\n。、A-Za-z0-9:=零〇一二三四五六七八九]{0,14}?(?P<link>就?(?:是|为)|叫|(?:设|改|换|写|填|输)?成了?|[:=]|一直用的?是?|用的?是|设的?是?"
    r"|收到了?|发来了?|(?:输入?|填|打|写)了?|报一下|告诉\w{0,3}了?)(?=[\s:=是为\"'“”「(]{0,4}[!-~零〇幺一二两三四五六七八九大小]))?[\s:=是为\"'“”「(]{0,4}"
)
# Over a comma only what is said to be the code at once: "验证码报给你,690412".
_ZH_LATER: Final = re.compile(
    r"[^,;!?\n。、0-9没不错失过忘]{0,10},\s*(?:[我他她你]?就?(?:说了?|报了?|给了?|告诉\w{0,3}了?|输入?了?)|就?是|为)?[\s:是]{0,2}"
)
_ZH_TOKEN: Final = re.compile(r"[A-Za-z0-9!@#$%^&*_.+=-]{3,40}")
_ZH_SPELT: Final = re.compile(
    r"(?=[^\s大小]{0,12}[大小]写)(?:[大小]写(?:的|字母)?[A-Za-z]|[A-Za-z0-9!@#$_.-]){3,30}"
)
_ZH_NUMBER: Final = re.compile(r"[A-Za-z]{0,2}-?\d(?:[ -]?\d){3,7}(?![A-Za-z0-9])")
_SHORT: Final = re.compile(r"\d[ -]?\d[ -]?\d(?![A-Za-z0-9])")
_ON_CARDS: Final = frozenset({"安全码", "cvv", "cvv2", "cvv码", "cvv2码", "cvc", "背面三位"})
_VALUE: Final = re.compile(r"[A-Za-z0-9零〇幺一二两三四五六七八九]{3}|\d")
_ZH_BEFORE: Final = re.compile(
    r"(?<![A-Za-z0-9])(?P<value>[A-Za-z0-9]{4,20}),?(?:[这那]个?)?(?:就?是|为)(?:我的?|您的?|你的?|本次)?(?:\w{0,6}?)(?:密码|验证码|校验码|动态码|口令)"
)


def chinese_passwords(text: str) -> Iterator[Place]:
    """Secrets in the order they are said. A word about a password ("密码错误") is none."""
    for found, after in pairwise(chain(_ZH_ANNOUNCED.finditer(text), [None])):
        again = after.start() if after else len(text)
        told = _zh_told(found, again) if found and again - found.end() >= 3 else None
        if told:
            yield told
    yield from _zh_told_before(text)


def _zh_told(found: re.Match[str], again: int) -> Place | None:
    text = found.string
    if not _VALUE.search(text, found.end(), min(again, found.end() + 24)):
        return None
    link = _ZH_LINK.match(text, found.end())
    if not link:
        return None
    begin = link.end()
    end = _zh_end(found, begin, linked=bool(link["link"]))
    later = None if end else _ZH_LATER.match(text, found.end())
    if later:
        begin = later.end()
        end = _zh_later_end(text, begin)
    return Place(begin, end, "secret") if end and not UNIT_AFTER.match(text, end) else None


def _zh_later_end(text: str, begin: int) -> int | None:
    """Over a comma a password has both letters and digits, and a code four digits."""
    number = _ZH_NUMBER.match(text, begin)
    token = _ZH_TOKEN.match(text, begin)
    if number or not token:
        return number.end() if number else None
    mixed = any(map(str.isdecimal, token[0])) and any(map(str.isalpha, token[0])) and "." not in token[0]
    return token.end() if mixed else None


def _zh_end(found: re.Match[str], begin: int, *, linked: bool) -> int | None:
    text = found.string
    number = _ZH_NUMBER.match(text, begin) or _short(found, begin)
    if number:
        return number.end()
    said = _ZH_SAID.match(text, begin) or EN_SAID.match(text, begin)
    if said and len(digits_said(said[0])) >= 4:
        return said.end()
    spelt = _ZH_SPELT.match(text, begin) if found["password"] else None
    if spelt:
        return spelt.end()
    token = _ZH_TOKEN.match(text, begin)
    word = token[0].rstrip(".") if token else ""
    if len(word) < 3 or not (linked or any(map(str.isdecimal, word))):
        return None
    if found["code"] and not any(map(str.isdecimal, word)):
        return None
    return begin + len(word) if len(word) >= 4 or not word.isdecimal() else None


def _short(found: re.Match[str], begin: int) -> re.Match[str] | None:
    """The three digits on the back of a card."""
    return _SHORT.match(found.string, begin) if found[0].lower() in _ON_CARDS else None


def _zh_told_before(text: str) -> Iterator[Place]:
    """As in "482913是我的验证码"."""
    for found in _ZH_BEFORE.finditer(text):
        if any(map(str.isdecimal, found["value"])):
            yield Place(*found.span("value"), "secret")
