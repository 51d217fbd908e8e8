"""Checks of what lets in and ends some day: the gateway's keys, and certificates of our own."""

from collections.abc import Iterator
from datetime import datetime, timedelta
from pathlib import Path
from typing import Final

from pipeline.admitting.shelf import read
from pipeline.operating.checks import Check, ok, warn, wrong
from pipeline.settings import Settings
from pipeline.tls import certificate_in
from schemas.errors import Misused

SOON: Final = timedelta(days=14)
_CERTIFICATES: Final = ("tls_cert", "kafka_cert")


def access_checks(settings: Settings, now: datetime) -> Iterator[Check]:
    if settings.keys_file:
        yield from _keys(Path(settings.keys_file), now)
    for name in _CERTIFICATES:
        file = getattr(settings, name)
        if file:
            yield _certificate(name, Path(file), now)


def _keys(file: Path, now: datetime) -> Iterator[Check]:
    try:
        keys = read(file)
    except Misused as error:
        yield wrong("keys", str(error), "make one with `earshot keys new NAME`, or mend the line")
        return
    holding = [key for key in keys if key.holds(now)]
    yield ok("keys", f"{len(holding)} in {file}, {len(keys) - len(holding)} ended")
    lasting = {key.name for key in holding if not key.until or key.until > now + SOON}
    ending = {key.name: key.until for key in holding if key.until and key.name not in lasting}
    for name, until in sorted(ending.items()):
        then = f"make another with `earshot keys new {name}` and give it to the sender"
        yield warn("keys", f"{name} ends on {until:%Y-%m-%d}", then)


def _certificate(name: str, file: Path, now: datetime) -> Check:
    try:
        found = certificate_in(file)
    except Misused as error:
        return wrong(name, str(error), f"mend EARSHOT_{name.upper()}")
    end = found.not_valid_after_utc
    says = f"{file} for {found.subject.rfc4514_string() or 'no name'}, until {end:%Y-%m-%d}"
    if end <= now:
        return wrong(name, f"{says}: it has ended", "have it renewed")
    if end < now + SOON:
        return warn(name, says, "have it renewed")
    return ok(name, says)
