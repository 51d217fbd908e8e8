"""Several programs on one warehouse, one store call at a time, in an order that a test chooses."""

from collections.abc import Callable
from random import Random
from threading import Semaphore, Thread
from typing import Any

from pipeline.ports import Warehouse

Program = Callable[[Warehouse], None]
_PATIENCE = 20


class Killed(BaseException):
    """Raised in a program at a store call that it will not make any more."""


class Actor:
    """A program that stands still before each of its store calls until it is its turn."""

    def __init__(self, program: Program, warehouse: Warehouse) -> None:
        self.program = program
        self.over = False
        self._warehouse = warehouse
        self._killed = False
        self._failed: BaseException | None = None
        self._go, self._stands = Semaphore(0), Semaphore(0)
        self._thread = Thread(target=self._play, daemon=True)
        self._thread.start()
        self._wait()

    def step(self, *, kill: bool = False) -> None:
        """Let it make the call it stands before and come to the next, or to its end."""
        self._killed = kill
        self._go.release()
        self._wait()

    def __getattr__(self, name: str) -> Any:
        """A call of the warehouse, made when it is time for it."""
        made = getattr(self._warehouse, name)

        def call(*args: object) -> object:
            self._stands.release()
            self._go.acquire()
            if self._killed:
                raise Killed
            return made(*args)

        return call

    def _play(self) -> None:
        try:
            self.program(self)
        except Killed:
            pass
        except BaseException as error:  # noqa: BLE001 - raised again where the test waits
            self._failed = error
        self.over = True
        self._stands.release()

    def _wait(self) -> None:
        assert self._stands.acquire(timeout=_PATIENCE), "a program neither called the store nor ended"
        if self._failed:
            raise self._failed


def play(programs: list[Program], warehouse: Warehouse, chance: Random, *, kills: float = 0.0) -> None:
    """Run all to their ends. One that is killed begins again, in another's hands, when it is dead."""
    actors = [Actor(program, warehouse) for program in programs]
    while actors:
        one = chance.choice(actors)
        # Runs of calls, so that one may come far while another stands still.
        for _ in range(chance.choice([1, 1, 3, 9])):
            if not one.over:
                one.step(kill=chance.random() < kills)
        if one.over:
            actors.remove(one)
            if one._killed:
                actors.append(Actor(one.program, warehouse))
