"""What holds for redaction whatever the text: nothing valid is missed, nothing changes twice, nothing takes long."""

from time import process_time

import pytest
from hypothesis import given
from hypothesis import strategies as st

from agents.hearing.redact import Redacted, redact

_WIDE = str.maketrans("0123456789", "０１２３４５６７８９")
_PIECES = st.sampled_from(
    (
        "code is ", "password ", "my ", "密码是", "验证码", "电话", "订单", "order ", "call ", "one two ", "一三八", "@", ".com", "a",
        "4111", "1111", "138", "1234 5678", "+1", "-", " ", "(", ")", "[", "[card]", "\u200b", "：", ":", "::1", "192.168.", "０", "DE89", "DE89 3704 0044 ", ", ", "&", "GB82 WEST 12345",
        "x", "is ", "，", "!", "\n", "dot", " at ", "gmail",
    )
)  # fmt: skip
_SEPARATORS = st.sampled_from(("", " ", "-", "\u200b", "\u00a0"))


def _luhn(digits: str) -> str:
    doubled = "".join(str(int(digit) * 2) for digit in digits[::-2])
    total = sum(map(int, doubled)) + sum(map(int, digits[-2::-2]))
    return f"{digits}{-total % 10}"


def _joined(groups: list[str], separator: str, wide: bool) -> str:
    text = separator.join(groups)
    return text.translate(_WIDE) if wide else text


def _kinds(redacted: Redacted) -> list[str]:
    return [mark.kind for mark in redacted.marks]


@given(st.text() | st.lists(_PIECES, max_size=24).map("".join))
def test_redacting_twice_is_redacting_once(text: str) -> None:
    once = redact(text)
    assert redact(once.text).text == once.text
    assert [once.text[mark.begin : mark.end] for mark in once.marks] == [
        f"[{mark.kind}]" for mark in once.marks
    ]


@given(st.lists(_PIECES, max_size=24).map("".join))
def test_only_the_marked_characters_change(text: str) -> None:
    redacted = redact(text)
    read = written = 0
    for mark in redacted.marks:
        assert text[read : mark.source_begin] == redacted.text[written : mark.begin]
        read, written = mark.source_end, mark.end
    assert text[read:] == redacted.text[written:]


@given(
    st.sampled_from(("4", "51", "55", "2221", "34", "37", "62", "6011", "3528")),
    st.integers(0, 10**15 - 1),
    _SEPARATORS,
    st.booleans(),
)
def test_every_valid_card_goes(issuer: str, rest: int, separator: str, wide: bool) -> None:
    length = 15 if issuer.startswith(("34", "37")) else 16
    digits = _luhn(f"{issuer}{rest:015d}"[: length - 1])
    sizes = (4, 6, 5) if length == 15 else (4, 4, 4, 4)
    groups = [digits[sum(sizes[:place]) : sum(sizes[: place + 1])] for place in range(len(sizes))]
    assert _kinds(redact(f"卡号{_joined(groups, separator, wide)}，请查")) == ["card"]


@given(st.sampled_from(("11", "31", "44", "65")), st.dates(), st.integers(0, 999), st.booleans())
def test_every_valid_resident_id_goes(province: str, born: object, order: int, wide: bool) -> None:
    birth = str(born).replace("-", "")
    birth = f"19{birth[2:]}" if not birth.startswith(("19", "20")) else birth
    body = f"{province}0101{birth}{order:03d}"
    total = sum(int(digit) * pow(2, 17 - place, 11) for place, digit in enumerate(body))
    text = f"身份证{body}{'10X98765432'[total % 11]}的"
    leap = birth.endswith("0229") and birth[:4] == "1900"
    assert _kinds(redact(text.translate(_WIDE) if wide else text)) == ([] if leap else ["national_id"])


@given(st.integers(0, 10**18 - 1), st.sampled_from(("", " ", "-")), st.booleans())
def test_every_valid_iban_goes(account: int, separator: str, small: bool) -> None:
    digits = f"{account:018d}"
    check = 98 - int(f"{digits}131400") % 97
    iban = f"DE{check:02d}{digits}"
    written = separator.join(iban[place : place + 4] for place in range(0, 22, 4))
    assert _kinds(redact(f"pay to {written.lower() if small else written} today")) == ["iban"]


@given(
    st.sampled_from(("", "+86 ", "0086 ", "86-")),
    st.sampled_from("3456789"),
    st.integers(0, 10**9 - 1),
    _SEPARATORS,
    st.booleans(),
)
def test_every_chinese_mobile_goes(prefix: str, second: str, rest: int, separator: str, wide: bool) -> None:
    digits = f"1{second}{rest:09d}"
    number = _joined([digits[:3], digits[3:7], digits[7:]], separator, wide)
    assert _kinds(redact(f"我的手机{prefix}{number}，谢谢")) == ["phone"]


@given(
    st.integers(200, 999),
    st.integers(0, 9_999),
    st.sampled_from(("({}) {}-{}", "{}-{}-{}", "{}.{}.{}", "+1 {} {} {}")),
)
def test_every_written_north_american_number_goes(area: int, line: int, form: str) -> None:
    assert _kinds(redact(f"reach me on {form.format(area, 555, f'{line:04d}')} please")) == ["phone"]


_SIGNS = (
    "1", "a", "@", ".", " ", "-", "+", "(", ")", "1 ", "1.", "a.", "a@", "@a.", "a@b.", "code is ", "password ", "密码", "验证码是", "one ", "一",
    "1:", "::", "DE89 ", "+1 ", "00", "4111 ", "1-", "x", "\u200b", "1\u200b", "[", "[email]", " dot ", "a dot ", " at gmail dot ", "is ", "\n", "１",
    "call ", "订单", "电话1", "a b c d ",
)  # fmt: skip


@pytest.mark.parametrize("sign", _SIGNS)
def test_time_grows_no_faster_than_the_text(sign: str) -> None:
    """Twenty thousand repeats of what a rule waits for: seconds would mean that some rule looks back again and again."""
    began = process_time()
    redact((sign * 20_000)[:20_000])
    assert process_time() - began < 2


@pytest.mark.slow
@pytest.mark.parametrize("sign", _SIGNS)
def test_a_text_of_the_longest_kind_is_read_in_time(sign: str) -> None:
    began = process_time()
    redact((sign * 262_144)[:262_144])
    assert process_time() - began < 20
