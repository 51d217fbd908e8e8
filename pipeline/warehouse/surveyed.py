"""What the answer to an official survey counts as, as SQL over a row of `records`; the sources stand in schemas/figures/surveys.yaml.

Scales differ, so an answer is told by where on its own scale it stands: `ABOVE` its lower end, of `WHOLE`.
"""

from typing import Final

VALID: Final = "survey != '' AND ifNull(score >= lowest AND score <= highest AND lowest < highest, 0)"
"""An answer on its scale."""
ABOVE: Final = "(toInt64(ifNull(score, 0)) - toInt64(ifNull(lowest, 0)))"
WHOLE: Final = "(toInt64(ifNull(highest, 0)) - toInt64(ifNull(lowest, 0)))"
SATISFIED: Final = f"5 * {ABOVE} >= 3 * {WHOLE}"
PROMOTER: Final = f"10 * {ABOVE} >= 9 * {WHOLE}"
DETRACTOR: Final = f"10 * {ABOVE} <= 6 * {WHOLE}"
