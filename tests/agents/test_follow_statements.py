"""Churn that expires or is taken back, and vulnerability, told as scenarios."""

from datetime import timedelta

import msgspec

from agents.following.policies import Policies
from schemas.interactions import CueHit, Feeling
from schemas.stories import StatementRow
from schemas.values import Speaker
from tests.agents.diary import CALL, CHAT, EMAIL, SOCIAL, Diary, on


def rows(diary: Diary, policies: Policies | None = None) -> tuple[StatementRow, ...]:
    return diary.derived(policies or Policies()).statements


def test_who_speaks_of_leaving_is_at_risk_for_sixty_days() -> None:
    diary = Diary()
    key = diary.came(on(0), CALL, "price", "churn", complaint=True)
    (row,) = rows(diary)
    assert (row.kind, row.event_key, row.said_at, row.expires_at) == ("churn", key, on(0), on(60))
    assert row.ended_at is None
    (short,) = rows(diary, Policies(churn=timedelta(days=10)))
    assert short.expires_at == on(10)


def test_leaving_is_taken_back_where_the_same_need_is_resolved() -> None:
    diary = Diary()
    diary.came(on(0), CHAT, "billing", "churn", complaint=True)
    diary.came(on(1), CALL, "delivery", "resolved")
    assert rows(diary)[0].ended_at is None
    thanks = diary.came(on(2), EMAIL, "billing", "thanks", label=Feeling.POSITIVE)
    (row,) = rows(diary)
    assert (row.ended_at, row.ended_key) == (on(2), thanks)


def test_thanks_in_the_call_do_not_take_it_back_and_resolved_after_it_does() -> None:
    diary = Diary()
    diary.came(on(0), CALL, "billing", "churn thanks", label=Feeling.POSITIVE)
    diary.came(on(20), CALL, "delivery", "resolved churn")
    back = diary.came(on(40), CALL, "price", "churn resolved", duration=600_000)
    polite, resolved_before, resolved_after = rows(diary)
    assert polite.ended_at is None
    assert resolved_before.ended_at is None
    assert (resolved_after.ended_at, resolved_after.ended_key) == (on(40, 9 + 1 / 6), back)


def test_said_again_it_is_another_statement_with_its_own_time() -> None:
    diary = Diary()
    diary.came(on(0), CALL, "price", "churn")
    diary.came(on(3), SOCIAL, "price", "churn", complaint=True)
    assert [row.expires_at for row in rows(diary)] == [on(60), on(63)]


def test_the_competitor_and_the_first_words_are_kept() -> None:
    diary = Diary()
    cues = (
        CueHit(cue="churn", begin=50, end=60, name="Harbour Bank"),
        CueHit(cue="churn", begin=10, end=20),
        CueHit(cue="churn", begin=0, end=5, speaker=Speaker.STAFF, name="Other"),
    )
    diary.came(on(0), CALL, "price", "churn")
    line = diary.lines.pop()
    assert line.told
    diary.lines.append(msgspec.structs.replace(line, told=msgspec.structs.replace(line.told, cues=cues)))
    (row,) = rows(diary)
    assert (row.begin, row.end, row.name) == (10, 20, "Harbour Bank")


def test_hardship_is_remembered_for_half_a_year_whatever_is_resolved() -> None:
    diary = Diary()
    diary.came(on(0), CALL, "billing", "vulnerability churn")
    diary.came(on(1), CALL, "billing", "resolved")
    churn, vulnerability = rows(diary)
    assert (churn.kind, churn.ended_at) == ("churn", on(1))
    assert (vulnerability.kind, vulnerability.expires_at, vulnerability.ended_at) == (
        "vulnerability",
        on(180),
        None,
    )


def test_what_staff_say_of_leaving_is_no_statement() -> None:
    diary = Diary()
    diary.came(on(0), CALL, "billing", staff="churn vulnerability")
    assert rows(diary) == ()


def test_thanks_at_the_end_of_the_same_chat_are_politeness_too() -> None:
    diary = Diary()
    diary.came(on(0), CHAT, "price", "churn", conversation="w1", complaint=True)
    diary.came(on(0, 9.1), CHAT, "", "thanks", conversation="w1")
    assert rows(diary)[0].ended_at is None
    diary.came(on(3), CHAT, "price", "thanks", conversation="w1", label=Feeling.POSITIVE)
    assert rows(diary)[0].ended_at == on(3)
