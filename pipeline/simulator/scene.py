"""What a tale's sentences are about, and how the slots of a pattern are filled from it."""

from collections.abc import Callable, Mapping
from datetime import datetime
from random import Random
from typing import Final

import msgspec

from pipeline.simulator import bank
from pipeline.simulator.people import Customer
from pipeline.simulator.phrases import Line, book, draw, lines
from schemas.interactions import Feeling


class Scene(msgspec.Struct, frozen=True, kw_only=True):
    """Facts that stay the same through one tale, so that customer and staff speak of the same thing."""

    customer: Customer
    staff: bank.Staff
    topic: str
    product: str  # its id
    money: int  # whole pounds or yuan
    campaign: str
    at: datetime


class Spoken(msgspec.Struct, frozen=True, kw_only=True):
    """Words with what they mean. `secrets` are what redaction has to take out of them."""

    text: str
    language: str
    feeling: Feeling = Feeling.NEUTRAL
    complaint: bool = False
    topics: tuple[str, ...] = ()
    cues: tuple[str, ...] = ()
    names: tuple[str, ...] = ()
    secrets: tuple[str, ...] = ()


NOTHING: Final[Mapping[str, str]] = {}
Filler = Callable[[Random, Scene, str], str]

EN_MONTHS: Final = (
    "January", "February", "March", "April", "May", "June", "July", "August", "September", "October", "November", "December",
)  # fmt: skip
EN_DAYS: Final = ("Monday", "Tuesday", "Wednesday", "Thursday", "Friday", "Saturday", "Sunday")
ZH_DAYS: Final = "一二三四五六日"

# Numbers that card schemes, registries and standards publish as examples; nobody owns them.
SECRETS: Final[Mapping[str, tuple[str, ...]]] = {
    "card": (
        "4111 1111 1111 1111",
        "4242424242424242",
        "5555-5555-5555-4444",
        "6200 0000 0000 0005",
        "4000 0566 5566 5556",
    ),
    "iban": ("GB82 WEST 1234 5698 7654 32", "DE89370400440532013000"),
    "ip": ("203.0.113.7", "198.51.100.23", "192.0.2.144"),
    "idno": ("11010519491231002X", "440524188001010014"),
    "code": ("482913", "730052", "118460"),
    "password": ("Tulip-4471", "harbour!88", "mimi2014"),
    "phone.en": ("+44 7700 900123", "07700 900 461", "(020) 7946 0958", "+1 202-555-0143"),
    "phone.zh": ("13800138000", "138-0013-8000", "+86 138 0013 8000", "１３８００１３８０００"),
}

_CHOICES: Final[Mapping[str, tuple[tuple[str, ...], tuple[str, ...]]]] = {
    "weeks": (("two", "three", "four", "3", "5"), ("两", "三", "四", "3", "5")),
    "months": (("two", "three", "six", "5"), ("两", "三", "半", "5")),
    "days": (("five", "nine", "ten", "8", "12"), ("五", "九", "十", "8", "12")),
    "hours": (("two", "three", "4"), ("两", "三", "4")),
    "years": (("eight", "eleven", "20"), ("八", "十一", "20")),
    "mins": (("25", "forty", "45", "50", "70"), ("25", "四十", "45", "50", "70")),
    "n": (("three", "four", "five", "4"), ("三", "四", "五", "4")),
    "nth": (("third", "fourth", "fifth", "3rd"), ("三", "四", "五", "3")),
    "queue": (("14", "23", "37"), ("14", "23", "37")),
    "version": (("5.2", "6.0.1", "5.14"), ("5.2", "6.0.1", "5.14")),
    "rate": (("3.9", "7.4", "18.9"), ("3.9", "4.35", "18.25")),
    "nday": (("3rd", "12th", "21st"), ("3", "12", "21")),
    "age": (("72", "81", "seventy-nine"), ("72", "81", "七十九")),
    "last4": (("4471", "0092", "8816"), ("4471", "0092", "8816")),
    "initial": (("PN", "TB", "SL"), ("PN", "TB", "SL")),
}


_MONEY: Final = (("money",), ("退款",))
_CARD: Final = (("card",), ("卡",))
_WAITED_FOR: Final[Mapping[str, tuple[tuple[str, ...], tuple[str, ...]]]] = {
    **dict.fromkeys(("refund", "billing", "price"), _MONEY),
    **dict.fromkeys(("delivery", "product_fault"), _CARD),
}


def _pick(name: str) -> Filler:
    english, chinese = _CHOICES[name]
    return lambda rng, _, language: rng.choice(english if language == "en" else chinese)


def _of(table: Mapping[str, tuple[str, ...]]) -> Filler:
    return lambda rng, _, language: rng.choice(table[language])


def _weekday(rng: Random, scene: Scene, language: str) -> str:
    ahead = (scene.at.weekday() + rng.randint(1, 3)) % 5
    return EN_DAYS[ahead] if language == "en" else f"周{ZH_DAYS[ahead]}"


def _day(rng: Random, scene: Scene, language: str) -> str:
    back = (scene.at.weekday() - rng.randint(1, 5)) % 7
    if language == "en":
        return EN_DAYS[back]
    return rng.choice(("昨天", "前天", f"上周{ZH_DAYS[back]}"))


def _month(rng: Random, scene: Scene, language: str) -> str:
    index = (scene.at.month - 1 - rng.randint(1, 3)) % 12
    return EN_MONTHS[index] if language == "en" else f"{index + 1}月"


def _money(_: Random, scene: Scene, language: str) -> str:
    if language == "en":
        return f"£{scene.money}.50" if scene.money % 3 == 0 else f"£{scene.money}"
    return f"{scene.money}元" if scene.money % 2 else f"{scene.money}块钱"


def _object(rng: Random, scene: Scene, language: str) -> str:
    """What they still wait for: of the tale's own matter, or news of it."""
    english, chinese = _WAITED_FOR.get(scene.topic, (("letter", "call"), ("函件", "电话")))
    return rng.choice(english if language == "en" else chinese)


def _product(rng: Random, scene: Scene, language: str) -> str:
    return rng.choice(bank.PRODUCTS[language][scene.product])


def _subject(rng: Random, scene: Scene, language: str) -> str:
    return rng.choice(book(language)[f"subject.{scene.topic}"]).parts[0]


def _phone(rng: Random, _: Scene, language: str) -> str:
    return rng.choice(SECRETS[f"phone.{language}"])


def _secret(name: str) -> Filler:
    return lambda rng, *_: rng.choice(SECRETS[name])


FILLERS: Final[Mapping[str, Filler]] = {
    **{name: _pick(name) for name in _CHOICES},
    **{name: _secret(name) for name in SECRETS if "." not in name},
    "amount": _money,
    "object": _object,
    "shop": _of(bank.SHOPS),
    "rival": _of(bank.RIVALS),
    "weekday": _weekday,
    "day": _day,
    "month": _month,
    "product": _product,
    "subject": _subject,
    "phone": _phone,
    "email": lambda _, scene, __: scene.customer.email,
    "branch": lambda _, scene, language: bank.BRANCHES[language][scene.customer.branch],
    "name": lambda _, scene, __: scene.staff.name,
    "me": lambda _, scene, __: scene.customer.name,
    "surname": lambda _, scene, __: scene.customer.surname,
    "campaign": lambda _, scene, language: bank.CAMPAIGNS[language][scene.campaign],
    "bank": lambda _, __, language: bank.NAMES[language],
}
_SECRET_SLOTS: Final = frozenset({"card", "phone", "email", "iban", "ip", "idno", "code", "password"})


def say(section: str, scene: Scene, rng: Random, given: Mapping[str, str] = NOTHING) -> Spoken:
    """A line of the section in the customer's language, its slots filled; `given` wins over the scene."""
    line, language = draw(section, scene.customer.language, scene.topic, rng)
    return spoken(line, language, scene, rng, given)


def say_as_staff(section: str, scene: Scene, rng: Random, given: Mapping[str, str] = NOTHING) -> Spoken:
    language = scene.customer.tongue
    return spoken(rng.choice(lines(section, language, scene.topic)), language, scene, rng, given)


def spoken(
    line: Line, language: str, scene: Scene, rng: Random, given: Mapping[str, str] = NOTHING
) -> Spoken:
    """The line with its slots filled."""
    fill_as = language if language != "mixed" else scene.customer.tongue
    texts = list(line.parts)
    secrets: list[str] = []
    for place in range(1, len(texts), 2):
        slot = texts[place]
        texts[place] = given.get(slot) or FILLERS[slot](rng, scene, fill_as)
        if slot in _SECRET_SLOTS:
            secrets.append(texts[place])
    return Spoken(
        text="".join(texts),
        language=language,
        feeling=line.feeling,
        complaint=line.complaint,
        topics=line.topics,
        cues=line.cues,
        names=(scene.staff.name,) if "praise" in line.cues and "name" in line.parts[1::2] else (),
        secrets=tuple(secrets),
    )
