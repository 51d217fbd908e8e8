"""The words by which staff commit the company in Chinese."""

import re
from collections.abc import Iterator
from typing import Final

from agents.hearing.duetimes import Due
from agents.hearing.pledges import DueIn, Pledge

# Chinese: a clause commits when it has a word for the future (or a due time) and an act owed to the customer.
_ZH_ACT: Final = re.compile(
    "回复|答复|回[您你]|减掉|减去|扣减|免掉|免除|回电|回拨|回访|致电|来电|打电话|打给您|去电|联系|联络|沟通|通知|告知|告诉|解决|退款|退还|退回|退钱|退给|原路退|退到|全额退|返还|返现|到账|打款|转账|赔付|赔偿|补偿|"
    "理赔|补发|重发|重新发|换货|换新|更换|换一|发货|发出|发走|寄出|寄给|寄送|邮寄|寄到|送达|送到|送货|送来|配送|派送|派件|派人|派师傅|上门|维修|修好|修复|检修|抢修|恢复|开通|办好|办理完|办妥|"
    "到达|到货|出结果|给(?:到)?[您你](?:一个|个)?(?:明确的?|满意的?|准确的?)?(?:结果|说法|交代|答案|消息|回音|反馈|处理|解决)|发(?:送)?(?:到|给|至)|发[您你]|开具|开发票|开票|补上|搞定|弄好|做好|处理好|处理完|落实|完成|"
    "跟[您你]说|给[您你](?:电话|打|退|发|寄|送|补|换|修|办|查清|申请下来)|减免|抵扣|充值|补差|退差|入账|解冻|解封|取货|取件|安装|装好|收到|下来|查清|弄清|查明白|到您?手|恢复供|[到去](?:您|你|贵)(?:家|这|那|府|单位|公司|店|处|楼)|登门"
)
_ZH_WORK: Final = re.compile(
    "处理|安排|跟进|核实|调查|审核|升级|反馈|办理|催|加急|查明|核查|排查|上报|转交|提交|申请|协调|确认|改进|取消|更新"
)
_ZH_WILL: Final = re.compile(
    "(?<![机不社误开学商工约聚一议])会(?![员话议计场费])|将(?=在|于|会|为|给|尽|由|安排|继续|持续|有|联系|通知|退|到|送|发货|原路|全额|统一|陆续|补|立|马|第一|优先|派|恢复|完成|把|对|\\d|[一二三四五六七八九十两]|今|明|后天|本|下)|一定|保证|承诺|答应|肯定|确保|务必|稍后|稍晚|待会|等会|(?<!等)一会儿?(?=给|跟|回|打|联|我|就)|回头|晚一?[点些]|过会|届时|到时|随后|尽快|尽早|第一时间|"
    "持续|即将|之后(?=给|会)|马上|立[即刻]|这就|全程|优先|及时|亲自(?=跟|处|给|帮|替|盯|办|催|去|来|负)|"
    # "As soon as there is an outcome": what follows is owed then.
    "(?<!如果)(?<!若)(?<!没)(?:有|出|下|定|查|弄|搞)(?:了|来|到|清楚?|明白?)?(?:新|具体|最终|明确)?(?:的)?(?:结果|消息|进展|眉目|回音|答复|着落|结论|了|后)[^,您你]{0,4}(?:就|便|再)?(?=给|会|告|通|联|回|跟|第|马|立)"
)
_ZH_TO_YOU: Final = re.compile(
    "我(?!的)|[给为帮跟向与对替和把][您你]|[您你]的|[联通告回]\\w?[您你]|我们|我这边|我方|这边|专员|同事|师傅|工程师|经理|客服|人员|部门|小哥|快递|退款|货|款"
)
_ZH_NOT: Final = re.compile(
    "不会|不能|无法|没法|没办法|未能|不用|不需要|不可以|不支持|没有(?!及时)|暂时不|不再|不一定|不保证|不承诺|难以|一般|通常|正常情况|正常是|往往|平均|普遍|大多|按照?规定|原则上|默认|规则是|"
    "争取|尽量|尽心|尽力|竭|全力以赴|尽可能(?!快)|可能|也许|或许|应该|大概率|希望|预计|估计|理论上|建议|可以选择|如果|若(?!干)|假如|要是|万一|只要|的话|(?<![比例假诸])如(?=您|有|需|果|在|超|未|仍|遇|没)|除非|是否|能否|可否|要不要|什么时候|多久|几时|怎么|"
    "当时|不信|不相信|才怪|谁信|曾经?|给我(?!们)|之前(?:说|答应|承诺)|[您你](?:说|提到|反映|听说)|不好意思让|昨天|前天|上周"
)
_ZH_DONE: Final = re.compile(
    "(?:已经?|刚刚|刚才|早就)(?!.{0,4}(?:安排|预约|约|催|加急|通知|协调|申请|提交|反馈|联系).{0,30}$)|(?:回复|退|寄|发|联系|处理|解决|反馈|登记|提交|记录|送达|签收|安排|通知|完成|恢复|修好|好)(?:出去|过去|过|完)?了(?!解)|(?:退|寄|发|转|打|补|送|还|汇)(?:回|给|到|过|出)?(?:去|来|[您你])了(?!解)"
)
_ZH_ON_CUSTOMER: Final = re.compile(
    "[您你][^,]{0,4}(?:确认收货|签收|下单|付款)|(?:签收|下单|付款|收货)(?:之后|后)|收到(?:了)?[您你](?:的|寄|退|发)|[您你][^,]{0,14}(?<![天周月年日时钟期])(?:之后|以后|后)(?!天|续|台|日|期|给|会|再给)|待[您你]|等[您你]|[您你]\\w{0,3}(?:提供|补充|寄回|退回|发来|签收|付款|下单|确认)[^,]{0,10}[,]?(?:我们|这边)?(?:就|再|才|后)|(?:商品|货物?|包裹|东西|材料|资料|退货)(?:寄回|退回|收到|到仓|入库|签收)"
)
_ZH_TASK: Final = re.compile(
    "(?:问题|疑问|需要|需求|不明白|不清楚|帮助)[^,]{0,6}(?:随时|可以|再|请|都可)|随时(?:联系|咨询|找)|(?:告知|提供|描述|说|留)一?下(?:$|哦|哈|呢|吧)|(?:请|麻烦|劳烦|辛苦|烦请|需要|方便)[您你]?(?:先|再|这边|把|将|给我们?|在|通过)?(?:\\w{0,6}?)(?:提供|发送?(?:一下|给|下|我)|补充|私信|上传|拍|填写?|留下|留(?:个|一下)|核对一?下|告知|告诉|回复|寄回|退回|联系|拨打|致电|提交|登录|点击|申请|出示|携带|关注)"
)
_ZH_CUSTOMER_ACTS: Final = re.compile(
    "^[^,]{0,4}(?:请|建议|麻烦|辛苦|劳烦|烦请)?(?<![给为帮跟和向与对替把系知复])[您你](?:这边|那边|自己|先|也|就|再|还|只)*(?:可以|可|需要|需|要|能|必须|应该|自行|注意|留意|耐心|看|说|提供|打|联系|申请|选择)|^[^,]{0,3}(?:请|建议|麻烦|辛苦|劳烦|烦请)"
)
_ZH_AT_ONCE: Final = re.compile(
    "查一下|查询|查看|看一下|看看|看下|查下|稍等|核对一下|转接|登记|记录|查查|问一下|问问|确认一下|现在"
)
_ZH_OFFER: Final = re.compile(
    "(?:可以|能够?|可)(?:先|再|直接)?(?:给|为|帮|替)[您你]|需要(?:我|我们)?(?:给|为|帮)[您你]|为[您你]服务|很高兴|愿意"
)
_ZH_VOW: Final = re.compile("肯定|一定|保证|绝对|承诺")
_ZH_TAG: Final = re.compile(
    "^[\\s,]*(?:[您你]看)?(?:这样|到时)?(?:好|可以|行|方便|好不好|行不行|可以的|您看|没问题)?(?:吗|么|不|嘛)?\\s*[?]?$"
)
_ZH_CLAUSE: Final = re.compile("[^,]+")


# Written Chinese pauses with a blank or a wave as well.
_PAUSE: Final = re.compile(r"(?<=[\u4e00-\u9fff\])]) (?=[\u4e00-\u9fff\[])|~")
# How far back a condition belongs to the clause that commits.
_NEAR: Final = 80


def has_chinese_pledge(sentence: str) -> bool:
    """Whether there may be a pledge in the sentence (in half width), whatever is due when; False is certain."""
    # A clause that commits has one of these; to find due times costs far more.
    return bool(_ZH_ACT.search(sentence) or _ZH_WORK.search(sentence)) and not _refused(sentence)


def chinese_pledges(sentence: str, due_in: DueIn) -> Iterator[Pledge]:
    """Pledges of one sentence (in half width). Neighbouring clauses are one pledge unless each has a due time of its own."""
    if not has_chinese_pledge(sentence):
        return
    sentence = _PAUSE.sub(",", sentence)
    open_: Pledge | None = None
    waiting: tuple[int, Due] | None = None  # a due time in a clause that says nothing else
    for clause in _ZH_CLAUSE.finditer(sentence):
        dues = due_in(clause.start(), clause.end())
        due = _moved(dues[-1], clause.start()) if dues else None
        begin = clause.start()
        if due is None and waiting:
            begin, due = waiting
        if _zh_is_pledge(clause[0], sentence[max(0, clause.start() - _NEAR) : clause.start()], due):
            if open_ and (open_.due is None or due is None):
                open_ = Pledge(open_.begin, clause.end(), open_.due or due)
            else:
                if open_:
                    yield open_
                open_ = Pledge(begin, clause.end(), due)
            waiting = None
        elif dues and due and _is_bare(clause[0], due.begin - clause.start(), due.end - clause.start()):
            waiting = (clause.start(), due)
        else:
            waiting = None
    if open_:
        yield open_


def _moved(due: Due, offset: int) -> Due:
    return Due(due.begin + offset, due.end + offset, due.at, due.day)


def _is_bare(clause: str, begin: int, end: int) -> bool:
    """A clause of little more than a time ("明天下午三点前,") belongs to the next one."""
    return len(clause) - (end - begin) <= 6 and not _ZH_NOT.search(clause)


def _refused(sentence: str) -> bool:
    """A question asks; "好吗?" after a statement only asks leave."""
    if not sentence.rstrip().endswith("?") and not re.search("[吗呢]\\s*$", sentence):
        return False
    head, _, tail = sentence.rpartition(",")
    return not (head and _ZH_TAG.match(tail))


def _zh_is_pledge(clause: str, before: str, due: Due | None) -> bool:
    heard = f"{before}{clause}"
    if (
        _ZH_NOT.search(clause)
        or _ZH_NOT.search(before)
        or _ZH_ON_CUSTOMER.search(heard)
        or _ZH_TASK.search(heard)
    ):
        return False
    offered = _ZH_OFFER.search(clause) and not _ZH_VOW.search(clause)
    if _ZH_CUSTOMER_ACTS.search(clause) or offered or _ZH_DONE.search(clause):
        return False
    act, work, will = _ZH_ACT.search(clause), _ZH_WORK.search(clause), _ZH_WILL.search(clause)
    if due is not None:
        return bool(act or (work and (will or _ZH_TO_YOU.search(clause))))
    if not will or _ZH_AT_ONCE.search(clause):
        return False
    if act:
        return bool(_ZH_TO_YOU.search(clause)) or act.start() >= will.start()
    return bool(work) and will[0] not in ("马上", "这就", "立即", "立刻")
