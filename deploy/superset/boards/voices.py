"""The dashboard of the customers' own words."""

from typing import Final

from deploy.superset.board import Board
from deploy.superset.charts import Pen, Size
from schemas.taxonomy import Name

_HALF: Final = Size(6)


def board(pen: Pen) -> Board:
    said = ("created_at", "channel", "region", "product", "topics", "words")
    return Board(
        "voices",
        Name("Earshot: voices", "Earshot：客户之声"),
        (
            (
                pen.stacked(
                    Name("How customers speak by week", "每周客户的语气"), "voices.rows", "sentiment", _HALF
                ),
                pen.table(
                    Name("Who is praised", "谁受到称赞"), "praise", ("praised", "team"), ("praises",), _HALF
                ),
            ),
            (
                pen.rows(
                    Name("Complaints in the customers’ words", "投诉原话"),
                    f"voices: complaint = '{'投诉' if pen.lang == 'zh' else 'Complaint'}'",
                    said,
                    "created_at",
                    Size(12, 80),
                ),
            ),
            (
                pen.rows(
                    Name("Praise in the customers’ words", "称赞原话"),
                    "praise",
                    ("created_at", "channel", "praised", "team", "words"),
                    "created_at",
                    Size(12, 60),
                ),
            ),
        ),
        ("complaints", "praises", "negative"),
    )
