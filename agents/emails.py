"""E-mails: only the new part is anyone's voice; quotes, signatures and notices are cut and kept apart."""

from agents.base import Delivery
from agents.cleaning.mail import own_words
from agents.hearing.ear import Utterance
from agents.interaction import Hearing, Said
from schemas.events import EmailReceived
from schemas.interactions import Interaction
from schemas.values import Channel, Direction, Speaker


def hear_email(hearing: Hearing, delivery: Delivery, mail: EmailReceived) -> Interaction:
    words = own_words(mail.subject, mail.text, mail.html)
    inbound = mail.direction is Direction.INBOUND
    speaker = Speaker.SYSTEM if mail.automatic else Speaker.CUSTOMER if inbound else Speaker.STAFF
    return hearing.interaction(
        delivery,
        Channel.EMAIL,
        Said(
            utterances=[Utterance(speaker, words.own, mail.created_at)],
            counted=inbound and not mail.automatic,
            cut=words.cut,
            purpose=mail.purpose,
            automatic=mail.automatic,
        ),
    )
