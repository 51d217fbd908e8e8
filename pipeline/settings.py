"""All that a deployment may choose, read once. The environment wins over the file; a misspelt name stops the start."""

import tomllib
from collections.abc import Mapping, Sequence
from difflib import get_close_matches
from math import inf
from pathlib import Path
from typing import Final
from zoneinfo import available_timezones

import msgspec

from pipeline.confidential import read_files, shown
from pipeline.documents import place_of
from schemas.errors import Misused

PREFIX: Final = "EARSHOT_"
LEAST_SECRET: Final = 16
_ABOVE_0: Final = (
    "partitions",
    "replication",
    "freshness",
    "batch_records",
    "batch_bytes",
    "session_seconds",
    "stall_seconds",
)
MOST_SECRET: Final = 64  # what the keyed hash takes
_MECHANISMS: Final = ("SCRAM-SHA-512", "SCRAM-SHA-256", "PLAIN")
_MOST_HEARERS: Final = 64
_PEM_FILES: Final = ("kafka_ca", "kafka_cert", "kafka_key", "tls_cert", "tls_key")
_LISTS: Final = {"api_keys", "retention", "alert_to", "oidc_roles", "trusted_proxies"}


class Settings(msgspec.Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """Names are those of `EARSHOT_*` in lower case, and of the keys in the TOML file."""

    home: Path = Path(".earshot")
    brokers: str = ""  # kafka:// or, for TLS, kafkas://; empty: embedded
    warehouse: str = ""  # empty: chdb in `home`
    api_keys: tuple[str, ...] = ()  # name:key, comma separated in the environment
    host: str = "127.0.0.1"
    port: int = 8321
    log_max_bytes: int = 8 * 1024**3
    log_keep_hours: int = 28 * 24
    hearers: int = -1  # processes that hear beside an import; -1: one for each further core, 3 at most
    handle_secret: str = ""  # empty: made once and kept in `home`
    scorer: str = "default"  # or textblob: the reference, English only
    time_zone: str = "UTC"  # of promises such as "by close of business tomorrow" where the event names none
    calendar: str = ""  # of promises: a country such as CN or GB-SCT, or a YAML file; empty: Monday to Friday
    tariffs: str = (
        ""  # what broken promises cost: names from schemas/tariffs.yaml, or a YAML file; empty: none
    )
    taxonomy: str = ""  # empty: the one that ships
    policies: str = ""  # a YAML file whose keys override those of schemas/policies.yaml
    group: str = "earshot"  # consumer group of all workers
    partitions: int = 8  # of each raw topic and of voc.interactions, when topics are made
    replication: int = 1  # copies of each partition, when topics are made
    freshness: float = 2.0  # seconds that stories and tallies gather what came before they are computed
    batch_records: int = 2_000  # records of one partition that are handled at once, at most
    batch_bytes: int = 8 * 1024**2  # and their bytes
    most_refused: float = 0.9  # share of the latest 1,000 records above which a worker stops; 1: never
    session_seconds: float = 15.0  # a worker that Kafka has not heard of for so long loses its partitions
    stall_seconds: float = 120.0  # a worker that stands still so long while there is work ends itself
    metrics_port: int = 0  # of metrics, and of a worker's health; 0: none
    kafka_ca: str = ""  # with kafkas://: PEM file of the authorities to trust; empty: the system's
    kafka_cert: str = ""  # PEM file of the certificate that is shown to Kafka; empty: none
    kafka_key: str = ""  # PEM file of its key; empty: it stands in kafka_cert
    kafka_user: str = ""  # with kafkas://: who we are, by a password; empty: nobody asks
    kafka_password: str = ""
    kafka_mechanism: str = "SCRAM-SHA-512"  # how the password is shown: this, SCRAM-SHA-256 or PLAIN
    tls_cert: str = ""  # PEM file: gateway and page over TLS; read again when it changes
    tls_key: str = ""  # PEM file of its key; empty: it stands in tls_cert
    keys_file: str = ""  # the gateway's keys, see `earshot keys`; read again when it changes
    key_rate: float = 0.0  # events a second that each key may send, on average; 0: any number
    retention: tuple[str, ...] = ("dead_letters=90",)  # days that words, dead_letters and alerts are kept
    refresh_minutes: float = 5.0  # between looks for movements, surges and alerts of `earshot run`; 0: never
    alerts: str = ""  # a file of alert rules of your own; empty: the one that ships
    alert_language: str = "both"  # of what is sent: en, zh or both
    alert_to: tuple[str, ...] = ()  # e-mail addresses, comma separated in the environment
    webhook_url: str = ""  # where alerts are posted; empty: nowhere
    webhook_secret: str = ""  # whsec_ and base64: signs what is posted
    smtp_url: str = ""  # smtp://user:password@host:587, or smtps://
    smtp_from: str = ""  # the sender of alerts by e-mail
    sign_in: str = ""  # to the page: passwords or oidc; empty: nobody signs in, on this machine only
    open_page: bool = False  # served beyond this machine though nobody signs in
    page_url: str = ""  # what browsers call the page, such as https://voice.example.com
    trusted_proxies: tuple[str, ...] = ()  # addresses or networks whose X-Forwarded-For is believed
    passwords_file: str = ""  # of those who sign in; empty: `passwords` in `home`
    session_secret: str = ""  # seals the cookies; empty: made once and kept in `home`
    oidc_issuer: str = ""  # the OpenID provider's address
    oidc_client_id: str = ""
    oidc_client_secret: str = ""
    oidc_scope: str = "openid profile email"  # what the provider is asked for; some want `groups` too
    oidc_roles: tuple[str, ...] = ()  # ROLE:CLAIM=VALUE each, such as steward:groups=voc-stewards

    @property
    def on_server(self) -> bool:
        """Whether the warehouse is a ClickHouse server, and not a folder of this machine."""
        return self.warehouse.startswith(("clickhouse://", "clickhouses://"))

    def __repr__(self) -> str:
        """Without secrets: settings come into tracebacks and logs."""
        fields = (f"{name}={shown(name, getattr(self, name))!r}" for name in self.__struct_fields__)
        return f"Settings({', '.join(fields)})"

    def __rich_repr__(self) -> list[tuple[str, object]]:
        return [(name, shown(name, getattr(self, name))) for name in self.__struct_fields__]


def load(env: Mapping[str, str]) -> Settings:
    """Settings from the file that `EARSHOT_CONFIG` names and from `EARSHOT_*`, or Misused with the wrong name.

    A setting x may stand in a file of its own, which `EARSHOT_X_FILE` names.
    """
    known = Settings.__struct_fields__
    named = {
        name.removeprefix(PREFIX).lower(): value for name, value in env.items() if name.startswith(PREFIX)
    }
    given = read_files(named, known)
    file = given.pop("config", "")
    given.pop("failpoint", "")  # no setting: a test's, see pipeline.failpoints
    chosen = _from_file(Path(file)) if file else {}
    for name in _LISTS & given.keys():
        parts = given.pop(name).replace("\n", ",").split(",")
        chosen[name] = [part.strip() for part in parts if part.strip()]
    for name, value in given.items():
        if value != value.encode(errors="replace").decode():
            raise Misused(f"setting {name}: not UTF-8")
    for name, found in chosen.items():
        if "\0" in str(found):
            raise Misused(f"setting {name}: holds a NUL character")
    for name in {*chosen, *given} - {*known}:
        raise Misused(f"unknown setting {name!r}; {_meant(name, known)}")
    try:
        settings = msgspec.convert({**chosen, **given}, Settings, strict=False, dec_hook=_path)
    except msgspec.ValidationError as error:
        said, _, at = str(error).partition(" - at ")
        raise Misused(f"setting {at.strip('`$.')}: {said}") from None
    return _checked(settings)


def _meant(name: str, known: Sequence[str]) -> str:
    near = get_close_matches(name, known)
    return f"did you mean {' or '.join(near)}?" if near else "deploy/earshot.toml has all of them"


def _checked(settings: Settings) -> Settings:
    if settings.time_zone not in available_timezones():
        raise Misused(f"time_zone {settings.time_zone!r} is not an IANA name such as Asia/Shanghai")
    if settings.scorer not in {"default", "textblob"}:
        raise Misused(f"scorer {settings.scorer!r}; known are: default, textblob")
    if settings.alert_language not in {"en", "zh", "both"}:
        raise Misused(f"alert_language {settings.alert_language!r}; known are: en, zh, both")
    _check_numbers(settings)
    if settings.handle_secret and not LEAST_SECRET <= len(settings.handle_secret.encode()) <= MOST_SECRET:
        raise Misused(
            f"handle_secret: {LEAST_SECRET} to {MOST_SECRET} bytes, for example from `openssl rand -hex 16`"
        )
    if settings.kafka_mechanism not in _MECHANISMS:
        raise Misused(f"kafka_mechanism {settings.kafka_mechanism!r}; known are: {', '.join(_MECHANISMS)}")
    _check_files(settings)
    for key in settings.api_keys:
        if not all(key.partition(":")[::2]):
            raise Misused("api_keys: each is NAME:KEY, for example web:3f9a...")
    return settings


def _check_files(settings: Settings) -> None:
    for name in _PEM_FILES:
        if "-----BEGIN" in getattr(settings, name):
            # EARSHOT_TLS_KEY_FILE reads the key itself: an error that names the "file" would print it.
            raise Misused(
                f"{name} names a file, and holds what stands in one; use EARSHOT_{name.upper()}=FILE"
            )
    if settings.tls_key and not settings.tls_cert:
        raise Misused("tls_key is set without tls_cert, the certificate that it belongs to")


def _check_numbers(settings: Settings) -> None:
    for name in ("port", "metrics_port"):
        if not 0 <= getattr(settings, name) <= 65_535:
            said = "any that is free" if name == "port" else "none"
            raise Misused(f"{name} {getattr(settings, name)}: a port is 1 to 65535, or 0 for {said}")
    for name in _ABOVE_0:
        if not 0 < getattr(settings, name) < inf:
            raise Misused(f"{name} must be above 0, and finite")
    if not -1 <= settings.hearers <= _MOST_HEARERS:
        raise Misused(
            f"hearers lies between 0, none, and {_MOST_HEARERS}; -1: as many as there are cores for"
        )
    if not 0 <= settings.refresh_minutes <= 1_440:
        raise Misused("refresh_minutes lies between 0, never, and 1440, once a day")
    if not 0 < settings.most_refused <= 1:
        raise Misused("most_refused is a share: above 0, and 1 at most")
    if not 0 <= settings.key_rate < inf:
        raise Misused("key_rate is a number of events a second; 0: any number")
    if settings.log_max_bytes <= 0 or settings.log_keep_hours < 0:
        raise Misused("log_max_bytes must be above 0, and log_keep_hours not below")


def _from_file(path: Path) -> dict[str, object]:
    try:
        return tomllib.loads(path.read_text(encoding="utf-8"))
    except OSError as error:
        raise Misused(f"EARSHOT_CONFIG: cannot read {path}: {error.strerror}") from None
    except ValueError as error:  # bytes that are no text, text that is no TOML, a number of 5,000 digits
        raise Misused(f"EARSHOT_CONFIG: {str(path)!r} is not TOML: {error}") from None
    except RecursionError:
        raise Misused(f"EARSHOT_CONFIG: {path} is nested too deeply") from None


def _path(kind: type, value: object) -> object:
    if kind is Path:
        return place_of(str(value))
    raise NotImplementedError(kind)
