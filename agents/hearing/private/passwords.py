"""English passwords, PINs and one-time codes: what follows the words that announce them."""

import re
from collections.abc import Iterator
from itertools import chain, pairwise
from typing import Final

from agents.hearing.private.places import Place
from agents.hearing.private.spoken import EN_RUN, digits_said

_PASSES: Final = r"(?:pass ?words?|pass ?codes?|pass ?phrases?|passwd|pwd|(?:memorable|secret|safe) words?|security answer|(?:pass|pw|pswd)(?= ?[:=]))(?: number)?"
_CODE: Final = (
    r"(?:(?P<qualified>one[- ]?time|verif\w{0,10}|security|auth\w{0,11}|access|log-?in|log in|sign-?in|sms|text|unlock|2fa|mfa|otp|pin"
    r"|two[- ]factor|secret|door|gate|alarm|voicemail|card|(?:six|four|[3-8])[- ]digit)(?: (?:one[- ]?time|pin))?[- ])?(?:codes?|pins?)(?: number| no\.?)?"
)
_ANNOUNCED: Final = re.compile(
    rf"(?<![A-Za-z-])(?:(?P<password>{_PASSES})|(?P<short>otp|cvv2?|cvc2?|cv2|csc)(?: code| number)?|(?P<code>{_CODE})"
    r"|(?<!last )(?<!final )(?<!first )(?:[3-8]|three|four|five|six|seven|eight)[- ](?:digits|figures))(?![A-Za-z0-9])",
    re.IGNORECASE,
)
# Codes that name a place, a fault or a discount are nobody's secret.
_PUBLIC: Final = re.compile(
    r"(?:error|post(?:al)?|zip|area|country|promo\w*|discount|coupon|voucher|product|item|dress|status|track\w*|book\w*|reference|bar|qr"
    r"|source|colou?r|swift|sort|branch|model|orders?|confirmation|gift|referral|tax|batch|vendor|store|dial\w*|fault|exit|response|http"
    r"|reason|return|airport|iata|currency|language|invite|invitation|offer|department|sku|style|unit|building|ticket|case|stock|part|bic"
    r"|service|short|party|bowling|rolling|safety|lapel|hair|u\.?s\.?|civil|penal|criminal|legal|building)[- ]?(?:'s )?$",
    re.IGNORECASE,
)
_CONNECTOR: Final = re.compile(
    r"(?P<strong>[:=]|(?<![A-Za-z])(?:used to be|has been|had been|is|was|it's|its|should be|must be|reads?|says?|being|goes|equals)(?![A-Za-z]))|(?P<weak>(?<![A-Za-z])(?:are|were|to|as|of|with|use|used|entered|enter|typed|tried|try|said|say|gave|told|chose|picked|got|get|set|received|read)(?![A-Za-z])|(?<=[A-Za-z])'s(?= ))",
    re.IGNORECASE,
)
_DIGIT: Final = re.compile(
    r"\d|(?<![a-z])(?:zero|oh?|one|two|three|four|five|six|seven|eight|nine|double|triple)(?![a-z])",
    re.IGNORECASE,
)
_INSERTED: Final = re.compile(
    r", (?P<value>(?!(?:19|20)\d\d[,.;])(?=[^ ,;]*\d)(?:\d{4,8}|(?=[!-~]{0,15}[A-Za-z])[!-+\--:<-~]{6,32}))(?=[,;](?:\s|$)|\.(?:\s|$)|$)"
)
_STOP: Final = re.compile(r"[.!?;\n](?:\s|$)|[!?;\n。]")
_FILLER: Final = re.compile(
    r"\s*(?:[:=,-]\s*)?(?:(?:now|still|currently|just|actually|simply|literally|like|um+|uh+|set to|once|formerly|always|this|the following|it's|is|called|him|her|them|you|me)[,:]?\s+)*[\"'“”(\[<`「《*]{0,2}",
    re.IGNORECASE,
)
UNIT_AFTER: Final = re.compile(
    r"[ -]?(?:%|-?(?:digits?|characters?|letters?|minutes?|mins?|hours?|hrs?|seconds?|secs?|days?|weeks?|months?|years?|times?|miles?|people|dollars?|pounds?|percent"
    r"|attempts?|tries|am|pm|o'?clock)(?![A-Za-z])|秒|分钟?|小时|次|位|条|元|块|个|天|年|月|遍|开头|点)",
    re.IGNORECASE,
)
_NUMBER: Final = re.compile(r"(?:[A-Z]{1,2}-)?\d(?:[ -]?\d){2,11}(?![A-Za-z0-9]|[.,:/]\d)")
_MIXED: Final = re.compile(
    r"(?=[A-Za-z0-9-]{0,14}\d)(?=[A-Za-z0-9-]{0,14}[A-Za-z])[A-Za-z0-9-]{4,14}(?![A-Za-z0-9])"
)
_TOKEN: Final = re.compile(r"[!-~\u00a3\u00c0-\u024f]{3,64}")
_LETTERS: Final = re.compile(
    r"(?:(?:capital |upper ?case |lower ?case )?[A-Za-z0-9][ -]){3,20}[A-Za-z0-9](?![A-Za-z0-9])",
    re.IGNORECASE,
)
EN_SAID: Final = re.compile(EN_RUN, re.IGNORECASE)
_QUOTED: Final = re.compile(r'[^"“”\n\[\]]{3,40}(?=["”])')
_TRAILING: Final = ".,;:?)\"'”’>]*`"
# What a password may be said to be without being told.
_NOT_TOLD_WORDS: Final = (
    "a about accepted after again all already also always and another any asked available bad because "
    "been before being blank blocked broken but by came case changed compromised confidential confirmed "
    "correct currently denied different difficult disabled easy either empty enough entered entirely even "
    "exactly expired expiring fine first for forgotten found from frozen given going gone good great hard "
    "has hacked here hidden his her how if impossible in inactive incorrect insecure invalid it just "
    "known leaked less like linked locked long longer lost mandatory maybe me mine missing more my "
    "necessary needed never new no nonsense not nothing null of off okay old on one only optional or our "
    "out outdated own painful part perfectly please private probably protected public ready really "
    "refused rejected rejecting repeatedly required requested reset resetting right ridiculous safe saved "
    "secret secure secured sensitive sent set shared short showing simple simply so some something "
    "somehow still strong stronger stuck stupid suddenly supposed that the their then there they this to "
    "too totally true twice unavailable under unique unknown unrecognised unrecognized unsafe until "
    "updated useless valid very visible weak what whatever when where which who why with within without "
    "working worked works wrong you your yes yours link page form email mail button request reset screen "
    "recovery options help field box manager change problem problems issue issues"
)
_NOT_TOLD: Final = frozenset(_NOT_TOLD_WORDS.split())
_PLAIN_END: Final = re.compile(
    r"\W*(?:$|[.,;!?\n\"')]|(?:and|but|please|can|could|i|so|for|if|thanks|thank|in case|by the way)\b)",
    re.IGNORECASE,
)


def passwords(text: str) -> Iterator[Place]:
    """Secrets in the order they are said. A word about a password ("my password is wrong") is none."""
    for found, after in pairwise(chain(_ANNOUNCED.finditer(text), [None])):
        told = _told(found, _scope(found, after)) if found else None
        if told:
            yield told
    if _BEFORE_WORD.search(text):
        yield from _told_before(text)


def _scope(found: re.Match[str], after: re.Match[str] | None) -> int:
    """Where to stop looking: at the end of the sentence, at the same word again, or after 64 characters."""
    text, begin = found.string, found.end()
    limit = min(len(text), begin + 64)
    if after and after.start() < limit and after.lastgroup == found.lastgroup:
        limit = after.start() - 1
    if limit - begin < 8:
        return limit
    stop = _STOP.search(text, begin, limit)
    return stop.start() if stop else limit


def _told(found: re.Match[str], limit: int) -> Place | None:
    text, begin = found.string, found.end()
    if limit - begin < 4 or (
        found["code"] and _PUBLIC.search(text, max(0, found.start() - 14), found.start())
    ):
        return None
    digit = _DIGIT.search(text, begin, limit) is not None
    if not found["password"] and not digit:
        return None
    place = _value(found, _FILLER.match(text, begin), "", digit=digit)
    if place:
        return place
    for link in _CONNECTOR.finditer(text, begin, limit):
        near = "near" if link["strong"] and not text[begin : link.start()].strip(" '\"") else "far"
        place = _value(found, _FILLER.match(text, link.end()), near, digit=digit)
        if place:
            return place
    return _inserted(found, limit)


def _value(found: re.Match[str], filler: re.Match[str] | None, link: str, *, digit: bool) -> Place | None:
    """`link`: "" (the value stands right after the word), "near" ("is" between them) or "far" (more words).

    `digit`: whether there is any digit, written or said, to look for.
    """
    if not filler or filler.end() == found.end():
        return None
    text, begin = found.string, filler.end()
    end = digit and _code_end(text, begin, plain=bool(found["code"]) and not found["qualified"])
    if found["password"]:
        end = max(end or 0, _password_end(text, begin, link) or 0)
    return Place(begin, end, "secret") if end else None


def _inserted(found: re.Match[str], limit: int) -> Place | None:
    """As in "the password you gave me, Welcome123, fails": between commas, and nothing but a secret looks like that."""
    for value in _INSERTED.finditer(found.string, found.end(), min(limit + 1, len(found.string))):
        between = found.string[found.end() : value.start()]
        if found["password"] or (value["value"].isdecimal() and not any(map(str.isdecimal, between))):
            return Place(*value.span("value"), "secret")
    return None


def _code_end(text: str, begin: int, *, plain: bool) -> int | None:
    """Digits written or said; letters among them only where the code was called more than a "code"."""
    number = _NUMBER.match(text, begin)
    if number and not UNIT_AFTER.match(text, number.end()):
        return number.end() if not plain or sum(map(str.isdecimal, number[0])) >= 4 else None
    said = EN_SAID.match(text, begin)
    if said and len(digits_said(said[0])) >= 3 and not UNIT_AFTER.match(text, said.end()):
        return said.end()
    mixed = None if plain else _MIXED.match(text, begin)
    if mixed and not UNIT_AFTER.match(mixed[0].lstrip("0123456789")):
        return mixed.end()
    return None


def _password_end(text: str, begin: int, link: str) -> int | None:
    letters = _LETTERS.match(text, begin) if link else None
    if letters:
        return letters.end()
    phrase = _QUOTED.match(text, begin) if link == "near" and text[begin - 1] in '"“' else None
    if phrase:
        return phrase.end()
    token = _TOKEN.match(text, begin)
    word = token[0].rstrip(_TRAILING) if token else ""
    if len(word) < 3 or word.startswith(("[", "@", "http", "www.")):
        return None
    end = begin + len(word)
    if _is_odd(word):
        return None if UNIT_AFTER.match(text, end) and word.isdecimal() else end
    plain = word.isalpha() and len(word) >= 4 and word.lower() not in _NOT_TOLD
    quoted = text[begin - 1 : begin] in "\"'“`「" and text[end : end + 1] in "\"'”`」"
    if (
        link == "near"
        and plain
        and (quoted or (not word.lower().endswith(("ed", "ing", "ly")) and _PLAIN_END.match(text, end)))
    ):
        return end
    return None


def _is_odd(word: str) -> bool:
    """Words of a sentence have no digit among their letters, no sign within, and no capital after a small letter."""
    if word.isalpha() and (word.islower() or word[1:].islower()):
        return False
    if any(sign.isdecimal() for sign in word):
        return any(sign.isalpha() or not sign.isalnum() for sign in word) or len(word) >= 4
    if any(sign in "!@#$%^&*_+=<>?~|\\" for sign in word.rstrip("!?")[:-1]):
        return True
    return any(small.islower() and big.isupper() for small, big in pairwise(word))


_BEFORE_WORD: Final = re.compile(
    r"(?:is|'s|was|as|for) (?:my|your|the|our|his|her|a) | as | to (?:sign|log)", re.IGNORECASE
)
_BEFORE: Final = re.compile(
    r"(?<![A-Za-z0-9.,-])(?P<value>(?:[A-Z]{1,2}-)?\d(?:[ -]?\d){3,7})(?:(?:,? (?:that|this|it)(?:'s| is| was)| is| was| as| for) (?:my|your|the|our|his|her|a)(?: [A-Za-z0-9-]+){0,2}?| as) "
    rf"(?:{_PASSES}|otp|cvv|(?P<code>{_CODE}))(?![A-Za-z])",
    re.IGNORECASE,
)
_ENTRY: Final = re.compile(
    r"(?<![A-Za-z0-9.,-])(?P<value>\d(?:[ -]?\d){3,7}) to (?:sign|log)[ -]?(?:in|on)(?![a-z])", re.IGNORECASE
)


# Nothing but a one-time code is six digits that hold for minutes.
_EXPIRING: Final = re.compile(
    r"(?<![A-Za-z0-9.,:/-])(?P<value>\d(?:[ -]?\d){3,7})(?![A-Za-z0-9]|[.,:/]\d)[^.!?;\n\d]{0,24}?"
    r"(?:(?:valid|good|works|expires?|expiring|holds?) (?:only )?(?:for|in|within) [^.!?;\n]{0,14}?(?:min|sec)|[^.!?;\n\d]{0,6}?\d{0,2}[一二两三五十]{0,2}分钟(?:之?内)?(?:有效|过期|失效))",
    re.IGNORECASE,
)


_TOKEN_BEFORE: Final = re.compile(
    rf"(?<!\S)(?P<value>[!-Z^-~]{{4,32}}),? (?:(?:that|this|it)(?:'s| is| was)|is|was|as|for) (?:my|your|the|our|his|her|a)(?: [A-Za-z-]+){{0,2}}? {_PASSES}(?![A-Za-z])",
    re.IGNORECASE,
)


def _told_before(text: str) -> Iterator[Place]:
    """As in "482913 is your verification code"."""
    for found in _BEFORE.finditer(text):
        if not (
            found["code"] and _PUBLIC.search(text, max(0, found.start("code") - 14), found.start("code"))
        ):
            yield Place(*found.span("value"), "secret")
    for found in _ENTRY.finditer(text):
        yield Place(*found.span("value"), "secret")
    for found in _TOKEN_BEFORE.finditer(text):
        value = found["value"].rstrip(_TRAILING).lstrip("\"'(")
        begin = found.start("value") + found["value"].index(value)
        if len(value) > 3 and _is_odd(value) and not value.isdecimal():
            yield Place(begin, begin + len(value), "secret")


def expiring(text: str) -> Iterator[Place]:
    """Codes that are called nothing but are said to hold for minutes: "558214, valid for ten minutes"."""
    for found in _EXPIRING.finditer(text):
        yield Place(*found.span("value"), "secret")
