"""The sentences of a briefing, which both formats share."""

from collections.abc import Iterator
from typing import Final, NamedTuple

from pipeline.reporting.brief import Brief, Quote, Surge
from pipeline.reporting.excerpts import short
from pipeline.reporting.wording import Wording

KINDS: Final = 4


class Sentences(NamedTuple):
    """Plain text, not yet harmless in any format."""

    short: tuple[str, ...]
    surges: tuple[str, ...]
    promised: str
    official: tuple[str, ...]
    pressed: str
    praised: str
    account: str
    doubted: bool


def sentences(brief: Brief, say: Wording) -> Sentences:
    unkept = (*brief.ledger.listed, *brief.ledger.oldest)
    return Sentences(
        short=tuple(_short(brief, say)),
        surges=tuple(_surge(one, say) for one in brief.surges),
        promised=say.together(_promised(brief, say)),
        official=tuple(_official(brief, say)),
        pressed=_pressed(brief, say),
        praised=_praised(brief, say),
        account=say.together(_account(brief, say)),
        doubted=any(one.doubted for one in unkept),
    )


def said(voice: Quote, say: Wording) -> str:
    """Where and when somebody said it, and what about."""
    parts = [say.day(voice.at), say.place("channel", voice.channel), voice.product, voice.region]
    return " · ".join([*filter(None, parts), say.listed(map(say.topic, voice.about))])


def _short(brief: Brief, say: Wording) -> Iterator[str]:
    """What a reader with half a minute should know: what is wrong with the figures themselves first."""
    if brief.account.unaccounted:
        yield say.word("short_account", missing=brief.account.unaccounted)
    yield from _moved(brief, say)
    if brief.surges:
        names = dict.fromkeys(say.topic(one.topic) for one in brief.surges)
        yield say.word("short_surges", topics=short(say.listed(names), 90))
    yield from _unkept(brief, say)
    if brief.official.gap.contradicted:
        gap = brief.official.gap
        yield say.word("short_gap", mature=gap.gap.n, contradicted=gap.contradicted)
    if brief.pressure.violations:
        yield say.word(
            "short_pressure", violations=brief.pressure.violations, customers=brief.pressure.customers
        )


def _moved(brief: Brief, say: Wording) -> Iterator[str]:
    if not brief.interactions:
        yield say.word("short_nothing")
        return
    named = (("net_sentiment", brief.net_sentiment), ("complaint_rate", brief.complaint_rate))
    moved = [one for one in named if one[1].moved]
    for id_, figure in moved:
        yield say.word(
            "short_moved",
            figure=say.figure(id_),
            before=say.number(figure.before),
            value=say.valued(id_, figure.value),
        )
    if not moved:
        yield say.word("short_unmoved")


def _unkept(brief: Brief, say: Wording) -> Iterator[str]:
    ledger = brief.ledger
    counts = {"broken": ledger.broken, "due": ledger.rate.n, "unkept": ledger.unkept}
    if ledger.outstanding:
        yield say.word("short_unkept_owed", **counts, money=say.money(ledger.outstanding))
    elif ledger.broken or ledger.unkept:
        yield say.word("short_promises", **counts)


def _surge(one: Surge, say: Wording) -> str:
    over = say.word("surge_over", moment=say.moment(one.ended_at)) if one.ended_at else say.word("surge_on")
    return say.word(
        "surge",
        topic=short(say.topic(one.topic), 40),
        count=one.count,
        window=say.word("hours", n=one.hours),
        moment=say.moment(one.started_at),
        usual=say.number(one.usual),
        state=over,
    )


def _promised(brief: Brief, say: Wording) -> Iterator[str]:
    ledger = brief.ledger
    if ledger.rate.n:
        yield say.word("promises_states", kept=ledger.kept, late=ledger.late, broken=ledger.broken)
    else:
        yield say.word("promises_none")
    yield say.word("promises_unkept", n=ledger.unkept)
    if ledger.outstanding:
        yield say.word("promises_owed", money=say.money(ledger.outstanding))
    else:
        yield say.word("promises_owed_none")


def _official(brief: Brief, say: Wording) -> Iterator[str]:
    gap = brief.official.gap
    if gap.official:
        yield say.word("official_span", span=say.span(brief.official.start, brief.official.end))
        yield say.word(
            "official_verdicts",
            contradicted=gap.contradicted,
            confirmed=gap.confirmed,
            silent=gap.silent,
            immature=gap.official - gap.gap.n,
        )
    else:
        yield say.word("official_none")
    courteous = brief.official.courteous_unsolved
    if courteous.n:
        yield say.word(
            "courteous",
            share=say.number(courteous.value, 0),
            range=say.range(courteous.low, courteous.high),
            basis=say.basis(courteous),
        )
    survey = brief.official.survey
    if survey.satisfied.n:
        yield say.word(
            "survey_line",
            n=say.word("n", n=survey.satisfied.n),
            csat=say.number(survey.satisfied.value, 0),
            csat_range=say.range(survey.satisfied.low, survey.satisfied.high),
            share=say.number(survey.complained.value, 0),
            share_range=say.range(survey.complained.low, survey.complained.high),
            basis=say.basis(survey.complained),
        )
    else:
        yield say.word("survey_none")


def _pressed(brief: Brief, say: Wording) -> str:
    found = brief.pressure
    if not found.violations:
        return say.word("pressure_none")
    kinds = say.listed(
        f"{say.kind(one.kind)} {say.word('times', n=one.count)}" for one in found.kinds[:KINDS]
    )
    return say.word("pressure_line", violations=found.violations, customers=found.customers, kinds=kinds)


def _praised(brief: Brief, say: Wording) -> str:
    if not brief.praise.interactions:
        return say.word("praise_none")
    return say.word("praise_line", n=brief.praise.interactions, named=brief.praise.named)


def _account(brief: Brief, say: Wording) -> Iterator[str]:
    account = brief.account
    closes = (
        say.word("account_open", missing=account.unaccounted)
        if account.unaccounted
        else say.word("account_closes")
    )
    yield say.word(
        "account_line",
        received=account.received,
        stored=account.stored,
        duplicates=account.duplicates,
        dead_lettered=account.dead_lettered,
        in_flight=account.in_flight,
        closes=closes,
    )
    if account.restated:
        yield say.word("account_restated", n=account.restated)
    if account.newest_stored_at:
        yield say.word("account_newest", moment=say.moment(account.newest_stored_at))
