"""What a promise, by its words, would be kept by: a call, a message, or a deed that no contact proves."""

import re
from enum import Enum
from typing import Final


class Means(Enum):
    CALL = "call"
    MESSAGE = "message"
    DEED = "deed"


_CALLS: Final = re.compile(
    r"\b(?:call|ring|phone|telephone)\s+(?:you|back|u)\b|\b(?:calling|phoning|ringing) (?:you|back)\b"
    r"|\ba (?:phone )?(?:call|ring)\b|\bcall-?backs?\b|\bby (?:tele)?phone\b"
    r"|回电|致电|去电|打电话|打给|(?:回|通|来)(?:您|你|个|一个)*电话|给(?:您|你)(?:个|一个)?电话|电话(?:联系|通知|回复|回访|告知|告诉)",
    re.IGNORECASE,
)
_WRITES: Final = re.compile(
    r"\bget(?:ting)? back to\b|\b(?:contact|e-?mail|write|text|message|notify|inform|update)\s+(?:to\s+)?(?:you|u)\b"
    r"|\b(?:reply|respond|answer)\b|\blet you know\b|\bin touch\b|\bhear (?:back )?from\b|\bfollow(?:ing)? up\b"
    r"|\bsend(?:ing)? (?:you|it|them|that|this)\b|\breceive (?:our|an?|the) (?:letter|e-?mail|message|confirmation|answer|form)\b"
    r"|\bkeep you (?:posted|updated|informed)\b|\bupdate\b.*\bby\b"
    r"|联系|联络|回复|答复|回访|通知|告知|反馈|回信|聯繫|聯絡|回覆|答覆|消息|回音"
    r"|发(?:给|到|送)|收到.{0,6}(?:信|函|邮件|短信|表|材料)",
    re.IGNORECASE,
)
_ACTS: Final = re.compile(
    r"\b(?:refund|credit|reimburse|replac|repair|fix|deliver|ship|send out|resolv|cancel|activat|unblock|unlock|pay)"
    r"|退款|退回|退还|赔|补偿|更换|换货|维修|修好|发货|到账|解决|处理好|取消|解锁|解封|开通",
    re.IGNORECASE,
)


def means_of(words: str) -> Means:
    """The means in English or Chinese words. Words that promise a deed as well are a deed: to say is not to do."""
    if _ACTS.search(words):
        return Means.DEED
    if _CALLS.search(words):
        return Means.CALL
    return Means.MESSAGE if _WRITES.search(words) else Means.DEED
