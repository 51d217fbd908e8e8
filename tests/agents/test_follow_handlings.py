"""Attitude and outcome, told as scenarios: who was courteous, and whether it helped."""

from schemas.interactions import Attitude, Feeling
from schemas.stories import HandlingRow
from schemas.values import Context, Direction
from tests.agents.diary import CALL, CHAT, EMAIL, SOCIAL, Diary, on

COURTEOUS, NEUTRAL, RUDE = Attitude.COURTEOUS, Attitude.NEUTRAL, Attitude.DISCOURTEOUS


def rows(diary: Diary) -> tuple[HandlingRow, ...]:
    return diary.derived().handlings


def ways(row: HandlingRow) -> tuple[str, str]:
    return row.solved_how, row.unsolved_how


def test_the_courteous_employee_who_could_not_solve_it() -> None:
    diary = Diary()
    call = diary.came(on(0), CALL, "billing", attitude=COURTEOUS, context=Context(staff="E7", team="cards"))
    again = diary.came(on(2), EMAIL, "billing", complaint=True)
    (row,) = rows(diary)
    assert (row.event_key, row.attitude, row.staff, row.team) == (call, "courteous", "E7", "cards")
    assert (row.unsolved_at, row.unsolved_how, row.unsolved_key) == (on(2), "complained", again)
    assert row.solved_at is None


def test_thanks_the_next_day_are_for_the_solution_and_thanks_in_the_call_are_politeness() -> None:
    diary = Diary()
    diary.came(on(0), CALL, "billing", "thanks", label=Feeling.POSITIVE, attitude=COURTEOUS)
    assert ways(rows(diary)[0]) == ("", "")
    thanks = diary.came(on(1), EMAIL, cues="thanks", label=Feeling.POSITIVE)
    (row,) = rows(diary)
    assert (row.solved_at, row.solved_how, row.solved_key) == (on(1), "thanked", thanks)


def test_said_in_the_call_counts_from_its_end() -> None:
    diary = Diary()
    call = diary.came(on(0), CALL, "billing", "resolved", duration=600_000)
    (row,) = rows(diary)
    assert (row.solved_at, row.solved_how, row.solved_key) == (on(0, 9 + 1 / 6), "said", call)


def test_who_is_thanked_and_called_again_has_not_helped_from_then_on() -> None:
    diary = Diary()
    diary.came(on(0), CALL, "billing", attitude=COURTEOUS)
    diary.came(on(1), EMAIL, "billing", "resolved")
    diary.came(on(3), CHAT, "billing")
    (row,) = rows(diary)
    assert (row.solved_at, row.unsolved_at, row.unsolved_how) == (on(1), on(3), "came_again")


def test_who_came_again_is_not_won_over_by_thanks_for_what_came_after() -> None:
    diary = Diary()
    diary.came(on(0), CALL, "billing", attitude=RUDE)
    diary.came(on(1), CALL, "billing", attitude=COURTEOUS)
    diary.came(on(2), EMAIL, cues="thanks resolved")
    first, second = rows(diary)
    assert (first.attitude, ways(first), first.unsolved_at) == ("discourteous", ("", "came_again"), on(1))
    assert (second.attitude, ways(second)) == ("courteous", ("said", ""))


def test_a_call_about_what_is_still_not_solved_may_solve_it() -> None:
    diary = Diary()
    diary.came(on(0), CALL, "billing", "not_resolved", complaint=True)
    assert ways(rows(diary)[0]) == ("", "said")
    diary.came(on(1), EMAIL, cues="thanks", label=Feeling.POSITIVE)
    (row,) = rows(diary)
    assert (ways(row), row.solved_at) == (("thanked", "said"), on(1))


def test_still_not_solved_is_why_they_called_where_it_is_said_at_the_beginning() -> None:
    diary = Diary()
    diary.came(on(0), CALL, "billing", "not_resolved", complaint=True, spoken=200)
    assert ways(rows(diary)[0]) == ("", "")
    diary.came(on(9), CALL, "delivery", "waiting waiting waiting not_resolved", complaint=True, spoken=40)
    assert ways(rows(diary)[1]) == ("", "said")


def test_what_is_said_before_staff_come_to_the_chat_is_no_outcome() -> None:
    diary = Diary()
    diary.came(on(0), CHAT, "billing", "not_resolved", conversation="w1", complaint=True)
    diary.reached(on(0, 9.1), CHAT, conversation="w1", direction=Direction.INBOUND)
    assert [ways(row) for row in rows(diary)] == [("", "")]


def test_coming_again_in_a_call_that_ends_well_is_coming_again() -> None:
    diary = Diary()
    diary.came(on(0), CALL, "delivery")
    diary.came(on(1), CALL, "delivery", "resolved", complaint=True)
    first, second = rows(diary)
    assert ways(first) == ("", "came_again")
    assert ways(second) == ("said", "")


def test_a_call_only_to_say_that_all_is_well_speaks_for_the_one_before() -> None:
    diary = Diary()
    diary.came(on(0), CALL, "delivery")
    diary.came(on(1), CALL, "", "resolved", complaint=False)
    assert [ways(row) for row in rows(diary)] == [("said", ""), ("said", "")]


def test_silence_after_a_resolution_is_a_solution_when_it_has_held() -> None:
    diary = Diary()
    diary.came(on(0), CALL, "billing", case="K1")
    resolved = diary.noted(on(1), "CaseResolved", case="K1")
    (row,) = rows(diary)
    assert (row.solved_at, row.solved_how, row.solved_key) == (on(8), "held", resolved)
    diary.noted(on(20), "CaseReopened", case="K1")
    (row,) = rows(diary)
    assert (ways(row), row.unsolved_at) == (("held", "reopened"), on(20))


def test_without_a_resolution_silence_says_nothing() -> None:
    diary = Diary()
    diary.came(on(0), CALL, "billing")
    diary.came(on(30), CALL, "delivery")
    assert [ways(row) for row in rows(diary)] == [("", ""), ("", "")]


def test_the_last_reply_before_the_resolution_has_solved_it_and_earlier_ones_are_unknown() -> None:
    diary = Diary()
    diary.came(on(0), EMAIL, "billing", conversation="m1", case="K1")
    diary.reached(on(0, 12), EMAIL, conversation="m1")
    diary.reached(on(1), EMAIL, conversation="m1", attitude=NEUTRAL)
    diary.noted(on(1, 10), "CaseResolved", case="K1")
    assert [ways(row) for row in rows(diary)] == [("", ""), ("held", "")]


def test_messages_of_one_chat_are_one_handling_with_its_harshest_word() -> None:
    diary = Diary()
    diary.came(on(0), CHAT, "billing", conversation="w1")
    inbound = {"direction": Direction.INBOUND, "conversation": "w1"}
    first = diary.reached(on(0, 9.01), CHAT, attitude=COURTEOUS, **inbound)
    diary.came(on(0, 9.02), CHAT, conversation="w1", cues="thanks", label=Feeling.POSITIVE)
    diary.reached(on(0, 9.03), CHAT, attitude=RUDE, **inbound)
    said = diary.came(on(0, 9.04), CHAT, "billing", "not_resolved", conversation="w1", complaint=True)
    (row,) = rows(diary)
    assert (row.event_key, row.attitude, row.unsolved_key, row.solved_at) == (
        first,
        "discourteous",
        said,
        None,
    )
    diary.came(on(1, 12), CHAT, conversation="w1")
    assert [row.unsolved_at for row in rows(diary)] == [on(1, 12)]


def test_what_only_machines_and_sellers_say_is_no_handling() -> None:
    diary = Diary()
    diary.came(on(0), EMAIL, "billing", conversation="m1")
    diary.reached(on(0, 9.1), EMAIL, conversation="m1", staffed=False)
    diary.reached(on(1), CALL, purpose="sales", attitude=COURTEOUS)
    diary.came(on(2), SOCIAL, "billing", complaint=True)
    assert rows(diary) == ()


def test_two_needs_do_not_speak_for_each_other() -> None:
    diary = Diary()
    diary.came(on(0), CALL, "billing")
    diary.came(on(1), CALL, "delivery", "resolved")
    diary.came(on(2), EMAIL, "delivery", "not_resolved", complaint=True)
    billing, delivery = rows(diary)
    assert ways(billing) == ("", "")
    assert ways(delivery) == ("said", "said")
