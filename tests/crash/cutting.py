"""The power cut as test input: stores that stop at the n-th call, before it, after it, or in the middle of it."""

from collections.abc import Callable, Sequence
from copy import deepcopy
from enum import StrEnum

from pipeline.warehouse.memory import MemoryWarehouse


class PowerCut(Exception):
    """The lights went out. Nothing may catch it."""


class When(StrEnum):
    BEFORE = "before"
    WITHIN = "within"  # a write of many rows has done half of them
    AFTER = "after"


class Fuse:
    """Blows at call number `at`, counted from 1 over all stores that share it; 0 never blows. `named` are the calls."""

    def __init__(self, at: int = 0, when: When = When.BEFORE) -> None:
        self.at = at
        self.when = when
        self.named: list[str] = []

    @property
    def calls(self) -> int:
        return len(self.named)

    def run(self, call: Callable[..., object], arguments: Sequence[object]) -> object:
        self.named.append(call.__name__)
        if self.calls != self.at:
            return call(*arguments)
        if self.when is When.AFTER:
            call(*arguments)
        rows = arguments[-1] if arguments else None
        if self.when is When.WITHIN and call.__name__ == "write" and isinstance(rows, list):
            call(*arguments[:-1], rows[: len(rows) // 2])
        raise PowerCut


class Unsynced(MemoryWarehouse):
    """A warehouse whose disk has only what was synced."""

    def __init__(self) -> None:
        super().__init__()
        self._disk: dict[str, object] = deepcopy(vars(self))

    def sync(self) -> None:
        self._disk = deepcopy({name: held for name, held in vars(self).items() if name != "_disk"})

    def relit(self) -> "Unsynced":
        """What is found of it when the lights are on again."""
        found = Unsynced()
        vars(found).update(deepcopy(self._disk))
        return found


class Cut:
    """A store whose every call goes through the fuse."""

    def __init__(self, store: object, fuse: Fuse) -> None:
        self._store = store
        self._fuse = fuse

    def __getattr__(self, name: str) -> Callable[..., object]:
        method = getattr(self._store, name)

        def call(*arguments: object) -> object:
            return self._fuse.run(method, arguments)

        return call
