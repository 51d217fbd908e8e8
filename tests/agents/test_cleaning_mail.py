"""The new part of an e-mail: what goes, what stays, and that nothing is lost."""

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from agents.cleaning.mail import is_automatic, own_words

# Each case: subject, text, own words.
REPLIES = {
    "gmail": (
        "Re: order",
        "Still no refund.\n\nOn Fri, Jan 5, 2024 at 2:30 PM Shop Help <help@shop.test>\nwrote:\n\n> Dear customer,\n> it is on its way.\n",
        "Still no refund.",
    ),
    "gmail zh": (
        "回复：订单",
        "还是没有收到退款。\n\n小店客服 <help@shop.test> 于2024年1月5日周五 14:30写道：\n\n> 亲，已经退了。\n",
        "还是没有收到退款。",
    ),
    "apple zh": (
        "回复: 订单",
        "我等了三天了！\n\n发自我的iPhone\n\n在 2024年1月5日，14:30，小店客服 <help@shop.test> 写道：\n\n您好，请再等等。",
        "我等了三天了！",
    ),
    "outlook": (
        "RE: order",
        (
            "This is the third time I write.\n\n________________________________\nFrom: Shop Help <help@shop.test>\nSent: Friday, 5 January 2024 14:30\n"
            "To: Ann\nSubject: order\n\nDear Ann,\nwe are sorry."
        ),
        "This is the third time I write.",
    ),
    "outlook zh": (
        "答复: 订单",
        "客服电话没人接。\n\n-----原始邮件-----\n发件人: 小店客服 [mailto:help@shop.test]\n发送时间: 2024年1月5日 14:30\n收件人: 王明\n主题: 订单\n\n您好！",
        "客服电话没人接。",
    ),
    "foxmail": (
        "回复：订单",
        (
            '请尽快处理。\n\n------------------ 原始邮件 ------------------\n发件人: "小店客服"<help@shop.test>;\n发送时间: 2024年1月5日\n'
            '收件人: "王明"<w@mail.test>;\n\n主题: 订单\n\n\n您好！'
        ),
        "请尽快处理。",
    ),
    "netease": (
        "Re:订单",
        '谢谢，已经解决了。\n\nAt 2024-01-05 10:22:33, "小店客服" <help@shop.test> wrote:\n\n您好！\n已处理。',
        "谢谢，已经解决了。",
    ),
    "interleaved": (
        "Re: questions",
        "> Did you restart it?\nYes, twice.\n\n> Is it on?\nOf course it is on.\n",
        "Yes, twice.\n\nOf course it is on.",
    ),
    "below the quote": (
        "Re: order",
        "On 5 Jan 2024, at 14:30, Help <help@shop.test> wrote:\n> It was sent.\n\nIt never came.",
        "It never came.",
    ),
    "ticket": (
        "Re: [#12] order",
        "Not solved.\n\n##- Please type your reply above this line -##\n\nYour request was updated.",
        "Not solved.",
    ),
    "signature": ("order", "Where is it?\n-- \nAnn Lee\nBuyer, Lee & Sons", "Where is it?"),
    "closing": (
        "order",
        "Where is it?\n\nKind regards,\nAnn Lee\nLee & Sons Ltd\nTel: +44 20 7946 0000",
        "Where is it?",
    ),
    "closing zh": ("订单", "东西到底在哪里？\n\n此致\n敬礼\n\n王明\n2024年1月5日", "东西到底在哪里？"),
    "device": ("order", "Where is it?\n\nSent from my iPhone", "Where is it?"),
    "outlook app": ("order", "Where is it?\n\nGet Outlook for Android", "Where is it?"),
    "thanks stay": (
        "order",
        "Where is it?\n\nThanks,\nAnn Lee\nM: +44 7700 900000",
        "Where is it?\n\nThanks,",
    ),
    "card": (
        "回复：订单",
        "还没到货。\n\n| |\n王明\n|\n|\nw@mail.test\n|\n---- 回复的原邮件 ----\n| 发件人 | 客服<help@shop.test> |\n| 日期 | 2024年01月05日 |\n| 收件人 | w |\n您好",
        "还没到货。",
    ),
    "another language": (
        "Re: x",
        "Pas reçu.\n\nLe 5 janv. 2024 à 14:30, Aide <help@shop.test> a écrit :\n\n> Bonjour",
        "Pas reçu.",
    ),
    "notes": (
        "Re: x",
        "Not here.\n\n-----Help/Shop wrote: -----\nTo: Ann\nFrom: Help/Shop\nDate: 01/05/2024\nSubject: x\n\nHi",
        "Not here.",
    ),
    "windows zh": ("订单", "还没到货。\n\n发送自 Windows 10 版邮件应用", "还没到货。"),
    "notice": (
        "order",
        (
            "Where is it?\n\nThis e-mail and any attachments are confidential and intended solely for the addressee.\n"
            "If you have received it in error, please delete it."
        ),
        "Where is it?",
    ),
    "notice zh": (
        "订单",
        "东西到底在哪里？\n\n本邮件及其附件含有保密信息，仅限于发送给上面地址中列出的个人。如果您错误收到本邮件，请立即删除。",
        "东西到底在哪里？",
    ),
    "warning above": (
        "order",
        "CAUTION: This email originated from outside of the organization. Do not click links.\n\nWhere is it?",
        "Where is it?",
    ),
}

# What looks like a mark and is the customer's own.
KEPT = {
    "journey": "My booking:\nFrom: Leeds\nTo: York\nDate: 5 May\n\nYou cancelled it.",
    "sentence": "Sent from my old address, the parcel never arrived.",
    "sentence zh": "来自我的一个朋友的推荐，结果很失望。",
    "story": 'On 5 May 2024 your agent wrote:\n"We will refund you."\nNothing came.',
    "postscript": "Where is it?\n\nRegards,\nAnn\nP.S. I want my money back.",
    "only a closing": "Kind regards,\nAnn",
    "complaint about privacy": "This letter was sent to me in error and holds confidential data of another client. Delete it!",
    "dashes": "Bad.\n--\n"
    + "\n".join(f"And point {n} was bad as well, I can tell you that." for n in range(20)),
    "wrote zh": "你们的客服在聊天里写道：\n马上退款\n结果没有。",
    "number in a sentence": "Where is it?\n\nRegards,\nPlease call me on 07700 900000 about my phone",
    "wrong company zh": "东西坏了。\n\n此致\n敬礼\n你们公司太差了，电话也打不通",
    "stated time": "I called at 14:30 and was told:\n\nwait",
    "few fields": "From: my flat\nTo: your office\nSubject: to delay\n\nI lost two hours.",
    "stars": "*****",
    "cannot send": "从昨天到今天一直无法发送",
    "cannot send from phone": "从手机无法发送",
    "from phone to shop": "从手机到平板一直用你们的软件",
    "smaller": "I paid 5 < 6 and 7 > 3.",
}


@pytest.mark.parametrize("case", REPLIES)
def test_new_part_is_kept_and_the_rest_is_cut(case: str) -> None:
    subject, text, own = REPLIES[case]
    assert own_words(subject, text, "").own == own


@pytest.mark.parametrize("case", KEPT)
def test_customers_words_stay(case: str) -> None:
    words = own_words("order", KEPT[case], "")
    assert (words.own, words.cut) == (KEPT[case], "")


@pytest.mark.parametrize(
    ("subject", "text"),
    [
        (
            "Fwd: order",
            "---------- Forwarded message ---------\nFrom: Ann <a@m.test>\nDate: Friday\nSubject: order\nTo: me\n\nIt broke.",
        ),
        (
            "Fw: order",
            "Begin forwarded message:\n\n> From: Ann <a@m.test>\n> Date: Friday\n> Subject: order\n> \n> It broke.",
        ),
        (
            "转发：订单",
            "-----原始邮件-----\n发件人: 王明 <w@m.test>\n发送时间: 周五\n收件人: 我\n主题: 订单\n\nIt broke.",
        ),
        ("order", "> It broke."),
    ],
)
def test_a_forward_without_own_words_keeps_what_it_forwards(subject: str, text: str) -> None:
    assert own_words(subject, text, "").own == "It broke."


def test_an_empty_reply_has_no_own_words() -> None:
    words = own_words("Re: order", "On 5 Jan 2024 at 14:30, Help <h@s.test> wrote:\n> It was sent.\n", "")
    assert words.own == ""
    assert "It was sent." in words.cut


def test_html_quotes_need_no_words() -> None:
    html = (
        "<html><head><style>p{color:red}</style></head><body><p>Still <b>broken</b>.</p><script>track()</script>"
        "<div class='gmail_quote'><div>Le ven. 5 janv. 2024 à 14:30, Aide &lt;h@s.test&gt; a écrit :</div>"
        "<blockquote>We fixed it.</blockquote></div></body></html>"
    )
    words = own_words("Re: x", "", html)
    assert words.own.startswith("Still broken.")
    assert "We fixed it." not in words.own
    assert "We fixed it." in words.cut


def test_html_reply_between_quotes_is_kept() -> None:
    html = "<blockquote>Is it on?</blockquote><div>是的，一直开着。</div><blockquote>Bye</blockquote>"
    assert own_words("Re: x", "", html).own == "是的，一直开着。"


def test_html_is_read_only_where_there_is_no_text() -> None:
    assert own_words("", "plain", "<p>html</p>").own == "plain"


@pytest.mark.parametrize(
    ("subject", "headers"),
    [
        ("Automatic reply: order", {}),
        ("Out of Office", {}),
        ("自动回复: 订单", {}),
        ("Re: 自动答复：您的来信", {}),
        ("系统退信", {}),
        ("Undeliverable: order", {}),
        ("order", {"auto-submitted": "auto-replied; owner=x"}),
        ("order", {"precedence": "Bulk"}),
        ("order", {"list-id": "<news.shop.test>"}),
        ("order", {"x-auto-response-suppress": "All"}),
        ("order", {"content-type": "multipart/report; boundary=x"}),
        ("order", {"from": "MAILER-DAEMON@shop.test"}),
    ],
)
def test_mail_of_programs_is_recognized(subject: str, headers: dict[str, str]) -> None:
    assert is_automatic(subject, headers)


@pytest.mark.parametrize(
    "subject",
    [
        "Automatic payment taken twice",
        "Auto insurance claim",
        "退信用卡年费",
        "Undelivered parcel",
        "Out of office hours nobody answers",
        "自动回复太敷衍",
        "Delivery failure of my order",
        "投递失败，谁负责",
        "自动扣费投诉",
        "My office chair",
        "",
    ],
)
def test_mail_of_people_is_not_automatic(subject: str) -> None:
    assert not is_automatic(subject, {"auto-submitted": "no", "precedence": "first-class"})


LINES = st.sampled_from(
    ["> quoted", "On 5 Jan 2024 14:30 x wrote:", "-----Original Message-----", "From: a@b.test", "To: me", "Subject: s", "", "--", "words",
     "此致", "敬礼", "发自我的iPhone", "在 2024年1月5日，14:30，客服 写道：", "Regards,", "Ann", "______", "本邮件含有保密附件"]
)  # fmt: skip


@settings(deadline=None)
@given(st.lists(LINES, max_size=25).map("\n".join), st.sampled_from(["", "Fwd: x", "Re: x", "转发：x"]))
def test_every_word_is_in_exactly_one_part(text: str, subject: str) -> None:
    def words_of(part: str) -> list[str]:
        return sorted(part.replace(">", " ").split())

    words = own_words(subject, text, "")
    assert words_of(f"{words.own}\n{words.cut}") == words_of(text)


@settings(deadline=None)
@given(st.text(), st.text(), st.text())
def test_any_text_can_be_cleaned(subject: str, text: str, html: str) -> None:
    own_words(subject, text, html)
    own_words(subject, "", html)
    is_automatic(subject, {"content-type": text, "from": html})


@pytest.mark.parametrize(
    "hostile",
    [
        ">" * 100_000,
        ">\n" * 50_000,
        "On 1\n" * 20_000,
        "--\n" * 30_000,
        "From: a@b\n" * 10_000,
        " " * 100_000,
        "\n" * 100_000 + "x",
        "[" * 100_000,
    ],
)
def test_hostile_text_takes_linear_time(hostile: str) -> None:
    own_words(hostile, hostile, "")
