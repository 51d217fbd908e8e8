"""The rules of a deployment: the file that `alerts` names, or the one that ships."""

from pathlib import Path
from typing import Final

from pipeline.alerting.sights import figure_sights, watch_sights
from pipeline.documents import place_of, text
from pipeline.figures import read, registry
from pipeline.settings import Settings
from pipeline.warehouse.views import shipped
from schemas.alerting import Rule, rules_from
from schemas.errors import Misused

SHIPPED: Final = Path(__file__).resolve().parents[2] / "schemas" / "alerts.yaml"


def load_rules(settings: Settings) -> tuple[Rule, ...]:
    """The rules, checked against the definition registry; Misused naming the file and the line or the id."""
    return rules_in(place_of(settings.alerts) if settings.alerts else SHIPPED)


def rules_in(path: Path) -> tuple[Rule, ...]:
    said = read(text(path), str(path))
    columns = {name: tuple(view.columns) for name, view in shipped().items()}
    try:
        return rules_from(said, figure_sights(registry(), columns), watch_sights())
    except Misused as error:
        raise Misused(f"{path}: {error}") from None
