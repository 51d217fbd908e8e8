"""The ear on classes of speech that are easily taken for their opposite: words of our own, in both languages."""

import pytest

from schemas.interactions import Feeling
from tests.listening import cues, hear, label, topics


@pytest.mark.parametrize(
    "text",
    [
        "Thanks so much for your patience with me yesterday.",
        "Thank you very much for getting this settled so fast.",
        "Many thanks, the transfer went through this morning.",
        "I'm really grateful, that worked straight away.",
        "Cheers for fixing my login, all good now.",
        "Thank you so much for explaining it again.",
        "太感谢你们了,一下就办好了",
        "谢谢您的耐心解答",
        "非常感谢您今天的帮忙",
        "照你教的重启了一下就好了,多谢",
        "辛苦了,问题解决了",
        "真的很感谢客服的帮助",
    ],
)
def test_hearty_thanks_are_no_complaint(text: str) -> None:
    assert hear(text).complaint is False
    assert label(text) is Feeling.POSITIVE
    assert "not_resolved" not in cues(text)


@pytest.mark.parametrize(
    "text",
    [
        "Your mail says solved, but the card is still not working.",
        "Sorry, this didn't fix it.",
        "No, the error has not gone away.",
        "You marked it as fixed and it isn't fixed at all.",
        "Thank you for trying, I am no further than last week.",
        "I followed every step and the problem is still there.",
        "你们说修好了,可是还是打不开",
        "短信说已处理,实际根本没处理",
        "谢谢你,可惜还是老样子",
        "试过了,没用,问题还在",
        "工单关了,可我这边还是不行",
        "没有解决,跟昨天一模一样",
    ],
)
def test_unsolved_is_never_heard_as_solved(text: str) -> None:
    assert "not_resolved" in cues(text)
    assert "resolved" not in cues(text)
    assert hear(text).complaint is True


@pytest.mark.parametrize(
    "text",
    [
        "Kindly stop ringing my mobile about loans.",
        "I don't wish to be contacted by your sales team any more.",
        "The fee is wrong. And take me off your mailing list.",
        "Please remove my number from your marketing database.",
        "I do not want any more promotional texts.",
        "Never call me again about insurance.",
        "From now on no more advertising calls, please.",
        "别再给我打推销电话了",
        "请把我的手机号从营销名单里删除",
        "我不想再收到你们的广告短信",
        "以后请不要打电话向我推荐贷款",
        "手续费收错了。还有,不要再因为理财产品联系我",
        "麻烦停止给我发促销短信",
    ],
)
def test_wishes_not_to_be_contacted(text: str) -> None:
    assert "do_not_contact" in cues(text)
    assert "unwanted_contact" in topics(text)


@pytest.mark.parametrize(
    ("text", "name"),
    [
        ("Thanks to Rebecca my mortgage was done in a day.", "Rebecca"),
        ("Oliver at the front desk was so patient with my mother.", "Oliver"),
        ("Your colleague Nadia explained everything clearly.", "Nadia"),
        ("I would like to commend Mr Harper for his excellent service.", "Mr Harper"),
        ("A big thank you to Yusuf, he was very helpful.", "Yusuf"),
        ("The service was great, especially from Chloe.", "Chloe"),
        ("Please pass on my thanks to Gareth, great work.", "Gareth"),
        ("感谢柜员刘芳,特别耐心", "刘芳"),
        ("郑凯的服务态度非常好", "郑凯"),
        ("表扬一下客服小林,很专业", "小林"),
        ("王经理很负责,给他点赞", "王经理"),
        ("工号3072服务很周到", "工号3072"),
        ("想感谢冯丽娜,手把手教我操作", "冯丽娜"),
        ("夸一下你们的员工许晴,非常热情", "许晴"),
    ],
)
def test_praise_goes_to_the_named(text: str, name: str) -> None:
    assert name in {hit.name for hit in hear(text).cues if hit.cue == "praise"}


@pytest.mark.parametrize(
    "text",
    [
        "Great service from Harbour & Hill Bank on Monday.",
        "Thanks,\nHenry",
        "Excellent support. I live in Bristol.",
        "服务很好,非常方便",
        "客服非常耐心,马上就解决了",
        "高效专业,点赞",
    ],
)
def test_firms_places_and_senders_are_not_praised(text: str) -> None:
    assert {hit.name for hit in hear(text).cues if hit.cue == "praise"} <= {""}


@pytest.mark.parametrize(
    "text",
    [
        "You said someone would phone by noon and nobody did.",
        "I was promised the form last week and it never came.",
        "The engineer was meant to come on Tuesday and never did.",
        "The call you promised never came.",
        "Your word is worth nothing.",
        "They assured me it would be paid, yet nothing happened.",
        "说好昨天寄出,到现在没影",
        "你们经理拍着胸脯保证,结果没下文",
        "答应周五前退款,这都下周了还没退",
        "说了会回电话,等到现在没人打来",
        "你们给的期限早就过了",
        "白纸黑字写的三天内处理,根本没处理",
    ],
)
def test_unkept_promises_in_other_words(text: str) -> None:
    assert "broken_promise" in topics(text)
    assert hear(text).complaint is True


@pytest.mark.parametrize(
    "text",
    [
        "Which documents do I need for a joint account?",
        "I will be travelling from Friday to Sunday.",
        "Could you send me a copy of the contract, please?",
        "What is the fee for a transfer abroad? Thanks in advance.",
        "My new address is 4 Mill Lane.",
        "Okay, bye then.",
        "Is there a branch near the station?",
        "请问开户需要带什么?谢谢,再见",
        "我想预约周三下午去网点",
        "我的新地址在附件里",
        "可以帮我查一下额度吗?",
        "行,先这样",
        "国外刷卡手续费是多少?",
    ],
)
def test_questions_requests_and_statements_are_neutral(text: str) -> None:
    assert label(text) in {Feeling.NEUTRAL, None}
    assert hear(text).complaint is False


@pytest.mark.parametrize(
    "text",
    [
        "Brilliant timing, the app is down on rent day.",
        "Love being kept on hold for an hour.",
        "Five stars for losing my parcel twice.",
        "感谢贵行又让我欣赏了半小时的音乐",
        "退款真快啊,才两个月",
    ],
)
def test_irony_is_a_complaint(text: str) -> None:
    assert hear(text).complaint is True
    assert label(text) is Feeling.NEGATIVE
    assert not cues(text) & {"praise", "thanks"}


@pytest.mark.parametrize(
    "text",
    [
        "I've moved to the other end of town.",
        "I'll leave it there for today.",
        "How would I move my account to another branch?",
        "请问销户要什么手续?",
        "我搬到城东了,想改地址",
    ],
)
def test_moving_house_and_asking_are_not_leaving(text: str) -> None:
    assert "churn" not in cues(text)


@pytest.mark.parametrize(
    ("text", "topic"),
    [
        ("My account was charged twice by your website.", "billing"),
        ("The refund for my flight never arrived.", "refund"),
        ("My suitcase did not arrive with the plane.", "delivery"),
        ("The cash machine swallowed my card.", "product_fault"),
        ("Your mobile app crashes whenever I open my statement.", "outage"),
        ("话费账单又多扣了五十块", "billing"),
        ("航班取消了,机票退款还没到账", "refund"),
        ("取款机把我的卡吞了", "product_fault"),
        ("手機銀行一打開就閃退", "outage"),
        ("快递显示签收但我没收到货", "delivery"),
    ],
)
def test_a_complaint_is_tagged_with_what_it_is_about(text: str, topic: str) -> None:
    assert topic in topics(text)
    assert topics(text) - {topic} <= {"unsolved", "waiting", "cancellation", "delivery"}


WISHES = (
    "Book 4 tickets for the late show, please.",
    "Two tickets for Saturday will do.",
    "A table for six people at eight, thanks.",
    "We are five people and three of us are vegetarian.",
    "I don't care about the area, any hotel is fine.",
    "I don't mind which airline it is.",
    "That would be great, book it for Tuesday.",
    "If you could find a cheaper one, I would take it.",
    "Not right now, maybe later.",
    "I'd like an expensive restaurant in the centre.",
    "Is it expensive to park there?",
    "Do you have a 1 star hotel with wifi?",
    "Sorry, I meant Thursday.",
    "My mistake, I need it for three nights.",
    "Sorry for the confusion, it is the north side.",
    "Is there a cancellation fee for the taxi?",
    "Great! Thank you so much for all your help.",
    "Could a taxi take me from the museum to the station?",
    "I want to leave after noon.",
    "Why don't you try Wednesday instead?",
    "That's all, bye bye.",
    "Can you fix an appointment with the dentist?",
    "可以帮我安排一个下午的行程吗?",
    "不好意思,再问一下地址",
    "我还打算去附近逛逛",
    "我想打车过去,大概几点到?",
    "博物馆什么时候开门,周边有餐厅吗?",
    "那我去别的景点看看吧",
    "这家酒店价格贵吗?",
    "太好了,我就订这家",
    "好的,有问题我再问你",
    "没什么问题了,谢谢",
    "还没有去过那里,推荐一下吧",
    "谢谢,拜拜",
    "香草庄园的门票多少钱?",
    "我地址写错了,能改一下吗?",
    "给我推荐几个菜,再说几个也行",
    "请问退货退款怎么操作呢?",
    "请再说一遍电话号码",
    "等一下,我看看日期",
    "帮我找一家一星的餐馆",
)


@pytest.mark.parametrize("text", WISHES)
def test_wishes_choices_and_questions_give_no_cue_of_trouble(text: str) -> None:
    assert not {"repeat", "effort", "churn", "do_not_contact"} & cues(text)


def test_wishes_choices_and_questions_are_no_complaint() -> None:
    """The model is right about nearly all of them; a few at the edge are what its probabilities are for."""
    most = len(WISHES) // 15
    complaints = [text for text in WISHES if hear(text).complaint]
    assert len(complaints) <= most, complaints
    sad = [text for text in WISHES if label(text) is Feeling.NEGATIVE]
    assert len(sad) <= 2 * most, sad


@pytest.mark.parametrize(
    "text",
    [
        "You people don't care about your customers.",
        "I have sent five emails and nobody answers.",
        "I spoke to four people and each said something else.",
        "Why is it so expensive?",
        "You charged me a cancellation fee I never agreed to.",
        "Your app doesn't work and support ignores me.",
        "还没收到货,都一个星期了",
        "打了五个电话都没人接",
        "你们还在给我打推销电话",
        "你们的手续费太贵了",
        "修了三次还是没修好",
        "为什么这么贵?",
    ],
)
def test_the_same_words_of_the_company_are_a_complaint(text: str) -> None:
    assert hear(text).complaint is True
