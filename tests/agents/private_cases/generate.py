"""Cases with check digits that hold, and their look-alikes, from a seed: `python -m tests.agents.private_cases.generate`.

Check digits come from python-stdnum and example numbers from phonenumbers, so that the rules do not judge themselves.
"""

import sys
from collections.abc import Callable, Iterator
from datetime import date, timedelta
from functools import partial
from random import Random
from typing import Final

import phonenumbers
from stdnum import iban, luhn
from stdnum.cn import ric

from tests.agents.private_cases.frames import FRAMES, PLAIN, Frames
from tests.agents.private_cases.reading import escaped

SEED: Final = 20_240_501
_WIDE: Final = str.maketrans("0123456789-", "０１２３４５６７８９－")
_DASHES: Final = "-‐‑‒–—−"
_SPACES: Final = " \u00a0\u2009\u202f"
_EN: Final = ["zero", "one", "two", "three", "four", "five", "six", "seven", "eight", "nine"]
_ISSUERS: Final = (
    ("4", 16, (4, 4, 4, 4)),
    ("51", 16, (4, 4, 4, 4)),
    ("2720", 16, (4, 4, 4, 4)),
    ("34", 15, (4, 6, 5)),
    ("37", 15, (4, 6, 5)),
    ("6011", 16, (4, 4, 4, 4)),
    ("3530", 16, (4, 4, 4, 4)),
    ("36", 14, (4, 6, 4)),
    ("622848", 19, (4, 4, 4, 4, 3)),
    ("625", 16, (4, 4, 4, 4)),
)  # fmt: skip
_AREAS: Final = ("110101", "310104", "440106", "510107", "330102", "420111", "610113", "210202")
_COUNTRIES: Final = [
    "US",
    "GB",
    "DE",
    "FR",
    "IT",
    "ES",
    "NL",
    "AU",
    "IN",
    "JP",
    "KR",
    "BR",
    "MX",
    "HK",
    "TW",
    "SG",
    "SE",
    "PL",
    "RU",
    "AE",
    "ZA",
    "NZ",
    "IE",
    "CH",
    "AT",
]
_BANKS: Final = (
    ("DE", "{:018d}"), ("FR", "{:023d}"), ("ES", "{:020d}"), ("CH", "{:017d}"), ("PL", "{:024d}"), ("BE", "{:012d}"),
    ("AT", "{:016d}"), ("GB", "NWBK{:014d}"), ("NL", "RABO{:010d}"), ("SE", "{:020d}"), ("NO", "{:011d}"), ("AE", "{:019d}"),
)  # fmt: skip


def _digits(chance: Random, count: int) -> str:
    return "".join(chance.choice("0123456789") for _ in range(count))


def _grouped(digits: str, sizes: tuple[int, ...], separator: str) -> str:
    ends = [sum(sizes[: place + 1]) for place in range(len(sizes))]
    return separator.join(digits[end - size : end] for end, size in zip(ends, sizes, strict=True))


def _separated(chance: Random, digits: str, sizes: tuple[int, ...]) -> str:
    separator = chance.choice(("", "", " ", "-", chance.choice(_DASHES), chance.choice(_SPACES)))
    text = _grouped(digits, sizes, separator)
    return text.translate(_WIDE) if chance.random() < 0.15 else text


def _said(chance: Random, digits: str, lang: str) -> str:
    if lang == "zh":
        text = "".join("零一二三四五六七八九"[int(digit)] for digit in digits)
        return text.replace("一", "幺") if chance.random() < 0.5 else text
    words: list[str] = []
    zero = chance.choice(("zero", "oh"))
    for digit in digits:
        word = zero if digit == "0" else _EN[int(digit)]
        if words and words[-1] == word and chance.random() < 0.7:
            words[-1] = f"double {word}"
        else:
            words.append(word)
    return " ".join(words)


def card(chance: Random, lang: str, *, valid: bool = True) -> str:
    issuer, length, sizes = chance.choice(_ISSUERS)
    body = issuer + _digits(chance, length - 1 - len(issuer))
    check = int(luhn.calc_check_digit(body))
    digits = f"{body}{check if valid else (check + chance.randint(1, 9)) % 10}"
    if valid and chance.random() < 0.12:
        return _said(chance, digits, lang)
    return _separated(chance, digits, sizes)


def resident_id(chance: Random, lang: str, *, valid: bool = True) -> str:
    born = date(1950, 1, 1) + timedelta(days=chance.randrange(20_000))
    body = f"{chance.choice(_AREAS)}{born:%Y%m%d}{chance.randrange(1000):03d}"
    check = ric.calc_check_digit(f"{body}0")
    if not valid:
        check = str((int(check.replace("X", "1")) + 4) % 10)
        return body + check
    if lang == "zh" and check != "X" and chance.random() < 0.1:
        return _said(chance, body + check, lang)
    text = _separated(chance, body + check, (6, 8, 4))
    return text.lower() if chance.random() < 0.3 else text


def account(chance: Random, _lang: str, *, valid: bool = True) -> str:
    country, form = chance.choice(_BANKS)
    width = int(form.rpartition(":0")[2].rstrip("d}"))
    rest = form.format(int(_digits(chance, width)))
    check = int(iban.calc_check_digits(f"{country}00{rest}"))
    text = f"{country}{check if valid else (check + 3) % 97:02d}{rest}"
    if chance.random() < 0.6:
        text = " ".join(text[place : place + 4] for place in range(0, len(text), 4))
    return text.lower() if chance.random() < 0.15 else text


def phone(chance: Random, lang: str) -> str:
    if lang == "zh" and chance.random() < 0.6:
        return _chinese_phone(chance)
    if chance.random() < 0.15:
        return _said(chance, f"{chance.randint(2, 9)}12555{chance.randrange(10_000):04d}", "en")
    region = chance.choice(_COUNTRIES)
    number = phonenumbers.example_number_for_type(region, phonenumbers.PhoneNumberType.MOBILE)
    assert number is not None  # every country named above has an example
    international = phonenumbers.PhoneNumberFormat.INTERNATIONAL
    text = str(phonenumbers.format_number(number, international))
    change = chance.random()
    if change < 0.2:
        return str(phonenumbers.format_number(number, phonenumbers.PhoneNumberFormat.E164))
    if change < 0.4:
        return str(phonenumbers.format_number(number, phonenumbers.PhoneNumberFormat.NATIONAL))
    return text.replace(
        " ", chance.choice((" ", " ", "-", ".", chance.choice(_SPACES), chance.choice(_DASHES)))
    )


def _chinese_phone(chance: Random) -> str:
    digits = f"1{chance.choice('356789')}{_digits(chance, 9)}"
    change = chance.random()
    if change < 0.2:
        return _said(chance, digits, "zh")
    if change < 0.4:
        area, rest = chance.choice(("010", "021", "0755", "0571")), _digits(chance, 7)
        return f"{area}{chance.choice('- ')}{chance.choice('25678')}{rest}"
    text = _separated(chance, digits, (3, 4, 4))
    return chance.choice(("", "", "+86 ", "+86-", "0086")) + text


def email(chance: Random, _lang: str) -> str:
    names = (
        "li.wei",
        "m_o'brien",
        "x",
        "info+tag",
        "a-b.c",
        "zhang88",
        "J.R.Ewing",
        "no_reply",
        "48213377",
        "søren.k",
    )
    hosts = (
        "example.com",
        "mail.example.co.uk",
        "qq.com",
        "a1.travel",
        "sub-domain.uni.example.de",
        "163.com",
        "x.io",
    )
    text = f"{chance.choice(names)}@{chance.choice(hosts)}"
    return chance.choice((text, text, text, text.upper(), text.replace("@", "＠")))


def address(chance: Random, _lang: str) -> str:
    if chance.random() < 0.6:
        first = chance.choice((10, 45, 88, 172, 192, 203, 221))
        return f"{first}.{chance.randrange(256)}.{chance.randrange(256)}.{chance.randrange(1, 255)}"
    groups = [f"{chance.randrange(1, 65_536):x}" for _ in range(8)]
    groups[0] = chance.choice(("2001", "2a02", "240e", "fe80"))
    return ":".join(groups) if chance.random() < 0.4 else f"{':'.join(groups[:3])}::{':'.join(groups[6:])}"


def secret(chance: Random, lang: str) -> str:
    change = chance.random()
    digits = _digits(chance, chance.choice((4, 6, 6, 6)))
    if change < 0.15:
        return _said(chance, digits, lang)
    if change < 0.3 and len(digits) == 6:
        return f"{digits[:3]}{chance.choice(' -')}{digits[3:]}"
    return digits


_PRIVATE: Final[dict[str, Callable[[Random, str], str]]] = {
    "card": card,
    "national_id": resident_id,
    "iban": account,
    "phone": phone,
    "email": email,
    "ip": address,
    "secret": secret,
}
_FAILING: Final[dict[str, Callable[[Random, str], str]]] = {
    "card": partial(card, valid=False),
    "national_id": partial(resident_id, valid=False),
    "iban": partial(account, valid=False),
}


def _number(chance: Random, form: str) -> str:
    """`form` with a digit for each #, and no zero at the front."""
    text = "".join(chance.choice("0123456789") if sign == "#" else sign for sign in form)
    return f"{chance.choice('123456789')}{text[1:]}" if form[0] == "#" and text[0] == "0" else text


def cases(lang: str, frames: Frames = FRAMES, plain: Frames = PLAIN, seed: int = SEED) -> Iterator[str]:
    """Marked lines: seventeen turns of every kind of private detail, then as many look-alikes and more."""
    chance = Random(seed)
    for _ in range(17):
        for kind, make in _PRIVATE.items():
            yield chance.choice(frames[lang, kind]).format(f"{{{kind}:{make(chance, lang)}}}")
    for _ in range(7):
        for kind, fail in _FAILING.items():
            yield chance.choice(plain[lang, kind]).format(fail(chance, lang))
        for form in plain[lang, "forms"]:
            yield _number(chance, form)


if __name__ == "__main__":
    for line in cases(sys.argv[1]):
        sys.stdout.write(f"{escaped(line)}\n")
