"""Messages by e-mail, against a real SMTP server on this machine."""

import socket
import ssl
import subprocess
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import contextmanager
from email import message_from_bytes
from email.message import EmailMessage
from email.mime.multipart import MIMEMultipart
from email.policy import default
from typing import Any, cast

import pytest
from aiosmtpd.controller import Controller
from aiosmtpd.smtp import SMTP, AuthResult, Envelope, LoginPassword, Session

from agents.alerting.wording import closing
from deploy.services.ports import free_port
from pipeline.alerting.mail import letter, mail, subject
from pipeline.alerting.targets import Post, targets
from pipeline.settings import Settings
from schemas.alerting import Ended, Kind
from schemas.errors import Misused
from tests.alerting.raised import alert
from tests.rows import HOUR, NOON

TEXT = "Complaint rate is high.", "投诉率偏高。"
HELD = alert(voices=("<b>坏了</b> & gone",), voice_keys=("k",))


class Box:
    """Keeps what it gets and answers as it was told."""

    def __init__(self, answer: str = "250 OK", to_receiver: str = "250 OK") -> None:
        self.answer = answer
        self.to_receiver = to_receiver
        self.got: list[EmailMessage] = []

    async def handle_RCPT(  # noqa: N802 - the library's name and arguments
        self, server: SMTP, session: Session, envelope: Envelope, address: str, options: list[str]
    ) -> str:
        del server, session, options
        if self.to_receiver.startswith("250"):
            envelope.rcpt_tos.append(address)
        return self.to_receiver

    async def handle_DATA(self, server: SMTP, session: Session, envelope: Envelope) -> str:  # noqa: N802
        del server, session
        self.got.append(message_from_bytes(cast(bytes, envelope.content), policy=default))
        return self.answer


def known(
    server: object, session: object, envelope: object, mechanism: str, login: LoginPassword
) -> AuthResult:
    del server, session, envelope, mechanism
    return AuthResult(success=login == LoginPassword(b"care", b"s3cret"), handled=False)


@contextmanager
def serving(box: Box, user: str = "", password: str = "", **options: Any) -> Iterator[Post]:
    port = free_port()
    controller = Controller(box, hostname="127.0.0.1", port=port, **options)
    controller.start()
    try:
        yield Post("127.0.0.1", port, tls=False, user=user, password=password, sender="care@example.com")
    finally:
        controller.stop()


def read(message: MIMEMultipart) -> EmailMessage:
    return message_from_bytes(bytes(message), policy=default)


def sent(to: Post, name: str = "msg_1", language: str = "both") -> Ended:
    return mail(to, "desk@example.com", name, letter(HELD, Kind.OPENED, TEXT, language)).ended


def test_a_letter_in_both_languages() -> None:
    box = Box()
    with serving(box) as to:
        assert sent(to) is Ended.SENT
    (got,) = box.got
    assert got["Subject"] == (
        "[Earshot warning] Complaint rate is high, region North / [Earshot 警告] 投诉率偏高，地区 North"
    )
    assert (got["From"], got["To"], got["Message-ID"]) == (
        "care@example.com",
        "desk@example.com",
        "<msg_1@example.com>",
    )
    plain, html = (got.get_body((kind,)) for kind in ("plain", "html"))
    assert plain
    assert html
    for part in (plain.get_content(), html.get_content()):
        assert TEXT[0] in part
        assert TEXT[1] in part
    assert "<b>坏了</b> & gone" in plain.get_content()
    assert "&lt;b&gt;坏了&lt;/b&gt; &amp; gone" in html.get_content()
    assert got["Auto-Submitted"] == "auto-generated"


@pytest.mark.parametrize(
    ("language", "has", "lacks"), [("en", TEXT[0], "投诉"), ("zh", TEXT[1], "Complaint rate")]
)
def test_a_letter_in_one_language(language: str, has: str, lacks: str) -> None:
    message = read(letter(HELD, Kind.OPENED, TEXT, language))
    body = message.get_body(("plain",))
    assert body
    assert has in body.get_content()
    assert lacks not in body.get_content() + message["Subject"]


def test_a_letter_keeps_its_name_and_date() -> None:
    box = Box()
    with serving(box) as to:
        sent(to)
        sent(to)
    one, two = box.got
    assert (one["Message-ID"], one["Date"]) == (two["Message-ID"], two["Date"])


def test_a_subject_is_one_line_and_names_no_person() -> None:
    odd = alert("region=North\r\nBcc: thief@example.com", evidence=("customer-7",))
    message = read(letter(odd, Kind.CLOSED, TEXT, "both"))
    assert "\n" not in message["Subject"]
    assert message["Bcc"] is None
    assert "customer-7" not in subject(odd, Kind.CLOSED, 0)
    assert "over: " in subject(odd, Kind.CLOSED, 0)
    assert len(read(letter(alert("region=" + "长" * 5_000), Kind.OPENED, TEXT, "zh"))["Subject"]) < 200


@pytest.mark.parametrize(
    ("answer", "to_receiver", "ended"),
    [
        ("451 later", "250 OK", Ended.AGAIN),
        ("554 no", "250 OK", Ended.REFUSED),
        ("250 OK", "450 greylisted", Ended.AGAIN),
        ("250 OK", "550 nobody here", Ended.REFUSED),
    ],
)
def test_each_answer_has_its_fate(answer: str, to_receiver: str, ended: Ended) -> None:
    with serving(Box(answer, to_receiver)) as to:
        assert sent(to) is ended


@pytest.mark.parametrize("ways", [b"CRAM-MD5", b"PLAIN", b"LOGIN"])
def test_a_challenge_that_makes_no_sense_is_an_outcome(ways: bytes) -> None:
    def talk(listening: socket.socket) -> None:
        client, _ = listening.accept()
        with client:
            client.sendall(b"220 here\r\n")
            for answer in (
                b"250-here\r\n250 AUTH " + ways + b"\r\n",
                b"334 a\r\n",
                b"334 a\r\n",
                b"334 a\r\n",
            ):
                client.recv(4_096)
                client.sendall(answer)

    with socket.create_server(("127.0.0.1", 0)) as listening, ThreadPoolExecutor(1) as pool:
        pool.submit(talk, listening)
        to = Post(
            "127.0.0.1",
            listening.getsockname()[1],
            tls=False,
            user="care",
            password="pw",
            sender="a@b.example",
        )
        assert sent(to) is Ended.AGAIN


def test_nobody_there_is_tried_again() -> None:
    with serving(Box()) as to:
        pass
    assert sent(to) is Ended.AGAIN


@pytest.mark.filterwarnings("ignore:Requiring AUTH")  # the talk stays on this machine
def test_a_password_is_shown_and_a_wrong_one_may_be_mended() -> None:
    box = Box()
    options = {"authenticator": known, "auth_required": True, "auth_require_tls": False}
    with serving(box, "care", "s3cret", **options) as to:
        assert sent(to) is Ended.SENT
        assert sent(to._replace(password="wrong")) is Ended.AGAIN
        assert sent(to._replace(user="")) is Ended.AGAIN
    assert len(box.got) == 1


def test_an_unknown_certificate_is_not_trusted(tmp_path_factory: pytest.TempPathFactory) -> None:
    context = certified(tmp_path_factory)
    box = Box()
    with serving(box, tls_context=context) as to:
        assert sent(to) is Ended.AGAIN
    assert box.got == []


def certified(folders: pytest.TempPathFactory) -> ssl.SSLContext:
    folder = folders.mktemp("tls")
    subprocess.run(
        [
            "openssl",
            "req",
            "-x509",
            "-newkey",
            "rsa:2048",
            "-nodes",
            "-days",
            "2",
            "-subj",
            "/CN=127.0.0.1",
            "-addext",
            "subjectAltName=IP:127.0.0.1",
            "-keyout",
            "key.pem",
            "-out",
            "cert.pem",
        ],
        cwd=folder,
        check=True,
        capture_output=True,
        timeout=60,
    )
    context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
    context.load_cert_chain(folder / "cert.pem", folder / "key.pem")
    return context


def test_a_closing_tells_what_is_seen_now() -> None:
    over = alert(closed_at=NOON + HOUR, closed_why="back", closed_value=80.0)
    english, chinese = closing(over)
    assert english == (
        "Complaint rate is high, region North is back within its limit: now 80 per 1,000; open since 2026-03-31 12:00 UTC."
    )
    assert chinese == "投诉率偏高，地区 North已回到限值以内：现为 每千次 80；自 2026-03-31 12:00（UTC）起。"


@pytest.mark.parametrize(
    ("given", "said"),
    [
        ({"smtp_url": ""}, "without smtp_url"),
        ({"smtp_from": ""}, "without smtp_url and smtp_from"),
        ({"smtp_url": "http://mail.example"}, "smtp_url: not a URL"),
        ({"smtp_url": "smtp://ü:x@mail.example"}, "ASCII"),
        ({"smtp_from": "care"}, "smtp_from"),
        ({"alert_to": ("a@example.com\nBcc: b@example.com",)}, "alert_to"),
        ({"alert_to": ("Desk <desk@example.com>",)}, "alert_to"),
    ],
)
def test_settings_that_cannot_be_used(given: dict[str, object], said: str) -> None:
    usual: dict[str, object] = {
        "smtp_url": "smtp://u:s3cret@mail.example:587",
        "smtp_from": "care@example.com",
        "alert_to": ("desk@example.com",),
    }
    with pytest.raises(Misused, match=said) as wrong:
        targets(Settings(**(usual | given)))  # type: ignore[arg-type]  # settings by name
    assert "s3cret" not in str(wrong.value)


def test_settings_of_a_mail_server() -> None:
    chosen = Settings(
        smtp_url="smtps://u%40x:p%3Aw@mail.example",
        smtp_from="care@example.com",
        alert_to=("desk@example.com",),
    )
    post = targets(chosen).post
    assert post == Post("mail.example", 465, tls=True, user="u@x", password="p:w", sender="care@example.com")
    assert targets(Settings()).all == ()
