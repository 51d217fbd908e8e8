"""The embedded runner: the same agents on the durable local log, with chDB or a server as the warehouse."""

import secrets
from collections.abc import Callable
from contextlib import suppress
from dataclasses import dataclass

from agents.channels import channel_agents
from agents.following.policies import Policies
from agents.interaction import Hearing
from agents.person import Identify
from pipeline.ear import load_ear
from pipeline.files import write_once
from pipeline.log import SqliteLog
from pipeline.ports import Log, Warehouse
from pipeline.settings import Settings
from pipeline.stages.clerk import Clerk
from pipeline.stages.following import FollowingStage
from pipeline.stages.hearing import HearingStage
from pipeline.stages.tallying import TallyStage

Told = Callable[[str, int], None]
"""Called with a stage's name and the records it has just handled: what progress bars are drawn from."""


@dataclass(frozen=True, slots=True)
class Embedded:
    """All stages over one log and one warehouse. One process runs it; others may append to its log."""

    log: Log
    warehouse: Warehouse
    hearing: tuple[HearingStage, ...]
    following: FollowingStage
    tallying: TallyStage
    clerk: Clerk

    def step(self, told: Told = lambda _stage, _records: None) -> int:
        """One pass over the stages; how many records moved, 0 when all is settled."""
        moved = 0
        for stage in self.hearing:
            moved += self._tell(told, "hear", stage.advance())
        if not self._backlog():
            # Stories and tallies cost less the more they are given at once: raw records go first.
            moved += self._tell(told, "follow", self.following.advance())
            moved += self._tell(told, "clerk", self.clerk.advance())
        if not moved:
            moved += self._tell(told, "tally", self.tallying.advance())
        return moved

    def drain(self, told: Told = lambda _stage, _records: None) -> None:
        """Handle everything the log has now, and what follows from it."""
        while self.step(told):
            pass

    def lag(self) -> int:
        """Records that some stage has not handled yet."""
        rest = self.following.lag() + self.tallying.lag() + self.clerk.lag()
        return rest + sum(stage.lag() for stage in self.hearing)

    def _backlog(self) -> bool:
        """Whether so much is unheard that following it now would derive the same stories over and over."""
        unheard = sum(stage.lag() for stage in self.hearing)
        return unheard > 0 and self.following.lag() < FOLLOW_AT

    @staticmethod
    def _tell(told: Told, stage: str, records: int) -> int:
        if records:
            told(stage, records)
        return records


FOLLOW_AT = 32_000


def assemble(log: Log, warehouse: Warehouse, hearing: Hearing, policies: Policies) -> Embedded:
    """The stages, joined."""
    return Embedded(
        log=log,
        warehouse=warehouse,
        hearing=tuple(HearingStage(log, agent) for agent in channel_agents(hearing)),
        following=FollowingStage(log, warehouse, policies),
        tallying=TallyStage(log, warehouse),
        clerk=Clerk(log, warehouse),
    )


def open_log(settings: Settings) -> SqliteLog:
    return SqliteLog(
        settings.home / "log.db", max_bytes=settings.log_max_bytes, keep_hours=settings.log_keep_hours
    )


def open_hearing(settings: Settings) -> Hearing:
    return Hearing(load_ear(settings), Identify(_secret(settings)))


def _secret(settings: Settings) -> bytes:
    """The key of the handle hashes: from the settings, else made once and kept readable by the owner only."""
    if settings.handle_secret:
        return settings.handle_secret.encode()[:64]
    path = settings.home / "handle-secret"
    if not path.exists():
        with suppress(FileExistsError):  # another process was faster: its secret is the one
            write_once(path, secrets.token_hex(16))
    return path.read_bytes()
