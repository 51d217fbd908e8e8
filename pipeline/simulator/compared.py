"""One line of the comparison, and the ways to make one."""

from collections.abc import Set as AbstractSet

from schemas.interactions import Struct


class Compared(Struct, frozen=True, kw_only=True):
    """What is so, what was found, and in words what the two numbers leave out. Both languages say the same."""

    name_en: str
    name_zh: str
    expected: float
    found: float
    note_en: str = ""
    note_zh: str = ""


def counted(english: str, chinese: str, expected: int, found: int) -> Compared:
    return Compared(name_en=english, name_zh=chinese, expected=expected, found=found)


def of_sets(english: str, chinese: str, expected: AbstractSet[str], found: AbstractSet[str]) -> Compared:
    """Counts of both, with what was missed and what is false."""
    missed, false = len(expected - found), len(found - expected)
    return Compared(
        name_en=english,
        name_zh=chinese,
        expected=len(expected),
        found=len(found),
        note_en=f"{missed} missed, {false} false",
        note_zh=f"漏 {missed}，误 {false}",
    )


def percent(part: int, whole: int) -> str:
    """A share in words; no cases is no share."""
    return f"{100 * part / whole:.1f} %" if whole else "-"
