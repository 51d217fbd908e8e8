"""The invented bank: who works there, where, on what, and the small world around it."""

from collections.abc import Mapping
from typing import Final

import msgspec


class Staff(msgspec.Struct, frozen=True):
    """`id` is what events carry, `name` what people call them, in the language they speak."""

    id: str
    name: str


NAMES: Final[Mapping[str, str]] = {"en": "Harbour & Hill Bank", "zh": "海丘银行"}

STAFF: Final[Mapping[str, tuple[Staff, ...]]] = {
    "en": tuple(
        Staff(f"{first}.{last}".lower(), first)
        for first, last in (
            ("Olivia", "Hart"), ("Tom", "Barker"), ("Priya", "Nair"), ("George", "Mills"), ("Hannah", "Frost"),
            ("Marcus", "Bell"), ("Ines", "Duarte"), ("Callum", "Reid"), ("Sofia", "Lund"), ("Derek", "Shaw"),
            ("Amina", "Yusuf"), ("Peter", "Holm"),
        )
    ),
    "zh": (
        Staff("wang.min", "王敏"), Staff("chen.hao", "陈浩"), Staff("liu.yang", "刘洋"), Staff("zhao.lei", "赵磊"),
        Staff("sun.jing", "孙静"), Staff("zhou.ting", "周婷"), Staff("wu.qiang", "吴强"), Staff("lin.xue", "林雪"),
        Staff("huang.bo", "黄博"), Staff("he.jia", "何佳"), Staff("ma.li", "马丽"), Staff("gao.yuan", "高远"),
    ),
}  # fmt: skip

REGIONS: Final = ("Harbour", "Hill", "Riverside", "North Shore", "Old Town")
BRANCHES: Final[Mapping[str, tuple[str, ...]]] = {
    "en": ("Quay Street", "Market Hill", "Riverside", "Lighthouse Road", "Old Mill Square"),
    "zh": ("码头路支行", "山前支行", "河滨支行", "灯塔路网点", "老磨坊网点"),
}

CARDS, LOANS, APP, ACCOUNTS = "cards", "loans", "mobile-app", "accounts"
PRODUCTS: Final[Mapping[str, Mapping[str, tuple[str, ...]]]] = {
    "en": {
        CARDS: ("credit card", "debit card", "platinum card"),
        LOANS: ("personal loan", "car loan"),
        APP: ("banking app",),
        ACCOUNTS: ("savings account", "current account"),
    },
    "zh": {
        CARDS: ("信用卡", "储蓄卡", "白金卡"),
        LOANS: ("个人贷款", "车贷"),
        APP: ("手机银行",),
        ACCOUNTS: ("储蓄账户", "活期账户"),
    },
}
PRODUCTS_OF: Final[Mapping[str, tuple[str, ...]]] = {
    "billing": (CARDS, LOANS, ACCOUNTS),
    "refund": (CARDS,),
    "delivery": (CARDS,),
    "product_fault": (CARDS,),
    "outage": (APP,),
    "account": (ACCOUNTS, APP),
    "security": (ACCOUNTS, CARDS),
    "price": (LOANS, ACCOUNTS, CARDS),
    "policy": (LOANS, ACCOUNTS),
    "onboarding": (ACCOUNTS,),
}
ANY_PRODUCT: Final = (CARDS, LOANS, ACCOUNTS)

TEAMS: Final[Mapping[str, str]] = {
    "security": "Fraud Desk",
    "outage": "Digital Support",
    "account": "Digital Support",
    "billing": "Card Services",
    "refund": "Card Services",
    "delivery": "Card Services",
    "product_fault": "Card Services",
    "price": "Lending",
    "policy": "Lending",
    "staff_attitude": "Branches",
    "unwanted_contact": "Sales",
}
OTHER_TEAM: Final = "Contact Centre"

# The company's own words for what a case is about: coarser and kinder than its customers'.
CASE_LABELS: Final[Mapping[str, str]] = {
    "billing": "Statement query",
    "refund": "Payment query",
    "delivery": "Card order",
    "product_fault": "Card usage",
    "outage": "Digital support",
    "account": "Digital support",
    "security": "Security query",
    "price": "Conditions",
    "policy": "Conditions",
    "onboarding": "New customer",
}
OTHER_LABEL: Final = "General enquiry"

# Senders of outbound contacts: no one of them sees what the others do.
DIALLERS: Final = ("dialler-sales", "dialler-loans", "dialler-partners", "branch-crm")
CAMPAIGNS: Final[Mapping[str, Mapping[str, str]]] = {
    "en": {
        "summer-card": "Summer Card",
        "loan-top-up": "Loan Top-Up",
        "safe-home": "Safe Home",
        "app-rewards": "App Rewards",
    },
    "zh": {"summer-card": "夏日卡", "loan-top-up": "随借随还", "safe-home": "安家", "app-rewards": "APP有礼"},
}

SHOPS: Final[Mapping[str, tuple[str, ...]]] = {
    "en": ("Oakleaf Grocers", "Tern Books", "Bramble Shoes", "the Pier Hotel", "Kettle & Co"),
    "zh": ("悦客超市", "青砖书店", "晴天鞋城", "码头宾馆", "小满咖啡"),
}
RIVALS: Final[Mapping[str, tuple[str, ...]]] = {
    "en": ("Northgate Bank", "Pinewood Savings", "Copper Bank"),
    "zh": ("临江银行", "青禾银行", "铜山银行"),
}
