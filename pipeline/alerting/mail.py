"""Messages by e-mail: plain text and HTML of the same words, in one language or both, under a Message-ID that stays."""

import smtplib
import ssl
from collections.abc import Sequence
from contextlib import ExitStack, suppress
from email.header import Header
from email.mime.multipart import MIMEMultipart
from email.mime.text import MIMEText
from email.utils import format_datetime
from html import escape
from typing import Final

from agents.alerting.wording import SEVERITIES, title
from pipeline.alerting.targets import Post
from pipeline.loopback import LOOPBACK
from schemas.alerting import SENT, AlertRow, Ended, Kind, Outcome

TIMEOUT: Final = 20.0  # seconds for each step of the talk with the server
_STATE: Final = {Kind.OPENED: ("", ""), Kind.CLOSED: ("over: ", "已结束："), Kind.TEST: ("test: ", "测试：")}
_VOICES: Final = ("In customers' own words (redacted):", "客户原话（已脱敏）：")
_FOOT: Final = (
    "Earshot rule {rule}; list all with: earshot alerts list",
    "Earshot 规则 {rule}；查看全部：earshot alerts list",
)
_LANGUAGES: Final = {"en": (0,), "zh": (1,), "both": (0, 1)}


def letter(alert: AlertRow, kind: Kind, text: tuple[str, str], language: str) -> MIMEMultipart:
    """The message without its addresses. The subject names rule and place, never a person."""
    chosen = _LANGUAGES[language]
    parts = [_lines(alert, text, one) for one in chosen]
    at = alert.closed_at if kind is Kind.CLOSED and alert.closed_at else alert.opened_at
    # Not EmailMessage: its folding of Python 3.11 moves spaces about where English and Chinese stand side by side.
    message = MIMEMultipart("alternative")
    line = " / ".join(subject(alert, kind, one) for one in chosen)
    message["Subject"] = Header(line, "utf-8", header_name="Subject").encode()
    message["Date"] = format_datetime(at)
    message["Auto-Submitted"] = "auto-generated"
    message.attach(MIMEText("\n\n".join("\n".join(lines) for lines in parts) + "\n", "plain", "utf-8"))
    message.attach(MIMEText(_html(parts), "html", "utf-8"))
    return message


def subject(alert: AlertRow, kind: Kind, language: int) -> str:
    severity = SEVERITIES[alert.severity][language] if alert.severity in SEVERITIES else alert.severity
    return f"[Earshot {severity}] {_STATE[kind][language]}{title(alert)[language]}"[:180]


def _lines(alert: AlertRow, text: tuple[str, str], language: int) -> list[str]:
    said = [_VOICES[language], *(f"“{words}”" for words in alert.voices)] if alert.voices else []
    return [text[language], *said, _FOOT[language].format(rule=alert.rule)]


def _html(parts: Sequence[Sequence[str]]) -> str:
    paragraphs = "<hr>".join("".join(f"<p>{escape(line)}</p>" for line in lines) for lines in parts)
    return f'<!doctype html><html><head><meta charset="utf-8"></head><body>{paragraphs}</body></html>\n'


def mail(to: Post, receiver: str, message_id: str, message: MIMEMultipart) -> Outcome:
    """Hand the message to the server once; whatever happens is an outcome."""
    message["From"] = to.sender
    message["To"] = receiver
    message["Message-ID"] = f"<{message_id}@{to.sender.rpartition('@')[2]}>"
    try:
        server = _connected(to)
        try:
            server.send_message(message, to.sender, [receiver])
        finally:
            with suppress(smtplib.SMTPException, OSError):  # a bad farewell takes nothing back
                server.quit()
    except smtplib.SMTPRecipientsRefused as error:
        ((code, _),) = error.recipients.values()
        return _refusal(code, "the address was refused")
    except smtplib.SMTPResponseException as error:
        return _refusal(error.smtp_code, type(error).__name__)
    except smtplib.SMTPException as error:
        return Outcome(ended=Ended.AGAIN, error=type(error).__name__)
    except OSError as error:
        return Outcome(ended=Ended.AGAIN, error=f"not reached: {type(error).__name__}")
    except ValueError:
        # As its library raises for a challenge that is no base64; its text may hold the answer.
        return Outcome(ended=Ended.AGAIN, error="an answer that makes no sense")
    return SENT


def _refusal(code: int, what: str) -> Outcome:
    """4xx may pass, 5xx will not; a password that is not taken may be mended in time."""
    passing = not 500 <= code < 600 or code in {530, 534, 535, 538}
    return Outcome(ended=Ended.AGAIN if passing else Ended.REFUSED, error=f"SMTP {code}: {what}")


def _connected(to: Post) -> smtplib.SMTP:
    """A server that knows us, over TLS where it has it. A password goes unencrypted to this machine only."""
    context = ssl.create_default_context()
    if to.tls:
        server: smtplib.SMTP = smtplib.SMTP_SSL(to.host, to.port, timeout=TIMEOUT, context=context)
    else:
        server = smtplib.SMTP(to.host, to.port, timeout=TIMEOUT)
    with ExitStack() as given_up:
        given_up.callback(server.close)
        _introduced(server, to, context)
        given_up.pop_all()
    return server


def _introduced(server: smtplib.SMTP, to: Post, context: ssl.SSLContext) -> None:
    server.ehlo()
    secure = to.tls
    if not secure and server.has_extn("starttls"):
        server.starttls(context=context)
        server.ehlo()
        secure = True
    if to.user:
        if not secure and to.host not in LOOPBACK:
            raise smtplib.SMTPException("no TLS: the password stays here")
        server.login(to.user, to.password)
