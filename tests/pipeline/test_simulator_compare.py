"""The comparison: nothing wrong where all was found, nothing hidden where it was not."""

import msgspec
import pytest

from pipeline.simulator.compare import Found, compare
from pipeline.simulator.compared import Compared
from pipeline.simulator.plan import Plan
from pipeline.simulator.simulation import simulate
from pipeline.simulator.truth import MATURE_AFTER, Label, Outreach, Path, Promise, Resolution, Truth
from schemas.facts import InteractionRow
from schemas.stories import Journey, OutreachRow, PromiseRow, ResolutionRow
from tests.rows import blank, fact

TRUTH = simulate(Plan(customers=60)).truth()


def heard(label: Label) -> InteractionRow:
    return fact(
        label.key,
        sentiment=label.feeling or "",
        complaint="yes" if label.complaint else "no",
        topics=label.topics,
        cues=("praise",) * len(label.names),
        cue_names=label.names,
        attitude="courteous",
        role=_role(label.key),
    )


def _role(key: str) -> str:
    if any(key in family.paid_by for family in TRUTH.families):
        return "payer"
    return "user" if any(key in family.used_by for family in TRUTH.families) else ""


def ledger(promise: Promise) -> PromiseRow:
    return blank(
        PromiseRow,
        promise=promise.promise or promise.said,
        event_key=promise.said or promise.recorded,
        due_at=promise.due_at,
        first_due_at=promise.due_at,
        kept_at=promise.kept_at,
        withdrawn_at=promise.withdrawn_at,
        doubted_at=promise.made_at if promise.doubted else None,
        present=1,
    )


def outcome(one: Resolution) -> ResolutionRow:
    matures_at = one.resolved_at + MATURE_AFTER
    return blank(
        ResolutionRow, event_key=one.key, matures_at=matures_at, verdict=one.verdict or "silent", present=1
    )


def contacts(one: Outreach) -> list[OutreachRow]:
    return [
        blank(
            OutreachRow,
            event_key=key,
            violations=("after_do_not_contact",) if key in one.violations else (),
            present=1,
        )
        for key in one.contacts
    ]


def way(path: Path) -> Journey:
    return blank(
        Journey,
        customer=path.customer,
        contacts=path.contacts,
        channels=path.channels,
        identity_checks=path.identity_checks,
        re_explained=path.re_explained,
        touchpoints=path.touchpoints,
        present=1,
    )


def everything(truth: Truth) -> Found:
    lives = [
        blank(Journey, customer=one.customer, touchpoints=one.one, present=1) for one in truth.identities
    ]
    strangers = [blank(Journey, customer="?", touchpoints=one.others, present=1) for one in truth.identities]
    return Found(
        journeys=[*map(way, truth.stolen), *lives, *strangers],
        promises=[ledger(promise) for promise in truth.promises],
        resolutions=[outcome(one) for one in truth.resolutions],
        outreach=[row for one in truth.outreach for row in contacts(one)],
        heard=[heard(label) for label in truth.labels],
    )


def named(rows: list[Compared], name: str) -> Compared:
    return next(row for row in rows if row.name_en == name)


@pytest.fixture(scope="module")
def found() -> Found:
    return everything(TRUTH)


def test_where_all_was_found_all_agrees(found: Found) -> None:
    rows = compare(TRUTH, found)
    for row in rows[1:]:  # interactions without a customer's voice are not among the labels
        assert row.found == row.expected, row
        assert "1 missed" not in row.note_en
    assert named(rows, "complaints, Chinese").note_en == "precision 100.0 %, recall 100.0 %"
    assert "chat > email > call" in named(rows, "stolen account, contacts until helped").note_en


def test_where_nothing_was_found_all_is_missed() -> None:
    rows = compare(TRUTH, Found())
    assert all(row.found == 0 for row in rows)
    contradicted = named(rows, "resolved, yet contradicted by the customer")
    assert contradicted.note_en == f"{int(contradicted.expected)} missed, 0 false"
    assert contradicted.note_zh == f"漏 {int(contradicted.expected)}，误 0"


def test_a_broken_promise_told_as_kept_is_missed_and_false(found: Found) -> None:
    broken = next(promise for promise in TRUTH.promises if promise.state == "broken")
    rows = [
        msgspec.structs.replace(row, kept_at=row.due_at)
        if row.promise in {broken.promise, broken.said}
        else row
        for row in found.promises
    ]
    compared = compare(TRUTH, msgspec.structs.replace(found, promises=rows))
    assert named(compared, "promises broken").note_en == "1 missed, 0 false"
    assert named(compared, "promises kept").note_en == "0 missed, 1 false"


def test_a_promise_that_stands_twice_in_the_ledger_under_both_its_keys_is_one(found: Found) -> None:
    both = next(promise for promise in TRUTH.promises if promise.said and promise.recorded)
    twice = [*found.promises, msgspec.structs.replace(ledger(both), event_key=both.recorded)]
    assert compare(TRUTH, msgspec.structs.replace(found, promises=twice)) == compare(TRUTH, found)


def test_rows_that_are_no_longer_present_do_not_count(found: Found) -> None:
    gone = [msgspec.structs.replace(row, present=0) for row in found.outreach]
    rows = compare(TRUTH, msgspec.structs.replace(found, outreach=gone))
    assert named(rows, "contacts after do-not-contact").found == 0


def test_what_else_the_warehouse_holds_does_not_count(found: Found) -> None:
    other = blank(PromiseRow, promise="P", event_key="of another world", present=1)
    more = msgspec.structs.replace(
        found, promises=[*found.promises, other], heard=[*found.heard, fact("another")]
    )
    assert compare(TRUTH, more) == compare(TRUTH, found)


def test_a_welcome_contact_flagged_is_shown(found: Found) -> None:
    wrong = [msgspec.structs.replace(row, violations=("after_do_not_contact",)) for row in found.outreach]
    row = named(
        compare(TRUTH, msgspec.structs.replace(found, outreach=wrong)),
        "welcome contacts taken for violations",
    )
    assert (row.expected, row.found > 0) == (0, True)


def test_a_secret_left_in_the_voice_is_shown(found: Found) -> None:
    secret = next(label for label in TRUTH.labels if label.secrets)
    rows = [
        msgspec.structs.replace(row, cut=f"... {secret.secrets[0]} ...")
        if row.event_key == secret.key
        else row
        for row in found.heard
    ]
    assert (
        named(compare(TRUTH, msgspec.structs.replace(found, heard=rows)), "secrets still readable").found == 1
    )


def test_silence_before_a_week_is_over_is_no_verdict(found: Found) -> None:
    early = [
        msgspec.structs.replace(row, verdict="silent", matures_at=TRUTH.ends_at + MATURE_AFTER)
        for row in found.resolutions
    ]
    rows = compare(TRUTH, msgspec.structs.replace(found, resolutions=early))
    assert named(rows, "resolved and the customer silent").found == 0
    assert named(rows, "perception gap, points").found == 0


def test_the_gap_is_that_of_resolutions_whose_week_of_proof_is_over(found: Found) -> None:
    """As the view tells it: a customer who objects at once counts when the others have had as long."""
    ripe = [row for row in found.resolutions if row.matures_at <= TRUTH.ends_at]
    contradicted = sum(row.verdict == "contradicted" for row in ripe)
    row = named(compare(TRUTH, found), "perception gap, points")
    assert row.found == row.expected == round(100 * contradicted / len(ripe), 1)


def test_every_row_has_a_name_in_both_languages(found: Found) -> None:
    rows = compare(TRUTH, found)
    assert all(row.name_en.isascii() and not row.name_zh.isascii() for row in rows)
    assert all(bool(row.note_en) == bool(row.note_zh) for row in rows)
