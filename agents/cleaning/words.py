"""What cleaning gives."""

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Words:
    """`own` is the author's; `cut` is the rest, in its order, kept for audit."""

    own: str
    cut: str


def joined(lines: list[str]) -> str:
    """Lines as one text, with at most one blank line in a row and none at the ends."""
    kept: list[str] = []
    for line in lines:
        if line.strip() or (kept and kept[-1]):
            kept.append(line.rstrip() if line.strip() else "")
    return "\n".join(kept).strip()
