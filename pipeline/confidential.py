"""Settings that nobody may read over a shoulder: taken from files of their own, and never shown.

`EARSHOT_X_FILE=/run/secrets/x` stands for the setting x, as Docker and Kubernetes hand secrets over.
"""

from collections.abc import Collection, Mapping
from pathlib import Path
from typing import Final

from schemas.errors import Misused

SECRETS: Final = frozenset({"api_keys", "smtp_url", "warehouse", "webhook_url"})
"""Hidden though they are not called so: keys, two URLs that may hold a password, and one that is as good as one."""
_SECRET_ENDS: Final = ("_secret", "_password")
_END: Final = "_file"
LONGEST: Final = 1024**2


def is_secret(name: str) -> bool:
    """Whether the setting of this name is to stay among us."""
    return name in SECRETS or name.endswith(_SECRET_ENDS)


def shown(name: str, value: object) -> object:
    """A setting's value as it may be printed: dots for a secret that is set."""
    return "..." if value and is_secret(name) else value


def read_files(given: Mapping[str, str], known: Collection[str]) -> dict[str, str]:
    """The given settings, those named `x_file` replaced by x and what the file says, without its last line's end.

    A setting that is itself called so (`keys_file`) is no such name. Misused when both are given, and for a file that
    cannot be read or is no text; never with a word of what stands in it.
    """
    found = dict(given)
    for name, file in given.items():
        wanted = name.removesuffix(_END)
        if name in known or wanted == name or wanted not in known:
            continue
        if wanted in given:
            raise Misused(
                f"EARSHOT_{wanted.upper()} and EARSHOT_{name.upper()} are both set; keep one of them"
            )
        del found[name]
        found[wanted] = _text(name, file)
    return found


def _text(name: str, file: str) -> str:
    setting = f"EARSHOT_{name.upper()}"
    try:
        with Path(file).open("rb") as opened:
            text = opened.read(LONGEST + 1)
    except (OSError, ValueError) as error:
        why = error.strerror if isinstance(error, OSError) else "no path"
        raise Misused(f"{setting}: cannot read {file!r}: {why}") from None
    if len(text) > LONGEST:
        raise Misused(f"{setting}: {file!r} is larger than a setting can be")
    try:
        said = text.decode()
    except UnicodeDecodeError:
        raise Misused(f"{setting}: {file!r} is not UTF-8") from None
    if "\0" in said:
        raise Misused(f"{setting}: {file!r} holds a NUL character")
    return said.removesuffix("\n").removesuffix("\r")
