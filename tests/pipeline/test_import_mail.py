"""mbox and eml files: headers that lie, charsets that differ, parts without end."""

from base64 import b64encode
from contextlib import suppress
from datetime import UTC, datetime
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from pipeline.importing.files import plan, read
from pipeline.importing.items import Options, Refused, Taken
from pipeline.importing.mail import addresses, email_of
from pipeline.importing.mime import parse
from schemas.errors import Rejected
from schemas.events import EmailReceived
from schemas.values import Direction

OPTIONS = Options(own_domains=("bank.test",))
DATE = "Date: Mon, 4 May 2026 09:00:00 +0800\n"


def mail(headers: str, body: str = "words", options: Options = OPTIONS) -> EmailReceived:
    return email_of(f"{headers}\n{body}".encode(), options)


def test_plain_mail() -> None:
    event = mail(
        f"From: Ann <Ann@Mail.test>\nTo: help@bank.test\nSubject: card\n{DATE}Message-ID: <m2@x>\n"
        "References: <m0@x>\n <m1@x>\nIn-Reply-To: <m1@x>\n"
    )
    assert (event.id, event.conversation, event.in_reply_to) == ("m2@x", "m0@x", "m1@x")
    assert event.handles[0].value == "ann@mail.test"
    assert event.direction is Direction.INBOUND
    assert event.created_at == datetime(2026, 5, 4, 1, tzinfo=UTC)
    assert (event.subject, event.text, event.html) == ("card", "words", "")
    assert not event.automatic


@pytest.mark.parametrize(
    ("headers", "direction", "handle"),
    [
        ("From: help@bank.test\nTo: Ann <a@m.test>, b@m.test\n", Direction.OUTBOUND, "a@m.test"),
        ("From: help@eu.bank.test\nTo: team@bank.test\nCc: a@m.test\n", Direction.OUTBOUND, "a@m.test"),
        ("From: form@bank.test\nReply-To: a@m.test\nTo: help@bank.test\n", Direction.INBOUND, "a@m.test"),
        ("From: x@notbank.test\nTo: help@bank.test\n", Direction.INBOUND, "x@notbank.test"),
        ('From: "help@bank.test" <a@m.test>\n', Direction.INBOUND, "a@m.test"),
        ("From: x@bank.test\nTo: y@bank.test\n", Direction.OUTBOUND, ""),
    ],
)
def test_direction_and_customer(headers: str, direction: Direction, handle: str) -> None:
    event = mail(headers + DATE)
    assert event.direction is direction
    assert "".join(found.value for found in event.handles) == handle


@pytest.mark.parametrize(
    ("headers", "hour"),
    [
        ("Date: Mon, 4 May 2026 09:00:00 +0200 (CEST)\n", 7),
        ("Date: Mon, 4 May 2026 09:00:00 -0000\n", 9),
        ("Date: 2026-05-04T09:00:00+08:00\n", 1),
        ("Date: yesterday\nReceived: from x by y; Mon, 4 May 2026 05:00:00 +0000\n", 5),
        ("Date: Mon, 4 May 2026 09:00:00\nReceived: from x by y; Mon, 4 May 2026 05:00:00 +0000\n", 5),
        ("Date: Mon, 4 May 2037 09:00:00 +0000\nReceived: by y; Mon, 4 May 2026 05:00:00 +0000\n", 5),
    ],
)
def test_the_time_is_the_one_that_can_be_trusted(headers: str, hour: int) -> None:
    assert mail(f"From: a@m.test\n{headers}").created_at == datetime(2026, 5, 4, hour, tzinfo=UTC)


@pytest.mark.parametrize(
    "date",
    ["", "Date: soon\n", "Date: Mon, 4 May 2026 09:00:00 +9999999\n", "Date: Mon, 99 Foo 99999 99:99\n"],
)
def test_no_time_is_refused(date: str) -> None:
    with pytest.raises(Rejected, match="header Date"):
        mail(f"From: a@m.test\n{date}")


@pytest.mark.parametrize("named", ["gb2312", "GBK", "gb18030", "utf-8", "x-unknown", "", "rot13", "us-ascii"])
def test_chinese_in_any_charset_a_mail_may_name(named: str) -> None:
    words = "您好，我的卡被冻结了镕"
    body = words.encode("gb18030")
    subject = f"=?{named or 'gbk'}?B?{b64encode(body).decode()}?="
    raw = (
        f"From: a@m.test\nSubject: {subject}\n{DATE}Content-Type: text/plain; charset={named}\nContent-Transfer-Encoding: base64\n\n".encode()
        + b64encode(body)
    )
    event = email_of(raw, OPTIONS)
    assert event.text == words
    assert event.subject == words


def test_raw_bytes_in_a_header() -> None:
    event = email_of(
        b"From: a@m.test\nSubject: " + "投诉".encode("gbk") + b"\n" + DATE.encode() + b"\nx", OPTIONS
    )
    assert event.subject == "投诉"


def multipart(*parts: str, kind: str = "mixed") -> str:
    body = "".join(f"--b\n{part}\n" for part in parts)
    return f"From: a@m.test\n{DATE}Content-Type: multipart/{kind}; boundary=b\n\n{body}--b--\n"


def test_plain_part_wins_and_files_are_left_out() -> None:
    event = email_of(
        multipart(
            "Content-Type: text/plain\n\none",
            "Content-Type: text/html\n\n<p>html</p>",
            "Content-Type: text/plain\nContent-Disposition: attachment; filename=x.txt\n\nfile",
            "Content-Type: image/png\nContent-Transfer-Encoding: base64\n\nAAAA",
            "\ntwo",
        ).encode(),
        OPTIONS,
    )
    assert (event.text, event.html) == ("one\ntwo", "")


def test_html_where_there_is_no_plain_part() -> None:
    event = email_of(
        multipart(
            "Content-Type: text/html\nContent-Transfer-Encoding: quoted-printable\n\n<p>a=3Db</p>"
        ).encode(),
        OPTIONS,
    )
    assert (event.text, event.html) == ("", "<p>a=b</p>")


def test_html_too_large_for_an_event_goes_as_its_words() -> None:
    large = "<p style='x'>word</p>" * 20_000
    event = mail(f"From: a@m.test\n{DATE}Content-Type: text/html\n", large)
    assert event.html == ""
    assert event.text.startswith("word\n\nword")


def test_a_message_sent_on_as_a_file_is_read_where_there_is_nothing_else() -> None:
    inner = "Content-Type: message/rfc822\n\nFrom: b@m.test\nSubject: y\n\ninner words"
    assert email_of(multipart(inner).encode(), OPTIONS).text == "inner words"
    assert email_of(multipart("\nouter", inner).encode(), OPTIONS).text == "outer"


@pytest.mark.parametrize(
    "header",
    ["Auto-Submitted: auto-replied", "Precedence: list", "List-Id: <x.y>", "X-Auto-Response-Suppress: All"],
)
def test_programs_are_marked(header: str) -> None:
    assert mail(f"From: a@m.test\n{DATE}{header}\n").automatic


@pytest.mark.parametrize(
    ("raw", "fault"),
    [
        (multipart(*["\nx"] * 200).encode(), "parts"),
        (multipart(*["Content-Type: message/rfc822\n\nSubject: x\n\nx"] * 60).encode(), "parts"),
        (b"Content-Type: message/rfc822\n\n" * 50, "levels"),
        (b"X: y\n" * 300 + b"\n", "fields"),
        (b"X: " + b"y" * 70_000 + b"\n\n", "bytes"),
        (b"no header at all", "no e-mail"),
        (b"", "no e-mail"),
        (b"\n\nbody", "no e-mail"),
    ],
)
def test_limits(raw: bytes, fault: str) -> None:
    with pytest.raises(Rejected, match=fault):
        parse(raw)


@settings(deadline=None)
@given(st.binary(max_size=400))
def test_any_bytes_are_mail_or_refused(noise: bytes) -> None:
    start = b"From: a@m.test\n" + DATE.encode()
    for raw in (noise, start + noise, start + b"Content-Type: multipart/mixed; boundary=b\n\n--b\n" + noise):
        with suppress(Rejected):
            email_of(raw, OPTIONS)


@settings(deadline=None)
@given(st.text())
def test_any_address_line_is_read(line: str) -> None:
    assert all("@" in address for address in addresses(line))


def mbox(tmp_path: Path, content: bytes) -> list[Taken | Refused]:
    path = tmp_path / "mail.mbox"
    path.write_bytes(content)
    (source,) = plan([path], OPTIONS)
    found = list(read(source))
    for index, item in enumerate(found):
        assert list(read(source, item.after)) == found[index + 1 :]
    return found


SEPARATOR = b"From a@m.test Mon May  4 09:00:00 2026\n"


def message(number: int, body: str = "words") -> bytes:
    return SEPARATOR + f"From: a@m.test\nMessage-ID: <{number}@x>\n{DATE}\n{body}\n\n".encode()


def test_mbox_splits_at_separators_only(tmp_path: Path) -> None:
    body = "one\n>From here\n>>From there\nFrom the start\n\nFrom my point of view it is 10:30\n"
    first, second = mbox(tmp_path, message(1, body) + message(2))
    assert isinstance(first, Taken)
    assert isinstance(second, Taken)
    assert b"one\\nFrom here\\n>From there\\nFrom the start\\n\\nFrom my point of view" in first.record.value
    assert (first.record.topic, first.record.key) == ("voc.emails", b"a@m.test")


def test_a_bad_message_is_refused_and_its_neighbours_come_through(tmp_path: Path) -> None:
    bad = SEPARATOR + b"Subject: no date\n\nwords\n\n"
    first, refused, last = mbox(tmp_path, message(1) + bad + message(2))
    assert isinstance(first, Taken)
    assert isinstance(last, Taken)
    assert isinstance(refused, Refused)
    assert (refused.value, refused.place) == (bad, "mail.mbox:2 header Date")


def test_what_stands_before_the_first_separator_is_refused(tmp_path: Path) -> None:
    refused, taken = mbox(tmp_path, b"rubbish\n\n" + message(1))
    assert isinstance(refused, Refused)
    assert refused.value == b"rubbish\n\n"
    assert isinstance(taken, Taken)


def test_a_message_over_the_limit_is_kept_in_part(tmp_path: Path) -> None:
    large = SEPARATOR + b"Subject: x\n\n" + (b"x" * 70 + b"\n") * 160_000 + b"\n"
    first, refused, last = mbox(tmp_path, message(1) + large + message(2))
    assert isinstance(refused, Refused)
    assert (len(refused.value), refused.size) == (65_536, len(large))
    assert isinstance(first, Taken)
    assert isinstance(last, Taken)


def test_carriage_returns(tmp_path: Path) -> None:
    first, second = mbox(tmp_path, (message(1) + message(2)).replace(b"\n", b"\r\n"))
    assert isinstance(first, Taken)
    assert isinstance(second, Taken)
    assert b'"text":"words' in first.record.value


def test_eml(tmp_path: Path) -> None:
    path = tmp_path / "one.eml"
    path.write_bytes(f"From: a@m.test\n{DATE}\nwords".encode())
    (source,) = plan([path], Options(source="archive", tenant="t"))
    (item,) = read(source)
    assert isinstance(item, Taken)
    assert b'"source":"archive"' in item.record.value
    assert b'"id":"hash:' in item.record.value
    assert list(read(source, item.after)) == []
