"""The dashboard of what customers complain about, where, and what goes together with it."""

from typing import Final

from deploy.superset.board import Board, with_rest
from deploy.superset.charts import Pen, Size
from schemas.taxonomy import Name

_HALF: Final = Size(6)


def board(pen: Pen) -> Board:
    rate = with_rest("complaint_rate")
    return Board(
        "complaints",
        Name("Earshot: complaints", "Earshot：投诉"),
        (
            (
                pen.number(
                    Name("Complaint rate", "投诉率（每千次）"),
                    "experience_daily.complaint_rate",
                    Name("per 1,000 interactions judged", "每千次可判定的互动"),
                    Size(3, 22),
                ),
                pen.number(
                    Name("Complaints heard", "投诉数"),
                    "experience_daily.complaints",
                    Name("complaints", "次投诉"),
                    Size(3, 22),
                ),
                pen.number(
                    Name("Had to come back", "不得不再次联系"),
                    "experience_daily.repeat_contacts",
                    Name("interactions", "次互动"),
                    Size(3, 22),
                ),
                pen.number(
                    Name("Escalations", "升级投诉"),
                    "experience_daily.escalations",
                    Name("interactions", "次互动"),
                    Size(3, 22),
                ),
            ),
            (
                pen.trend(
                    Name("Complaints per 1,000 by week", "每周每千次投诉"),
                    "experience_daily.complaint_rate",
                    _HALF,
                ),
                pen.stacked(
                    Name("Complaints by topic and week", "每周各主题的投诉"),
                    "complaint_topics.topic_complaints",
                    "topic",
                    _HALF,
                ),
            ),
            (
                pen.table(
                    Name("Complaints by topic", "各主题的投诉"),
                    "complaint_topics",
                    ("topic",),
                    (*with_rest("topic_complaint_rate"), "topic_complaints"),
                    Size(12, 60),
                ),
            ),
            (
                pen.table(Name("By channel", "按渠道"), "experience_daily", ("channel",), rate, Size(6, 32)),
                pen.table(
                    Name("By language", "按语言"), "experience_daily", ("language",), rate, Size(6, 32)
                ),
            ),
            (
                pen.table(Name("By team", "按团队"), "experience_daily", ("team",), rate, Size(6, 48)),
                pen.table(Name("By product", "按产品"), "experience_daily", ("product",), rate, Size(6, 48)),
            ),
            (
                pen.rows(
                    Name("What dissatisfaction goes together with", "不满与哪些因素相伴"),
                    "drivers",
                    (
                        "period_end",
                        "figure",
                        "dimension",
                        "place",
                        "raw",
                        "effect",
                        "effect_low",
                        "effect_high",
                        "n",
                        "quadrant",
                    ),
                    "period_end figure effect",
                    Size(12, 60),
                ),
            ),
        ),
        (
            "complaint_rate",
            "complaints",
            "topic_complaint_rate",
            "repeat_contacts",
            "escalations",
            "driver_effect",
        ),
    )
