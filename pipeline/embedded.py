"""The embedded runner: the same agents on the durable local log, with chDB or a server as the warehouse."""

import secrets
from collections.abc import Callable, Sequence
from contextlib import suppress
from dataclasses import dataclass, field
from threading import Event
from typing import Final

from agents.channels import channel_agents
from agents.erasing import Naming
from agents.following.policies import Policies
from agents.interaction import Hearing
from agents.person import Identify
from pipeline.ear import load_ear
from pipeline.erasing.listing import ErasureList
from pipeline.files import write_once
from pipeline.log import SqliteLog
from pipeline.ports import Log, Warehouse
from pipeline.settings import LEAST_SECRET, Settings
from pipeline.stages.clerk import Clerk
from pipeline.stages.following import FollowingStage, nothing_more
from pipeline.stages.hearing import BeginsHearing, Begun, HearingStage, later
from pipeline.stages.tallying import TallyStage
from schemas.errors import Misused

Told = Callable[[str, int], None]
"""Called with a stage's name and the records it has just handled: what progress bars are drawn from."""

FOLLOW_AT: Final = 32_000
"""Interactions that wait before a live round of stories is worth its while, as long as more are being heard."""


@dataclass(frozen=True, slots=True)
class Pace:
    """What one thread tells the other: nothing more comes (`over`), end soon (`stop`), end this round (`hurry`)."""

    over: Event = field(default_factory=Event)
    stop: Event = field(default_factory=Event)
    hurry: Event = field(default_factory=Event)


def quietly(stage: str, records: int) -> None:
    """Nobody is told."""


@dataclass(frozen=True, slots=True)
class Embedded:
    """All stages over one log and one warehouse. One process runs it; others may append to its log."""

    log: Log
    warehouse: Warehouse
    hearing: tuple[HearingStage, ...]
    following: FollowingStage
    tallying: TallyStage
    clerk: Clerk

    def step(self, told: Told = quietly) -> int:
        """One pass over the stages; how many records moved, 0 when all is settled."""
        moved = self.hear(told)
        if not self._unheard() or self.following.lag() >= FOLLOW_AT:
            # Stories and tallies cost less the more they are given at once: raw records go first.
            moved += self.follow(told)
        return moved or self._tell(told, "tally", self.tallying.advance())

    def drain(self, told: Told = quietly) -> None:
        """Handle everything the log has now, and what follows from it."""
        while self.step(told):
            pass

    def hear(self, told: Told = quietly) -> int:
        """One batch of every raw topic; how many records they had."""
        return self.settle(self.start_hearing(), told)

    def start_hearing(self, after: Sequence[Begun] = ()) -> tuple[Begun, ...]:
        """The same, in two steps: others hear meanwhile. `after` is what was begun before and is not settled yet."""
        before = after or (None,) * len(self.hearing)
        return tuple([stage.start(last) for stage, last in zip(self.hearing, before, strict=True)])

    def settle(self, begun: Sequence[Begun], told: Told = quietly) -> int:
        """What was begun first is settled first; how many records there were."""
        pairs = zip(self.hearing, begun, strict=True)
        return sum(self._tell(told, "hear", stage.settle(one)) for stage, one in pairs)

    def follow(self, told: Told = quietly, more: Callable[[], bool] = nothing_more) -> int:
        """One round of stories and dead letters; how many records they had."""
        followed = self._tell(told, "follow", self.following.advance(more))
        return followed + self._tell(told, "clerk", self.clerk.advance())

    def follow_beside(self, pace: Pace, told: Told = quietly) -> None:
        """In a thread beside `hear`: facts are stored while Python hears, stories follow when nothing more comes.

        Nothing else may call `follow` or `step` meanwhile.
        """

        def more() -> bool:
            return not pace.hurry.is_set() and not pace.over.wait(0.05)

        while not pace.over.is_set():
            if not self.follow(told, more):
                pace.over.wait(0.1)
        while not pace.stop.is_set() and self.step(told):
            pass

    def lag(self) -> int:
        """Records that some stage has not handled yet."""
        return self._unheard() + self.following.lag() + self.tallying.lag() + self.clerk.lag()

    def _unheard(self) -> int:
        return sum(stage.lag() for stage in self.hearing)

    @staticmethod
    def _tell(told: Told, stage: str, records: int) -> int:
        if records:
            told(stage, records)
        return records


def assemble(
    log: Log, warehouse: Warehouse, hearing: Hearing, policies: Policies, begin: BeginsHearing = later
) -> Embedded:
    """The stages, joined. `begin` has batches heard: by this process, unless others help."""
    erased = ErasureList(warehouse, Naming(hearing.identify.secret))
    return Embedded(
        log=log,
        warehouse=warehouse,
        hearing=tuple(HearingStage(log, agent, begin) for agent in channel_agents(hearing)),
        following=FollowingStage(log, warehouse, policies, erased),
        tallying=TallyStage(log, warehouse),
        clerk=Clerk(log, warehouse),
    )


def open_log(settings: Settings) -> SqliteLog:
    return SqliteLog(
        settings.home / "log.db", max_bytes=settings.log_max_bytes, keep_hours=settings.log_keep_hours
    )


def open_hearing(settings: Settings) -> Hearing:
    return Hearing(load_ear(settings), open_identify(settings))


def open_identify(settings: Settings) -> Identify:
    """How people are known here, without an ear."""
    return Identify(handle_secret(settings))


def handle_secret(settings: Settings) -> bytes:
    """The key of the handle hashes: from the settings, else made once and kept readable by the owner only."""
    if settings.handle_secret:
        return settings.handle_secret.encode()
    path = settings.home / "handle-secret"
    if not path.exists():
        with suppress(FileExistsError):  # another process was faster: its secret is the one
            write_once(path, secrets.token_hex(16))
    try:
        secret = path.read_bytes()
    except OSError as error:
        raise Misused(f"cannot read {path}: {error.strerror}") from None
    if len(secret) < LEAST_SECRET:
        raise Misused(
            f"{path} was cut short; put the old one back: another secret makes other people of the same handles"
        )
    return secret
