"""Customers, made from the seed and their number alone: nothing is kept of them between two tales."""

from random import Random
from typing import Final

import msgspec

from pipeline.simulator import bank
from schemas.values import Handle, HandleKind, Role

_FIRST: Final = (
    "Maya", "Oscar", "Ruth", "Leon", "Ella", "Hugo", "Nina", "Victor", "Clara", "Edwin", "Freya", "Arthur", "Lydia",
    "Samuel", "Iris", "Walter", "Joan", "Felix", "Tessa", "Graham",
)  # fmt: skip
_LAST: Final = (
    "Ashdown", "Briggs", "Cole", "Dunmore", "Eastwood", "Finch", "Garland", "Hobbs", "Ingram", "Jarvis", "Kemp",
    "Lowe", "Marsh", "Norris", "Okafor", "Patel", "Quinn", "Rowe", "Stone", "Tully",
)  # fmt: skip
_SURNAME: Final = tuple("张李王刘陈杨赵黄周吴徐孙胡朱高林何郭马罗")
_GIVEN: Final = (
    "伟", "芳", "秀英", "强", "磊", "晓燕", "建国", "婷婷", "志远", "雨桐", "浩然", "丽华", "俊杰", "思琪", "国栋", "美玲",
)  # fmt: skip
_PINYIN: Final = ("wei", "fang", "qiang", "lei", "yan", "ting", "yuan", "hao", "lihua", "jun", "siqi", "mei")


class Customer(msgspec.Struct, frozen=True, kw_only=True):
    """`language` is en, zh or mixed. Telephone numbers are of ranges that nobody has; mail is of example domains."""

    id: str
    name: str
    surname: str
    language: str
    region: str
    branch: int
    email: str
    phone: str
    social: str
    segment: str
    role: Role

    @property
    def tongue(self) -> str:
        """The language staff answer in."""
        return "en" if self.language == "en" else "zh"

    @property
    def mail_handle(self) -> Handle:
        return Handle(HandleKind.EMAIL, self.email)

    @property
    def phone_handle(self) -> Handle:
        return Handle(HandleKind.PHONE, self.phone)

    @property
    def social_handle(self) -> Handle:
        return Handle(HandleKind.SOCIAL, self.social)


def customer(seed: int, number: int) -> Customer:
    """The customer with this number in the world of this seed."""
    rng = Random(seed * 1_000_003 + number)  # noqa: S311 - a simulation must be repeatable, not unguessable
    language = rng.choices(("en", "zh", "mixed"), (48, 48, 4))[0]
    english = language == "en"
    first = rng.choice(_FIRST) if english else rng.choice(_GIVEN)
    surname = rng.choice(_LAST) if english else rng.choice(_SURNAME)
    nick = f"{(first if english else rng.choice(_PINYIN)).lower()}{number:04d}"
    phone = f"+447700900{number % 1000:03d}" if english else f"+86154{number % 10**8:08d}"
    return Customer(
        id=f"HH{400_000 + number * 13}",
        name=f"{first} {surname}" if english else f"{surname}{first}",
        surname=surname,
        language=language,
        region=rng.choice(bank.REGIONS),
        branch=rng.randrange(len(bank.REGIONS)),
        email=f"{nick}@example.{rng.choice(('com', 'org', 'net'))}",
        phone=phone,
        social=f"{'x' if english else 'weibo'}:{nick}",
        segment=rng.choice(("student", "family", "senior", "business")),
        role=rng.choices((Role.BOTH, Role.UNKNOWN, Role.PAYER, Role.USER), (60, 25, 8, 7))[0],
    )
