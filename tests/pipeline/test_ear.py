"""The ear that ships, on words of our own in both languages."""

from collections.abc import Iterable
from itertools import pairwise
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from agents.hearing.ear import Utterance
from pipeline.ear import load_ear
from pipeline.settings import Settings
from schemas.errors import Misused
from schemas.interactions import Attitude, CueHit, Feeling, Heard, Language, PromiseHeard, Unscored
from schemas.taxonomy import CUE_IDS, TOPIC_IDS
from schemas.values import Speaker
from tests.listening import AT, EAR, cues, hear, label, topics


def staff(*texts: str) -> Heard:
    return EAR.hear([Utterance(Speaker.STAFF, text, AT) for text in texts])


@pytest.mark.parametrize(
    ("topic", "english", "chinese"),
    [
        ("billing", "You have charged me twice for the same month.", "这个月的话费又多扣了我两百块"),
        ("refund", "I still haven't received my refund.", "退款到现在都没到账"),
        ("delivery", "My parcel never arrived.", "快递怎么还没到"),
        ("product_fault", "The kettle stopped working after a week.", "手机用了三天就黑屏了"),
        ("outage", "The app keeps crashing.", "你们的app又闪退了"),
        ("account", "I can't log in to my account.", "我的账号登录不上"),
        ("security", "Somebody used my card in another country.", "我的卡被盗刷了"),
        ("cancellation", "Why won't you let me cancel my subscription?", "会员取消不了"),
        ("staff_attitude", "The man at the counter was very rude.", "客服态度太差了"),
        ("waiting", "I was on hold for an hour and nobody answered.", "排队等了两个小时没人理"),
        ("unsolved", "The same problem is back and still not fixed.", "问题一直没解决"),
        ("broken_promise", "You promised to call me and you never did.", "说好昨天回电话结果没有"),
        ("unwanted_contact", "Please stop calling me with offers.", "天天打推销电话骚扰我"),
        ("privacy", "You shared my data without my consent.", "你们泄露了我的个人信息"),
        ("price", "This is far too expensive now.", "价格太贵了"),
        ("policy", "What a ridiculous policy.", "这是霸王条款"),
        ("information", "Every agent tells me something different.", "每个客服说的都不一样"),
        ("onboarding", "The installation was a nightmare.", "宽带安装没人来"),
        ("praise", "Excellent service, thank you!", "服务非常好,点赞"),
    ],
)
def test_every_topic_is_heard_in_both_languages(topic: str, english: str, chinese: str) -> None:
    assert topic in topics(english)
    assert topic in topics(chinese)
    assert hear(english).complaint is (topic != "praise")
    assert hear(chinese).complaint is (topic != "praise")


@pytest.mark.parametrize(
    ("cue", "english", "chinese"),
    [
        ("repeat", "This is the third time I call.", "这是我第三次打电话了"),
        ("waiting", "I waited 45 minutes.", "我等了45分钟"),
        ("effort", "I spent the whole afternoon on this.", "来回折腾了好几趟"),
        ("re_explaining", "I had to explain everything again to a new person.", "每次都要重新说一遍"),
        ("transfer", "I was transferred to four departments.", "电话转来转去"),
        ("escalation", "I will go to the ombudsman.", "我要打12315投诉"),
        ("churn", "I am moving to another bank.", "我要换别的银行了"),
        ("do_not_contact", "Do not call me again.", "不要再给我打电话"),
        ("resolved", "It works now, thank you.", "问题已经解决了"),
        ("not_resolved", "It is still not fixed.", "还是没有解决"),
        ("thanks", "Thanks!", "谢谢"),
        ("praise", "Your colleague was so helpful.", "服务很周到"),
        ("vulnerability", "My husband passed away in May.", "我父亲上个月去世了"),
    ],
)
def test_every_cue_of_the_customer_is_heard_in_both_languages(cue: str, english: str, chinese: str) -> None:
    assert cue in cues(english)
    assert cue in cues(chinese)


@pytest.mark.parametrize(
    "text", ["Could you confirm your date of birth, please?", "麻烦您提供一下身份证后四位"]
)
def test_an_identity_check_is_staff_words(text: str) -> None:
    assert "identity_check" in {hit.cue for hit in staff(text).cues}
    assert "identity_check" not in cues(text)


@pytest.mark.parametrize(
    "text",
    [
        "How do I cancel my subscription?",
        "What documents do I need to open an account?",
        "Where can I find my invoice?",
        "Thank you so much, everything was perfect.",
        "Hello, I would like to change my address.",
        "请问怎么办理销户?",
        "发票可以开电子的吗?",
        "谢谢客服,态度很好,问题解决了",
        "你好,我想改一下收货地址",
        "没有问题,谢谢",
    ],
)
def test_a_plain_question_a_request_and_praise_are_no_complaint(text: str) -> None:
    assert hear(text).complaint is False
    assert hear(text).complaint_spans == ()


@pytest.mark.parametrize(
    "text",
    [
        "Could you please tell me why my parcel has not arrived yet?",
        "Thanks for nothing.",
        "Great, my flight is cancelled again.",
        "I am sorry to trouble you, but the screen you sent me is cracked.",
        "请问我的包裹为什么还没有发货呢?",
        "呵呵,真是好服务,又让我等了三个小时",
        "不好意思打扰了,但是我收到的货是坏的",
    ],
)
def test_polite_questions_about_faults_and_irony_are_complaints(text: str) -> None:
    heard = hear(text)
    assert heard.complaint is True
    assert heard.complaint_spans
    assert label(text) is Feeling.NEGATIVE


@pytest.mark.parametrize("text", ["Thanks for nothing", "Thanks for wasting my time", "感谢你们让我白等一天"])
def test_irony_is_neither_thanks_nor_praise(text: str) -> None:
    assert not cues(text) & {"thanks", "praise"}
    assert label(text) is Feeling.NEGATIVE


@pytest.mark.parametrize(
    ("text", "cue"),
    [
        ("How can I cancel my account?", "churn"),
        ("I am not leaving you.", "churn"),
        ("The agent said it is resolved.", "resolved"),
        ("客服说问题已经解决了", "resolved"),
        ("请问怎么销户?", "churn"),
        ("If it is fixed, let me know.", "resolved"),
    ],
)
def test_asked_negated_reported_and_supposed_words_do_not_count(text: str, cue: str) -> None:
    assert cue not in cues(text)


def test_cues_carry_what_they_say() -> None:
    (repeat,) = [hit for hit in hear("This is the third time I call about this.").cues if hit.cue == "repeat"]
    assert repeat.count == 3
    waiting = next(hit for hit in hear("I waited 45 minutes on the line.").cues if hit.cue == "waiting")
    assert waiting.minutes == 45
    waiting = next(hit for hit in hear("排队等了半个小时").cues if hit.cue == "waiting")
    assert waiting.minutes == 30
    churn = next(hit for hit in hear("I am switching to Starling next week.").cues if hit.cue == "churn")
    assert churn.name == "Starling"
    praise = next(hit for hit in hear("Thank you to Maria, she was very helpful.").cues if hit.name)
    assert praise.name == "Maria"
    praise = next(hit for hit in hear("客服小李非常耐心").cues if hit.cue == "praise")
    assert praise.name == "小李"


@pytest.mark.parametrize(
    ("text", "feeling"),
    [
        ("thanks", Feeling.POSITIVE),
        ("terrible", Feeling.NEGATIVE),
        ("谢谢", Feeling.POSITIVE),
        ("差评", Feeling.NEGATIVE),
        ("❤️", Feeling.POSITIVE),
        ("not bad at all", Feeling.POSITIVE),
        ("not good", Feeling.NEGATIVE),
        ("一点都不好", Feeling.NEGATIVE),
        ("不错", Feeling.POSITIVE),
        ("服務態度非常差", Feeling.NEGATIVE),
        ("My appointment is on Tuesday at ten.", Feeling.NEUTRAL),
        ("我的预约在星期二上午十点", Feeling.NEUTRAL),
    ],
)
def test_short_real_words_and_plain_statements_are_scored(text: str, feeling: Feeling) -> None:
    assert label(text) is feeling


@pytest.mark.parametrize(
    ("text", "reason"),
    [
        ("", Unscored.NO_VOICE),
        ("ok", Unscored.TOO_SHORT),
        ("1", Unscored.TOO_SHORT),
        ("好的", Unscored.TOO_SHORT),
        ("https://example.com/a", Unscored.TOO_SHORT),
        ("ana@example.com", Unscored.REDACTED_AWAY),
        ("ありがとうございます、助かりました", Unscored.LANGUAGE),
        ("Bonjour, je voudrais annuler ma commande", Unscored.LANGUAGE),
        ("Ich habe meine Bestellung noch nicht bekommen", Unscored.LANGUAGE),
        ("Hola, no puedo entrar en mi cuenta", Unscored.LANGUAGE),
        ("배송이 언제 오나요", Unscored.LANGUAGE),
        ("Где мой заказ", Unscored.LANGUAGE),
    ],
)
def test_what_cannot_be_scored_says_why(text: str, reason: Unscored) -> None:
    heard = hear(text)
    assert heard.sentiment is None
    assert heard.unscored is reason
    if reason is not Unscored.TOO_SHORT:
        assert heard.complaint is None


@pytest.mark.parametrize(
    ("text", "language"),
    [
        ("Where is my parcel?", Language.EN),
        ("我的包裹在哪里", Language.ZH),
        ("你们的app太卡了", Language.ZH),
        ("我的 order 还没到, please help me check", Language.MIXED),
        ("12345", Language.NONE),
        ("Où est ma commande ?", Language.OTHER),
    ],
)
def test_language(text: str, language: Language) -> None:
    assert hear(text).language is language


def test_one_praise_at_the_end_does_not_hide_a_page_of_complaint() -> None:
    page = "The card was declined. Nobody answered the phone. The refund never came. The app is broken. "
    assert label(page + "The lady at the desk was lovely.") is Feeling.NEGATIVE
    page = "卡被冻结了。电话打不通。退款没到账。app打不开。"
    assert label(page + "前台小姐姐很好。") is Feeling.NEGATIVE


def test_thirds_show_how_a_talk_turned() -> None:
    heard = hear(
        "This is awful, nothing works.", "Yes, that is my number.", "Brilliant, thank you, you were great!"
    )
    assert heard.first_third is not None
    assert heard.last_third is not None
    assert heard.first_third < 0 < heard.last_third


def test_turns_of_customer_and_staff_are_kept_apart() -> None:
    heard = EAR.hear(
        [
            Utterance(Speaker.STAFF, "I will call you back by Friday.", AT),
            Utterance(Speaker.CUSTOMER, "My card is 4111 1111 1111 1111.", AT),
            Utterance(Speaker.CUSTOMER, "It was charged twice.", AT),
            Utterance(Speaker.SYSTEM, "This is terrible.", AT),
        ]
    )
    assert heard.voice == "My card is [card].\nIt was charged twice."
    assert heard.staff_voice == "I will call you back by Friday."
    (mark,) = heard.redactions
    assert heard.voice[mark.begin : mark.end] == "[card]"
    (span,) = heard.complaint_spans
    assert heard.voice[span.begin : span.end] == "charged twice"
    (promise,) = heard.promises
    assert promise.due_day is not None


def test_attitude_goes_by_the_customer_first() -> None:
    sorry = Utterance(Speaker.STAFF, "I am so sorry to hear that, thank you for your patience.", AT)
    assert EAR.hear([sorry]).attitude is Attitude.COURTEOUS
    rude = Utterance(Speaker.CUSTOMER, "Your colleague was extremely rude to me.", AT)
    assert EAR.hear([sorry, rude]).attitude is Attitude.DISCOURTEOUS
    assert staff("那是你自己的问题,不归我管").attitude is Attitude.DISCOURTEOUS
    assert hear("Where is my parcel?").attitude is Attitude.UNKNOWN


def test_the_reference_scorer_is_english_only() -> None:
    ear = load_ear(Settings(scorer="textblob"))
    scored = hear("The service was terrible.", ear=ear)
    assert scored.sentiment is not None
    assert scored.sentiment.polarity == -10_000
    assert scored.sentiment.method.startswith("textblob/")
    chinese = hear("服务太差了", ear=ear)
    assert chinese.unscored is Unscored.LANGUAGE
    assert chinese.complaint is True


WORDS = st.sampled_from(
    [*"abc .,!?'\n不没我退款", "refund", "not ", "charged twice ", "谢谢", "[card]", "😡", "ı", "İ", "ﬁ"]
)


@settings(max_examples=200, deadline=None)
@given(st.lists(st.lists(WORDS, max_size=25).map("".join), max_size=4))
def test_spans_lie_in_the_voice_and_ids_are_known(texts: list[str]) -> None:
    heard = hear(*texts)
    size = len(heard.voice)
    places = [(span.begin, span.end) for span in heard.complaint_spans]
    places += [(hit.begin, hit.end) for hit in heard.topics]
    places += [(hit.begin, hit.end) for hit in heard.cues]
    assert all(0 <= begin < end <= size for begin, end in places)
    assert {hit.topic for hit in heard.topics} <= set(TOPIC_IDS)
    assert {hit.cue for hit in heard.cues} <= set(CUE_IDS)
    assert (heard.sentiment is None) is (heard.unscored is not None)
    assert all(left.begin <= left.end <= right.begin for left, right in pairwise(heard.complaint_spans))
    assert hear(*texts) == heard


def test_a_hundred_thousand_repeats_take_linear_time() -> None:
    for piece in (
        "a",
        "no ",
        "没",
        "!",
        "not charged twice ",
        "(",
        "等了",
        "not good, ",
        "没到,",
        "why? ",
        "refund ",
    ):
        heard = hear(piece * (20_000 // len(piece)))
        assert heard.voice


@pytest.mark.parametrize(
    ("change", "fault"),
    [
        (("id: billing", "id: biling"), "biling"),
        (("id: refund", "id: billing"), "billing"),
        (("        overcharg*;", "        OVERCHARG*;"), "never matches"),
        (("        overcharg*;", "        (overcharg;"), "bracket"),
        (("        overcharg*;", "        <nothing> x;"), "<nothing>"),
        (("topics:\n", "topics: [\n"), "line"),
    ],
)
def test_a_broken_taxonomy_is_named(tmp_path: Path, change: tuple[str, str], fault: str) -> None:
    shipped = Path(__file__).resolve().parents[2] / "schemas" / "taxonomy.yaml"
    broken = tmp_path / "taxonomy.yaml"
    broken.write_text(shipped.read_text(encoding="utf-8").replace(*change, 1), encoding="utf-8")
    with pytest.raises(Misused, match=fault):
        load_ear(Settings(taxonomy=str(broken)))
    with pytest.raises(Misused, match="cannot read"):
        load_ear(Settings(taxonomy=str(tmp_path / "absent.yaml")))


@pytest.mark.parametrize("text", ["I'll call you back tomorrow.", "我明天下午给您回电话。"])
def test_a_machine_promises_nothing(text: str) -> None:
    assert staff(text).promises
    assert not EAR.hear([Utterance(Speaker.BOT, text, AT)]).promises


@pytest.mark.parametrize(
    ("customer", "agent"),
    [
        (
            "I waited 45 minutes and nobody answered.",
            "May I have your date of birth? I'll call you by Friday.",
        ),
        ("我等了45分钟都没人接。", "请问您的身份证号是多少？周五之前给您回电话。"),
    ],
)
def test_words_said_twice_are_heard_twice_each_at_its_place(customer: str, agent: str) -> None:
    said = [Utterance(Speaker.CUSTOMER, customer, AT), Utterance(Speaker.STAFF, agent, AT)]
    once, twice = EAR.hear(said), EAR.hear(said * 2)
    cues, promises = _places(_of_customer(once)), _places(once.promises)
    assert cues
    assert promises
    assert _places(_of_customer(twice)) == [*cues, *_after(once.voice, cues)]
    assert _places(twice.promises) == [*promises, *_after(once.staff_voice, promises)]


def _of_customer(heard: Heard) -> list[CueHit]:
    return [hit for hit in heard.cues if hit.speaker is Speaker.CUSTOMER]


def _places(hits: Iterable[CueHit | PromiseHeard]) -> list[tuple[int, int]]:
    return [(hit.begin, hit.end) for hit in hits]


def _after(voice: str, places: Iterable[tuple[int, int]]) -> list[tuple[int, int]]:
    return [(begin + len(voice) + 1, end + len(voice) + 1) for begin, end in places]
