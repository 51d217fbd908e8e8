"""One row a need: what the customer went through, from their side.

Contacts, channels and switches are the customer's own: a call or an e-mail is one contact each, messages of one chat or
one thread of posts within a day are one, and to come back merely to thank or to say that all is well is none.
`elapsed` runs from the first touchpoint to the resolution that held, by the company's record or the customer's word,
else to the end of the last touchpoint. Waiting is split by who held the ball: the company after the customer's
touchpoint, the customer after the company's, nobody once the customer says it is resolved; queue and hold times add to
the company's. The time after the last touchpoint is nobody's: what comes next is not known.
"""

from bisect import bisect_right
from collections.abc import Iterable, Mapping
from datetime import datetime, timedelta
from itertools import pairwise
from typing import Final

from agents.following.effort import Toil, effort
from agents.following.needs import Need, Needs
from agents.following.policies import Policies
from agents.following.reading import Kind, Reading, View, only_closes
from agents.following.retold import identified, retold
from schemas.stories import Journey, ResolutionRow, Story, Told
from schemas.values import Channel, Role, Speaker

_SECOND: Final = timedelta(seconds=1)
_NOTHING: Final = timedelta()
_REPLIES: Final = (Kind.REACHED, Kind.RESOLVED)


def journeys(
    story: Story, needs: Needs, resolutions: Iterable[ResolutionRow], policies: Policies
) -> tuple[Journey, ...]:
    """The journeys of a story, by their first touchpoint."""
    verdicts = {row.event_key: row.verdict for row in resolutions}
    told = _told_again(needs) if len(needs.all) > 1 else {}
    return tuple(_journey(story, need, (verdicts, told), policies) for need in needs.all)


_Tellings = dict[str, tuple[list[datetime], list[Need]]]


def _told_again(needs: Needs) -> _Tellings:
    """For each topic, when the customer came with it and in which need, in order."""
    every = [
        (r.at, r.key, need, r.topics) for need in needs.all for r in need.readings if r.kind is Kind.CAME
    ]
    every.sort(key=lambda one: one[:2])
    found: _Tellings = {}
    for at, _, need, topics in every:
        for topic in topics:
            times, where = found.setdefault(topic, ([], []))
            times.append(at)
            where.append(need)
    return found


def _journey(
    story: Story, need: Need, known: tuple[Mapping[str, str], _Tellings], policies: Policies
) -> Journey:
    verdicts, tellings = known
    readings = need.readings
    asking = _asking(need)
    contacts = len({need.contact_of[place] for place in asking})
    tolds = [told for place in asking if (told := readings[place].told)]
    channels = _folded([told.channel for told in tolds])
    checked = identified(need)
    again = retold(need, checked)
    company, customer = _waiting(readings)
    toil = Toil(
        contacts,
        len(channels) - 1 if channels else 0,
        _transfers(readings),
        len(checked),
        again.times,
        company,
    )
    resolved = [reading for reading in readings if reading.kind is Kind.RESOLVED]
    last_contact = readings[asking[-1]].at if asking else readings[-1].at
    single = contacts == 1 and not _returned(need, tellings, last_contact, policies)
    lowest, last = _feelings(readings)
    region, product, team = places(readings)
    return Journey(
        customer=story.customer,
        journey=readings[0].key,
        started_at=readings[0].at,
        ended_at=readings[-1].at,
        resolved_at=resolved[-1].at if resolved else None,
        felt=verdicts[resolved[-1].key] if resolved else "",
        matures_at=last_contact + policies.maturity,
        elapsed=_elapsed(need),
        contacts=contacts,
        outbound=sum([r.kind is Kind.REACHED and not r.talk for r in readings]),
        channels=channels,
        switches=toil.switches,
        transfers=toil.transfers,
        identity_checks=toil.identity_checks,
        re_explained=again.times,
        re_explained_first=again.first,
        re_explained_again=again.again,
        waiting_company=company // _SECOND,
        waiting_customer=customer // _SECOND,
        lowest_polarity=lowest,
        last_polarity=last,
        effort=effort(toil),
        single_contact=int(single),
        complaint=int(any(told.complaint for told in tolds)),
        topics=_once([topic for told in tolds for topic in told.topics]),
        cases=_once([reading.case for reading in readings]),
        touchpoints=tuple([reading.key for reading in readings]),
        region=region,
        product=product,
        team=team,
        role=_role(readings),
        present=1,
        version=story.version,
    )


def _asking(need: Need) -> list[int]:
    """The places where the customer came because the need was not met; the first always counts."""
    came = [place for place, reading in enumerate(need.readings) if reading.kind is Kind.CAME]
    return came[:1] + [place for place in came[1:] if not only_closes(need.readings[place])]


def _returned(need: Need, tellings: _Tellings, last_contact: datetime, policies: Policies) -> bool:
    """Whether the customer came with a topic of this need in another one before this one was mature."""
    if not tellings:
        return False
    for topic in frozenset().union(*[r.topics for r in need.readings if r.kind is Kind.CAME]):
        times, where = tellings.get(topic, ((), ()))
        upto = bisect_right(times, last_contact + policies.maturity)
        if any(where[place] is not need for place in range(bisect_right(times, last_contact), upto)):
            return True
    return False


def _folded(channels: list[Channel]) -> tuple[str, ...]:
    return tuple(channels[:1] + [new for old, new in pairwise(channels) if new is not old])


def _once(names: Iterable[str]) -> tuple[str, ...]:
    """Each name once, in the order of its first appearance."""
    return tuple(filter(None, dict.fromkeys(names)))


def _waiting(readings: tuple[Reading, ...]) -> tuple[timedelta, timedelta]:
    """How long the company, and how long the customer, held the ball."""
    company = customer = _NOTHING
    holder: Kind | None = None
    since = readings[0].at
    for reading in readings:
        if holder is not None and reading.at > since:
            if holder is Kind.CAME:
                company += reading.at - since
            else:
                customer += reading.at - since
        since = max(since, reading.over)
        kind, told = reading.kind, reading.told
        if reading.view is View.SOLVED:
            holder = None
        elif kind is Kind.CAME or kind is Kind.REOPENED:
            holder = Kind.CAME
        elif kind in _REPLIES:
            holder = Kind.REACHED
        if told is not None and (told.waited or told.hold):
            company += timedelta(milliseconds=told.waited + told.hold)
    return company, customer


def _transfers(readings: tuple[Reading, ...]) -> int:
    """As the telephone system counted; where it counted none, as staff announced."""
    return sum([told.transfers or _announced(told) for r in readings if (told := r.told)])


def _announced(told: Told) -> int:
    return sum([cue.cue == "transfer" and cue.speaker is not Speaker.CUSTOMER for cue in told.cues])


def _elapsed(need: Need) -> int:
    start = need.readings[0].at
    end = need.settled_at or max([reading.over for reading in need.readings])
    return max(_NOTHING, end - start) // _SECOND


def _feelings(readings: tuple[Reading, ...]) -> tuple[int | None, int | None]:
    """The lowest sentiment and the last; of a talk that has thirds, the last third is how the customer left it."""
    scored = [told for r in readings if (told := r.told) and told.counted and told.polarity is not None]
    lowest = min([told.polarity for told in scored if told.polarity is not None], default=None)
    if not scored:
        return lowest, None
    return lowest, scored[-1].polarity if scored[-1].last_third is None else scored[-1].last_third


def places(readings: Iterable[Reading]) -> tuple[str, str, str]:
    """Region, product and team: each from the first touchpoint that names it."""
    region = product = team = ""
    for reading in readings:
        context = reading.context
        region = region or context.region
        product = product or context.product
        team = team or context.team
        if region and product and team:
            break
    return region, product, team


def _role(readings: tuple[Reading, ...]) -> Role:
    for reading in readings:
        if reading.touchpoint.person.role is not Role.UNKNOWN:
            return reading.touchpoint.person.role
    return Role.UNKNOWN
