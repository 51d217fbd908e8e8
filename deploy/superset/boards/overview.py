"""The dashboard of everything that a leader looks at first."""

from typing import Final

from deploy.superset.board import Board
from deploy.superset.charts import Pen, Size
from schemas.taxonomy import Name

_NUMBER: Final = Size(2, 22)
_HALF: Final = Size(6)


def board(pen: Pen) -> Board:
    return Board(
        "overview",
        Name("Earshot: overview", "Earshot：总览"),
        (
            (
                pen.number(
                    Name("Net sentiment", "净情感值"),
                    "experience_daily.net_sentiment",
                    Name("positive less negative in 100", "每百次中正面减负面"),
                    _NUMBER,
                ),
                pen.number(
                    Name("Complaints", "投诉率"),
                    "experience_daily.complaint_rate",
                    Name("per 1,000 interactions judged", "每千次可判定的互动"),
                    _NUMBER,
                ),
                pen.number(
                    Name("Broken promises", "未兑现的承诺"),
                    "promise_ledger.broken_promises",
                    Name("% of promises that came due", "占到期承诺的百分比"),
                    _NUMBER,
                ),
                pen.number(
                    Name("Perception gap", "感知差距"),
                    "perception_gap.perception_gap",
                    Name("of 100 “resolved”, denied", "每百次“已解决”被否认"),
                    _NUMBER,
                ),
                pen.number(
                    Name("First contact resolution", "首次联系解决"),
                    "journeys_overview.first_contact_resolution",
                    Name("of journeys that can be judged", "占可判定的旅程"),
                    _NUMBER,
                ),
                pen.number(
                    Name("Unwelcome contacts", "打扰客户的联系"),
                    "contact_pressure.unwelcome_contacts",
                    Name("per 1,000 contacts we made", "每千次公司主动联系"),
                    _NUMBER,
                ),
            ),
            (
                pen.table(
                    Name("What each figure rests on", "各数字的依据"),
                    "headline_figures",
                    ("headline", "unit"),
                    ("value", "value_low", "value_high", "value_n", "value_coverage"),
                    Size(12, 44),
                ),
            ),
            (
                pen.trend(
                    Name("Net sentiment by week", "每周净情感值"), "experience_daily.net_sentiment", _HALF
                ),
                pen.trend(
                    Name("Complaint rate by week", "每周投诉率"), "experience_daily.complaint_rate", _HALF
                ),
            ),
            (
                pen.bars(
                    Name("What customers complain about", "客户在投诉什么"),
                    "complaint_topics.topic_complaint_rate",
                    "topic",
                    Size(6, 56),
                ),
                pen.table(
                    Name("Where", "在哪里"),
                    "experience_daily",
                    ("region", "product"),
                    ("complaint_rate", "complaint_rate_low", "complaint_rate_high", "complaint_rate_n"),
                    Size(6, 56),
                ),
            ),
            (
                pen.rows(
                    Name("What moved against the week before", "与前一周相比的变动"),
                    "movements: flagged = 1",
                    (
                        "week",
                        "figure",
                        "topic_name_zh" if pen.lang == "zh" else "topic_name",
                        "dimension",
                        "place",
                        "before",
                        "estimate",
                        "change",
                        "change_low",
                        "change_high",
                        "n",
                    ),
                    "week n",
                    Size(12, 50),
                ),
            ),
            (
                pen.table(
                    Name("Nothing is lost", "数据一条不丢"),
                    "accounts",
                    ("source",),
                    ("received", "stored", "duplicates", "dead_lettered", "in_flight", "account_difference"),
                    Size(12, 40),
                ),
            ),
        ),
        (
            "net_sentiment",
            "complaint_rate",
            "broken_promises",
            "perception_gap",
            "first_contact_resolution",
            "unwelcome_contacts",
            "account_difference",
        ),
    )
