"""What a transcript does not know of its call: a JSON file beside it. `call.vtt` has `call.json` or `call.vtt.json`.

{"created_at": "2026-05-04T09:12:00+08:00", "id": "c-17", "customer": "k-204", "queue": "cards",
"speakers": {"Anna": "staff", "Mr Wu": "customer"}}
"""

from collections.abc import Mapping
from pathlib import Path
from typing import Final

import msgspec

from schemas.errors import Rejected
from schemas.values import NOWHERE, Context, Direction, Handle, Moment, Role, Speaker

MAX_SIDE: Final = 256 * 1024


class Side(msgspec.Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """What the side file says. `speaker` is whose words those of an unlisted or unnamed speaker are."""

    created_at: Moment
    id: str = ""
    source: str = ""
    tenant: str = ""
    customer: str = ""
    handles: tuple[Handle, ...] = ()
    role: Role = Role.UNKNOWN
    direction: Direction = Direction.INBOUND
    conversation: str = ""
    case: str = ""
    context: Context = NOWHERE
    queue: str = ""
    waited: int = 0
    hold: int = 0
    transfers: int = 0
    purpose: str = ""
    answered: bool = True
    speakers: Mapping[str, Speaker] = {}
    speaker: Speaker | None = None


def side_of(path: Path) -> tuple[str, Side]:
    """The side file's name and what it says; Rejected with what to do where it is missing or wrong."""
    captions = path.with_name(path.name.removesuffix(".gz"))
    for side in (captions.with_suffix(".json"), captions.with_name(f"{captions.name}.json")):
        if side.is_file():
            return side.name, _side(side)
    raise Rejected(
        "side file", f"missing; write {captions.stem}.json beside it, with created_at, customer and speakers"
    )


def _side(path: Path) -> Side:
    try:
        with path.open("rb") as file:
            return msgspec.json.decode(file.read(MAX_SIDE), type=Side)
    except (msgspec.DecodeError, UnicodeDecodeError, RecursionError, OSError) as error:
        raise Rejected(f"side file {path.name}", str(error)) from None
