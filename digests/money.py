"""Money: a whole number of a currency's smallest unit, so that sums are exact."""

import re
from dataclasses import dataclass
from decimal import Decimal

MOST = 10**15  # smallest units: no single conversion is worth more
_CODE = re.compile("[A-Z]{3}")
_PLACES = {
    **dict.fromkeys(
        ("BIF", "CLP", "DJF", "GNF", "ISK", "JPY", "KMF", "KRW", "PYG", "RWF", "UGX", "UYI", "VND", "VUV", "XAF",
         "XOF", "XPF"), 0),
    **dict.fromkeys(("BHD", "IQD", "JOD", "KWD", "LYD", "OMR", "TND"), 3),
    **dict.fromkeys(("CLF", "UYW"), 4),
}  # fmt: skip


@dataclass(frozen=True, slots=True)
class Money:
    """`minor` of a currency's smallest unit: 1,250 of DKK are 12.50 kroner. The currency is its ISO 4217 code."""

    minor: int
    currency: str

    @property
    def amount(self) -> Decimal:
        """In the currency's own unit."""
        return Decimal(self.minor).scaleb(-places(self.currency))

    def __str__(self) -> str:
        return f"{self.amount:,} {self.currency}"


def places(currency: str) -> int:
    """Digits behind the point in this currency."""
    return _PLACES.get(currency, 2)


def money(amount: Decimal, currency: str) -> Money:
    """An amount in the currency's own unit; ValueError says what is wrong with it."""
    if not _CODE.fullmatch(currency):
        raise ValueError("a currency is three capital letters, such as DKK")
    if not amount.is_finite() or amount < 0:
        raise ValueError("a value is a number from 0 on")
    if amount >= MOST:
        raise ValueError("a value is less than 1,000,000,000,000,000 of the currency's smallest unit")
    digits = places(currency)
    if amount != round(amount, digits):
        raise ValueError(f"{currency} has {digits or 'no'} digits behind the point")
    minor = int(amount.scaleb(digits))
    if minor >= MOST:
        raise ValueError("a value is less than 1,000,000,000,000,000 of the currency's smallest unit")
    return Money(minor, currency)
