"""E-mails: only the new part is anyone's voice; quotes, signatures and notices are cut and kept apart."""

import re
from typing import Final

from agents.base import Delivery
from agents.cleaning.mail import own_words
from agents.hearing.ear import Utterance
from agents.interaction import Hearing, Said
from schemas.events import EmailReceived
from schemas.interactions import Interaction
from schemas.values import Channel, Direction, Speaker

# The subject of a reply or a forward was written by somebody else, long ago.
_REPLY: Final = re.compile(
    r"\s*(?:re|fwd?|aw|wg|回复|答复|回覆|转发|轉發)\s*(?:\[\d+\])?\s*[:：]", re.IGNORECASE
)


def hear_email(hearing: Hearing, delivery: Delivery, mail: EmailReceived) -> Interaction:
    words = own_words(mail.subject, mail.text, mail.html)
    inbound = mail.direction is Direction.INBOUND
    spoken = _with_subject(mail.subject, words.own) if inbound else words.own
    speaker = Speaker.SYSTEM if mail.automatic else Speaker.CUSTOMER if inbound else Speaker.STAFF
    return hearing.interaction(
        delivery,
        Channel.EMAIL,
        Said(
            utterances=[Utterance(speaker, spoken, mail.created_at)],
            counted=inbound and not mail.automatic,
            cut=words.cut,
            purpose=mail.purpose,
            automatic=mail.automatic,
        ),
    )


def _with_subject(subject: str, own: str) -> str:
    """Many a complaint stands in the subject alone."""
    if not subject.strip() or _REPLY.match(subject) or subject.strip() in own:
        return own
    return f"{subject.strip()}\n{own}"
