"""Cases: what the company calls resolved, and what its customer then says or does."""

from datetime import datetime, timedelta
from typing import Final

from pipeline.simulator import bank, talks
from pipeline.simulator.forms import letter, reply
from pipeline.simulator.talks import contact
from pipeline.simulator.teller import Teller
from pipeline.simulator.truth import Answer, Late, Resolution, verdict_of
from schemas.records import CaseOpened, CaseReopened, CaseResolved, Survey, SurveyAnswered
from schemas.stories import Verdict

_REACTIONS: Final = (
    ("silent", 38), ("said", 17), ("thanked", 12), ("not_solved", 12), ("complained", 10), ("contacted_again", 7), ("reopened", 6),
)  # fmt: skip
_LATE: Final = timedelta(days=10)
_AGAINST: Final = ("not_solved", "complained", "reopened")
_CONTRADICTED: Final = frozenset({"not_solved", "complained", "contacted_again", "reopened"})


def case(t: Teller) -> None:
    """A complaint becomes a case, the case is called resolved, the customer reacts or is silent."""
    outcome = t.rng.choice((talks.taken_in, talks.solved, talks.conditional, talks.informed))
    contact(t, talks.complaint(t), outcome)
    open_case(t)
    t.wait(18, 110)
    t.wait_for_office()
    names, weights = zip(*_REACTIONS, strict=True)
    reaction: str = t.rng.choices(names, weights)[0]
    resolved(t, reaction)
    if reaction == "reopened" and t.rng.random() < 0.5:
        t.wait(24, 90)
        t.wait_for_office()
        resolved(t, t.rng.choice(("silent", "thanked")))


def closed_three_times(t: Teller) -> None:
    """Called resolved, not so; called resolved again, not so; and once more."""
    contact(t, talks.complaint(t), talks.taken_in)
    open_case(t)
    for reactions in (_AGAINST, _AGAINST, ("thanked", "said", "silent")):
        t.wait(20, 60)
        t.wait_for_office()
        resolved(t, t.rng.choice(reactions))


def nearly_left(t: Teller) -> None:
    """Says that they will leave; then it is solved, and they are content."""
    contact(t, [t.complains(), t.says("churn")], talks.taken_in)
    open_case(t)
    t.wait(20, 90)
    t.wait_for_office()
    resolved(t, t.rng.choice(("said", "thanked", "silent")))


def heard_late(t: Teller) -> None:
    """Resolved, they say; the customer's letter that it is not lies somewhere for ten days before anybody reads it in."""
    contact(t, talks.complaint(t), talks.taken_in)
    open_case(t)
    t.wait(20, 90)
    t.wait_for_office()
    resolved_at = t.at
    key = t.record(CaseResolved(id=t.new_id(), source="cases", created_at=t.at, resolution="completed"))
    t.wait(24, 90)
    evidence = letter(t, [t.says("not_resolved")])
    if key:
        _judge(t, (key, resolved_at), "not_solved", evidence)
    if evidence:
        t.facts.append(Late(key=evidence, arrives_at=t.at + _LATE))


def open_case(t: Teller) -> None:
    t.wait(0.05, 0.5)
    t.case = f"K-{t.rng.randrange(10**9):09d}"
    t.record(
        CaseOpened(
            id=t.new_id(),
            source="cases",
            created_at=t.at,
            topic=bank.CASE_LABELS.get(t.scene.topic, bank.OTHER_LABEL),
        )
    )


def resolved(t: Teller, reaction: str) -> None:
    """The record, perhaps a letter and a survey, and the customer's reaction within 7 days."""
    resolved_at = t.at
    key = t.record(CaseResolved(id=t.new_id(), source="cases", created_at=t.at, resolution="completed"))
    if t.rng.random() < 0.4:
        t.wait(0.02, 0.2)
        reply(t, [t.staff("closed_mail")])
    score = _survey(t, content=reaction not in _CONTRADICTED)
    evidence = _react(t, reaction)
    if not key:
        return
    verdict = _judge(t, (key, resolved_at), reaction, evidence)
    if score:
        content = verdict is not Verdict.CONTRADICTED
        t.facts.append(Answer(key=score[0], score=score[1], resolution=key, content=content))


def _judge(t: Teller, closed: tuple[str, datetime], reaction: str, evidence: str) -> Verdict:
    """The customer's verdict on the closing (event key and moment) that this reaction is, where it happened."""
    key, resolved_at = closed
    verdict = Verdict.SILENT
    if evidence:
        verdict = Verdict.CONTRADICTED if reaction in _CONTRADICTED else Verdict.CONFIRMED
    t.facts.append(
        Resolution(
            key=key,
            case=t.case,
            customer=t.customer.id,
            resolved_at=resolved_at,
            verdict=verdict_of(verdict, resolved_at, t.ends_at),
            how=reaction if evidence else "",
            evidence=evidence,
            language=t.customer.language,
        )
    )
    return verdict


def _react(t: Teller, reaction: str) -> str:
    """The event that shows it, empty for silence."""
    if reaction == "silent":
        return ""
    t.wait(3, 100)
    t.wait_for_office()
    if reaction == "reopened":
        return t.record(CaseReopened(id=t.new_id(), source="cases", created_at=t.at, reason="customer"))
    said, outcome = {
        "said": (["resolved"], talks.welcomed),
        "thanked": (["thanks"], talks.welcomed),
        "not_solved": (["not_resolved"], talks.unsolved),
        "complained": ([f"complaint.{t.scene.topic}", "repeat"], talks.taken_in),
        "contacted_again": (["asks_news"], talks.told_how_it_stands),
    }[reaction]
    return contact(t, [t.says(section) for section in said], outcome).said


def _survey(t: Teller, *, content: bool) -> tuple[str, int] | None:
    """Asked right after closing and about friendliness, mostly of the content: it looks better than it is."""
    if t.rng.random() > (0.55 if content else 0.35):
        return None
    t.wait(0.2, 2.5)
    score: int = t.rng.choices((5, 4, 3, 2, 1), (70, 25, 5, 0, 0) if content else (25, 40, 22, 8, 5))[0]
    key = t.record(
        SurveyAnswered(
            id=t.new_id(),
            source="surveys",
            created_at=t.at,
            survey=Survey.CSAT,
            score=score,
            lowest=1,
            highest=5,
        )
    )
    return (key, score) if key else None
