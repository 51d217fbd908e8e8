"""Which matters an interaction is about, each with the words and the rule that say so.

Phrases that state a fault stand as they are. Where a turn complains and none does, the model has its say: it finds a
matter that no phrase names, and of those that are merely named it keeps the likely ones.
"""

from collections.abc import Iterator, Sequence
from math import log
from typing import Final, NamedTuple

from agents.hearing.index import Hit
from agents.hearing.matters import Logits, Matters
from agents.hearing.reading import Reading
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
# Logits that a matter of a complaint must pass, as measured on sentences that trained nothing.
_UNNAMED: Final = log(0.15 / 0.85)  # where no phrase names it
_NAMED: Final = log(0.03 / 0.97)  # where one does
_CHANCES: Final = 0.5  # the more turns, the likelier one of them looks so by chance

Place = tuple[int, int]


class Told(NamedTuple):
    """One turn: redacted, folded and read, with its complaint's spans, `at` its place in the voice.

    `weighed` is false where it says too little for the model; `logits` is what the model says, if it was asked before.
    """

    text: str
    folded: str
    reading: Reading
    complaint: tuple[Place, ...]
    at: int
    weighed: bool
    logits: Logits | None = None


class _Found(NamedTuple):
    topic: str
    cue: str
    begin: int
    end: int


def topic_hits(turns: Sequence[Told], model: Matters) -> tuple[TopicHit, ...]:
    """Each topic once, in order of place: what is complained about or praised, else what the turns are likely about.

    Next to a fault with a topic of its own, other matters that are merely named are none of the complaint's, nor is
    what it finds to praise. A complaint about none of ours is `other`.
    """
    found: dict[str, _Found] = {}
    complains = any(turn.complaint for turn in turns)
    for claim in _claims(turns):
        if not (complains and claim.topic == PRAISE):
            found.setdefault(claim.topic, claim)
    if found.keys() <= _HOW:
        for likely in _likely(turns, model, evident=complains and bool(found)):
            if not (complains and likely.topic == PRAISE):
                found.setdefault(likely.topic, likely)
    if complains and not found:
        found[OTHER] = _unknown(turns)
    return tuple([_topic_hit(claim) for claim in sorted(found.values(), key=_place)])


def _claims(turns: Sequence[Told]) -> Iterator[_Found]:
    for turn in turns:
        for sentence in turn.reading.sentences:
            told = [(hit.rule.id, hit) for hit in _outermost(sentence.faults)]
            matters = [hit for topic, hit in told if topic not in _HOW]
            told += [(_SAID_BY[hit.rule.id], hit) for hit in sentence.cues if hit.rule.id in _SAID_BY]
            for topic, hit in told:
                if topic == PRAISE and sentence.ironies:
                    continue
                if topic != "unsolved" or not any(_overlap(hit, matter) for matter in matters):
                    yield _of(hit, topic, turn.at)


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


def _likely(turns: Sequence[Told], model: Matters, *, evident: bool) -> Iterator[_Found]:
    """With `evident` only what is named in a turn that complains."""
    asked = [turn for turn in turns if turn.weighed and (turn.complaint or not evident)]
    for turn in asked:
        yield from _told_by(turn, model, evident=evident, chances=_CHANCES * log(len(asked)))


def _told_by(turn: Told, model: Matters, *, evident: bool, chances: float) -> Iterator[_Found]:
    """What is named; in a complaint, what of it is likely, and the likeliest matter of all where no phrase names it."""
    named: dict[str, Hit] = {}
    for hit in turn.reading.about:
        named.setdefault(hit.rule.id, hit)
    if not turn.complaint:
        yield from (_of(hit, topic, turn.at) for topic, hit in named.items())
        return
    found = model.of(turn.text, turn.folded) if turn.logits is None else turn.logits
    if named:
        logits = dict(zip(model.topics, found, strict=True))
        for topic, hit in named.items():
            if logits.get(topic, 0.0) > _NAMED + chances:
                yield _of(hit, topic, turn.at)
    if evident:
        return
    logit, likeliest = max([one for one in zip(found, model.topics, strict=True) if one[1] != PRAISE])
    if likeliest not in named and logit > _UNNAMED + chances:
        begin, end = model.sorest(likeliest, turn.text, turn.folded)
        yield _Found(likeliest, model.version, turn.at + begin, turn.at + end)


def _of(hit: Hit, topic: str, at: int) -> _Found:
    return _Found(topic, hit.rule.phrase, at + hit.begin, at + hit.end)


def _place(found: _Found) -> Place:
    return found.begin, found.end


def _topic_hit(found: _Found) -> TopicHit:
    return TopicHit(topic=found.topic, cue=found.cue, begin=found.begin, end=found.end)


def _unknown(turns: Sequence[Told]) -> _Found:
    begin, end = next((turn.at + begin, turn.at + end) for turn in turns for begin, end in turn.complaint)
    return _Found(OTHER, OTHER, begin, end)
