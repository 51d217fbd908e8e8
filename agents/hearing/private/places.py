"""Where something private stands, and the words around it that tell a telephone from an order number."""

import re
from typing import Final, NamedTuple


class Place(NamedTuple):
    """Half-open range of characters, and the kind of detail that stands there."""

    begin: int
    end: int
    kind: str


_REFERENCES_WORDS: Final = (
    "order orders ordered invoice invoices bill tracking track ref reference refs case cases ticket tickets "
    "confirmation booking bookings reservation transaction transactions account accounts acct customer "
    "client member membership loyalty policy serial model sku item product parcel package shipment "
    "waybill awb claim contract imei isbn ean upc barcode batch receipt voucher coupon flight meter part "
    "po id ids passport license licence vin pnr tax vat payment complaint incident request job quote sim "
    "iccid consignment dispatch fedex ups dhl usps invoice# nhs ssn routing folio registration"
)
_REFERENCES: Final = frozenset(_REFERENCES_WORDS.split())
_PHONES_WORDS: Final = (
    "phone phones telephone smartphone tel tels mobile mob cell cellphone cellular call called calling "
    "calls ring rang dial dialled dialed whatsapp fax text texted sms reach reached contact landline "
    "hotline viber telegram ph callback voicemail"
)
_PHONES: Final = frozenset(_PHONES_WORDS.split())
_ZH_REFERENCE: Final = (
    r"(?:订单|运单|快递|物流|单|工单|流水|案件|案|票|发票|参考|交易|会员|账户|帐户|账|合同|保单|序列|追踪|包裹|商品|型|货|编"
    r"|取件|客户|用户|申请|预约|业务|受理|投诉|QQ|qq|学|工|车牌|条形?|税|户)(?:号码?|编号|码|id)|订单|运单|快递|工单|包裹|编号|流水|积分"
)
_ZH_PHONE: Final = (
    r"(?:电话|手机|座机|固话|致电|拨打|打给|打到|回拨|联系|热线|传真|短信|来电|微信|机主)(?!费|单|卡号|型)"
)
_WORDS: Final = re.compile(r"[a-z]+")
_ZH_NEAREST: Final = re.compile(rf"(?P<reference>{_ZH_REFERENCE})|{_ZH_PHONE}")
_EN_REFERENCE: Final = r"(?:order|invoice|tracking|ref(?:erence)?|case|ticket|booking|reservation|transaction|account|customer|member(?:ship)?|policy|parcel|shipment|claim|serial|confirmation)(?![a-z])"
_REFERENCE_AFTER: Final = re.compile(
    rf" ?(?:(?:is|was|=|are) (?:my|the|our|your|an?) {_EN_REFERENCE}|(?:这个|这|是|为|那个)?(?:我的|你们的|您的)?(?:订单|运单|单号|工单|快递|包裹|编号))",
    re.IGNORECASE,
)
_LETTER: Final = re.compile(r"[^\W\d_]")
_CLAUSE_END: Final = re.compile(r"[,;.!?。、\n]")
_ABBREVIATED: Final = re.compile(r"(?<![a-z])(?:no|nr|num|ref)\.", re.IGNORECASE)
_AMOUNT_BEFORE: Final = re.compile(
    r"(?:[$€£¥₹]|(?<![a-z])(?:usd|eur|gbp|rmb|cny|rs\.?|hk\$)) ?$", re.IGNORECASE
)
_AMOUNT_AFTER: Final = re.compile(
    r" ?(?:元|块|美元|欧元|日元|[$€£%]|dollars?|usd|eur|gbp|rmb|yuan|euros?|pounds?|points?|积分|分钟|公里|km|kg|views|followers"
    r"|粉丝|次|个|份|条|秒|seconds?|ms|bytes|miles|people|人)",
    re.IGNORECASE,
)


def about(text: str, begin: int, end: int) -> str:
    """What the words around a number say it is: "phone", "reference", "amount" or "" (nothing).

    The nearest word before it decides; a reference is not carried over the end of a clause.
    """
    if _AMOUNT_BEFORE.search(text, max(0, begin - 5), begin) or _AMOUNT_AFTER.match(text, end):
        return "amount"
    if _REFERENCE_AFTER.match(text, end):
        return "reference"
    if not is_called(text, begin):
        return ""
    nearest, end = _nearest(text[max(0, begin - 32) : begin].lower())
    if nearest != "reference":
        return nearest
    between = _ABBREVIATED.sub("", text[max(0, begin - 32) + end : begin])
    return "" if _CLAUSE_END.search(between) else nearest


def is_called(text: str, begin: int) -> bool:
    """Whether there are any words before a number that could say what it is."""
    return _LETTER.search(text, max(0, begin - 32), begin) is not None


def _nearest(before: str) -> tuple[str, int]:
    """The last telling word, as what it tells, and where it ends."""
    nearest, end = "", 0
    for word in _WORDS.finditer(before):
        if word[0] in _PHONES or word[0] in _REFERENCES:
            nearest, end = "phone" if word[0] in _PHONES else "reference", word.end()
    if not before.isascii():
        for found in _ZH_NEAREST.finditer(before, end):
            nearest, end = "reference" if found["reference"] else "phone", found.end()
    return nearest, end
