"""Everyday traffic: one need, one contact, nothing planted. Most of what a bank hears."""

from collections.abc import Callable
from typing import Final

import msgspec

from pipeline.simulator import talks
from pipeline.simulator.forms import automatic, call, chat, letter, post, repost
from pipeline.simulator.speech import Beat
from pipeline.simulator.talks import contact
from pipeline.simulator.teller import Teller
from pipeline.simulator.truth import CourteousUnsolved, Handled, InSurge
from schemas.interactions import Attitude
from schemas.records import Survey as Kind
from schemas.records import SurveyAnswered
from schemas.values import Speaker

TOPICS: Final = (
    ("billing", 12), ("refund", 9), ("delivery", 7), ("product_fault", 9), ("outage", 9), ("account", 10), ("security", 6),
    ("cancellation", 5), ("staff_attitude", 5), ("waiting", 7), ("unsolved", 3), ("unwanted_contact", 4), ("privacy", 3),
    ("price", 5), ("policy", 5), ("information", 5), ("onboarding", 4), ("other", 3), ("broken_promise", 2),
)  # fmt: skip
ASKED: Final = (
    "billing", "refund", "delivery", "product_fault", "outage", "account", "security", "cancellation", "waiting", "price",
    "policy", "information", "onboarding",
)  # fmt: skip

_ATTITUDES: Final = (Attitude.COURTEOUS, Attitude.NEUTRAL, Attitude.DISCOURTEOUS)
_OUTCOMES: Final = ("solved", "not", "unknown")

Tale = Callable[[Teller], None]


def question(t: Teller) -> None:
    asked = [t.says(f"question.{t.scene.topic}")]
    if t.rng.random() < 0.25:
        talks.live(t, asked, talks.informed(t))
    elif t.rng.random() < 0.12:
        post(t, asked)
    else:
        contact(t, asked, talks.informed)
        _surveyed(t)


def _surveyed(t: Teller) -> None:
    if t.rng.random() < 0.12:
        t.wait(1, 20)
        kind, highest = t.rng.choice(((Kind.NPS, 10), (Kind.CES, 7)))
        score = t.rng.randint(highest - 3, highest)
        t.record(
            SurveyAnswered(
                id=t.new_id(), source="surveys", created_at=t.at, survey=kind, score=score, highest=highest
            )
        )


def grumble(t: Teller) -> None:
    if t.rng.random() < 0.35:
        _grumble_in_public(t)
    elif t.rng.random() < 0.2:
        letter(t, talks.complaint(t), handle_only=True)
    elif t.rng.random() < 0.3:
        talks.live(t, talks.complaint(t), talks.taken_in(t))
    else:
        outcome = t.rng.choice(
            (
                talks.solved,
                talks.solved_and_thanked,
                talks.informed,
                talks.conditional,
                talks.unsolved,
                talks.taken_in,
            )
        )
        contact(t, talks.complaint(t), outcome)


def _grumble_in_public(t: Teller) -> None:
    said = [t.complains(), *(talks.grudges(t) if t.rng.random() < 0.5 else ())]
    post(t, said)
    if t.rng.random() < 0.35:
        t.wait(0.5, 6)
        post(t, [t.staff("post_reply")], reply_to=t.events[-1].id if t.events else "")


def ironic(t: Teller) -> None:
    said = [t.says("irony")]
    if t.rng.random() < 0.75:
        post(t, said)
    else:
        letter(t, [*said, t.complains()], handle_only=True)


def treated_rudely(t: Teller) -> None:
    contact(t, talks.complaint(t), talks.rude, talks.SPOKEN)


def courteous_but_unsolved(t: Teller) -> None:
    """The employee does everything right and nothing is solved."""
    t.wait_for_office()
    tried = [t.staff("unsolved"), t.says("polite_unsolved")]
    if t.rng.random() < 0.6:
        key = call(t, talks.dialogue(t, [t.complains()], tried))
    else:
        key = chat(t, talks.dialogue(t, [t.complains()], tried, by="chat"))
    if key:
        t.facts.append(CourteousUnsolved(key=key))


def handled(t: Teller) -> None:
    """Every attitude with every outcome. Staff of no manners at all neither greet nor say goodbye."""
    t.wait_for_office()
    attitude: str = t.rng.choice(_ATTITUDES)
    outcome: str = t.rng.choice(_OUTCOMES)
    manner = {
        Attitude.COURTEOUS: [t.staff("apology"), t.staff("close.call")],
        Attitude.NEUTRAL: [t.staff("flat")],
        Attitude.DISCOURTEOUS: [t.staff("rude"), t.staff("rude")],
    }[Attitude(attitude)]
    ending = {"solved": "resolved", "not": "not_resolved", "unknown": "closer"}[outcome]
    beats = [
        t.staff("ask.when"),
        t.complains(),
        manner[0],
        t.staff("information"),
        t.says(ending),
        *manner[1:],
    ]
    key = call(t, beats)
    if key:
        t.facts.append(Handled(key=key, attitude=attitude, outcome=outcome, language=t.customer.language))


def gratitude(t: Teller) -> None:
    t.asks_nothing = True
    said: list[Beat] = [t.says(t.rng.choice(("praise", "praise", "thanks")))]
    channel = t.rng.random()
    if channel < 0.45:
        post(t, said)
    elif channel < 0.8:
        letter(t, said, handle_only=t.rng.random() < 0.3)
    else:
        t.wait_for_office()
        chat(t, [t.staff("greeting"), *said, t.staff("welcome")])


def notice(t: Teller) -> None:
    t.asks_nothing = True
    said = [t.says("note")]
    if t.rng.random() < 0.6:
        letter(t, said)
    else:
        contact(t, said, talks.taken_in, talks.SPOKEN)


def oddity(t: Teller) -> None:
    """What no scorer should score: a bare repost or link, another language, a machine's answer."""
    t.asks_nothing = True
    kind = t.rng.randrange(4)
    if kind == 0:
        repost(t)
    elif kind == 1:
        automatic(t)
    else:
        section, language = (("link_only", "none"), ("foreign", "other"))[kind - 2]
        words = t.says(section)[1]
        post(t, [(Speaker.CUSTOMER, msgspec.structs.replace(words, language=language))])


def outage(t: Teller) -> None:
    """One of the many on the two days the app is down."""
    said = [t.complains(), *([t.says("waiting")] if t.rng.random() < 0.2 else [])]
    channel = t.rng.random()
    if channel < 0.6:
        key = post(t, said)
    elif channel < 0.8 or t.at.hour >= 17:  # nobody answers a call in the evening
        key = letter(t, said)
    else:
        key = contact(t, said, talks.taken_in, talks.SPOKEN).said
    if key:
        t.facts.append(InSurge(key=key))
