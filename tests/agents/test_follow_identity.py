"""Whose story it is: merged, undone, moved, and in any order."""

from collections.abc import Iterable, Mapping
from random import Random

import pytest
from hypothesis import given
from hypothesis import strategies as st

from agents.following.identity import Circle, Links, circles, handles_in, owner_of, reach
from agents.following.policies import Policies
from agents.story import follow, stories
from schemas.facts import IdentityRow
from schemas.stories import Story, Touchpoint
from tests.agents.diary import CALL, EMAIL, SOCIAL, Diary, on


def said(handle: str, customer: str, created: int, *, linked: bool = True) -> IdentityRow:
    version = 1 << 52 | created
    key = f"e{created}{customer}"
    return IdentityRow(
        handle=handle, event_key=key, customer=customer, created=created, linked=int(linked), version=version
    )


def test_the_newest_statement_holds_and_an_unlink_frees() -> None:
    first, second = said("h", "C1", 1), said("h", "C2", 2)
    undone = said("h", "C2", 3, linked=False)
    assert owner_of([]) == ""
    assert owner_of([second, first]) == "C2"
    assert owner_of([undone, second, first]) == ""
    assert owner_of([said("h", "C1", 4, linked=False), second, first]) == "C2"
    assert owner_of([said("h", "?7", 4, linked=False), second, first]) == ""


def test_a_company_id_is_its_own_root_and_handles_may_be_linked_in_a_chain_or_a_ring() -> None:
    links = Links.of([said("a", "~b", 1), said("b", "C1", 2), said("x", "~y", 1), said("y", "~x", 2)])
    assert [links.root(key) for key in ("C1", "~a", "~b", "~c", "?q")] == ["C1", "C1", "C1", "~c", "?q"]
    assert links.root("~x") == links.root("~y") == "~x"


def test_a_link_to_nobody_changes_nothing() -> None:
    links = Links.of([said("a", "?1", 1), said("b", "~b", 1)])
    assert (links.root("~a"), links.root("~b")) == ("~a", "~b")


def told(circle: Circle, diaries: Iterable[Diary]) -> Mapping[str, Story]:
    by_customer: dict[str, list[Touchpoint]] = {diary.customer: diary.lines for diary in diaries}
    return {story.customer: story for story in stories(circle, by_customer)}


def test_identity_merged_and_undone() -> None:
    post = Diary("~h", first_append=10)
    post.came(on(0), SOCIAL, "billing", complaint=True)
    known = Diary("C1", first_append=20)
    known.came(on(1), CALL, "billing")
    statements = [said("h", "C1", 50)]
    (circle,) = circles(["~h"], statements)
    merged = told(circle, [post, known])
    assert [*merged] == ["C1"]
    (journey,) = follow(merged["C1"], Policies()).journeys
    assert (journey.customer, journey.channels, journey.version) == ("C1", ("social", "call"), 50)

    statements.append(said("h", "C1", 60, linked=False))
    (circle,) = circles(["C1"], statements)
    apart = told(circle, [post, known])
    assert {root: len(story.touchpoints) for root, story in apart.items()} == {"C1": 1, "~h": 1}
    assert {story.version for story in apart.values()} == {60}


def test_a_touchpoint_that_moves_raises_the_version_of_the_story_it_leaves() -> None:
    post = Diary("~h", first_append=900)
    post.came(on(0), EMAIL, "billing")
    statements = [said("h", "C1", 50), said("h", "C2", 60)]
    (circle,) = circles(["C2"], statements)
    assert circle.people == {"C1": {"C1"}, "C2": {"C2", "~h"}}
    assert {story.customer: story.version for story in stories(circle, {"~h": post.lines})} == {
        "C1": 900,
        "C2": 900,
    }


def test_strangers_are_circles_of_their_own() -> None:
    found = circles(["C1", "~z", "?1"], [said("h", "C1", 1)])
    assert [circle.people for circle in found] == [{"?1": {"?1"}}, {"C1": {"C1", "~h"}}, {"~z": {"~z"}}]
    assert [circle.floor for circle in found] == [0, 1, 0]


def test_what_to_ask_for_grows_until_it_holds_the_circle() -> None:
    stored = [said("a", "C1", 1), said("a", "C2", 2), said("b", "C2", 3), said("z", "C9", 4)]
    asked: frozenset[str] = frozenset({"C1"})
    known: list[IdentityRow] = []
    while (more := reach(asked, known)) != asked or not known:
        asked = more
        known = [row for row in stored if row.customer in asked or row.handle in handles_in(asked)]
    assert asked == {"C1", "C2", "~a", "~b"}


STATEMENTS = st.lists(
    st.builds(
        said,
        st.sampled_from("abc"),
        st.sampled_from(["C1", "C2", "~a", "~b", "?1"]),
        st.integers(1, 9),
        linked=st.booleans(),
    ),
    max_size=8,
    unique_by=lambda row: (row.handle, row.event_key),
)


@given(STATEMENTS, st.randoms())
def test_order_has_no_say_in_who_belongs_together(rows: list[IdentityRow], chance: Random) -> None:
    shuffled = rows[:]
    chance.shuffle(shuffled)
    assert circles(["C1"], rows) == circles(["C1"], shuffled)


@given(STATEMENTS)
def test_every_key_is_in_one_story_of_one_circle(rows: list[IdentityRow]) -> None:
    keys = [key for circle in circles(["C1"], rows) for members in circle.people.values() for key in members]
    assert sorted(keys) == sorted(reach(["C1"], rows))


@pytest.mark.parametrize("customer", ["C1", "~h", "?7"])
def test_the_root_of_a_root_is_itself(customer: str) -> None:
    links = Links.of([said("h", "C1", 1)])
    assert links.root(links.root(customer)) == links.root(customer)
