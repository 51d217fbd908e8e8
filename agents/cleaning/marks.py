"""How mail programs mark what is not new: one test a kind of line, English and Chinese side by side.

Every pattern has bounded repeats and is tried on the first 500 characters of a line, so a hostile line costs no more
than an honest one.
"""

import re
from typing import Final

_CUT: Final = 500
_FLAGS: Final = re.IGNORECASE

_QUOTED: Final = re.compile(r"\s{0,8}(?:[>＞]|&gt;)")
_QUOTE_MARKS: Final = re.compile(r"\s{0,8}(?:(?:[>＞]|&gt;)\s{0,3})+")
_RULE: Final = re.compile(r"[-_=*—–─－| \t]{3,}\Z")
_CARD: Final = re.compile(r"\s{0,8}\|[\s|]{0,20}\Z")

_DIVIDER_WORDS: Final = (
    r"original (?:message|appointment|e-?mail)|forwarded (?:message|mail|by\b.{0,120})|forward(?:ed)? e-?mail|reply message|"
    r"原始?邮件|原始信件|原始郵件|原邮件信息|转发(?:的)?邮件(?:信息)?|轉寄(?:的)?郵件|(?:回复|转发)的?原?邮件|答复的?邮件|被转发邮件信息"
)
_DIVIDER: Final = re.compile(
    rf"[-_=*—–─－]{{2,80}}\s{{0,9}}(?:{_DIVIDER_WORDS})\s{{0,9}}[-_=*—–─－:：]{{1,80}}\Z", _FLAGS
)
_BARE_DIVIDER: Final = re.compile(
    r"-{2,80}\s?[^\s-].{0,120}\bwrote\s?:?\s?-{2,80}\Z|(?:begin forwarded message|下面是(?:被)?转发的邮件|以下是(?:被)?转发的邮件|开始转发(?:的)?邮件|以下為轉寄的郵件)\s{0,3}[:：]\Z",
    _FLAGS,
)
_REPLY_ABOVE: Final = re.compile(
    r"\W{0,20}(?:please )?(?:type|write|enter|reply) (?:your (?:reply|response) )?above this line\b|"
    r"\W{0,20}请在(?:此|本|这)(?:行|线|分隔线)(?:以上|上方|之上|上面)(?:直接)?(?:回复|输入)",
    _FLAGS,
)
_FORWARDS: Final = re.compile(r"forward|转发|轉寄", _FLAGS)
_FORWARD_SUBJECT: Final = re.compile(
    r"\s{0,9}(?:(?:re|回复|答复)\s?[:：]\s?)?(?:fwd?|forward|转发|轉寄|转寄)\s?[:：]", _FLAGS
)

_WROTE_START: Final = re.compile(
    r"\s{0,8}(?:on|at|在|于|\d{4}\s?[-/年.]|.{0,120}<[^<>\s]{1,200}@[^<>\s]{1,200}>)", _FLAGS
)
_WROTE_END: Final = re.compile(
    r"(?:\b(?:wrote|writes)|写道|寫道|写到)\s{0,3}[:：]?\s{0,3}[-*]{0,10}\Z", _FLAGS
)
_DATE: Final = re.compile(r"\d{4}|\d{1,2}[./-]\d{1,2}")
_DIGIT_OR_ADDRESS: Final = re.compile(r"[0-9@]")
_CLOCK_OR_ADDRESS: Final = re.compile(r"\d{1,2}[:：]\d{2}|\d\s?[点时]\s?\d{1,2}|[^\s@]@[^\s@]")

_HEADERS: Final = {
    "from": "from|发件人|寄件者|寄件人|發件人|发信人",
    "sent": "sent|发送时间|發送時間|发送日期|发件时间|寄件日期|傳送時間",
    "date": "date|日期|时间|時間",
    "to": "to|收件人|收件者|收信人",
    "copy": "cc|bcc|抄送|抄送人|副本|密送|密件抄送|密件副本",
    "subject": "subject|主题|主題|主旨|标题",
    "other": "reply-to|importance|attachments?|重要性|附件|答复|回复至",
}
_HEADER: Final = re.compile(
    r"[\s|*>＞]{0,12}(?:"
    + "|".join(f"(?P<{kind}>{names})" for kind, names in _HEADERS.items())
    + r")[*|\s]{0,6}[:：|]",
    _FLAGS,
)

_DEVICE: Final = re.compile(
    r"\W{0,8}(?:(?:sent|written|posted) (?:from|via|with|by|using) (?:my |the )?"
    r"(?:i(?:phone|pad)|android|samsung|galaxy|huawei|honor|xiaomi|mi phone|oneplus|oppo|vivo|pixel|blackberry|nokia|"
    r"windows phone|mobile|cell ?phone|smart ?phone|phone|tablet|outlook|mail\b|gmail|yahoo|aol|proton ?mail|qq|foxmail|"
    r"netease|163|126)[^.!?。！？]{0,60}|get outlook for .{1,30}|获取 ?outlook.{1,20}|(?:发送自|發送自|从|從) ?windows.{0,12}邮件(?:应用)?(?:发送)?"
    r"|(?:发自|發自|发送自|發送自)\s?(?:我的)?\s?.{0,20}?(?:iphone|ipad|android|安卓|手机|手機|平板|邮箱|郵箱|邮件|mail|客户端|outlook|华为|小米|荣耀|三星|oppo|vivo)"
    r"[^，。！？,!?]{0,16}"
    r"|(?:来自|來自)\s?(?:我的)?\s?(?:iphone|ipad|android|安卓|手机|手機|平板|qq|网易|foxmail|outlook|华为|小米|荣耀|三星|oppo|vivo)[^，。！？,!?的]{0,12}"
    r"|(?:从|從)\s?(?:我的)?\s?(?:iphone|ipad|android|安卓|手机|手機|平板|windows|outlook|qq|华为|小米|荣耀|三星|.{0,8}邮件)[^不无没能]{0,8}(?:发送|發送|傳送|传送))[.。]?\s{0,9}\Z",
    _FLAGS,
)
_AUTOMATED: Final = re.compile(
    r"\W{0,8}(?:(?:this is|this was|this e-?mail (?:is|was)|this message (?:is|was)) (?:an? )?"
    r"(?:auto(?:mated|matic|matically|-generated)|system[- ]generated|sent (?:automatically|from an unmonitored))"
    r"|(?:please )?do not (?:reply|respond) (?:directly )?to this|(?:本|此|该)(?:邮件|郵件|信件)(?:为|為|由|是|系).{0,12}(?:自动|自動)"
    r"|(?:系统|系統)(?:自动|自動)(?:发送|发出|生成|回复|發送)|请勿(?:直接)?(?:回复|回覆)(?:此|本|该)?(?:邮件|信件|郵件)?\W{0,4}\Z)",
    _FLAGS,
)
_BANNER: Final = re.compile(
    r"\W{0,8}(?:caution|warning|attention|external(?: e-?mail| sender| message)?|警告|注意|提醒|外部邮件|外部郵件)\W.{0,200}"
    r"(?:outside|external|originated|unknown sender|外部|组织外|公司外|陌生)",
    _FLAGS,
)

_CLOSING: Final = re.compile(
    r"\s{0,8}(?:(?:(?:with )?(?:best|kind|kindest|warm|warmest|many) )?(?:regards|wishes)|(?:yours )?(?:sincerely|faithfully|truly)"
    r"(?: yours)?|rgds|best\s?,|此致|敬礼|此致\s?敬礼|祝好|顺祝商祺|顺颂商祺|顺祝.{1,6}|谨启|敬上|致礼|祝(?:您|你)?(?:生活愉快|工作顺利|身体健康|一切顺利))"
    r"[\s,，.。!！~～]{0,6}\Z",
    _FLAGS,
)
_THANKS: Final = re.compile(
    r"\s{0,8}(?:(?:many )?thanks(?: again| in advance)?|thank you(?: very much)?|谢谢(?:您|你们)?|多谢|感谢)[\s,，.。!！]{0,4}\Z",
    _FLAGS,
)
_NAME: Final = re.compile(
    r"\s{0,8}(?:(?:[A-Z][a-zà-ÿ'’-]{0,20}\.?|[A-Z]\.)(?: (?:[A-Z][A-Za-zà-ÿ'’-]{0,20}|[A-Z]\.|&)){0,3}|[\u4e00-\u9fff]{2,3}|[\u4e00-\u9fff]{1,4}·[\u4e00-\u9fff]{1,5})"
    r"[,，]?\s{0,8}\Z"
)
_CONTACT: Final = re.compile(
    r"\s{0,8}(?:(?:tel(?:ephone)?|phone|mobile|mob|cell|fax|e-?mail|web(?:site)?|address|[tmfpew]|(?:联系)?电话|手机(?:号)?|联系方式|地址|传真|邮编|邮箱|微信|qq|网址)"
    r"\.?\s?[:：|].{1,100}|[^\s@]{1,64}@[^\s@]{1,120}|(?:https?://|www\.)\S{1,120}|[+\d(][\d\s()./-]{5,30}"
    r"|(?:[A-Z&|][\w&.,|-]{0,30} ){0,7}(?:ltd|inc|gmbh|llc|plc|co)\.?|[\u4e00-\u9fff()（）]{2,30}(?:有限公司|集团|银行|大学)"
    r"|\d{4}\s?[年/.-]\s?\d{1,2}\s?[月/.-]\s?\d{1,2}\s?日?)\s{0,9}\Z",
    _FLAGS,
)

_NOTICE: Final = re.compile(
    r"\W{0,8}(?:(?:this|the (?:information|contents?)(?: contained)?(?: in| of)? this) (?:e-?mail|message|communication|transmission)\b"
    r"|the (?:information|contents?) (?:contained |transmitted )?(?:in|by) this\b|confidentiality (?:notice|note)|legal (?:notice|disclaimer)"
    r"|disclaimer\b|(?:important )?notice\s?:|if you are not the intended|免责声明|保密(?:声明|提示|须知|通知)|法律声明"
    r"|(?:本|此|该)(?:电子)?(?:邮件|郵件|信件)(?:及|和|以及|连同|包含|含有|所|中|内容|可能|仅))",
    _FLAGS,
)
_NOTICE_CUES: Final = re.compile(
    r"(?P<a>confidential|保密|机密|機密)|(?P<b>intended (?:solely|only|for|recipient)|指定(?:的)?收件人|仅(?:供|限)|特定收件人|预期收件人|收件人使用)"
    r"|(?P<c>privileged|特权)|(?P<d>received .{0,40}in error|误收|错误收到|不是.{0,8}收件人|非.{0,8}收件人)|(?P<e>delete|删除|销毁)"
    r"|(?P<f>unauthori[sz]ed|disclos|disseminat|未经.{0,6}(?:授权|许可)|披露|泄露|泄漏|散布|传播|复制)|(?P<g>virus|病毒)"
    r"|(?P<h>views or opinions|不代表.{0,8}(?:公司|观点|立场))|(?P<i>attachments?|附件)",
    _FLAGS,
)

# A customer may write about automatic replies or undelivered parcels; programs put a colon or nothing after the words.
_AUTO_END: Final = r"\s{0,3}(?:[:：\]】]|-\s|\Z)"
_AUTO_SUBJECT: Final = re.compile(
    r"\s{0,9}(?:[\[【][^\]】]{1,40}[\]】]\s{0,3})?(?:(?:re|aw|回复|答复)\s?[:：]\s?)?[\[【]?(?:"
    r"(?:auto(?:matic|mated)?[ -]?(?:reply|response|responder)|out of (?:the )?office(?: (?:auto-?)?reply| notification| message)?"
    rf"|ooo|undeliverable|failure notice|returned mail|自动(?:回复|答复|回覆)|自動(?:回覆|回复)|外出(?:自动)?(?:回复|答复)|(?:系统)?退信(?:通知)?){_AUTO_END}"
    r"|undelivered mail\b|mail delivery (?:failed|subsystem|failure)|delivery status notification|returned mail:"
    r"|(?:您的)?邮件(?:投递失败|发送失败|无法投递|未送达)|系统退信|来自.{1,40}的(?:退信|自动回复))",
    _FLAGS,
)


# How lines may begin that introduce a quote, or that programs add. One look here spares most lines all the others.
_MAY_INTRODUCE: Final = re.compile(
    r"\W*(?:[-_=*—–─－|]|begin f|下面是|以下|开始转发|please|type|write|enter|reply|请在|"
    + "|".join(_HEADERS.values())
    + ")",
    _FLAGS,
)
_MAY_BE_ADDED: Final = re.compile(
    r"\W{0,20}(?:sent|written|posted|get outlook|获取|发|發|从|從|来自|來自|this|please|do not|本|此|该|系|请|type|write|enter|reply"
    r"|caution|warning|attention|external|警告|注意|提醒|外部)",
    _FLAGS,
)
ATTRIBUTION_ENDS: Final = tuple("eEsSſ道到:：-*")
"""One of these ends every line that `is_attribution` and `is_attribution_of_any_language` take, blanks apart."""


def may_introduce(line: str) -> bool:
    """False where the line is surely no divider, rule, header field or request to reply above it."""
    return bool(_MAY_INTRODUCE.match(line.strip(" \t\u3000>")[:_CUT]))


def may_be_added(line: str) -> bool:
    """False where the line is surely no device line, automated line, banner or request to reply above it."""
    return bool(_MAY_BE_ADDED.match(line[:_CUT]))


def is_furniture(line: str) -> bool:
    """A rule, a device line or a banner: nobody's words."""
    return is_rule(line) or (may_be_added(line) and (is_device_line(line) or is_banner(line)))


def is_quoted(line: str) -> bool:
    return bool(_QUOTED.match(line[:_CUT]))


def unquoted(line: str) -> str:
    """The line without its quote marks."""
    return _QUOTE_MARKS.sub("", line, count=1) if is_quoted(line) else line


def is_divider(line: str) -> bool:
    """`-----Original Message-----`, `Begin forwarded message:`, `-----原始邮件-----` and their kin."""
    bare = line.strip(" \t\u3000>")[:_CUT]
    return bool(_DIVIDER.match(bare) or _BARE_DIVIDER.match(bare))


def is_rule(line: str) -> bool:
    return bool(_RULE.match(line.strip()[:_CUT])) and bool(line.strip())


def asks_reply_above(line: str) -> bool:
    return bool(_REPLY_ABOVE.match(line[:_CUT]))


def names_forward(line: str) -> bool:
    return bool(_FORWARDS.search(line[:_CUT]))


def is_forward_subject(subject: str) -> bool:
    return bool(_FORWARD_SUBJECT.match(subject[:_CUT]))


def begins_attribution(line: str) -> bool:
    return bool(_WROTE_START.match(line[:_CUT]))


def is_attribution(text: str) -> bool:
    """`On ... wrote:` or `在 ... 写道：` with a date or an address in it."""
    return bool(_WROTE_END.search(text.strip()[-60:]) and _DIGIT_OR_ADDRESS.search(text[:_CUT]))


def is_attribution_of_any_language(text: str) -> bool:
    """A line that ends in a colon and names a date and a time of day or an address. To be believed above a quote."""
    start = text[:_CUT]
    return text.rstrip().endswith((":", "：")) and bool(
        _DATE.search(start) and _CLOCK_OR_ADDRESS.search(start)
    )


def is_sure_attribution(text: str) -> bool:
    """One that names a time of day or an address, as programs do and people do not."""
    return is_attribution(text) and bool(_CLOCK_OR_ADDRESS.search(text[:_CUT]))


def header_kind(line: str) -> str:
    """Which field of a quoted message's header the line is; empty when it is none."""
    found = _HEADER.match(line[:_CUT])
    return (found.lastgroup or "") if found else ""


def is_signature_mark(line: str) -> bool:
    return line.rstrip() in {"--", "—-"}


def is_device_line(line: str) -> bool:
    return len(line) < _CUT and bool(_DEVICE.match(line))


def is_automated_line(line: str) -> bool:
    return len(line) < 200 and bool(_AUTOMATED.match(line))


def is_banner(line: str) -> bool:
    return bool(_BANNER.match(line[:_CUT]))


def is_closing(line: str) -> bool:
    return bool(_CLOSING.match(line[:_CUT]))


def is_card(line: str) -> bool:
    """The border of a visiting card, as NetEase draws it under an e-mail."""
    return bool(_CARD.match(line[:_CUT]))


def is_thanks(line: str) -> bool:
    return bool(_THANKS.match(line[:_CUT]))


def is_name(line: str) -> bool:
    return bool(_NAME.match(line[:_CUT]))


def is_contact(line: str) -> bool:
    return len(line) <= 120 and bool(_CONTACT.match(line))


def is_notice(paragraph: str) -> bool:
    """A confidentiality notice: it opens as one and holds at least two of what such notices say."""
    start = paragraph[:2_000]
    return (
        bool(_NOTICE.match(start)) and len({found.lastgroup for found in _NOTICE_CUES.finditer(start)}) >= 2
    )


def is_automatic_subject(subject: str) -> bool:
    return bool(_AUTO_SUBJECT.match(subject[:_CUT]))
