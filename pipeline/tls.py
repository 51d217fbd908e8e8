"""TLS from PEM files, for whoever connects and for whoever listens: TLS 1.2 or later, mistakes told in one line.

The names in the errors are those of the settings: `kafka` stands for EARSHOT_KAFKA_CA, _CERT and _KEY.
"""

import ssl
from pathlib import Path
from typing import TYPE_CHECKING, NoReturn

from schemas.errors import Misused

if TYPE_CHECKING:
    from cryptography.x509 import Certificate


def client_context(what: str, authority: str, certificate: str, key: str) -> ssl.SSLContext:
    """One that checks certificates and host names, by this authority or else the system's; Misused by a wrong file.

    With a certificate of our own to show, if there is one; an empty key stands in the same file.
    """
    _readable(f"{what}_ca", authority)
    try:
        context = ssl.create_default_context(cafile=authority or None)
    except ssl.SSLError as error:
        raise Misused(
            f"{_named(what, 'ca')}: {authority} holds no certificate in PEM: {_reason(error)}"
        ) from None
    context.minimum_version = ssl.TLSVersion.TLSv1_2
    if certificate:
        load(context, what, certificate, key)
    elif key:
        raise Misused(
            f"{_named(what, 'key')} is set without {_named(what, 'cert')}, the certificate that it belongs to"
        )
    return context


def server_context(what: str, certificate: str, key: str) -> ssl.SSLContext:
    """One to listen with; Misused by a wrong file."""
    context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
    context.minimum_version = ssl.TLSVersion.TLSv1_2
    load(context, what, certificate, key)
    return context


def load(context: ssl.SSLContext, what: str, certificate: str, key: str) -> None:
    """Show this certificate from now on, or Misused. A context that lives should only be given what loaded elsewhere."""
    for name, file in (("cert", certificate), ("key", key)):
        _readable(f"{what}_{name}", file)
    try:
        context.load_cert_chain(certificate, key or None, password=_locked(what))
    except ssl.SSLError as error:
        pair = f"{certificate} and {key}" if key else certificate
        raise Misused(
            f"{_named(what, 'cert')} and {_named(what, 'key')}: {pair} are no certificate in PEM with its key: {_reason(error)}"
        ) from None


def certificate_in(file: Path) -> "Certificate":
    """The first certificate of a PEM file: the one that is shown. Misused where there is none."""
    # Loaded when asked for: most deployments have their certificates elsewhere.
    from cryptography import x509  # noqa: PLC0415

    try:
        return x509.load_pem_x509_certificates(file.read_bytes())[0]
    except (OSError, ValueError, ssl.SSLError):
        raise Misused(f"{file} cannot be read as a certificate in PEM") from None


class _locked:  # noqa: N801 - a function that is only called for a key with a password
    """Without it, OpenSSL would ask for the password on the terminal, and a service would hang there."""

    def __init__(self, what: str) -> None:
        self._what = what

    def __call__(self) -> NoReturn:
        raise Misused(
            f"{_named(self._what, 'key')}: the key has a password; give it without: openssl pkey -in KEY -out FILE"
        )


def _readable(setting: str, file: str) -> None:
    if not file:
        return
    try:
        with Path(file).open("rb"):
            pass
    except OSError as error:
        raise Misused(f"EARSHOT_{setting.upper()}: cannot read {file}: {error.strerror}") from None


def _named(what: str, end: str) -> str:
    return f"EARSHOT_{what.upper()}_{end.upper()}"


def _reason(error: ssl.SSLError) -> str:
    return (error.reason or "unreadable").replace("_", " ").lower()
