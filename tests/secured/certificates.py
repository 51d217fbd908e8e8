"""Certificates of an authority made for a test: for servers and for clients, in PEM files."""

from dataclasses import dataclass
from pathlib import Path

import trustme
from cryptography.hazmat.primitives.serialization import (
    Encoding,
    NoEncryption,
    PrivateFormat,
    load_pem_private_key,
)


@dataclass(frozen=True)
class Pair:
    """A certificate and its key (PKCS 8), and both in one file."""

    certificate: Path
    key: Path
    both: Path


@dataclass(frozen=True)
class Authority:
    """Its own certificate is `file`; whatever it signs goes to `folder`."""

    folder: Path
    ca: trustme.CA

    @property
    def file(self) -> Path:
        return self.folder / "authority.pem"

    def signs(self, name: str, *identities: str) -> Pair:
        """A certificate for these host names or addresses, with `name` as its common name."""
        made = self.ca.issue_cert(*(identities or (name,)), common_name=name)
        key = load_pem_private_key(made.private_key_pem.bytes(), None)
        pair = Pair(*(self.folder / f"{name}.{end}" for end in ("crt", "key", "pem")))
        chain = b"".join(blob.bytes() for blob in made.cert_chain_pems)
        secret = key.private_bytes(Encoding.PEM, PrivateFormat.PKCS8, NoEncryption())
        pair.certificate.write_bytes(chain)
        pair.key.write_bytes(secret)
        pair.both.write_bytes(secret + chain)
        return pair


def authority(folder: Path) -> Authority:
    folder.mkdir(parents=True, exist_ok=True)
    made = Authority(folder, trustme.CA())
    made.ca.cert_pem.write_to_path(str(made.file))
    return made
