"""Where a ClickHouse server is and how to speak to it, out of one URL.

    clickhouse://user:password@host:port/database                              port 9000 unless given
    clickhouses://user:password@host1,host2:port/database?ca_certs=FILE        TLS; port 9440 unless given

The options are those of clickhouse-driver, under its names: `secure` (the same as `clickhouses`), `verify`, `ca_certs`,
`certfile`, `keyfile`, `server_hostname`.
"""

from pathlib import Path
from typing import Final
from urllib.parse import SplitResult, parse_qsl, unquote, urlsplit

import msgspec

from schemas.errors import Misused

_FORM: Final = "clickhouse://user:password@host:port,host:port/database"
_SCHEMES: Final = {"clickhouse", "clickhouses"}
_FILES: Final = ("ca_certs", "certfile", "keyfile")


class Options(msgspec.Struct, frozen=True, kw_only=True, forbid_unknown_fields=True, omit_defaults=True):
    """What may follow the question mark; unset, the driver's own choice holds: verified by the system's authorities."""

    secure: bool = False
    verify: bool = True
    ca_certs: str = ""  # PEM file of the authorities to trust
    certfile: str = ""  # PEM files of the certificate to show
    keyfile: str = ""
    server_hostname: str = ""  # the name in the server's certificate, where it is not the host's


class Address(msgspec.Struct, frozen=True, kw_only=True):
    """Hosts in order of preference, all of them replicas of one database."""

    hosts: tuple[tuple[str, int], ...]
    user: str
    password: str
    database: str
    options: Options


def address(url: SplitResult) -> Address:
    """What the URL says, or Misused, never with the URL in it: it may hold a password."""
    if url.scheme not in _SCHEMES:
        raise Misused(f"EARSHOT_WAREHOUSE: not of the form {_FORM}")
    options = _options(url)
    credentials, _, hosts = url.netloc.rpartition("@")
    user, _, password = credentials.partition(":")
    return Address(
        hosts=tuple(_host(each, 9440 if options.secure else 9000) for each in hosts.split(",")),
        user=unquote(user) or "default",
        password=unquote(password),
        database=unquote(url.path.strip("/")) or "default",
        options=options,
    )


def _host(named: str, usual: int) -> tuple[str, int]:
    try:
        one = urlsplit(f"//{named}")
        name, port = one.hostname, one.port
    except ValueError:
        name, port = None, None
    if not name or port == 0:
        raise Misused(f"EARSHOT_WAREHOUSE: hosts and ports are not of the form {_FORM}")
    return name, port or usual


def _options(url: SplitResult) -> Options:
    given = dict(parse_qsl(url.query, keep_blank_values=True))
    try:
        options = msgspec.convert(given, Options, strict=False)
    except msgspec.ValidationError as error:
        known = ", ".join(Options.__struct_fields__)
        raise Misused(f"EARSHOT_WAREHOUSE: {error}; known options are: {known}") from None
    for name in _FILES:
        file = getattr(options, name)
        if file and not Path(file).is_file():
            raise Misused(f"EARSHOT_WAREHOUSE: {name}: there is no file {file}")
    return msgspec.structs.replace(options, secure=options.secure or url.scheme == "clickhouses")
