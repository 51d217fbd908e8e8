"""Which matters a turn is about, each with the words and the rule that say so."""

from collections.abc import Sequence

from agents.hearing.index import Hit
from agents.hearing.reading import Reading
from schemas.interactions import TopicHit
from schemas.taxonomy import OTHER


def topic_hits(reading: Reading, complaint: Sequence[tuple[int, int]], at: int) -> list[TopicHit]:
    """Each topic once: its first fault, or else the first words about it; moved by `at` into the voice.

    Praise is the topic where its cue counts. A complaint about none of ours is `other`.
    """
    found: dict[str, Hit] = {}
    for sentence in reading.sentences:
        for hit in sentence.faults:
            if hit.rule.id == OTHER:
                continue
            found.setdefault(hit.rule.id, hit)
        for hit in sentence.cues:
            if hit.rule.id == "praise" and not sentence.ironies:
                found.setdefault("praise", hit)
    for hit in reading.about:
        found.setdefault(hit.rule.id, hit)
    hits = [
        TopicHit(topic=topic, cue=hit.rule.phrase, begin=at + hit.begin, end=at + hit.end)
        for topic, hit in found.items()
    ]
    if complaint and not any(hit.topic != "praise" for hit in hits):
        begin, end = complaint[0]
        hits.append(TopicHit(topic=OTHER, cue=OTHER, begin=at + begin, end=at + end))
    hits.sort(key=_place)
    return hits


def _place(hit: TopicHit) -> tuple[int, int]:
    return hit.begin, hit.end
