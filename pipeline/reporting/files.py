"""Files of a briefing, each replaced whole or not at all."""

import os
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from errno import EDQUOT, EFBIG, EIO, ENOSPC
from pathlib import Path
from typing import Final
from urllib.parse import quote

from pipeline.reporting.brief import Brief
from pipeline.reporting.drawing import drawn
from pipeline.reporting.printing import pdf
from pipeline.reporting.rendering import Kind, html, markdown, svg
from pipeline.reporting.wording import Language, Wording
from schemas.errors import Misused, Unavailable

_FULL: Final = {ENOSPC, EDQUOT, EFBIG, EIO}


def write(brief: Brief, language: Language, target: Path, kind: Kind) -> None:
    """The briefing at `target`. Misused where nothing can be written there, Unavailable where nothing can print."""
    match kind:
        case "html":
            replaced(target, html(brief, language).encode())
        case "pdf":
            replaced(target, pdf(html(brief, language)))
        case "md":
            _with_pictures(brief, language, target)


def _with_pictures(brief: Brief, language: Language, target: Path) -> None:
    """The pictures first, so that the text never points at what is not there."""
    pictures = svg(drawn(brief, Wording(language)))
    names = [f"{target.stem}-{number}.svg" for number in range(1, len(pictures) + 1)]
    for name, picture in zip(names, pictures, strict=True):
        replaced(target.with_name(name), picture.encode())
    replaced(target, markdown(brief, language, [quote(os.fsencode(name)) for name in names]).encode())


def replaced(target: Path, content: bytes) -> None:
    """`content` under the name `target`; a reader sees the old file or the new one, never a part."""
    try:
        with _beside(target) as draft:
            draft.write_bytes(content)
            draft.chmod(_mode(target))
            draft.replace(target)
    except OSError as error:
        kind = Unavailable if error.errno in _FULL else Misused
        raise kind(f"cannot write {target}: {error.strerror}") from None


@contextmanager
def _beside(target: Path) -> Iterator[Path]:
    """A file in the same folder, removed again unless it was renamed."""
    handle, name = tempfile.mkstemp(prefix=".earshot-", dir=target.parent)
    os.close(handle)
    draft = Path(name)
    try:
        yield draft
    finally:
        draft.unlink(missing_ok=True)


def _mode(target: Path) -> int:
    """The rights of the file that is replaced, else those of any new file of this user."""
    if target.exists():
        return target.stat().st_mode & 0o777
    mask = os.umask(0)
    os.umask(mask)
    return 0o666 & ~mask
