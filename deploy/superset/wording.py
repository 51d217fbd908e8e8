"""What dashboards say in both languages where no definition says it: values, parts of a figure, filters, units."""

from collections.abc import Mapping
from typing import Final, Literal

from schemas.taxonomy import Name

Lang = Literal["en", "zh"]
LANGS: Final[tuple[Lang, ...]] = ("en", "zh")

NOT_GIVEN: Final = Name("(not given)", "（未注明）")
NONE: Final = Name("(none)", "（无）")
LOW: Final = Name("{}, lower end", "{}：下限")
HIGH: Final = Name("{}, upper end", "{}：上限")
N: Final = Name("n: {}", "样本数：{}")
COVERAGE: Final = Name("{}, coverage", "{}：覆盖率")
SIGNS: Final[Mapping[str, Name]] = {
    "points": Name("{}, points", "{}（百分点）"),
    "percent": Name("{}, %", "{}（%）"),
    "per 1,000": Name("{} per 1,000", "{}（每千次）"),
    "hours": Name("{}, hours", "{}（小时）"),
    "days": Name("{}, days", "{}（天）"),
}
"""A figure's name with its unit; units that are not here need none."""

VALUES: Final[Mapping[str, Mapping[str, Name]]] = {
    "channel": {
        "call": Name("Call", "电话"),
        "email": Name("E-mail", "邮件"),
        "social": Name("Social", "社交媒体"),
        "chat": Name("Chat", "在线聊天"),
    },
    "language": {
        "en": Name("English", "英语"),
        "zh": Name("Chinese", "中文"),
        "mixed": Name("Mixed", "中英混用"),
        "other": Name("Other", "其他"),
        "none": Name("None", "无"),
    },
    "sentiment": {
        "negative": Name("Negative", "负面"),
        "neutral": Name("Neutral", "中性"),
        "positive": Name("Positive", "正面"),
        "": Name("Unscored", "未判定"),
    },
    "complaint": {
        "yes": Name("Complaint", "投诉"),
        "no": Name("No complaint", "非投诉"),
        "": Name("Not judged", "未判定"),
    },
    "state": {
        "kept": Name("Kept", "已兑现"),
        "late": Name("Kept late", "逾期兑现"),
        "broken": Name("Broken", "未兑现"),
        "open": Name("Open", "未到期"),
        "withdrawn": Name("Withdrawn", "已收回"),
        "unknown_due": Name("No due time known", "期限不明"),
    },
    "felt": {
        "confirmed": Name("Confirmed by the customer", "客户确认"),
        "contradicted": Name("Contradicted by the customer", "客户否认"),
        "silent": Name("Customer silent", "客户未表态"),
        "": Name("Never called resolved", "未曾称已解决"),
    },
    "attitude": {
        "courteous": Name("1 Courteous", "1 有礼"),
        "neutral": Name("2 Neutral", "2 中性"),
        "discourteous": Name("3 Discourteous", "3 失礼"),
        "unknown": Name("4 Attitude unknown", "4 态度不明"),
    },
    "outcome": {
        "solved": Name("1 Solved", "1 已解决"),
        "unsolved": Name("2 Not solved", "2 未解决"),
        "unknown": Name("3 Unknown", "3 不明"),
    },
    "dimension": {
        "all": Name("Everything", "全部"),
        "region": Name("Region", "地区"),
        "product": Name("Product", "产品"),
        "team": Name("Team", "团队"),
        "channel": Name("Channel", "渠道"),
        "language": Name("Language", "语言"),
    },
    "figure": {
        "negative_share": Name("Negative share", "负面占比"),
        "complaint_share": Name("Complaint share", "投诉占比"),
        "net_sentiment": Name("Net sentiment", "净情感值"),
        "complaint_rate": Name("Complaint rate", "投诉率"),
        "topic_complaint_rate": Name("Complaints of the topic", "该主题的投诉"),
    },
    "quadrant": {
        "fix_first": Name("Fix first", "优先改进"),
        "watch": Name("Watch", "关注"),
        "keep_up": Name("Keep up", "保持"),
        "learn_from": Name("Learn from", "借鉴"),
        "alike": Name("Chance may explain it", "可能只是偶然"),
    },
    "violations": {
        "after_do_not_contact": Name("After “do not contact”", "客户已拒绝联系"),
        "outside_hours": Name("Outside agreed hours", "约定时段之外"),
        "too_many": Name("Too many", "过于频繁"),
        "too_many_unanswered": Name("Too many unanswered", "多次未接仍联系"),
    },
}
"""What a column's values are called."""
PLACES: Final = ("channel", "region", "product", "team", "language")


def said(name: Name, lang: Lang) -> str:
    return name.zh if lang == "zh" else name.en


def titled(name: Name, unit: str) -> Name:
    """A figure's name with its unit."""
    sign = SIGNS.get(unit, Name("{}", "{}"))
    return Name(sign.en.format(name.en), sign.zh.format(name.zh))


def of(pattern: Name, name: Name) -> Name:
    """A part of a figure, such as its n."""
    return Name(pattern.en.format(name.en), pattern.zh.format(name.zh))


LABELS: Final[Mapping[str, Name]] = {
    "day": Name("Day", "日期"),
    "week": Name("Week (Monday)", "周（周一）"),
    "month": Name("Month", "月份"),
    "channel": Name("Channel", "渠道"),
    "region": Name("Region", "地区"),
    "product": Name("Product", "产品"),
    "team": Name("Team", "团队"),
    "language": Name("Language", "语言"),
    "topic": Name("Topic", "主题"),
    "topics": Name("Topics", "主题"),
    "figure": Name("Figure", "指标"),
    "unit": Name("Unit", "单位"),
    "dimension": Name("Dimension", "维度"),
    "place": Name("Place", "取值"),
    "attitude": Name("Attitude of staff", "员工态度"),
    "outcome": Name("Outcome", "结果"),
    "state": Name("State", "状态"),
    "what": Name("What was promised", "承诺内容"),
    "owner": Name("Promised by", "承诺方"),
    "made_at": Name("Made", "作出时间"),
    "due_at": Name("Due", "到期时间"),
    "days_late": Name("Days late", "逾期天数"),
    "outstanding": Name("Outstanding", "未付"),
    "owed": Name("Owed", "应付"),
    "paid": Name("Paid", "已付"),
    "currency": Name("Currency", "币种"),
    "channels": Name("Way through the channels", "渠道路径"),
    "felt": Name("What the customer then said or did", "客户随后的言行"),
    "started_at": Name("Began", "开始时间"),
    "elapsed_hours": Name("Hours from first to last", "首末相隔小时"),
    "contacts": Name("Contacts", "联系次数"),
    "switches": Name("Changes of channel", "渠道切换"),
    "re_explained": Name("Explained again", "重复说明"),
    "identity_checks": Name("Identity checks", "身份核验"),
    "effort": Name("Effort", "费力度"),
    "created_at": Name("When (UTC)", "时间（UTC）"),
    "sentiment": Name("Sentiment", "情感"),
    "complaint": Name("Complaint", "是否投诉"),
    "words": Name("The customer's words", "客户原话"),
    "praised": Name("Who is praised", "被称赞者"),
    "estimate": Name("This week", "本周"),
    "before": Name("Week before", "前一周"),
    "change": Name("Change", "变动"),
    "change_low": Name("Change, lower end", "变动下限"),
    "change_high": Name("Change, upper end", "变动上限"),
    "n": Name("n", "样本数"),
    "period_end": Name("Four weeks until", "四周截至"),
    "raw": Name("Share, %", "占比（%）"),
    "effect": Name("Effect, points", "效应（百分点）"),
    "effect_low": Name("Effect, lower end", "效应下限"),
    "effect_high": Name("Effect, upper end", "效应上限"),
    "quadrant": Name("What to do", "建议"),
    "hits": Name("Of them negative or complaints", "其中负面或投诉"),
    "count": Name("Count", "数量"),
    "usual": Name("Usual", "通常"),
    "times": Name("Times the usual", "通常的倍数"),
    "source": Name("Source", "来源"),
    "violations": Name("Why unwelcome", "不当原因"),
    "received": Name("Received", "接收"),
    "customer": Name("Customer", "客户"),
}
"""What columns are called."""
