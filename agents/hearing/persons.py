"""Names of people beside thanks and praise: "Maria at the desk was wonderful", "柜员刘芳特别耐心"."""

import re
from collections.abc import Iterator
from typing import Final

_EN_NAME: Final = re.compile(
    r"(?<![\w&'-])(?:(?:Mr|Mrs|Ms|Miss|Dr)\.? )?[A-Z][a-z]{1,20}(?:[- ][A-Z][a-z]{1,20})?(?![\w-])(?! (?:&|[A-Z]))"
)
# What stands before a person who is thanked or praised; nothing, where the sentence begins with the name.
_EN_BEFORE: Final = re.compile(
    r"(?:^|[@:(\"-]|,|\b(?:to|for|from|by|and|with|that|because|but|called|named|name is|name was|mention|praise|commend|compliment|thank"
    r"|thanks|recommend|recognise|recognize|credit|appreciate|make it|it is|it's|was|is|love|hail|agent|colleague|advis[eo]r|clerk|teller"
    r"|cashier|driver|engineer|technician|manager|representative|rep|assistant|consultant|operator|supervisor|specialist|nurse|courier"
    r"|lady|gentleman|guy|man|woman|lad|chap|person|member|staff|today|again|so much|lots|loads))[ ,:]*$",
    re.IGNORECASE,
)
# What must follow a name that begins the sentence, lest any word with a capital be a person.
_EN_AFTER: Final = re.compile(
    r",? ?(?:,? who\b|,? (?:from|in|at|on) [^.!?]{0,40}?\b(?:was|is|has|did|took|went|helped|explained|sorted|fixed|solved|made|gave|deserves?|really|could)\b|(?:was|is|has|had|did|took|went"
    r"|helped|explained|sorted|fixed|solved|resolved|made|gave|stayed|listened|deserves?|kept|called|rang|walked|saved|got|found|could|couldn't"
    r"|really|always|treated|handled|showed|answered|dealt|looked|knew|understood|spent|put|you|thank|thanks)\b)"
)
_EN_TITLES: Final = frozenset({"Mr", "Mrs", "Ms", "Miss", "Dr"})
_EN_COMPANY: Final = re.compile(
    r" (?:&|Bank|Team|Airlines?|Airways|Insurance|Ltd|Inc|Group|Support|Branch|Street|Road|Hill|Square|Station|branch|team|store|office|bank|app|and (?:the|your) team)\b"
)
_EN_PLACE: Final = re.compile(r"\b(?:in|at|on|of|near|dear|hi|hello|hey|regards|sincerely) $", re.IGNORECASE)
_EN_COMMON_WORDS: Final = (
    "I It This That These Those The A An You We They He She Your My Our His Her Their And But So Or Nor Thanks Thank Great Very Service Customer "
    "Support Team What There Here Everything Everyone Everybody Somebody Someone Nobody Nothing Staff Delivery Monday Tuesday Wednesday "
    "Thursday Friday Saturday Sunday January February March April May June July August September October November December Today Yesterday "
    "Tomorrow Guys All Both Each Every Any Some God Goodness Heavens Now Then Please Still Yet No Not Yes In On At For As If When While Since "
    "After Before Because Although Though How Why Who Where Which Just Only Even Also Really Truly Well Good Best Better Nice Lovely Excellent "
    "Amazing Awesome Fantastic Wonderful Perfect Brilliant Outstanding Superb Super Top Five Kudos Hats Shout Compliments Credit Cheers Love "
    "Loved Happy Glad Had Have Has Been Was Were Is Are Am Do Did Does Can Could Would Will Should May Might Must Let Get Got Keep Made Make "
    "Dear Hello Hi Hey Kind Regards Sincerely Mr Mrs Ms Dr Miss Sir Madam English Chinese British American Internet Wifi App Website Android Google Apple "
    "Christmas Easter Absolutely Finally Quick Fast Friendly Helpful Always Never Ever Highly Especially Overall Such One Two Three First Last Once Twice "
    "Online Card Bank Account Loan Mortgage Refund Order Parcel Package Flight Ok Okay Wow Oh Well Bravo Congratulations Big Huge Many Much More Most"
)
_EN_COMMON: Final = frozenset(_EN_COMMON_WORDS.split())
_ZH_TITLED: Final = re.compile(
    r"(?:客服|专员|工号|客户经理|师傅|柜员|店员|快递员)?((?:小[\u4e00-\u9fff]|[\u4e00-\u9fff]{1,2}(?:经理|师傅|先生|女士|小姐|老师|主任))"
    r"|(?:工号|编号) ?[:：]?(?:是|为)?[A-Za-z]?\d{2,8}号?|\d{2,6}号(?=客服|专员|话务|坐席|柜员|员工|工作人员))"
)
_ZH_NO_TITLED: Final = frozenset({
    "小时", "小区", "小心", "小姐", "小哥", "小票", "小程", "小米", "小店", "小孩", "小伙", "小件", "小额", "小费", "小事", "小气",
    "小红", "小于", "小学", "小姑", "小妹", "小弟", "小朋", "小小", "小字", "小问", "小型", "小众", "小份", "小卡", "小礼",
})  # fmt: skip
_SURNAMES: Final = (
    "王李张刘陈杨赵黄周吴徐孙胡朱高林何郭马罗梁宋郑谢韩唐冯于董萧程曹袁邓许傅沈曾彭吕苏卢蒋蔡贾丁魏薛叶阎余潘杜戴夏钟汪田任姜范方石姚谭廖邹熊金陆郝孔白崔康毛邱秦江史顾侯邵孟龙万"
    "段雷钱汤尹黎易常武乔贺赖龚文"
)
_ZH_NAMED: Final = re.compile(
    r"(?:^|[,.!?;:~\s\"“(@#]|感谢|谢谢|多谢|一下|表扬|点赞|夸夸|夸|给|对|向|投|把|让|叫|名叫|名字是|姓名|就是|是|由|像|有|和|跟|位|客服|柜员|专员|员工|同事|经理|顾问|师傅|工作人员|小姐姐|店员|坐席|的|滴)"
    rf"((?:欧阳|司马|上官|诸葛|司徒|东方|[{_SURNAMES}])[\u4e00-\u9fff]{{1,2}}?)"
    r"(?=把|将|的|滴|帮|很|非常|是|给|耐心|服务|态度|先生|女士|小姐|同志|经理|师傅|老师|主任|真|特别|太|一票|为|替|一直|解决|处理|讲|说|解释|办|教|陪|主动|二话|超|十分|全程|亲自|热情|专业|细心|认真|负责"
    r"|在|从|和|跟|接|不|也|都|这|那|加|点赞|点个赞|辛苦|最|好|棒|姐|哥|[,.!?;~\s\"”)。，！]|$)"
)
_ZH_COMMON_WORDS: Final = (
    "于是 方便 方面 方式 方法 高兴 高效 高度 金额 金融 何时 何况 何必 马上 温柔 温暖 白天 白费 白白 白跑 钱款 常常 常用 万分 万一 成功 程序 程度 周到 周末 周一 周二 周三 周四 周五 周六 周日 周期 江苏 "
    "石油 易懂 文字 文件 文明 全部 许多 任何 任务 毛病 余额 余款 顾客 黄金 康复 段时 夏天 秋天 林业 田间 史上 龙头 雷同 范围 武汉 曾经 钟头 高层 高端 高速 白金 白卡 金卡 金牌 马桶 江湖 常见 谢谢 谢意 "
    "高大 高手 高级 高铁 石头 汤都 万事 万万 万能 金钱 金库 任性 任凭 程里 康健 方案 方才 黄牛 黄了 何等 曾有 万幸 文案 苏打 唐突 高质 高素"
)
_ZH_COMMON: Final = frozenset(_ZH_COMMON_WORDS.split())

_NEAR: Final = 400
"""Characters before and behind the praise in which a name is looked for: some texts are one sentence of any length."""
_BACK: Final = 60
"""Characters before a name that say whether it is a person's."""


def person_in(sentence: str, at: int) -> str:
    """Whose name stands in a sentence of praise, nearest to the praise at `at`; empty where nobody is named near it."""
    found = min(_persons(sentence, at), key=lambda name: abs(name[0] - at), default=None)
    return found[1] if found else ""


def _persons(sentence: str, at: int) -> Iterator[tuple[int, str]]:
    near = max(0, at - _NEAR), at + _NEAR
    if not sentence.isascii():
        yield from _chinese(sentence, *near)
    for found in _EN_NAME.finditer(sentence, *near):
        begin, name = found.start(), found[0]
        first, _, rest = name.partition(" ")
        titled = first.rstrip(".") in _EN_TITLES
        if first in _EN_COMMON and rest and not titled:
            begin, name = begin + len(first) + 1, rest
        if (titled or name.split()[0] not in _EN_COMMON) and _is_person(sentence, begin, found.end()):
            yield begin, name


def _is_person(sentence: str, begin: int, end: int) -> bool:
    # As far back as any of the patterns reaches. With a position `^` still means the sentence's own beginning.
    back = max(0, begin - _BACK)
    before = sentence[back:begin]
    if _EN_PLACE.search(sentence, back, begin) or _EN_COMPANY.match(sentence, end) or before.endswith("& "):
        return False
    bare = before.rstrip(" @\"'(\n")
    opens = not bare or bare[-1] in ",:;-"
    if _EN_AFTER.match(sentence, end):
        return True
    return not opens and _EN_BEFORE.search(sentence, back, begin) is not None


def _chinese(sentence: str, begin: int, end: int) -> Iterator[tuple[int, str]]:
    for found in _ZH_TITLED.finditer(sentence, begin, end):
        if found[1][:2] not in _ZH_NO_TITLED:
            yield found.start(1), found[1]
    for found in _ZH_NAMED.finditer(sentence, begin, end):
        if found[1][:2] not in _ZH_COMMON:
            yield found.start(1), found[1]
