"""Where alerts go, out of the settings. Nothing here is printed: addresses and secrets stay in their values."""

from binascii import a2b_base64
from collections.abc import Collection
from email.errors import MessageError
from email.headerregistry import Address
from hashlib import blake2b
from typing import NamedTuple
from urllib.parse import SplitResult, unquote, urlsplit

from pipeline.loopback import LOOPBACK
from pipeline.settings import Settings
from schemas.alerting import Target, Via
from schemas.errors import Misused


class Webhook(NamedTuple):
    """One endpoint and the secret its messages are signed with."""

    target: Target
    url: str
    secret: str


class Post(NamedTuple):
    """A mail server and the sender; `tls` from the first byte, else where the server offers it."""

    host: str
    port: int
    tls: bool
    user: str
    password: str
    sender: str


class Targets(NamedTuple):
    """Everything that is configured; nothing may be."""

    webhook: Webhook | None
    post: Post | None
    mail: tuple[Target, ...]

    @property
    def all(self) -> tuple[Target, ...]:
        return ((self.webhook.target,) if self.webhook else ()) + self.mail


def targets(settings: Settings) -> Targets:
    """Webhook and e-mail as set, or Misused with what is missing, never with an address or a secret in it."""
    post = _post(settings) if settings.alert_to else None
    mail = tuple(Target(via=Via.EMAIL, name=_mailbox(to, "alert_to")) for to in settings.alert_to)
    return Targets(_webhook(settings), post, mail)


def _webhook(settings: Settings) -> Webhook | None:
    if not settings.webhook_url:
        return None
    url = _url(settings.webhook_url, "webhook_url", {"http", "https"})
    if url.username or url.password:
        raise Misused("webhook_url: leave user and password out; what is posted is signed by webhook_secret")
    if url.scheme == "http" and url.hostname not in LOOPBACK:
        raise Misused("webhook_url: https, or http to this machine only: alerts hold customers' words")
    if not settings.webhook_secret:
        raise Misused(
            "webhook_url is set without webhook_secret; make one: printf whsec_; openssl rand -base64 32"
        )
    _check_secret(settings.webhook_secret)
    # A path may be a secret of its own: the name holds only a hash of it.
    mark = blake2b(settings.webhook_url.encode(), digest_size=4).hexdigest()
    return Webhook(
        Target(via=Via.WEBHOOK, name=f"{url.hostname}/{mark}"), settings.webhook_url, settings.webhook_secret
    )


def _check_secret(secret: str) -> None:
    try:
        key = a2b_base64(secret.removeprefix("whsec_") + "==")
    except ValueError:  # no base64, or no ASCII
        key = b""
    if not secret.startswith("whsec_") or not 24 <= len(key) <= 64:
        raise Misused(
            "webhook_secret: whsec_ and 24 to 64 bytes in base64: printf whsec_; openssl rand -base64 32"
        )


def _post(settings: Settings) -> Post:
    if not settings.smtp_url or not settings.smtp_from:
        raise Misused("alert_to is set without smtp_url and smtp_from, such as smtp://user:password@host:587")
    url = _url(settings.smtp_url, "smtp_url", {"smtp", "smtps"})
    tls = url.scheme == "smtps"
    if not unquote(f"{url.username or ''}{url.password or ''}").isascii():
        raise Misused(
            "smtp_url: user and password must be plain ASCII, percent-encoded where they hold : / @"
        )
    return Post(
        host=url.hostname or "",
        port=url.port or (465 if tls else 587),
        tls=tls,
        user=unquote(url.username or ""),
        password=unquote(url.password or ""),
        sender=_mailbox(settings.smtp_from, "smtp_from"),
    )


def _url(given: str, name: str, schemes: Collection[str]) -> SplitResult:
    wrong = Misused(f"{name}: not a URL of the form {' or '.join(sorted(schemes))}://host:port/")
    try:
        url = urlsplit(given)
        port = url.port
    except ValueError:
        raise wrong from None
    if url.scheme not in schemes or not url.hostname or port == 0 or not given.isprintable() or " " in given:
        raise wrong
    return url


def _mailbox(given: str, name: str) -> str:
    try:
        address = Address(addr_spec=given)
    except (MessageError, ValueError, IndexError):
        address = Address()
    if not address.username or not address.domain or not given.isascii():
        raise Misused(f"{name}: {given!r} is not an e-mail address such as care@example.com")
    return given
