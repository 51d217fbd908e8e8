"""Write anew what the docs take from the code: `python -m deploy.docs`."""

from pathlib import Path
from typing import Final

from deploy.docs.fields import page
from deploy.docs.sizes import table

DOCS: Final = Path(__file__).parents[2] / "docs"
BEGIN: Final = "<!-- sizes of earshot plan: begin -->"
END: Final = "<!-- sizes of earshot plan: end -->"


def with_table(text: str) -> str:
    """The page with the table between its marks as it is now."""
    before, _, rest = text.partition(BEGIN)
    _, _, after = rest.partition(END)
    return f"{before}{BEGIN}\n\n{table()}\n\n{END}{after}"


def written() -> dict[Path, str]:
    """Files and what they should hold."""
    running = DOCS / "running.md"
    return {
        DOCS / "event-fields.md": page(),
        running: with_table(running.read_text(encoding="utf-8")),
    }


if __name__ == "__main__":
    for place, text in written().items():
        place.write_text(text, encoding="utf-8")
