"""What a deployment may choose about stories. The defaults are those of the published definitions."""

from dataclasses import dataclass
from datetime import timedelta
from enum import Enum
from typing import Final
from zoneinfo import ZoneInfo

from agents.following.tariffs import Tariff
from agents.hearing.calendar import DEFAULT_CALENDAR, Calendar
from schemas.values import Channel


class Aim(Enum):
    """What an outbound contact is for, as far as consent is concerned."""

    PROTECT = "protect"
    ASK = "ask"
    SELL = "sell"
    SERVE = "serve"


@dataclass(frozen=True, slots=True)
class Limit:
    """At most `most` contacts to one customer within `window`; one more is the violation `name`.

    It counts contacts of its `aims` and `channels` (empty: all of them), with `unanswered` only those nobody answered, and binds
    contacts of the same aims and channels. The window ends with the contact and includes it: `(t - window, t]`.
    """

    name: str
    most: int
    window: timedelta
    aims: frozenset[Aim] = frozenset()
    channels: frozenset[Channel] = frozenset()
    unanswered: bool = False

    def binds(self, aim: Aim, channel: Channel) -> bool:
        return (not self.aims or aim in self.aims) and (not self.channels or channel in self.channels)


def _words(text: str) -> frozenset[str]:
    return frozenset(text.split())


# The first aim that has a word of the purpose wins: a "fraud alert campaign" protects.
_WORDS: Final = (
    (Aim.PROTECT, _words("security fraud safety emergency legal statutory 安全 欺诈 诈骗 紧急 法定")),
    (Aim.ASK, _words("survey surveys research csat nps ces feedback poll 调查 调研 问卷 满意度")),
    (
        Aim.SELL,
        _words(
            "sale sales selling telesales marketing telemarketing promotion promotional promotions promo advertising"
            " advert offer offers upsell upselling cross-sell crosssell newsletter campaign winback retention renewal"
            " prospecting acquisition 销售 推销 营销 电销 推广 促销 广告 优惠 推荐 续费 续约 挽留"
        ),
    ),
)
_LIMITS: Final = (
    Limit("too_many", 7, timedelta(days=7)),
    Limit("too_many_unanswered", 3, timedelta(days=30), aims=frozenset({Aim.SELL}), unanswered=True),
)


@dataclass(frozen=True, slots=True)
class Policies:
    """Limits and windows. `first_hour` to `last_hour` are read in `time_zone` (an IANA name) and bind `ringing` channels.

    `talk` is how long messages of one chat or thread of posts are still the same contact; `memory` is how long after
    its due time a customer who just says "you promised" may mean a promise. `churn` and `vulnerability` are how long a
    statement of the customer stays true unless it is taken back. Due times are compared by the `calendar`; of the `tariffs`
    the first that fits a promise holds.
    """

    journey_gap: timedelta = timedelta(days=7)
    quiet: timedelta = timedelta(days=14)
    maturity: timedelta = timedelta(days=7)
    talk: timedelta = timedelta(days=1)
    memory: timedelta = timedelta(days=30)
    churn: timedelta = timedelta(days=60)
    vulnerability: timedelta = timedelta(days=180)
    limits: tuple[Limit, ...] = _LIMITS
    first_hour: int = 8
    last_hour: int = 21
    time_zone: str = "UTC"
    ringing: frozenset[Channel] = frozenset({Channel.CALL})
    words: tuple[tuple[Aim, frozenset[str]], ...] = _WORDS
    calendar: Calendar = DEFAULT_CALENDAR
    tariffs: tuple[Tariff, ...] = ()

    @property
    def zone(self) -> ZoneInfo:
        return ZoneInfo(self.time_zone)

    def aim_of(self, purpose: str, campaign: str) -> Aim:
        """The aim behind a purpose as companies write it, in English or Chinese; a campaign without one sells."""
        if not purpose:
            return Aim.SELL if campaign else Aim.SERVE
        said = purpose.casefold()
        spoken = frozenset(said.replace("_", " ").replace("/", " ").split())
        chinese = not said.isascii()
        for aim, words in self.words:
            if spoken & words or (chinese and any(word in said for word in words if not word.isascii())):
                return aim
        return Aim.SERVE
