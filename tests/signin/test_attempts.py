"""How often somebody may try."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from pipeline.signin.attempts import MOST, MOST_KEPT, WINDOW, Attempts, address_of

HERE, THERE = "192.0.2.1", "198.51.100.7"


def test_five_failures_close_the_pair_and_time_opens_it() -> None:
    attempts = Attempts()
    assert [attempts.begin("ann", HERE, float(at)) for at in range(5)] == [0.0] * 5
    assert attempts.begin("ann", HERE, 10.0) == WINDOW - 10.0
    assert attempts.begin("ann", THERE, 10.0) == 0.0
    assert attempts.begin("bob", HERE, 10.0) == 0.0
    assert attempts.begin("ann", HERE, WINDOW + 0.5) == 0.0


def test_success_forgives_the_pair_and_not_the_address() -> None:
    attempts = Attempts()
    for _ in range(40):
        assert attempts.begin("ann", HERE, 0.0) == 0.0
        attempts.succeeded("ann", HERE)
    guesses = 0
    while attempts.begin(f"guess {guesses}", HERE, 1.0) == 0.0:
        guesses += 1
        if attempts.begin("ann", HERE, 1.0) == 0.0:
            attempts.succeeded("ann", HERE)
        assert guesses <= MOST["address"]
    assert guesses == MOST["address"]


def test_many_addresses_together_are_held_by_the_name() -> None:
    attempts = Attempts()
    tried = [attempts.begin("ann", f"2001:db8:{number:x}::", 0.0) for number in range(100)]
    assert tried.count(0.0) == MOST["name"]


def test_what_is_kept_is_bounded() -> None:
    attempts = Attempts()
    for number in range(MOST_KEPT):
        attempts.begin(f"name {number}", f"address {number}", 0.0)
    assert len(attempts._failed) == MOST_KEPT


@given(
    st.lists(st.tuples(st.sampled_from("ab"), st.sampled_from("xy"), st.floats(0, 4 * WINDOW)), max_size=60)
)
def test_no_window_holds_more_failures_than_allowed(tries: list[tuple[str, str, float]]) -> None:
    attempts = Attempts()
    let: list[tuple[str, str, float]] = []
    for name, address, at in sorted(tries, key=lambda one: one[2]):
        if attempts.begin(name, address, at) == 0.0:
            let.append((name, address, at))
    for name, address, at in let:
        within = [one for one in let if one[:2] == (name, address) and at <= one[2] < at + WINDOW]
        assert len(within) <= MOST["pair"]


@pytest.mark.parametrize(
    ("peer", "forwarded", "trusted", "expected"),
    [
        (HERE, "", (), HERE),
        (HERE, THERE, (), HERE),  # nobody may say whose address theirs is
        ("10.0.0.2", THERE, ("10.0.0.0/8",), THERE),
        ("10.0.0.2", f"1.1.1.1, {THERE}", ("10.0.0.0/8",), THERE),
        ("10.0.0.2", f"{THERE}, 10.9.9.9", ("10.0.0.0/8",), THERE),
        ("10.0.0.2", "", ("10.0.0.0/8",), "10.0.0.2"),
        ("10.0.0.2", "unknown", ("10.0.0.0/8",), "unknown"),
        ("::1", "2001:db8:1:2:3::4", ("::1",), "2001:db8:1:2::/64"),
        ("::ffff:192.0.2.1", "", (), HERE),
        ("10.0.0.2", f"{THERE}:61234", ("10.0.0.0/8",), THERE),  # each connection has another port
        ("10.0.0.2", f"{THERE}:1, 10.9.9.9:2", ("10.0.0.0/8",), THERE),
        ("::1", "[2001:db8:1:2:3::4]:443", ("::1",), "2001:db8:1:2::/64"),
        ("::1", "[2001:db8:1:2:3::4]", ("::1",), "2001:db8:1:2::/64"),
        ("10.0.0.2", "[", ("10.0.0.0/8",), "["),
    ],
)
def test_whose_attempt_it_was(peer: str, forwarded: str, trusted: tuple[str, ...], expected: str) -> None:
    assert address_of(peer, forwarded, trusted) == expected
