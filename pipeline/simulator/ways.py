"""Ways through the company and who went them: the planted ones beside the journeys that were found."""

from collections.abc import Collection, Mapping, Sequence
from typing import Final

from pipeline.simulator.compared import Compared, counted
from pipeline.simulator.truth import Identity, Path, Truth
from schemas.stories import Journey

_ZH: Final[Mapping[str, str]] = {"call": "电话", "email": "邮件", "chat": "在线客服", "social": "社交媒体"}


def stolen(truth: Truth, journeys: Sequence[Journey]) -> list[Compared]:
    """One row for each owner of a stolen account: contacts until helped, and the way in words."""
    return [_way(path, _closest(path.touchpoints, journeys)) for path in truth.stolen]


def _closest(keys: Collection[str], journeys: Sequence[Journey]) -> Journey | None:
    """The journey that holds most of these touchpoints."""
    wanted = set(keys)
    best = max(journeys, key=lambda row: len(wanted.intersection(row.touchpoints)), default=None)
    return best if best and wanted.intersection(best.touchpoints) else None


def _way(path: Path, found: Journey | None) -> Compared:
    lived = (path.channels, path.re_explained, path.identity_checks)
    seen = (found.channels, found.re_explained, found.identity_checks) if found else ((), 0, 0)
    return Compared(
        name_en="stolen account, contacts until helped",
        name_zh="账户被盗，求助的联系次数",
        expected=path.contacts,
        found=found.contacts if found else 0,
        note_en=f"lived: {_in_english(*lived)}; found: {_in_english(*seen)}",
        note_zh=f"实际：{_in_chinese(*lived)}；发现：{_in_chinese(*seen)}",
    )


def _in_english(channels: Sequence[str], again: int, checks: int) -> str:
    return f"{' > '.join(channels) or 'nothing'}, explained again {again}x, identity checked {checks}x"


def _in_chinese(channels: Sequence[str], again: int, checks: int) -> str:
    names = " > ".join(_ZH.get(channel, channel) for channel in channels)
    return f"{names or '无'}，重复说明 {again} 次，核验身份 {checks} 次"


def identities(truth: Truth, journeys: Sequence[Journey]) -> list[Compared]:
    owners = {key: row.customer for row in journeys for key in row.touchpoints}
    linked = [entry for entry in truth.identities if not entry.others]
    undone = [entry for entry in truth.identities if entry.others]
    return [
        counted(
            "people known by several names, seen as one",
            "多个身份归为一人",
            len(linked),
            sum(_is_one(entry, owners) for entry in linked),
        ),
        counted(
            "wrong links undone, stories apart again",
            "错误关联撤销后重新分开",
            len(undone),
            sum(_is_two(entry, owners) for entry in undone),
        ),
    ]


def _owners_of(keys: Collection[str], owners: Mapping[str, str]) -> list[str]:
    """Whose journeys hold these events; an event in which no need was heard is in none, and says nothing here."""
    return [owners[key] for key in keys if key in owners]


def _is_one(entry: Identity, owners: Mapping[str, str]) -> bool:
    found = _owners_of(entry.one, owners)
    return len(found) > 1 and len(set(found)) == 1


def _is_two(entry: Identity, owners: Mapping[str, str]) -> bool:
    mine, theirs = set(_owners_of(entry.one, owners)), set(_owners_of(entry.others, owners))
    return bool(mine and theirs) and mine.isdisjoint(theirs)
