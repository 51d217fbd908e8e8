"""Random worlds: a few people under several names, with every kind of record, every tag and identity links among them."""

from collections.abc import Iterable, Sequence
from datetime import datetime, timedelta
from random import Random
from typing import Final, get_args

import msgspec

from agents.base import version_of
from agents.following.identity import circles
from agents.following.policies import Policies
from agents.following.settling import AnyRow
from agents.story import follow, settle, stories
from pipeline.ear import read_taxonomy
from schemas.facts import IdentityRow
from schemas.interactions import Attitude, CueHit, Feeling, Language, Person
from schemas.records import AnyRecord, IdentityLinked, IdentityUnlinked, Record
from schemas.stories import Told, Touchpoint
from schemas.tables import DERIVED, Table
from schemas.values import Channel, Context, Direction, Handle, HandleKind, Role, Speaker
from tests.agents.diary import on, promise

_TAXONOMY: Final = read_taxonomy()
TOPICS: Final = tuple(topic.id for topic in _TAXONOMY.topics)
CUES: Final = tuple(cue.id for cue in _TAXONOMY.cues)
KINDS: Final[tuple[type[Record], ...]] = get_args(AnyRecord)
NAMES: Final = ("C1", "C2", "~h1", "~h2", "~h3", "?u")
WORDS: Final = (
    "I will call you back",
    "we will refund it by Friday",
    "a new card is sent out",
    "我们会尽快给您回复",
    "明天给您打电话",
)
PURPOSES: Final = ("", "sales", "survey", "service", "fraud", "营销")

Standing = dict[Table, dict[object, AnyRow]]
"""What a warehouse would hold: for each derived table, by key, the row that was written last."""


class Crowd:
    """Writes touchpoints of everybody over `days`, tied by few conversations, cases, promises and moments."""

    def __init__(self, seed: int, days: int) -> None:
        self.chance = Random(seed)
        self.days = days
        self.written: list[Touchpoint] = []

    def write(self, size: int) -> list[Touchpoint]:
        for _ in range(size):
            at = on(self.chance.randrange(self.days), self.chance.choice([2, 9, 9, 15.5, 22]))
            self._add(at, self.chance.random() < 0.45)
        return self.written

    def _add(self, at: datetime, recorded: bool) -> None:
        pick, place = self.chance.choice, len(self.written)
        kind = pick(KINDS) if recorded else None
        identity = kind in (IdentityLinked, IdentityUnlinked)
        name = pick([one for one in NAMES if identity is False or one.startswith("C")])
        self.written.append(
            Touchpoint(
                key=f"e{place:03}",
                at=at,
                appended=1_000 + place,
                person=Person(customer=name, role=pick([*Role])),
                told=None if kind else self._told(at),
                record=self._record(kind, at, place) if kind else None,
                handle=pick(["h1", "h2", "h3"]) if identity else "",
            )
        )

    def _name(self, letter: str) -> str:
        return self.chance.choice(["", f"{letter}1", f"{letter}2"])

    def _told(self, at: datetime) -> Told:
        pick, some = self.chance.choice, self.chance.sample
        ours = pick([True, False])
        vows = (promise(pick(WORDS), at, pick([None, at + timedelta(hours=30)])),) if pick([0, 1]) else ()
        return Told(
            channel=pick([*Channel]),
            direction=Direction.OUTBOUND if ours else Direction.INBOUND,
            counted=not ours or pick([True, False]),
            source=pick(["pbx", "desk"]),
            conversation=self._name("w"),
            case=self._name("k"),
            context=Context(
                region=pick(["", "north"]), team=pick(["", "care"]), campaign=pick(["", "", "summer"])
            ),
            language=pick([*Language]),
            label=pick([None, *Feeling]),
            polarity=pick([None, -4_000, 3_000]),
            complaint=pick([None, True, False]),
            topics=tuple(some(TOPICS, pick([0, 1, 1, 2]))),
            cues=tuple(self._hit(cue, place) for place, cue in enumerate(some(CUES, pick([0, 1, 2])))),
            promises=vows,
            attitude=pick([*Attitude]),
            purpose=pick(PURPOSES),
            answered=pick([True, True, False]),
            duration=pick([0, 90_000]),
            transfers=pick([0, 0, 1]),
            staffed=pick([True, True, False]),
        )

    def _hit(self, cue: str, place: int) -> CueHit:
        speaker = self.chance.choice([Speaker.CUSTOMER, Speaker.CUSTOMER, Speaker.STAFF])
        return CueHit(cue=cue, begin=10 * place, end=10 * place + 5, speaker=speaker)

    def _record(self, kind: type[Record], at: datetime, place: int) -> AnyRecord:
        pick = self.chance.choice
        more: dict[str, object] = {
            "promise": pick(["p1", "p2", "p3"]),
            "due_at": pick([None, at + timedelta(days=2)]),
            "what": pick(WORDS),
            "agreed": pick([True, False]),
            "topic": pick(TOPICS),
            "purpose": pick(PURPOSES),
            "channels": pick([(), ("call",)]),
            "channel": pick(["call", "email"]),
            "answered": pick([True, False]),
            "amount": pick([100, 2_500]),
            "currency": pick(["GBP", "CNY"]),
            "survey": pick(["csat", "nps", "ces"]),
            "score": pick([0, 5, 9]),
            "handle": Handle(HandleKind.EMAIL, "hash"),
        }
        own = {name: more[name] for name in kind.__struct_fields__ if name in more}
        ties = {"case": self._name("k"), "conversation": self._name("w")}
        fields = {"type": kind.__name__, "id": str(place), "source": "crm", "created_at": at, **ties, **own}
        record: AnyRecord = msgspec.convert(fields, AnyRecord)
        return record


def statements(touchpoints: Iterable[Touchpoint]) -> list[IdentityRow]:
    """What the identity records among them say, each once."""
    said = {}
    for one in touchpoints:
        if isinstance(one.record, IdentityLinked | IdentityUnlinked):
            said[one.key] = IdentityRow(
                handle=one.handle,
                event_key=one.key,
                customer=one.person.customer,
                created=int(one.at.timestamp() * 1_000_000),
                linked=int(isinstance(one.record, IdentityLinked)),
                version=version_of(0, one.appended),
            )
    return [*said.values()]


def settled(standing: Standing, touchpoints: Sequence[Touchpoint], policies: Policies) -> Standing:
    """What stands once all that follows from these facts is written over what stood before."""
    by_name: dict[str, list[Touchpoint]] = {}
    for one in touchpoints:
        by_name.setdefault(one.person.customer, []).append(one)
    result = {table: dict(rows) for table, rows in standing.items()}
    for circle in circles(by_name, statements(touchpoints)):
        told = stories(circle, by_name)
        derived = [follow(story, policies) for story in told]
        for table in DERIVED:
            held = result.setdefault(table, {})
            before = [row for row in held.values() if row.customer in circle.keys and row.present]
            after: list[AnyRow] = [row for one in derived for row in getattr(one, table.name)]
            for row in settle(before, after, told[0].version):
                key = tuple(getattr(row, name) for name in table.key)
                if key not in held or held[key].version <= row.version:
                    held[key] = row
    return result


def present(standing: Standing) -> Standing:
    return {table: {key: row for key, row in rows.items() if row.present} for table, rows in standing.items()}
