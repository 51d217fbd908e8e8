"""Promises, contacts and resolutions: the planted ones beside the rows of the ledgers."""

from collections.abc import Mapping, Sequence
from datetime import datetime
from typing import Final

from agents.following.standing import state_as_of
from pipeline.simulator.compared import Compared, counted, of_sets, percent
from pipeline.simulator.truth import MATURE_AFTER, Promise, Truth
from schemas.stories import OutreachRow, PromiseRow, ResolutionRow, Verdict

_STATES: Final = (
    ("kept", "按时履行的承诺"),
    ("late", "迟到的承诺"),
    ("broken", "违背的承诺"),
    ("withdrawn", "撤回的承诺"),
    ("open", "尚未到期的承诺"),
    ("unknown_due", "没有说明期限的承诺"),
)
_VERDICTS: Final = (
    (Verdict.CONTRADICTED, "resolved, yet contradicted by the customer", "称已解决而顾客不认的"),
    (Verdict.CONFIRMED, "resolved and confirmed by the customer", "称已解决且顾客认可的"),
    (Verdict.SILENT, "resolved and the customer silent", "称已解决而顾客沉默的"),
)
_DAY: Final = 86_400
_SATISFIED: Final = 4  # of 5


def promises(truth: Truth, rows: Sequence[PromiseRow]) -> list[Compared]:
    """By state as of the end. One that stands in the ledger twice, in two states, is found in both: one is false."""
    names = names_of(truth)
    found: dict[str, set[str]] = {}
    for row in rows:
        found.setdefault(state_at(row, truth.ends_at), set()).add(which(names, row))
    compared = [
        of_sets(
            f"promises {state.replace('_', ' ')}", chinese, _in_state(truth, state), found.get(state, set())
        )
        for state, chinese in _STATES
    ]
    doubted = {name_of(promise) for promise in truth.promises if promise.doubted}
    heard = {which(names, row) for row in rows if row.doubted_at}
    compared.append(of_sets("promises customers say were not kept", "顾客说没有兑现的承诺", doubted, heard))
    compared.append(_dues(truth, rows))
    return compared


def name_of(promise: Promise) -> str:
    return promise.recorded or promise.said


def names_of(truth: Truth) -> Mapping[str, str]:
    """The planted promise by everything that events or records call it."""
    return {
        key: name_of(one) for one in truth.promises for key in (one.said, one.recorded, one.promise) if key
    }


def which(names: Mapping[str, str], row: PromiseRow) -> str:
    """The planted promise a row is about; its own name where there is none."""
    return names.get(row.event_key) or names.get(row.promise) or row.promise


def _in_state(truth: Truth, state: str) -> set[str]:
    return {name_of(promise) for promise in truth.promises if promise.state == state}


def state_at(row: PromiseRow, as_of: datetime) -> str:
    """By the ledger's own rule; empty where it was not yet made."""
    return state_as_of(row, as_of) or ""


def _dues(truth: Truth, rows: Sequence[PromiseRow]) -> Compared:
    """Only of promises in staff's words: on record the due time stands as a field."""
    by_key = {row.event_key: row for row in rows}
    said = [promise for promise in truth.promises if promise.said and promise.due_at]
    right = sum(_same_day(promise, by_key.get(promise.said)) for promise in said)
    return counted("due times understood from staff's words", "从客服话中听懂的期限", len(said), right)


def _same_day(promise: Promise, row: PromiseRow | None) -> bool:
    if row is None or promise.due_at is None or row.due_at is None:
        return False
    return abs((promise.due_at - row.due_at).total_seconds()) <= _DAY


def outreach(truth: Truth, rows: Sequence[OutreachRow]) -> list[Compared]:
    flagged = {row.event_key for row in rows if "after_do_not_contact" in row.violations}
    expected = {key for one in truth.outreach for key in one.violations}
    welcome = {key for one in truth.outreach if not one.violations for key in one.contacts}
    worst = max((one.violations for one in truth.outreach), key=len, default=())
    return [
        of_sets("contacts after do-not-contact", "要求勿扰之后的联系", expected, flagged),
        counted(
            "of them, to the customer who was contacted most",
            "其中被联系最多的一位顾客",
            len(worst),
            len(flagged.intersection(worst)),
        ),
        counted("welcome contacts taken for violations", "被误判为违规的正常联系", 0, len(flagged & welcome)),
    ]


def resolutions(truth: Truth, rows: Sequence[ResolutionRow]) -> list[Compared]:
    so: dict[str, str] = {one.key: one.verdict for one in truth.resolutions}
    found = {row.event_key: verdict_in(row, truth) for row in rows}
    compared = [
        of_sets(english, chinese, _with(so, verdict), _with(found, verdict))
        for verdict, english, chinese in _VERDICTS
    ]
    gap = Compared(
        name_en="perception gap, points",
        name_zh="感知差距（百分点）",
        expected=_gap(
            [one.verdict for one in truth.resolutions if one.resolved_at + MATURE_AFTER <= truth.ends_at]
        ),
        found=_gap([row.verdict for row in rows if row.matures_at <= truth.ends_at]),
        note_en="share of mature official resolutions that customers contradict",
        note_zh="已到期的官方“已解决”中被顾客否定的比例",
    )
    return [*compared, gap, _surveys(truth, found)]


def _surveys(truth: Truth, verdicts: Mapping[str, str]) -> Compared:
    """Customers whose survey says satisfied and who contradict the resolution it was about."""
    glad = [answer for answer in truth.answers if answer.score >= _SATISFIED]
    official = percent(len(glad), len(truth.answers))
    felt = percent(sum(answer.content for answer in truth.answers), len(truth.answers))
    return Compared(
        name_en="satisfied in the survey, contradicted afterwards",
        name_zh="问卷满意而事后否定的顾客",
        expected=sum(not answer.content for answer in glad),
        found=sum(verdicts.get(answer.resolution) == Verdict.CONTRADICTED for answer in glad),
        note_en=f"official satisfaction {official}; really content {felt}",
        note_zh=f"官方满意度 {official}；实际满意 {felt}",
    )


def verdict_in(row: ResolutionRow, truth: Truth) -> str:
    """Silence before 7 days are over is no verdict yet."""
    immature = row.verdict in {"", Verdict.SILENT} and row.matures_at > truth.ends_at
    return "" if immature else row.verdict


def _with(verdicts: Mapping[str, str], verdict: str) -> set[str]:
    return {key for key, given in verdicts.items() if given == verdict}


def _gap(mature: Sequence[str]) -> float:
    return round(100 * mature.count(Verdict.CONTRADICTED) / len(mature), 1) if mature else 0.0
