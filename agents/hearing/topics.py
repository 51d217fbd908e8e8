"""Which matters an interaction is about, each with the words and the rule that say so."""

from collections.abc import Iterator, Sequence
from typing import Final, NamedTuple

from agents.hearing.index import Hit
from agents.hearing.reading import Reading, Sentence
from schemas.interactions import TopicHit
from schemas.taxonomy import OTHER

PRAISE: Final = "praise"
# Cues that say by themselves what is complained about.
_SAID_BY: Final = {
    "repeat": "unsolved",
    "re_explaining": "unsolved",
    "not_resolved": "unsolved",
    "waiting": "waiting",
    "do_not_contact": "unwanted_contact",
    "praise": PRAISE,
}
# Matters of how a need was dealt with: beside them, what is only named may still be the need itself.
_HOW: Final = frozenset({"unsolved", "waiting", "broken_promise", "information", "staff_attitude", PRAISE})


class Told(NamedTuple):
    """One turn: read, with its complaint's spans, `at` its place in the voice."""

    reading: Reading
    complaint: tuple[tuple[int, int], ...]
    at: int


class _Found(NamedTuple):
    topic: str
    at: int
    hit: Hit


def topic_hits(turns: Sequence[Told]) -> tuple[TopicHit, ...]:
    """Each topic once, in order of place: what is complained about or praised, else what is only named.

    Next to a fault with a topic of its own, other matters that are merely named are none of the complaint's, nor is
    what it finds to praise. A complaint about none of ours is `other`.
    """
    found: dict[str, _Found] = {}
    complains = any(turn.complaint for turn in turns)
    for claim in _claims(turns):
        if not (complains and claim.topic == PRAISE):
            found.setdefault(claim.topic, claim)
    if found.keys() <= _HOW:
        for named in _named(turns, evident=complains and bool(found)):
            found.setdefault(named.topic, named)
    hits = [_topic_hit(one) for one in found.values()]
    if complains and not found:
        hits.append(_unknown(turns))
    return tuple(sorted(hits, key=lambda hit: (hit.begin, hit.end)))


def _claims(turns: Sequence[Told]) -> Iterator[_Found]:
    for reading, _, at in turns:
        for sentence in reading.sentences:
            told = [(hit.rule.id, hit) for hit in _outermost(sentence.faults)]
            matters = [hit for topic, hit in told if topic not in _HOW]
            told += [(_SAID_BY[hit.rule.id], hit) for hit in sentence.cues if hit.rule.id in _SAID_BY]
            for topic, hit in told:
                if topic == PRAISE and sentence.ironies:
                    continue
                if topic != "unsolved" or not any(_overlap(hit, matter) for matter in matters):
                    yield _Found(topic, at, hit)


def _outermost(faults: Sequence[Hit]) -> Iterator[Hit]:
    """Faults of our topics, without those that are part of another's words: "refund not received" is no missing pay."""
    reach: Hit | None = None
    for hit in faults:
        if hit.rule.id == OTHER:
            continue
        if reach is None or hit.end > reach.end or hit.begin == reach.begin or hit.rule.id == reach.rule.id:
            yield hit
        if reach is None or hit.end > reach.end:
            reach = hit


def _overlap(left: Hit, right: Hit) -> bool:
    """The same words say one thing: in "still can't log in" it is the login."""
    return left.begin < right.end and right.begin < left.end


def _named(turns: Sequence[Told], *, evident: bool) -> Iterator[_Found]:
    """With `evident` only what is named in a sentence that complains."""
    for reading, complaint, at in turns:
        sore = [sentence for sentence in reading.sentences if _holds(sentence, complaint)]
        for hit in reading.about:
            if not evident or any(sentence.begin <= hit.begin < sentence.end for sentence in sore):
                yield _Found(hit.rule.id, at, hit)


def _holds(sentence: Sentence, spans: Sequence[tuple[int, int]]) -> bool:
    return any(sentence.begin <= begin < sentence.end for begin, _ in spans)


def _topic_hit(found: _Found) -> TopicHit:
    topic, at, hit = found
    return TopicHit(topic=topic, cue=hit.rule.phrase, begin=at + hit.begin, end=at + hit.end)


def _unknown(turns: Sequence[Told]) -> TopicHit:
    begin, end = next((turn.at + begin, turn.at + end) for turn in turns for begin, end in turn.complaint)
    return TopicHit(topic=OTHER, cue=OTHER, begin=begin, end=end)
