"""One row each official "resolved", with what the customer then said or did.

Evidence is what the customer does in the same need after the resolution and within `maturity`, up to the next
resolution of the same case; a touchpoint that names another case is none. A reopening is evidence however late: it is
the company's own word. The earliest evidence against outweighs all evidence for, before or after it: who thanks on
Monday and complains on Thursday was not helped. Coming again is evidence against unless it is merely to thank, or a
message in a talk that had begun before the resolution.

    RESOLVED --- thanks (Mon) --- complaint (Thu) ---|
        |<---------------- maturity ---------------->|      contradicted, on Thursday, by the complaint
"""

from datetime import datetime
from typing import Final, NamedTuple

from agents.following.journeys import places
from agents.following.needs import Need, Needs
from agents.following.policies import Policies
from agents.following.reading import Kind, Reading, View, contradicts
from schemas.stories import ResolutionRow, Story, Verdict


class _Finding(NamedTuple):
    verdict: Verdict
    how: str = ""
    at: datetime | None = None
    key: str = ""


_SILENT: Final = _Finding(Verdict.SILENT)
_AGAINST: Final = {View.UNSOLVED: "said", View.COMPLAINING: "complained", View.NONE: "contacted_again"}
_FOR: Final = {View.SOLVED: "said", View.GRATEFUL: "thanked"}


def resolutions(story: Story, needs: Needs, policies: Policies) -> tuple[ResolutionRow, ...]:
    """The resolutions of a story, by the time of the resolution."""
    following = _next_records(needs)
    rows = []
    for need in needs.all:
        for place, reading in enumerate(need.readings):
            if reading.kind is Kind.RESOLVED:
                found = _finding(need, place, following.get(reading.key), policies)
                rows.append(_row(story, need, reading, found, policies))
    return tuple(sorted(rows, key=lambda row: (row.resolved_at, row.event_key)))


def _next_records(needs: Needs) -> dict[str, Reading]:
    """For each resolution the next resolution or reopening of its case (without a case: of its need)."""
    records = [
        (reading.at, reading.key, reading.case or need.readings[0].key, reading)
        for need in needs.all
        for reading in need.readings
        if reading.kind in (Kind.RESOLVED, Kind.REOPENED)
    ]
    records.sort(key=lambda one: one[:2])
    last: dict[str, str] = {}
    following: dict[str, Reading] = {}
    for _, key, case, reading in records:
        if case in last:
            following[last[case]] = reading
        last[case] = key
    return following


def _finding(need: Need, place: int, following: Reading | None, policies: Policies) -> _Finding:
    resolution = need.readings[place]
    until = resolution.at + policies.maturity
    content = _SILENT
    for later in range(place + 1, len(need.readings)):
        reading = need.readings[later]
        if reading is following or reading.at > until:
            break
        if reading.at == resolution.at or (reading.case and resolution.case not in ("", reading.case)):
            continue
        goes_on = need.readings[need.contact_of[later]].at <= resolution.at
        if contradicts(reading, goes_on=goes_on):
            return _Finding(Verdict.CONTRADICTED, _AGAINST[reading.view], reading.at, reading.key)
        if reading.view in _FOR and content is _SILENT:
            content = _Finding(Verdict.CONFIRMED, _FOR[reading.view], reading.at, reading.key)
    if following is not None and following.kind is Kind.REOPENED:
        return _Finding(Verdict.CONTRADICTED, "reopened", following.at, following.key)
    return content


def _row(story: Story, need: Need, reading: Reading, found: _Finding, policies: Policies) -> ResolutionRow:
    region, product, team = places([reading, *need.readings])
    return ResolutionRow(
        customer=story.customer,
        event_key=reading.key,
        case_id=reading.case,
        resolved_at=reading.at,
        matures_at=reading.at + policies.maturity,
        verdict=found.verdict,
        verdict_at=found.at,
        how=found.how,
        evidence_key=found.key,
        region=region,
        product=product,
        team=team,
        present=1,
        version=story.version,
    )
