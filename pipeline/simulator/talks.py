"""How a contact goes: the customer's opening, what staff ask, what comes of it. One shape for calls, chats and letters."""

from collections.abc import Callable, Sequence
from typing import Final

import msgspec

from pipeline.simulator.forms import Ring, call, chat, letter, live_chat, reply
from pipeline.simulator.speech import Beat
from pipeline.simulator.teller import Teller
from schemas.interactions import Feeling
from schemas.values import Speaker

Outcome = Callable[[Teller], Sequence[Beat]]
SPOKEN: Final = ("call", "chat")
WRITTEN: Final = ("letter",)
ANY: Final = (*SPOKEN, *WRITTEN)
CHECKS: Final = ("plain", "plain", "card", "phone", "account", "code", "mail", "word")
_TURNS: Final = 11
DEVICES: Final = frozenset({"outage", "account"})

_GRUDGES: Final = (
    ("repeat", 0.22),
    ("waiting", 0.2),
    ("churn", 0.07),
    ("rival", 0.05),
    ("escalation", 0.06),
    ("vulnerability", 0.05),
)


class Contact(msgspec.Struct, frozen=True, kw_only=True):
    """`said` is the event with the customer's words, `answered` the one with staff's; both at once in a call or chat."""

    said: str
    answered: str


def grudges(t: Teller) -> list[Beat]:
    """What else an unhappy customer adds, mostly nothing."""
    return [t.says(section) for section, chance in _GRUDGES if t.rng.random() < chance]


def complaint(t: Teller) -> list[Beat]:
    """The matter itself, sometimes with a detail and a grudge."""
    more = [t.says("detail")] if t.rng.random() < 0.25 else []
    if t.scene.topic in {"billing", "refund", "price"} and t.rng.random() < 0.2:
        more = [t.says("detail.money")]
    return [t.complains(), *grudges(t), *more]


def contact(t: Teller, opening: Sequence[Beat], outcome: Outcome, channels: Sequence[str] = ANY) -> Contact:
    """One contact on one of the channels. `outcome` is asked when staff answer: hours later to a letter."""
    t.wait_for_office()
    channel = t.rng.choice(channels)
    if channel == "letter":
        return _by_letter(t, opening, outcome)
    if channel == "call" and t.rng.random() < 0.12:
        first = [t.staff("greeting.call"), opening[0], t.staff("transfer")]
        t.change_staff()
        again = [t.says("re_explaining")] if opening[0][1].complaint and t.rng.random() < 0.5 else []
        beats = [*first, *dialogue(t, [*again, *opening[:2]], outcome(t))]
        key = call(t, beats, Ring(waited=t.rng.choice((1, 3, 8)), hold=t.rng.choice((0, 2, 5)), transfers=1))
    elif channel == "call":
        beats = dialogue(t, opening, outcome(t))
        key = call(t, beats, Ring(waited=t.rng.choice((0, 1, 2, 6, 15)), hold=t.rng.choice((0, 0, 3))))
    else:
        beats = dialogue(t, opening, outcome(t), by="chat")
        key = chat(t, [t.bot("greeting"), *beats] if t.rng.random() < 0.4 else beats)
    return Contact(said=key, answered=key)


def _by_letter(t: Teller, opening: Sequence[Beat], outcome: Outcome) -> Contact:
    said = letter(t, opening)
    if not any(words.complaint or words.feeling is Feeling.NEUTRAL for _, words in opening):
        return Contact(said=said, answered="")
    t.wait(1, 9)
    t.wait_for_office()
    staff = [beat for beat in outcome(t) if beat[0] is Speaker.STAFF]
    sorry = [t.staff("apology")] if any(words.complaint for _, words in opening) else []
    return Contact(said=said, answered=reply(t, [*sorry, *staff]))


def dialogue(t: Teller, opening: Sequence[Beat], outcome: Sequence[Beat], by: str = "call") -> list[Beat]:
    """Greeting, matter, apology, perhaps a check of who it is, a question, the outcome, goodbye."""
    of_channel = ".call" if by == "call" and t.rng.random() < 0.5 else ""
    goodbye = [t.staff(f"close{of_channel}")] if t.rng.random() < 0.7 else []
    room = _TURNS - 1 - len(opening) - len(outcome) - len(goodbye)
    hello = [t.says("hello")] if room and t.rng.random() < 0.25 else []
    unhappy = any(words.complaint for _, words in opening)
    between = middle(t, room - len(hello)) if unhappy else []
    return [t.staff(f"greeting{of_channel}"), *hello, *opening, *between, *outcome, *goodbye]


def middle(t: Teller, room: int) -> list[Beat]:
    """What staff say and ask before they come to the point, in `room` turns at most."""
    parts = [[t.staff("apology")]]
    if t.rng.random() < 0.5:
        parts.append(identity_check(t))
    if t.rng.random() < 0.3:
        parts.append([t.staff("hold")])
    if t.scene.topic in DEVICES and t.rng.random() < 0.5:
        parts.append([*asked(t, ("screen", "device")), t.says("detail.device")])
    elif t.rng.random() < 0.4:
        parts.append(asked(t, ("when", "look")))
    beats: list[Beat] = []
    for part in parts:
        if len(beats) + len(part) <= room:
            beats += part
    return beats


def asked(t: Teller, kinds: Sequence[str]) -> list[Beat]:
    kind = t.rng.choice(kinds)
    return [t.staff(f"ask.{kind}"), t.says(f"answer.{kind}")]


def identity_check(t: Teller) -> list[Beat]:
    kind = t.rng.choice(CHECKS)
    return [t.staff(f"identity.{kind}"), t.says(f"identity.{kind}")]


def live(t: Teller, opening: Sequence[Beat], outcome: Sequence[Beat]) -> list[str]:
    """A short chat, message by message."""
    t.wait_for_office()
    more = asked(t, ("when", "look")) if opening[0][1].complaint else []
    return live_chat(t, [t.staff("greeting"), *opening, *more, *outcome])


# Outcomes


def informed(t: Teller) -> list[Beat]:
    return [t.staff("information"), t.says("closer")]


def solved(t: Teller) -> list[Beat]:
    return [t.staff("solved"), t.says("ack")]


def solved_and_thanked(t: Teller) -> list[Beat]:
    return [t.staff("solved"), t.says("thanks")]


def conditional(t: Teller) -> list[Beat]:
    return [t.staff("condition"), t.says("closer")]


def welcomed(t: Teller) -> list[Beat]:
    """To thanks and good news."""
    return [t.staff("welcome"), t.says("closer")]


def told_how_it_stands(t: Teller) -> list[Beat]:
    return [t.staff("status"), t.says("ack")]


def unsolved(t: Teller) -> list[Beat]:
    return [t.staff("unsolved"), t.says("closer.cross")]


def taken_in(t: Teller) -> list[Beat]:
    """Noted, without a promise and without a solution."""
    return [t.staff("flat"), t.says("closer")]


def rude(t: Teller) -> list[Beat]:
    return [t.staff("rude"), t.says("complaint.staff_attitude"), t.staff("flat"), t.says("closer.cross")]
