"""Social posts: the poster's own words; a plain repost is no new opinion."""

from agents.base import Delivery
from agents.cleaning.post import own_words_of_post
from agents.hearing.ear import Utterance
from agents.interaction import Hearing, Said
from schemas.events import SocialPosted
from schemas.interactions import Interaction
from schemas.values import Channel, Direction, Speaker


def hear_post(hearing: Hearing, delivery: Delivery, post: SocialPosted) -> Interaction:
    words = own_words_of_post(post.text)
    # The company's own posts are outbound even where the listener forgot to say so.
    theirs = post.speaker is Speaker.CUSTOMER and post.direction is Direction.INBOUND
    speaker = post.speaker if post.direction is Direction.INBOUND else Speaker.STAFF
    return hearing.interaction(
        delivery,
        Channel.SOCIAL,
        Said(
            utterances=[Utterance(speaker, words.own, post.created_at)],
            counted=theirs and bool(words.own.strip() or not post.repost_of),
            cut=words.cut,
        ),
    )
