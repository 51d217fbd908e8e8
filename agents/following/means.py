"""What a promise, by its words, would be kept by: a call, a message, or a deed that no contact proves; and what it is about."""

import re
from collections.abc import Iterable
from enum import Enum
from typing import Final


class Means(Enum):
    CALL = "call"
    MESSAGE = "message"
    DEED = "deed"


_CALLS: Final = re.compile(
    r"(?<!your )(?<!the )(?<!new )\b(?:call|ring|phone|telephone)\s+(?:you|back|u)\b|\b(?:calling|phoning|ringing) (?:you|back)\b"
    r"|\ba (?:quick |phone |return )*(?:call|ring|bell|buzz)\b|\bcall-?backs?\b|\b(?:by|on|over) the phone\b|\bby (?:tele)?phone\b"
    r"|[回致去来來][电電](?![子脑腦视視器池量力])|(?:打|拨|撥)给|打給|(?:打|拨|撥)(?:打)?(?:您|你|个|個|一个|一個|通|过去|過去|的){0,3}(?:电话|電話)"
    r"|(?:给|給|回|去|来|來|通|再)(?:您|你|个|個|一个|一個|一通|通){0,2}(?:的)?(?:电话|電話)"
    r"|我(?:电话|電話)(?:您|你|给|給)|(?:电话|電話)(?:联系|聯繫|通知|回复|回覆|回访|回訪|告知|告诉|告訴|给|給|沟通|溝通)",
    re.IGNORECASE,
)
_WRITES: Final = re.compile(
    r"\b(?:get|com)(?:e|ting|ing)? back to\b|\brevert to you\b"
    r"|\b(?:contact|e-?mail|write|text|message|notify|inform|update|tell)\s+(?:to\s+)?(?:you|u)\b"
    r"|\b(?:reply|respond|answer)\b|\blet you know\b|\bin touch\b|\bhear (?:back )?from\b|\bfollow(?:ing)? up\b|\breach(?:ing)? out\b"
    r"|\bconfirm (?:with|to|back|it|this|that|by|when|whether)\b|\b(?:a|the) confirmation\b"
    r"|\b(?:drop|shoot|send|give|write)(?:ing)? you an? (?:line|note|message|text|e-?mail|letter|reply|update|answer|confirmation)\b"
    r"|\bsend(?:ing)? (?:you|it|them|that|this|over)\b|\breceive (?:our|an?|the) (?:letter|e-?mail|message|confirmation|answer|form)\b"
    r"|\bkeep you (?:posted|updated|informed)\b|\b(?:an|any|another|further|status|regular) updates?\b|\bupdate(?:s)? (?:on|for you)\b"
    r"|联系|联络|回复|答复|回访|通知|告知|告诉|反馈|回信|聯繫|聯絡|回覆|答覆|告訴|反饋|消息|回音|说法|說法|交代|准信|準信"
    r"|(?:给|給|跟|与|與|和|向)(?:您|你)(?:再)?(?:确认|確認)"
    r"|[发發](?:给|給|到|送)|[发發](?:您|你|个|個|一封|一条|一條){0,2}(?:电子|電子)?(?:邮件|郵件|短信|簡訊|微信|私信|信息|站内信)"
    r"|[回写寫](?:封|一封|您|你)?(?:电子|電子)?(?:邮件|郵件|信)"
    r"|收到.{0,6}(?:信|函|邮件|郵件|短信|表|材料)",
    re.IGNORECASE,
)
_ACTS: Final = re.compile(
    r"\b(?:refund|credit|reimburse|replac|repair|fix|deliver|ship|send out|resolv|cancel|activat|unblock|unlock|unfreez|waiv|pay)"
    r"|退款|退回|退还|赔|补偿|更换|换货|维修|修好|发货|到账|解决|处理好|取消|解锁|解封|解冻|开通|打回|撤销|补寄|退費|退還|賠|補償|更換|維修|發貨|到帳|解決|處理好|解鎖|解凍|開通",
    re.IGNORECASE,
)


def means_of(words: str) -> Means:
    """The means in English or Chinese words. Words that promise a deed as well are a deed: to say is not to do."""
    if _ACTS.search(words):
        return Means.DEED
    if _CALLS.search(words):
        return Means.CALL
    return Means.MESSAGE if _WRITES.search(words) else Means.DEED


_MATTERS: Final = (
    (
        "contact",
        re.compile(_CALLS.pattern + "|" + _WRITES.pattern, re.IGNORECASE),
    ),
    (
        "money",
        re.compile(
            r"\b(?:refund|credit|reimburs|compensat|pay(?:s|ing|ment|back)?\b|repay|money|deposit|waive|discount)"
            r"|退款|退钱|退回|退还|返还|赔|补偿|到账|打款|打回|汇款|减免|免除|退費|退還|賠|補償|到帳",
            re.IGNORECASE,
        ),
    ),
    (
        "goods",
        re.compile(
            r"\b(?:deliver|ship|dispatch|replac|exchang|courier|parcel|package|new card|sim card|send out)"
            r"|发货|送达|派送|配送|寄|更换|换货|换新|补发|新卡|發貨|送達|寄送|更換|換貨|補發",
            re.IGNORECASE,
        ),
    ),
    (
        "repair",
        re.compile(
            r"\b(?:repair|fix|restor|reconnect|engineer|technician|back (?:up|online|on))"
            r"|维修|修好|修复|修理|恢复|抢修|上门|师傅|工程师|維修|修復|恢復|搶修|上門|師傅|工程師",
            re.IGNORECASE,
        ),
    ),
    (
        "access",
        re.compile(
            r"\b(?:unblock|unlock|unfreez|reactivat|activat|reinstat|reset|verif)|\blift(?:ing|ed)? the (?:block|hold|ban|freeze|restriction)"
            r"|解锁|解封|解冻|激活|开通|重置|解鎖|解凍|開通",
            re.IGNORECASE,
        ),
    ),
    (
        "ending",
        re.compile(
            r"\b(?:cancel|clos(?:e|ing) (?:the|your) account|terminat)|取消|注销|销户|解约|取消訂|註銷",
            re.IGNORECASE,
        ),
    ),
)


def matters_of(words: str) -> frozenset[str]:
    """What is promised, roughly: contact, money, goods, repair, access, ending; empty where the words do not say."""
    return frozenset(matter for matter, pattern in _MATTERS if pattern.search(words))


def are_apart(ours: frozenset[str], theirs: frozenset[str]) -> bool:
    """Whether both are known matters, and not the same."""
    return bool(ours) and bool(theirs) and ours.isdisjoint(theirs)


def speaks_of(text: str, words: Iterable[str]) -> bool:
    """Whether one of the words begins a word of the text or, in Chinese, stands in it. Case does not matter."""
    return any(
        re.search(rf"\b{re.escape(word)}" if word.isascii() else re.escape(word), text, re.IGNORECASE)
        for word in words
    )
