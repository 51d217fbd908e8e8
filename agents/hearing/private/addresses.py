"""E-mail addresses (written and said), IP addresses and IBANs."""

import re
from collections.abc import Iterator, Mapping
from ipaddress import AddressValueError, IPv6Address
from types import MappingProxyType
from typing import Final

from agents.hearing.private.places import Place

_LOCAL: Final = re.compile(r"[A-Za-z0-9\u00c0-\u024f.!#$%&'*+/=?^_`{|}~-]")
_LOCAL_BEGIN: Final = re.compile(r"[A-Za-z0-9\u00c0-\u024f_]")
_DOMAIN: Final = re.compile(
    r"(?:[A-Za-z0-9\u00c0-\u024f](?:[A-Za-z0-9\u00c0-\u024f-]{0,61}[A-Za-z0-9\u00c0-\u024f])?\.){1,6}[A-Za-z]{2,24}(?![A-Za-z0-9])"
)
_SPACED_LOCAL: Final = re.compile(r"(?<![A-Za-z0-9._-])[A-Za-z0-9][A-Za-z0-9._+-]{0,63}$")
_PROVIDERS: Final = r"(?:g ?mail|outlook|hotmail|yahoo|i ?cloud|live|aol|proton(?:mail)?|gmx|msn|qq|163|126|sina|foxmail|yandex|me)"
_TLD: Final = r"(?:com|net|org|edu|gov|co|io|uk|cn|de|fr|au|ca|us|in|info|hk|sg|eu)"
_SAID: Final = re.compile(
    r"(?<![A-Za-z0-9])(?P<local>(?:[A-Za-z0-9] ){2,20}[A-Za-z0-9]{1,20}|(?:[A-Za-z0-9]{1,30}(?:[._+-]| (?:dot|underscore|dash|hyphen|plus) )){0,4}[A-Za-z0-9]{1,30})"
    r"(?P<at> at | ?[\[(]at[\])] ?)"
    rf"(?P<provider>{_PROVIDERS}(?=\W))?(?P<domain>(?:[A-Za-z0-9-]{1, 30}(?: dot | ?[\[(]dot[\])] ?|\.)){{0,3}}?[A-Za-z0-9-]{{0,30}})"
    rf"(?: dot | ?[\[(]dot[\])] ?|\.){_TLD}(?:(?: dot |\.){_TLD})?(?![A-Za-z0-9])",
    re.IGNORECASE,
)
_ADDRESS_WORD: Final = re.compile(r"e-?mail|address|write|reach|邮箱|邮件", re.IGNORECASE)
_NO_LOCAL_WORDS: Final = (
    "look looked in up me us you is it on available available online log login bought working order"
)
_NO_LOCAL: Final = frozenset(_NO_LOCAL_WORDS.split())


def emails(text: str) -> Iterator[Place]:
    """Addresses as RFC 5321 has them in practice: no quoted local part, a name for a domain."""
    at = text.find("@")
    while at >= 0:
        place = _around(text, at)
        if place:
            yield place
        at = text.find("@", place.end if place else at + 1)


def _around(text: str, at: int) -> Place | None:
    if text.startswith(" ", at + 1) and text.endswith(" ", 0, at):
        local = _SPACED_LOCAL.search(text, max(0, at - 65), at - 1)
        domain = _DOMAIN.match(text, at + 2)
        return Place(local.start(), domain.end(), "email") if local and domain else None
    begin = at
    while begin > max(0, at - 64) and _LOCAL.match(text[begin - 1]):
        begin -= 1
    while begin < at and not _LOCAL_BEGIN.match(text[begin]):
        begin += 1
    domain = _DOMAIN.match(text, at + 1)
    return Place(begin, domain.end(), "email") if domain and begin < at else None


def said_emails(text: str) -> Iterator[Place]:
    """As in "john dot smith at gmail dot com": by a mail provider, by a composed name, or by a word like "e-mail" before it."""
    for found in _SAID.finditer(text):
        local = found["local"]
        composed = " " in local or not local.isalpha() or "(" in found["at"] or "[" in found["at"]
        named = _ADDRESS_WORD.search(text, max(0, found.start() - 40), found.start())
        if local.lower() not in _NO_LOCAL and (found["provider"] or composed or named):
            yield Place(found.start(), found.end(), "email")


_IPV4: Final = re.compile(r"(?<![A-Za-z0-9.])(?:\d{1,3}\.){3}\d{1,3}(?![A-Za-z0-9]|\.\d)")
_VERSION_BEFORE: Final = re.compile(
    r"(?<![a-z])(?:version|ver|v|release|firmware|build|ios|android|app|update[ds]?|upgrade[ds]?|section|clause|chapter|paragraph|driver"
    r"|software|windows|patch)(?![a-z])|版本?|固件|升级|更新|系统|章节?|条款|驱动",
    re.IGNORECASE,
)
_VERSION_AFTER: Final = re.compile(r" ?(?:version|release|firmware|build|update|版|固件)", re.IGNORECASE)
_IP_WORD: Final = re.compile(
    r"(?<![a-z])(?:ip|ips|ipv4|address|server|host|router|gateway|dns)(?![a-z])|地址", re.IGNORECASE
)
_IPV6: Final = re.compile(r"(?<![A-Za-z0-9:.])[0-9A-Fa-f]{0,4}(?::[0-9A-Fa-f]{0,4}){2,7}(?![A-Za-z0-9:])")


def ips(text: str) -> Iterator[Place]:
    """IPv4 and IPv6 addresses; four numbers after a word like "version" are none."""
    for found in _IPV4.finditer(text):
        if all(
            part == str(int(part)) and int(part) < 256 for part in found[0].split(".")
        ) and not _is_version(found):
            yield Place(found.start(), found.end(), "ip")
    if text.count(":") >= 2:
        for found in _IPV6.finditer(text):
            if _is_ipv6(found[0]):
                yield Place(found.start(), found.end(), "ip")


def _is_version(found: re.Match[str]) -> bool:
    text, begin = found.string, found.start()
    before = slice(max(0, begin - 24), begin)
    if _IP_WORD.search(text[before]):
        return False
    return bool(_VERSION_BEFORE.search(text[before]) or _VERSION_AFTER.match(text, found.end()))


def _is_ipv6(text: str) -> bool:
    """Two groups are not enough: "12::30" is a slip of the pen and "a::b" a name in a program, unless they begin as addresses do."""
    groups = [group for group in text.split(":") if group]
    if len(groups) < 3 and not text.lower().startswith(("fe80::", "2001:", "fd", "::1")):
        return False
    try:
        IPv6Address(text)
    except AddressValueError:
        return False
    return True


# The length of an IBAN by country, from the registry of ISO 13616.
_IBAN_LENGTHS: Final[Mapping[str, int]] = MappingProxyType(
    {
        country: length
        for length, countries in (
            (15, "NO"),
            (16, "BE"),
            (18, "DK FI FO GL NL SD FK"),
            (19, "MK SI"),
            (20, "AT BA EE KZ LT LU XK MN"),
            (21, "CH HR LI LV"),
            (22, "BG BH CR DE GB GE IE ME RS VA"),
            (23, "AE GI IL IQ TL OM SO"),
            (24, "AD CZ ES MD PK RO SA SE SK TN VG"),
            (25, "LY PT ST"),
            (26, "IS TR"),
            (27, "BI DJ FR GR IT MC MR SM"),
            (28, "AL AZ BY CY DO EG GT HU LB NI PL SV"),
            (29, "BR PS QA UA"),
            (30, "JO KW MU YE"),
            (31, "MT SC"),
            (32, "LC"),
            (33, "RU"),
        )
        for country in countries.split()
    }
)
_IBAN: Final = re.compile(r"(?<![A-Za-z0-9])[A-Za-z]{2}[ -]?\d(?: ?\d)(?:[ -]{0,2}[A-Za-z0-9]){11,30}")


def ibans(text: str) -> Iterator[Place]:
    """Bank account numbers of ISO 13616: the country's length, and check digits that hold."""
    for found in _IBAN.finditer(text):
        length = _IBAN_LENGTHS.get(found[0][:2].upper())
        end = _after(found, length) if length else None
        if end and not (end < len(text) and text[end].isascii() and text[end].isalnum()):
            signs = re.sub("[ -]", "", text[found.start() : end])
            if int("".join(str(int(sign, 36)) for sign in signs[4:] + signs[:4])) % 97 == 1:
                yield Place(found.start(), end, "iban")


def _after(found: re.Match[str], count: int) -> int | None:
    """The place after the first `count` letters and digits of the match; None where it has fewer."""
    for place in range(*found.span()):
        if found.string[place] not in " -":
            count -= 1
            if not count:
                return place + 1
    return None
