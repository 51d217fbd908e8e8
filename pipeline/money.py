"""Amounts as people write them."""

from typing import Final

# ISO 4217: currencies whose minor unit is not a hundredth.
_NONE: Final = {
    "BIF", "CLP", "DJF", "GNF", "ISK", "JPY", "KMF", "KRW", "PYG", "RWF", "UGX", "VND", "VUV", "XAF", "XOF", "XPF",
}  # fmt: skip
_THOUSANDTHS: Final = {"BHD", "IQD", "JOD", "KWD", "LYD", "OMR", "TND"}
DIGITS: Final = {**dict.fromkeys(_NONE, 0), **dict.fromkeys(_THOUSANDTHS, 3)}
"""Digits after the point of those that have not two."""


def amount(minor: int, currency: str) -> str:
    """Whole minor units in units of the currency: 123456 GBP are 1,234.56."""
    digits = DIGITS.get(currency, 2)
    whole, rest = divmod(abs(minor), 10**digits)
    sign = "-" if minor < 0 else ""
    return f"{sign}{whole:,}.{rest:0{digits}}" if digits else f"{sign}{whole:,}"
