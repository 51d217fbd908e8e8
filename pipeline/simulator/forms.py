"""The channels' own shapes: the same words as a call, a letter, a post or a chat."""

from collections.abc import Sequence
from datetime import timedelta
from html import escape
from typing import Final

import msgspec

from pipeline.simulator import bank
from pipeline.simulator.phrases import book
from pipeline.simulator.scene import EN_MONTHS, Spoken, say_as_staff, spoken
from pipeline.simulator.speech import Beat, joined, rough
from pipeline.simulator.teller import Teller
from schemas.events import CallEnded, ChatClosed, ChatMessage, ChatTurn, EmailReceived, SocialPosted, Turn
from schemas.values import Direction, Speaker

Beats = Sequence[Beat]
_QUEUES: Final = {"security": "emergency", "outage": "digital", "price": "lending", "policy": "lending"}
_MINUTE: Final = 60_000


class Ring(msgspec.Struct, frozen=True, kw_only=True):
    """What a call was like besides its words. `waited` and `hold` are minutes."""

    direction: Direction = Direction.INBOUND
    purpose: str = ""
    campaign: str = ""
    source: str = "telephony"
    waited: int = 0
    hold: int = 0
    transfers: int = 0
    answered: bool = True


def call(t: Teller, beats: Beats, ring: Ring | None = None) -> str:
    ring = ring or Ring(waited=t.rng.choice((0, 1, 1, 2, 4, 9, 18)))
    turns: list[Turn] = []
    clock = 0
    for speaker, words in beats:
        length = (60 if words.text.isascii() else 230) * len(words.text)
        turns.append(Turn(speaker=speaker, text=words.text, start=clock, end=clock + length))
        clock += length + t.rng.randint(200, 1500)
    event = CallEnded(
        id=t.new_id(),
        source=ring.source,
        created_at=t.at,
        turns=tuple(turns),
        direction=ring.direction,
        conversation=t.new_id(),
        context=msgspec.structs.replace(t.context(staffed=True), campaign=ring.campaign),
        queue=_QUEUES.get(t.scene.topic, "general") if ring.direction is Direction.INBOUND else "",
        waited=ring.waited * _MINUTE + t.rng.randint(0, 59_000),
        hold=ring.hold * _MINUTE,
        transfers=ring.transfers,
        purpose=ring.purpose,
        answered=ring.answered,
    )
    key = t.tell(event, tuple(beats))
    t.at += timedelta(milliseconds=clock)
    return key


def chat(t: Teller, beats: Beats, *, transfers: int = 0) -> str:
    """A closed chat. A bot's part and staff's part are one conversation."""
    turns: list[ChatTurn] = []
    at = t.at
    for speaker, words in beats:
        text = rough(words.text, [words], t.rng) if speaker is Speaker.CUSTOMER else words.text
        turns.append(ChatTurn(speaker=speaker, text=text, at=at))
        at += timedelta(seconds=t.rng.randint(5, 50))
    staffed = any(speaker is Speaker.STAFF for speaker, _ in beats)
    if staffed and t.rng.random() < 0.06:
        note = say_as_staff("staff.note", t.scene, t.rng)
        turns.append(ChatTurn(speaker=Speaker.STAFF, text=note.text, at=at, private=True))
    event = ChatClosed(
        id=t.new_id(),
        source="chat-desk",
        created_at=t.at,
        turns=tuple(turns),
        conversation=t.new_id(),
        context=t.context(staffed=staffed),
        waited=t.rng.randint(0, 4 * _MINUTE),
        transfers=transfers,
    )
    key = t.tell(event, tuple(beats))
    t.at = at
    return key


def live_chat(t: Teller, beats: Beats) -> list[str]:
    """The same as single messages while the chat goes on, each an event."""
    conversation = t.new_id()
    keys: list[str] = []
    for speaker, words in beats:
        text = rough(words.text, [words], t.rng) if speaker is Speaker.CUSTOMER else words.text
        event = ChatMessage(
            id=t.new_id(),
            source="chat-live",
            created_at=t.at,
            text=text,
            speaker=speaker,
            direction=Direction.INBOUND if speaker is Speaker.CUSTOMER else Direction.OUTBOUND,
            conversation=conversation,
            context=t.context(staffed=speaker is Speaker.STAFF),
        )
        keys.append(t.tell(event, ((speaker, words),)))
        t.at += timedelta(seconds=t.rng.randint(6, 90))
    return keys


def post(t: Teller, beats: Beats, *, known: bool = False, reply_to: str = "") -> str:
    """A public post. The company knows only the social handle, unless it is `known` whose it is."""
    said = [words for _, words in beats]
    speaker = beats[0][0]
    mine = speaker is Speaker.CUSTOMER
    event = SocialPosted(
        id=t.new_id(),
        source="social-listening",
        created_at=t.at,
        text=_post_text(t, said) if mine else f"@{_nick(t)} {joined(said)}",
        platform=t.customer.social.partition(":")[0],
        speaker=speaker,
        direction=Direction.INBOUND if mine else Direction.OUTBOUND,
        customer=t.customer.id if known else "",
        handles=(t.customer.social_handle,),
        in_reply_to=reply_to,
        context=t.context(staffed=not mine),
    )
    return t.tell(event, tuple(beats))


def _nick(t: Teller) -> str:
    return t.customer.social.partition(":")[2]


def _post_text(t: Teller, said: Sequence[Spoken]) -> str:
    text = rough(joined(said), said, t.rng)
    chance = t.rng.random()
    if t.customer.tongue == "zh":
        if chance < 0.3:
            return f"@海丘银行 {text}"
        if chance < 0.4:
            return f"{text} //@海丘银行: 夏日卡开放申请，达标有礼。"
        return f"#海丘银行# {text}" if chance < 0.5 else text
    if chance < 0.5:
        return f"@HarbourHill {text}"
    return f"{text} #harbourhill" if chance < 0.6 else text


def repost(t: Teller) -> str:
    """Somebody passes a post on without a word of their own."""
    event = SocialPosted(
        id=t.new_id(),
        source="social-listening",
        created_at=t.at,
        text="转发微博" if t.customer.tongue == "zh" else "",
        platform=t.customer.social.partition(":")[0],
        handles=(t.customer.social_handle,),
        repost_of=t.new_id(),
    )
    return t.tell(event)


def letter(t: Teller, beats: Beats, *, handle_only: bool = False) -> str:
    """A customer's e-mail. Where staff wrote before, their mail is quoted: its words are not said a second time."""
    scene, rng = t.scene, t.rng
    (speaker, first), *rest = beats
    device = [say_as_staff("mail.device", scene, rng)] if rng.random() < 0.4 else []
    secrets = first.secrets + tuple(secret for words in device for secret in words.secrets)
    beats = ((speaker, msgspec.structs.replace(first, secrets=secrets)), *rest)
    closing = say_as_staff("mail.closing", scene, rng).text
    own = "\n\n".join(
        (
            say_as_staff("mail.greeting", scene, rng).text,
            joined([words for _, words in beats]),
            f"{closing}\n{t.customer.name}",
            *(words.text for words in device),
        )
    )
    quoted, t.last_mail = t.last_mail, ""
    html = rng.random() < 0.15
    event = EmailReceived(
        id=t.new_id(),
        source="mailroom",
        created_at=t.at,
        subject=("Re: " if quoted else "") + _subject(t),
        text="" if html else _with_quote(own, quoted, t),
        html=_as_html(own, quoted) if html else "",
        message_id=f"<{t.new_id()}@{t.customer.email.partition('@')[2]}>",
        customer="" if handle_only else t.customer.id,
        handles=(t.customer.mail_handle,),
        conversation=t.thread,
    )
    return t.tell(event, tuple(beats))


def _subject(t: Teller) -> str:
    """Names a need, never a feeling."""
    return t.rng.choice(book(t.customer.tongue)[f"subject.{t.scene.topic}"]).parts[0]


def _with_quote(own: str, quoted: str, t: Teller) -> str:
    if not quoted:
        return own
    day = t.at - timedelta(hours=3)
    when = f"{day.year}年{day.month}月{day.day}日 {day:%H:%M}"
    if t.customer.tongue == "en":
        when = f"{day:%a}, {day.day} {EN_MONTHS[day.month - 1][:3]} {day.year} at {day:%H:%M}"
    line = book(t.customer.tongue)["mail.wrote"][0]
    wrote = spoken(line, t.customer.tongue, t.scene, t.rng, {"when": when}).text
    return "\n".join((own, "", wrote, *(f"> {row}" for row in quoted.splitlines())))


def _as_html(own: str, quoted: str) -> str:
    body = "".join(f"<p>{escape(part)}</p>".replace("\n", "<br>") for part in own.split("\n\n"))
    below = f"<blockquote type='cite'>{escape(quoted)}</blockquote>" if quoted else ""
    return f"<html><body>{body}{below}</body></html>"


def reply(t: Teller, beats: Beats, *, purpose: str = "service", campaign: str = "") -> str:
    """An e-mail of the company."""
    words = joined([words for _, words in beats])
    tongue = t.customer.tongue
    dear = f"Dear {t.customer.name}," if tongue == "en" else f"{t.customer.name}，您好："
    disclaimer = say_as_staff("mail.disclaimer", t.scene, t.rng).text
    text = f"{dear}\n\n{words}\n\n{t.scene.staff.name}\n{bank.NAMES[tongue]}\n\n{disclaimer}"
    t.last_mail = text
    event = EmailReceived(
        id=t.new_id(),
        source="mailroom",
        created_at=t.at,
        subject=_subject(t),
        text=text,
        direction=Direction.OUTBOUND,
        conversation=t.thread,
        context=msgspec.structs.replace(t.context(staffed=True), campaign=campaign),
        purpose=purpose,
    )
    return t.tell(event, tuple(beats))


def automatic(t: Teller) -> str:
    event = EmailReceived(
        id=t.new_id(),
        source="mailroom",
        created_at=t.at,
        subject="Automatic reply" if t.customer.tongue == "en" else "自动回复",
        text=say_as_staff("mail.auto", t.scene, t.rng).text,
        handles=(t.customer.mail_handle,),
        automatic=True,
    )
    return t.tell(event)
