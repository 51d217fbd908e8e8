"""The words by which staff commit the company in English."""

import re
from collections.abc import Iterator
from typing import Final

from ahocorasick_rs import AhoCorasick

from agents.hearing.duetimes import Due
from agents.hearing.pledges import DueIn, Pledge


def _verbs(words: str) -> str:
    return "|".join(sorted(words.split(","), key=len, reverse=True))


# What can be owed to a customer. The first group is a commitment on its own; the second may be under way already, so it
# needs a due time, or a "we", which speaks for people who are not in the talk.
_ACTS: Final = _verbs(
    "call(?! (?:it|this|that)),take care of,phone,ring,telephone,e-mail,email,text,message,write,contact,get back,get in touch,come back,reply,respond,answer,follow up,"
    "follow-up,update you,inform,notify,advise you,let you know,keep you,be in touch,be in contact,reach out,reach back,reach you,touch base,send,re-send,"
    "resend,ship,reship,dispatch,deliver,redeliver,mail,post,courier,replace,refund,credit,reimburse,compensate,waive,reverse,settle,pay,repay,return,"
    "fix,resolve,repair,solve,restore,investigate,review,escalate,arrange,schedule,book,issue,install,visit,come out,come by,"
    "come over,come to,come and,be there,be with you,make sure,ensure,see to it,provide,confirm,complete,finish,forward,hand this,pass this,pass it,pass your,"
    "pass that,pass on,file,submit,raise,open a,open an,log a,honor,honour,extend,chase,collect,pick it up,pick up,pick that up,speak with my,speak to my,speak to the,"
    "speak with the,talk to my,report this,report back,personally,have someone,have a,have an,have it,have this,have that,have the,have your,have our,have my,have one of,get someone,get a,get an,"
    "get to the bottom,get it,get this,get that,get your,get the,get our,get one of,get you a,get you an,get you the,get you your,assign,give you a call,give you a ring,give you a full,give you an update,give you a refund,"
    "give you an answer,give you a response,give you a decision,give you your,return your call,drop you,drop off,bring you a,swap,exchange,match,refile,reinstate,reactivate,"
    "be calling,be sending,be emailing,be in contact,be contacting,be visiting,be shipping,be delivering,be refunding,be following up,be getting back,be issuing,be crediting,be processing,be reviewing,be replacing,be coming,be reaching out"
)
_WORKS: Final = _verbs(
    "look into,look at,look in to,take care of,sort,handle,deal with,process,update,cancel,remove,change,apply,add,check,correct,amend,adjust,close,"
    "speak,talk,ask,work on,go through,do,begin,start,activate,unlock,reset,upgrade,put,run,bring,take,set,finalise,finalize,approve,transfer,release"
)
_DONE: Final = _verbs(
    "taken care of,looked after,called,phoned,e-mailed,emailed,texted,contacted,notified,informed,updated,sent,re-sent,resent,shipped,dispatched,delivered,mailed,posted,replaced,refunded,"
    "credited,reimbursed,compensated,waived,reversed,paid,repaid,returned,fixed,resolved,repaired,sorted,solved,restored,processed,investigated,"
    "reviewed,escalated,arranged,issued,installed,completed,finished,corrected,activated,reactivated,reinstated,unlocked,unblocked,collected,picked up,ready,available,with you,"
    "there,in touch,in contact,in your account,in your bank,on its way,on the way,back up,back on,back online,back in stock,up and running,done,lifted,approved,released,transferred,answered,handled,removed,made,changed,calling,coming,visiting,arriving,"
    "sending,delivering,contacting,emailing,reaching out,getting back,working again,closed out,cleared,exchanged,swapped,connected,reconnected,finalised,finalized,honoured,honored,added,deposited,applied to,out to you,at your"
)
_ARRIVE: Final = _verbs(
    "call,phone,ring,e-mail,email,text,message,write,contact,get back,get in touch,reply,respond,answer,follow up,let you know,keep you,reach out,send,ship,"
    "dispatch,deliver,mail,replace,refund,credit,reimburse,return,fix,resolve,repair,restore,investigate,review,arrange,visit,come,arrive,"
    "reach you,reach your,land,show up,appear,hit your,clear,post,go out,go through,process,complete,take care,look into,collect,pick,install"
)
_RECEIVE: Final = r"(?:receive|get|have|hear|see|find)(?! to\b)"
_GIFTS: Final = (
    r"(?:refund|replacement|money|funds?|credit|call|callback|reply|response|answer|e-?mail|text|message|update|confirmation|parcel|package|delivery|order|letter|"
    r"link|decision|result|news|voucher|card|engineer|technician|label|compensation|cheque|check|payment|statement|invoice|back|from (?:us|me|our|my|the|someone|one)|new one|notification|device|unit|amount|it|them|one)\b"
)

_FIRST: Final = r"(?<![A-Za-z'])(?P<who>i|we)(?:'ll| ll| will| shall|(?: am| are|'m|'re) (?:going to|gonna)| can (?:confirm|assure you|promise)(?: that)? (?:i|we)(?:'ll| will)| both will| all will| (?:definitely|certainly|personally|also|then) will)\b"
_THIRD: Final = (
    r"(?<![A-Za-z])(?P<subject>you|it|he|she|they|someone|somebody|everything|this|that|these|those"
    r"|(?:my|our|the|a|an|another|one of (?:my|our|the)|your|someone|this|that|these|those|every|all)(?: (?!(?:and|or|but|if|that|so|then|when|which|i|we|you|to) )[A-Za-z0-9'-]{1,20}){1,6}?|(?-i:(?!(?:Refunds|Orders|Deliveries|Parcels|Payments|Returns|Replies|Customers|Claims|Credits|Requests|Packages|Items|And|But|Who|What|When|Which|That|There|Then|Or|So)\b)[A-Z][a-z]{2,15}))"
    r"(?:'ll| will| shall|(?: is| are|'s|'re) (?:going to|gonna))\b"
)
_EN_PLEDGE: Final = re.compile(
    rf"{_FIRST}|{_THIRD}"
    r"|(?<![A-Za-z'])(?P<doing>(?:i|we)(?:'m| am|'re| are)(?: now| also| currently)? (?:calling|sending|shipping|dispatching|refunding|crediting|delivering|visiting|issuing|coming|posting|mailing|escalating|replacing|arranging)"
    r"|(?:is|are)(?: now| also)? (?:coming|arriving|calling|visiting|going out|being (?:sent|shipped|delivered|dispatched|refunded|credited|replaced))"
    r"|(?:is|are|has been|have been|'s been)(?: now| already)? (?:scheduled|booked|arranged|rescheduled|set|lined up|due)(?: in)? (?=for|to|on|by|tomorrow|today|next|this|in|at|between|mon|tue|wed|thu|fri|sat|sun)"
    r"|(?:has|have)(?: now)? (?:scheduled|booked|arranged))"
    r"|(?<![A-Za-z'])(?P<vow>(?:i|we)(?: can| do| hereby| absolutely| personally)? (?:promise|guarantee|swear|commit|pledge|undertake)|you have (?:my|our) word)(?! (?:you )?(?:that )?(?:i|we|it|you|he|she|they|the|your|our|my)\b)"
    r"|(?<![A-Za-z'])(?P<expect>(?:you (?:can|should|may) |please |do )?expect (?=(?:to (?:hear|receive|get|see|have)|an?|your|the|our|it|one)\b))"
    r"|(?:^|(?<=, )|(?<= and )|(?<= but ))(?:(?:ok(?:ay)?|sure|yes|great|perfect|thanks|thank you|understood|no problem)[, ]+)?(?P<bare>will)(?= (?:be (?:in touch|in contact|calling|sending|back|with you|delivered|sent|refunded|credited|repaired|fixed|installed|paid|there|ready)|arrive|reach you|call|email|e-mail|get back|send|refund|contact|update you|let you know|follow up|ring|text|reply|resolve|fix|ship|confirm)\b)",
    re.IGNORECASE,
)
_ADVERBS: Final = re.compile(
    r"[ ,]*(?:(?:also|then|certainly|definitely|absolutely|personally|gladly|happily|surely|of course|immediately|promptly|still|both|all|first|go ahead and|continue to|"
    r"go and|just|now|again|quickly|soon|shortly|urgently|directly|automatically|fully|finally|really|even|instead|therefore|in turn|get to work and|be able to|make every effort and|actually|gonna|only|most|"
    r"by (?:then|tomorrow|today|tonight|(?:mon|tues|wednes|thurs|fri|satur|sun)day)|tomorrow|today|tonight) *,? *)*",
    re.IGNORECASE,
)
_HEDGE: Final = re.compile(
    r"(?<![a-z])(?:not|never|n't|try|attempt|do (?:my|our) best|do (?:everything|what|all)|see (?:if|what|whether|how)|hope\w*|probably|likely|maybe|perhaps|possibly|usually|normally|typically|generally|often|"
    r"sometimes|on average|in most cases|as a rule|aim|if(?! (?:that's|that is|possible|not (?:sooner|earlier|before)|you don't mind))|unless|whether|should|might|(?-i:may)|could|would|depend\w*|estimate\w*|"
    r"(?:be )?(?:happy|glad|delighted|pleased|honou?red)|be more than|wo(?= n't|n't)|won't|cannot|can't|no longer|unable)(?![a-z])",
    re.IGNORECASE,
)
_DOUBT: Final = re.compile(
    r"(?<![a-z])(?:if|unless|in case|should you|doubt\w*|believe it when|hope\w*|hopefully|perhaps|maybe|probably|might|usually|normally|typically|generally|on average|in most cases|as a rule|"
    r"provided|assuming|whether|(?:were|was|been|be) (?:told|promised|advised|informed|said)|(?:you|customer|he|she|they|agent) (?:said|told|mentioned|thought|asked|claimed)|understand (?:that )?you|would you like|do you want|"
    r"did|does|not sure|don't know|can't (?:promise|guarantee|say)|cannot (?:promise|guarantee|say)|no guarantee|when do|how long|what time|not(?=[^,]{0,20}$)|"
    r"(?:once|when|after|until|as soon as|whenever|every time|each time) (?:you|your|(?:we|i) (?:have |'ve )?(?:receive[ds]?|get|got|have) (?:you|your|this information|these details|that information|the (?:item|return|parcel|package|goods|product|documents?|photos?|details|information|form|receipt))))(?![a-z])",
    re.IGNORECASE,
)
_ON_CUSTOMER: Final = re.compile(
    r"(?<![a-z])(?:once|when|after|until|as soon as|whenever|provided(?: that)?|upon|on|following) (?:that )?(?:you(?![a-z]| (?:tomorrow|on|by|with))|your (?:return|reply|payment|response|confirmation|documents?|details)"
    r"|(?:receipt|return) of|(?:we|i) (?:have |'ve )?(?:receive[ds]?|get|got|have) (?:you|your|this information|these details|that information|the (?:item|return|parcel|package|goods|product|documents?|photos?|details|information|form)))",
    re.IGNORECASE,
)
_TASK_FIRST: Final = re.compile(
    r"^\W*(?:(?:hi|hello|hey|sorry[^,.]{0,60}|thanks[^,.]{0,40}|ok(?:ay)?|sure|@\w+)[ ,!-]+)*(?:please |pls |kindly |just |could you |can you |simply )*(?:also )?(?:dm|pm|send|share|reply|provide|follow|drop|click|visit|message|email|e-mail|call|contact|tell us|"
    r"let us|let me|give us (?:a|your|the)|give me (?:a|your|the)|confirm|return|fill|post|bring|submit|write|reach out|complete|check your|log|sign|upload|attach|shoot|get in touch|ping|text|direct message|private message|head|go to|meet|return)\b.{0,160}?(?:\band|\bso|\bthen|, )[ ,]*$",
    re.IGNORECASE | re.DOTALL,
)
_ASKING: Final = re.compile(
    r"^\W*(?:(?:so|and|but|ok(?:ay)?|well|sorry|hi|hello)[ ,]+)*(?:did|do|does|would|could|can|should|is|are|was|were|what|when|who|why|how|which|where|has|have|had|will|shall|may|am)\b",
    re.IGNORECASE,
)
_AT_ONCE: Final = re.compile(
    r"(?<![a-z])(?:(?<!from )(?:right )?now(?! (?:and|on))|while (?:you|i|we)|on the line|bear with|hold on|one moment|one second|just a (?:moment|second|minute)|in a (?:sec|second|minute|moment|min)|this (?:call|chat)|as we speak|during (?:this|the) (?:call|chat)|before (?:you|we) go|quickly|a quick)(?![a-z])",
    re.IGNORECASE,
)
_SCRIPT: Final = re.compile(
    r"(?:put|place|pull|bring|ask|need|have to|transfer you|connect you|read|repeat|take (?:a|your|down)|look (?:at|up|that)|tell|explain|show|guide|walk|start|begin|have a (?:look|quick|great|nice|lovely|good)|get (?:that|this|it) (?:up|open)|speak to you)\b",
    re.IGNORECASE,
)
_ACT: Final = re.compile(rf"(?:{_ACTS})(?![A-Za-z])", re.IGNORECASE)
_WORK: Final = re.compile(rf"(?:{_WORKS})(?![A-Za-z])", re.IGNORECASE)
_AND_ACT: Final = re.compile(
    rf"(?:\band|\bthen|,|\bto)(?: (?:then|also|will|i'll|we'll|have|get|i will|we will|personally))* (?:{_ACTS})(?![A-Za-z])",
    re.IGNORECASE,
)
_BE_DONE: Final = re.compile(
    rf"(?:be |have (?:it |this |that |been )?|get )(?:[a-z]+ly |all |back |then |fully |also |soon )*(?:{_DONE})(?![A-Za-z])",
    re.IGNORECASE,
)
# With a time any doing is a commitment; being, having, wishing and the talk itself are no doing.
_STATIVE: Final = re.compile(
    rf"(?:{_SCRIPT.pattern}|(?:be|have|see|know|think|assume|say|love|like|want|wish|wait|stay|remain|use|accept|charge|bill|require|expect|miss|"
    r"understand|consider|leave|hold|keep|not|no|close|end|lose|hate|regret|feel|look forward|celebrate|open)(?![a-z]))",
    re.IGNORECASE,
)
# Without a time these describe rather than commit: "the form will be available online".
_STATE: Final = re.compile(r"be (?:ready|available|there|done)(?![a-z])", re.IGNORECASE)
_ARRIVES: Final = re.compile(rf"(?:{_ARRIVE})(?![A-Za-z])", re.IGNORECASE)
_RECEIVES: Final = re.compile(rf"{_RECEIVE}(?P<what>[^,]{{0,60}})", re.IGNORECASE)
_GIFT: Final = re.compile(rf"\b{_GIFTS}", re.IGNORECASE)
_PERSONS: Final = re.compile(
    r"(?:he|she|they|someone|somebody|.*(?:team|colleague|manager|supervisor|engineer|technician|specialist|agent|department|representative|rep|expert|advis[eo]r|driver|courier|staff|office|member|desk|branch|store|plumber|electrician|director|we|i|[A-Z][a-z]+))$"
)


# How far back a condition or a due time belongs to the words that commit.
_NEAR: Final = 200


# Every pledge has one of these in it: to look for them is much cheaper than to look for a pledge.
_SIGNS: Final = AhoCorasick([
    *("will", " ll", "'ll", "shall", "going to", "gonna", "promise", "guarantee", "swear", "commit", "pledge", "undertake"),
    *("have my word", "have our word", "expect ", "calling", "sending", "shipping", "dispatching", "refunding", "crediting"),
    *("delivering", "visiting", "issuing", "coming", "posting", "mailing", "escalating", "replacing", "arranging", "arriving"),
    *("going out", "being ", "scheduled", "booked", "arranged", " set ", "lined up", " due "),
])  # fmt: skip


def may_pledge(low: str) -> bool:
    """Whether a text in lower case (or folded) can hold a pledge at all; False is certain."""
    return bool(_SIGNS.find_matches_as_indexes(low))


def has_english_pledge(sentence: str) -> bool:
    """Whether there may be a pledge in the sentence, whatever is due when; False is certain."""
    return may_pledge(sentence.casefold()) and _EN_PLEDGE.search(sentence) is not None


def english_pledges(sentence: str, due_in: DueIn) -> Iterator[Pledge]:
    """Pledges of one sentence, in order; each reaches to the next one or to the end of the sentence."""
    found = list(_EN_PLEDGE.finditer(sentence)) if may_pledge(sentence.casefold()) else []
    if not found or (sentence.rstrip().endswith("?") and _ASKING.match(sentence)):
        return
    told = 0
    for place, match in enumerate(found):
        end = found[place + 1].start() if place + 1 < len(found) else len(sentence)
        begin = max(told, match.start() - _NEAR)
        dues = due_in(match.start(), end)
        early = [] if told or dues else due_in(begin, match.start())
        due = dues[0] if dues else early[-1] if early else None
        if _is_pledge(match, sentence[match.end() : end], sentence[begin : match.start()], due):
            start = begin + early[-1].begin if early else match.start()
            cut = _next_act(sentence, match.start(), dues)
            yield Pledge(start, cut or end, due)
            if cut:
                yield Pledge(cut, end, dues[1])
            told = end


def _next_act(sentence: str, begin: int, dues: list[Due]) -> int:
    """Where a second act with a due time of its own begins ("today and phone you tomorrow"); 0 where none does."""
    if len(dues) < 2:
        return 0
    found = _AND_ACT.search(sentence, begin + dues[0].end, begin + dues[1].begin)
    return found.start() if found else 0


def _is_pledge(match: re.Match[str], rest: str, before: str, due: Due | None) -> bool:
    adverbs = _ADVERBS.match(rest)
    act = rest[adverbs.end() :] if adverbs else rest
    if (
        _DOUBT.search(before)
        or _TASK_FIRST.match(before)
        or _ON_CUSTOMER.search(rest)
        or _HEDGE.search(f"{rest[:60]} ")
    ):
        return False
    if match["who"] or match["bare"]:
        return _we_act(act, due, is_we=(match["who"] or "").lower() == "we")
    if match["subject"]:
        return _they_act(match["subject"], act, due)
    if match["doing"]:
        return due is not None
    return due is not None or bool(
        re.match(r"(?: you)?(?:,)? (?:to|that|a|an|your|the)\b.*", rest)
        and (_ACT.search(rest) or _GIFT.search(rest))
    )


def _we_act(act: str, due: Due | None, *, is_we: bool) -> bool:
    if _AT_ONCE.search(act) and due is None:
        return False
    if _ACT.match(act) and not _SCRIPT.match(act):
        return True
    if _AND_ACT.search(act[:120]):
        return True
    if _BE_DONE.match(act):
        return True
    if due is not None and re.match("[a-z]", act, re.IGNORECASE) and not _STATIVE.match(act):
        return True
    return bool(_WORK.match(act)) and (due is not None or (is_we and not _SCRIPT.match(act)))


def _they_act(subject: str, act: str, due: Due | None) -> bool:
    subject = subject.lower() if subject.islower() or " " in subject or len(subject) <= 7 else subject
    if subject.split()[0] in ("you", "your") and subject == "you":
        received = _RECEIVES.match(act)
        if received:
            return due is not None or bool(_GIFT.search(received["what"]))
        return bool(_BE_DONE.match(act))
    if _BE_DONE.match(act):
        return due is not None or not _STATE.match(act)
    if due is not None:
        return bool(_ARRIVES.match(act) or _WORK.match(act) or _ACT.match(act))
    return (bool(_PERSONS.match(subject)) and bool(_ACT.match(act) or _WORK.match(act))) or bool(
        _ARRIVES.match(act) and not act.startswith("be")
    )
