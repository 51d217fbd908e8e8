"""Write the dashboards anew, or pack them up for a Superset: `python -m deploy.superset`."""

import sys
import zipfile
from pathlib import Path
from typing import Final

import click

from deploy.superset.bundle import WAREHOUSE, bundle
from schemas.errors import Misused

FOLDER: Final = Path(__file__).parent / "assets"
NAME: Final = "earshot"
"""Folder inside the packed file: Superset wants one."""


@click.command(context_settings={"help_option_names": ["-h", "--help"], "max_content_width": 110})
@click.option(
    "--pack",
    type=click.Path(path_type=Path, dir_okay=False),
    help="Write a .zip that Superset imports instead of the files.",
)
@click.option(
    "--to",
    type=click.Path(path_type=Path, file_okay=False),
    default=FOLDER,
    help="Write the files into this folder; `superset import-directory --overwrite` takes it.",
)
@click.option(
    "--warehouse",
    default=WAREHOUSE,
    envvar="EARSHOT_SUPERSET_WAREHOUSE",
    help="Where the views are, as SQLAlchemy writes it; ten X stand for a password that Superset asks for.",
)
def command(pack: Path | None, to: Path, warehouse: str) -> None:
    """Write the dashboards out of the definitions of figures into deploy/superset/assets; `make dashboards` does.

    Exit status: 0 done, 2 used wrongly.
    """
    try:
        if pack is None:
            write(to, warehouse)
        else:
            packed(pack, warehouse)
    except (Misused, OSError) as error:
        click.echo(f"superset: {error}", err=True)
        sys.exit(2)


def write(folder: Path, warehouse: str = WAREHOUSE) -> None:
    """The files, and none that an earlier release left."""
    files = {folder / path: text for path, text in bundle(warehouse).items()}
    for old in sorted(folder.rglob("*.yaml")):
        if old not in files:
            old.unlink()
    for path, text in files.items():
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(text, encoding="utf-8")


def packed(place: Path, warehouse: str) -> None:
    with zipfile.ZipFile(place, "w", zipfile.ZIP_DEFLATED) as archive:
        for path, text in bundle(warehouse).items():
            archive.writestr(f"{NAME}/{path}", text)


if __name__ == "__main__":
    command(prog_name="python -m deploy.superset")
