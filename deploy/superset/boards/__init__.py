"""Every dashboard, in the order in which people meet them."""

from deploy.superset.board import Board
from deploy.superset.boards import complaints, journeys, overview, perception_gap, promises, voices
from deploy.superset.charts import Pen


def boards(pen: Pen) -> tuple[Board, ...]:
    """All dashboards in the language of the pen."""
    return tuple(
        each.board(pen) for each in (overview, complaints, promises, journeys, perception_gap, voices)
    )
