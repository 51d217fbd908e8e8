"""Names that stay the same from release to release, so that an import replaces what the one before it made."""

from typing import Final
from uuid import UUID, uuid5

_OURS: Final = UUID("6b0c3a52-1f0e-5c7e-9f0b-0e5a5b0d1c4e")


def uuid(kind: str, lang: str, id_: str) -> str:
    return str(uuid5(_OURS, f"{kind}/{lang}/{id_}"))
