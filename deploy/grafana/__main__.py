"""Write the dashboards anew: `python -m deploy.grafana`."""

import json
from collections.abc import Mapping
from pathlib import Path
from typing import Final

from deploy.grafana import leadership, operations
from deploy.grafana.dashboard import drawn
from deploy.superset.wording import LANGS

FOLDER: Final = Path(__file__).parent / "dashboards"


def dashboards() -> Mapping[str, str]:
    """The files by name."""
    pages = [made(lang) for made in (operations.page, leadership.page) for lang in LANGS]
    return {
        f"{page.uid}.json": json.dumps(drawn(page), ensure_ascii=False, indent=1) + "\n" for page in pages
    }


def write(folder: Path) -> None:
    """The files, and none that an earlier release left."""
    folder.mkdir(exist_ok=True)
    files = dashboards()
    for old in folder.glob("*.json"):
        if old.name not in files:
            old.unlink()
    for name, text in files.items():
        (folder / name).write_text(text, encoding="utf-8")


if __name__ == "__main__":
    write(FOLDER)
