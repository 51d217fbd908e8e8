"""What a check of `earshot doctor` says: how it is, and what to do next."""

from collections.abc import Callable, Iterable
from enum import StrEnum

import msgspec

from schemas.errors import Misused, Unavailable


class Verdict(StrEnum):
    OK = "ok"
    WARN = "warn"
    WRONG = "wrong"


class Check(msgspec.Struct, frozen=True):
    """One line of the doctor. `then` is empty when there is nothing to do."""

    name: str
    verdict: Verdict
    says: str
    then: str = ""


def ok(name: str, says: str) -> Check:
    return Check(name, Verdict.OK, says)


def warn(name: str, says: str, then: str) -> Check:
    return Check(name, Verdict.WARN, says, then)


def wrong(name: str, says: str, then: str) -> Check:
    return Check(name, Verdict.WRONG, says, then)


def attempt(name: str, look: Callable[[], Iterable[Check]]) -> list[Check]:
    """What `look` finds. A service that is away, or a person's mistake, is a finding as well."""
    found: list[Check] = []
    try:
        for check in look():
            found.append(check)  # noqa: PERF402 - what was found before a fault counts
    except Unavailable as error:
        found.append(wrong(name, str(error), "start it, or mend the setting that names it"))
    except Misused as error:
        found.append(wrong(name, str(error), "do what it says"))
    return found
