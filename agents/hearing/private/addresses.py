"""E-mail addresses (written and said), IP addresses and IBANs."""

import re
from collections.abc import Iterator, Mapping
from ipaddress import AddressValueError, IPv6Address
from types import MappingProxyType
from typing import Final

from agents.hearing.private.places import Place

_AT: Final = re.compile(
    r"@(?<=[^\s@]@)(?=[A-Za-z0-9\u00c0-\u024f][A-Za-z0-9\u00c0-\u024f-]{0,62}\.[A-Za-z0-9-]{2})|@(?<=[A-Za-z0-9] @)(?= [A-Za-z0-9])"
)
_LOCAL: Final = re.compile(r"[A-Za-z0-9\u00c0-\u024f.!#$%&'*+/=?^_`{|}~-]")
_LOCAL_BEGIN: Final = re.compile(r"[A-Za-z0-9\u00c0-\u024f_]")
_DOMAIN: Final = re.compile(
    r"(?:[A-Za-z0-9\u00c0-\u024f](?:[A-Za-z0-9\u00c0-\u024f-]{0,61}[A-Za-z0-9\u00c0-\u024f])?\.){1,6}[A-Za-z]{2,24}(?![A-Za-z0-9])"
)
_SPACED_LOCAL: Final = re.compile(r"(?<![A-Za-z0-9._-])[A-Za-z0-9][A-Za-z0-9._+-]{0,63}$")
_PROVIDERS: Final = r"(?:g ?mail|outlook|hotmail|yahoo|i ?cloud|live|aol|proton(?:mail)?|gmx|msn|qq|163|126|sina|foxmail|yandex|me)"
_TLD: Final = r"(?:com|net|org|edu|gov|co|io|ai|app|dev|biz|tv|uk|ie|cn|de|fr|es|pt|nl|ch|se|dk|fi|pl|cz|ru|au|nz|ca|us|mx|br|in|info|jp|kr|tw|hk|sg|za|eu|me)"
_SAID: Final = re.compile(
    r"(?<![A-Za-z0-9])(?P<local>(?:[A-Za-z0-9] ){2,20}[A-Za-z0-9]{1,20}|[A-Za-z]{2,20} \d{1,6}|(?:[A-Za-z0-9]{1,30}(?:[._+-]| (?:dot|underscore|dash|hyphen|plus) )){0,4}[A-Za-z0-9]{1,30})"
    r"(?P<at> at | ?[\[(]at[\])] ?)"
    rf"(?P<provider>{_PROVIDERS}(?=\W))?(?P<domain>(?:[A-Za-z0-9-]{1, 30}(?: dot | ?[\[(]dot[\])] ?|\.)){{0,3}}?[A-Za-z0-9-]{{0,30}})"
    rf"(?: dot | ?[\[(]dot[\])] ?|\.){_TLD}(?:(?: dot |\.){_TLD})?(?![A-Za-z0-9])",
    re.IGNORECASE,
)
_ADDRESS_WORD: Final = re.compile(r"e-?mail|address|write|reach|邮箱|邮件", re.IGNORECASE)
_ZH_SAID: Final = re.compile(
    r"(?<![A-Za-z0-9])[A-Za-z0-9][A-Za-z0-9._-]{1,40} ?艾特 ?[A-Za-z0-9-]{1,30}(?: ?[点.] ?[A-Za-z]{2,10}){1,3}(?![A-Za-z0-9])"
)
_ADDRESS_AFTER: Final = re.compile(
    r",? (?:is |was |that's |it's )?(?:(?:my|our|his|her|the) (?:\w+ )?e-?mail|不?是我的?邮箱)", re.IGNORECASE
)
_NO_LOCAL_WORDS: Final = (
    "look looked in up me us you is it on available available online log login bought working order"
)
_NO_LOCAL: Final = frozenset(_NO_LOCAL_WORDS.split())


def emails(text: str) -> Iterator[Place]:
    """Addresses as RFC 5321 has them in practice: no quoted local part, a name for a domain."""
    done = 0
    for found in _AT.finditer(text):
        at = found.end() - 1
        place = _around(text, at) if at >= done else None
        if place:
            done = place.end
            yield place


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
        named = named or _ADDRESS_AFTER.match(text, found.end())
        if local.lower() not in _NO_LOCAL and (found["provider"] or composed or named):
            yield Place(found.start(), found.end(), "email")
    for found in _ZH_SAID.finditer(text):
        yield Place(found.start(), found.end(), "email")


_OCTET: Final = r"(?:25[0-5]|2[0-4]\d|1\d\d|[1-9]?\d)"
# The first digit stands first so that the search can leap from digit to digit.
_IPV4: Final = re.compile(
    r"\d(?:(?<![A-Za-z0-9.]\d)|(?<=[Ii][Pp]\d)|(?<=[Vv]4\d))\d{0,2}\.\d{1,3}\.\d{1,3}\.\d{1,3}(?![A-Za-z0-9]|\.\d)"
)
_OCTETS: Final = re.compile(rf"(?:{_OCTET}\.){{3}}{_OCTET}")
_LETTER: Final = re.compile(r"[^\W\d_]")
_VERSION_BEFORE: Final = re.compile(
    r"(?<![a-z])(?:version|ver|v|release[ds]?|firmware|build|ios|ipados|macos|android|harmonyos|linux|ubuntu|debian|kernel|python|java|chrome|firefox|safari|app|rev|revision|update[ds]?|upgrade[ds]?|section|clause|chapter|paragraph|driver"
    r"|software|windows|patch)(?![a-z])|版本?|固件|升级|更新|系统|章节?|条款|驱动|鸿蒙|安卓|补丁|内核|第 ?$",
    re.IGNORECASE,
)
_VERSION_AFTER: Final = re.compile(
    r" ?(?:version|release|firmware|build|update|版|固件|[条章节款])", re.IGNORECASE
)
_IP_WORD: Final = re.compile(
    r"(?<![a-z])(?:ip|ips|ipv4|address|server|host|router|gateway|dns)(?![a-z])|地址", re.IGNORECASE
)
_IPV6: Final = re.compile(
    r"(?:(?<![A-Za-z0-9:.])|(?<=[G-Zg-z\u4e00-\u9fff]:))(?!:[^:])[0-9A-Fa-f]{0,4}(?::[0-9A-Fa-f]{0,4}){2,7}(?![A-Za-z0-9:])"
)


def ips(text: str) -> Iterator[Place]:
    """IPv4 and IPv6 addresses; four numbers after a word like "version" are none."""
    for found in _IPV4.finditer(text):
        if _OCTETS.fullmatch(found[0]) and not _is_version(found):
            yield Place(found.start(), found.end(), "ip")
    if text.count(":") >= 2:
        for found in _IPV6.finditer(text):
            if _is_ipv6(found[0]):
                yield Place(found.start(), found.end(), "ip")


def _is_version(found: re.Match[str]) -> bool:
    text, begin = found.string, found.start()
    if _VERSION_AFTER.match(text, found.end()):
        return True
    before = max(0, begin - 24)
    if not _LETTER.search(text, before, begin):
        return False
    return not _IP_WORD.search(text[before:begin]) and bool(_VERSION_BEFORE.search(text[before:begin]))


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
_VALUES: Final = MappingProxyType({ord(sign): str(int(sign, 36)) for sign in "ABCDEFGHIJKLMNOPQRSTUVWXYZ"})
_HEAD: Final = re.compile(r"\d(?:(?<=[A-Za-z]{2}\d)|(?<=[A-Za-z]{2}[ -]\d)) ?\d")
_COUNTRY: Final = re.compile(r"(?:(?<![A-Za-z0-9])|(?<=[Ii][Bb][Aa][Nn]))[A-Za-z]{2}[ -]?$")
_REST: Final = re.compile(r"(?! [A-Za-z]{2}\d\d )(?:[ -]{0,2}[A-Za-z0-9]){11,30}")


def ibans(text: str) -> Iterator[Place]:
    """Bank account numbers of ISO 13616: the country's length, and check digits that hold."""
    done = 0
    for head in _HEAD.finditer(text):
        begin = head.start()
        country = _COUNTRY.search(text, max(0, begin - 3), begin) if begin >= done else None
        if not country:
            continue
        rest = _REST.match(text, head.end())
        place = _iban(text, country.start(), rest.end()) if rest else None
        # What follows the head of an account number is no head.
        done = place.end if place else begin + 6
        if place:
            yield place


def _iban(text: str, begin: int, limit: int) -> Place | None:
    length = _IBAN_LENGTHS.get(text[begin : begin + 2].upper())
    end = _after(text, begin, limit, length) if length else None
    if not end or (end < len(text) and text[end].isascii() and text[end].isalnum()):
        return None
    signs = text[begin:end].replace(" ", "").replace("-", "").upper()
    if sum(map(str.isdecimal, signs)) < 8:  # "at 71 Castle Street" may pass the check by chance
        return None
    holds = int((signs[4:] + signs[:4]).translate(_VALUES)) % 97 == 1
    return Place(begin, end, "iban") if holds else None


def _after(text: str, begin: int, limit: int, count: int) -> int | None:
    """The place after the first `count` letters and digits from `begin` on; None where there are fewer before `limit`."""
    for place in range(begin, limit):
        if text[place] not in " -":
            count -= 1
            if not count:
                return place + 1
    return None
