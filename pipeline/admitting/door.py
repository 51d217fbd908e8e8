"""The door of the gateway: which key a request carries, and whether it may come in now."""

from collections.abc import Callable
from datetime import UTC, datetime
from pathlib import Path
from time import monotonic

from pipeline.admitting.keys import Key, found, named
from pipeline.admitting.pace import Pace
from pipeline.admitting.shelf import Shelf
from pipeline.settings import Settings


class Door:
    """Knows keys by their text. For one thread."""

    def __init__(self, keys: Callable[[], tuple[Key, ...]], pace: Pace) -> None:
        """`keys` are those that there are at the moment."""
        self._keys = keys
        self._pace = pace

    def known(self, text: str) -> Key | None:
        """The key of this text, where there is one and it still holds."""
        return found(self._keys(), text, datetime.now(UTC))

    def wait(self, key: Key) -> float:
        """Seconds that this key is to wait, as it was too fast; 0: none."""
        return self._pace.wait(key.name, monotonic())

    def took(self, key: Key, events: int) -> None:
        self._pace.spend(key.name, events, monotonic())


def door_of(settings: Settings, told: Callable[[str], None]) -> Door:
    """With the keys of the settings and of the file they name; `told` hears when that file becomes unreadable."""
    always = named(settings.api_keys)
    pace = Pace(settings.key_rate)
    if not settings.keys_file:
        return Door(lambda: always, pace)
    shelf = Shelf(Path(settings.keys_file), told)
    return Door(lambda: (*always, *shelf.now()), pace)
