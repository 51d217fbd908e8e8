"""What each figure means, in the words the page shows."""

from typing import Final

import msgspec


class Definition(msgspec.Struct, frozen=True, kw_only=True):
    """One figure's name and meaning in both languages. `id` is what the page asks for it by."""

    id: str
    name: str
    name_zh: str
    text: str
    text_zh: str


DEFINITIONS: Final = (
    Definition(
        id="net_sentiment",
        name="Net sentiment",
        name_zh="净情感值",
        text="Of the interactions whose sentiment could be scored: percent positive less percent negative, from −100 to "
        "+100. Only the customer's own words are scored, never those of staff. Coverage is the share of "
        "interactions that could be scored.",
        text_zh="在能够判定情感的客户互动中，正面占比减去负面占比，范围为 −100 至 +100。只判定客户本人的话，"
        "不判定员工的话。覆盖率是能够判定的互动所占的比例。",
    ),
    Definition(
        id="complaint_rate",
        name="Complaint rate",
        name_zh="投诉率",
        text="Complaints per 1,000 interactions that could be judged. Any expression of dissatisfaction with the company, "
        "its products, staff or service counts, justified or not; the word “complaint” is not needed.",
        text_zh="每 1,000 次可判定互动中的投诉数。凡对公司、产品、员工或服务表达不满即计入，无论是否有理，"
        "也不要求出现“投诉”二字。",
    ),
    Definition(
        id="topics",
        name="What customers complain about",
        name_zh="客户在投诉什么",
        text="Complaints that name a topic, per 1,000 judged interactions; one complaint may name several. “Changed” "
        "stands only where the intervals of this period and the one before part, and where the change "
        "survives a check over everything on this screen (at most 5 % of such marks are expected to be chance).",
        text_zh="每 1,000 次可判定互动中涉及该主题的投诉数；一次投诉可涉及多个主题。仅当本期与上期的区间互不重叠，"
        "且通过对全屏所有数字的统一检验（此类标记中预期至多 5% 出于偶然）时，才标注“有变化”。",
    ),
    Definition(
        id="promises",
        name="Broken promises",
        name_zh="未兑现的承诺",
        text="Promises made in this period, by staff's words or on record, that were not kept by their due time or that the "
        "customer says were not kept. The percentage is of those that came due. Coverage is the share of them with "
        "a known due time. Promises still open are not counted yet, so there is no comparison with earlier periods.",
        text_zh="本期内由员工口头或系统记录作出、到期未履行或客户表示未履行的承诺。百分比以已到期的承诺为基数；"
        "覆盖率是其中期限明确的比例。未到期的承诺暂不计入，因此不与上期比较。",
    ),
    Definition(
        id="gap",
        name="Perception gap",
        name_zh="感知差距",
        text="What the company reports as resolved (100 %) less the share the customers did not contradict, in "
        "points. A customer contradicts by saying so, by complaining about the same topic, by coming back within "
        "7 days, or by reopening. Only resolutions older than 7 days can be judged. Weeks are whole weeks from Monday; "
        "the choice of a channel does not apply.",
        text_zh="公司记为“已解决”的比例（100%）减去客户未予否认的比例，单位为百分点。客户明说未解决、就同一主题投诉、"
        "7 天内再次联系或要求重开，均视为否认。解决满 7 天后才能判定。按自然周（周一起）计算，渠道筛选对此项不适用。",
    ),
    Definition(
        id="pressure",
        name="Unwelcome contacts",
        name_zh="打扰客户的联系",
        text="Contacts by the company, over all senders, campaigns and channels, that broke a limit: after the customer "
        "asked not to be contacted, too many in 7 days, too many unanswered sales contacts in 30 days, or outside "
        "agreed hours. The rate is per 1,000 of the company's contacts.",
        text_zh="公司各部门、各活动、各渠道主动联系客户时违反限制的次数：客户要求停止联系之后、7 天内过于频繁、"
        "30 天内未接听的营销联系过多，或在约定时段之外。比率为每 1,000 次主动联系中的违规数。",
    ),
    Definition(
        id="account",
        name="The account",
        name_zh="数据对账",
        text="Everything that ever arrived: received = stored + duplicates + refused + in flight. A difference means that "
        "something was lost or counted twice; do not rely on the figures above until it is explained.",
        text_zh="自始至今的全部数据：接收 = 入库 + 重复 + 拒收 + 处理中。若有差额，说明有数据丢失或重复计入，"
        "查明之前请勿依据上述数字。",
    ),
    Definition(
        id="reading",
        name="How to read the figures",
        name_zh="如何阅读这些数字",
        text="Each figure says how many interactions it rests on (n), which share could be judged (coverage), and a 95 % "
        "interval: the band in which the true value plausibly lies. Under 30 it says “too few”. A dash means no "
        "data; it never means zero. Click a figure, a bar or a point to read the customers' own words, with addresses, "
        "numbers and codes that identify them replaced by tokens such as [phone].",
        text_zh="每个数字都注明所依据的互动数（n）、能够判定的比例（覆盖率）以及 95% 区间，即真实值可能所在的范围。"
        "不足 30 时标注“样本过少”。短横线表示没有数据，绝不表示零。点击数字、条形或数据点即可阅读客户原话，"
        "其中能识别个人的号码、地址和密码已替换为 [phone] 之类的标记。",
    ),
)
