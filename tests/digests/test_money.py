"""Money is exact, and kept apart by currency."""

from decimal import Decimal

import pytest

from digests.money import MOST, Money, money


@pytest.mark.parametrize(
    ("amount", "currency", "minor"),
    [("1250.5", "DKK", 125050), ("0", "EUR", 0), ("900", "JPY", 900), ("1.234", "KWD", 1234), ("2.5", "CLF", 25000)],
)
def test_an_amount_is_a_whole_number_of_the_smallest_unit(amount: str, currency: str, minor: int) -> None:
    found = money(Decimal(amount), currency)
    assert found == Money(minor, currency)
    assert found.amount == Decimal(amount)


def test_money_reads_as_people_write_it() -> None:
    assert str(Money(125000, "DKK")) == "1,250.00 DKK"


@pytest.mark.parametrize(
    ("amount", "currency", "why"),
    [
        ("1", "kr", "three capital letters"),
        ("-1", "DKK", "from 0 on"),
        ("NaN", "DKK", "from 0 on"),
        ("Infinity", "DKK", "from 0 on"),
        ("1.001", "DKK", "2 digits"),
        ("1.5", "JPY", "no digits"),
        ("1E+999999", "DKK", "less than"),
        (str(MOST - 1), "DKK", "less than"),
        ("1E-999999", "DKK", "2 digits"),
    ],
)
def test_what_is_no_amount_is_refused_with_a_reason(amount: str, currency: str, why: str) -> None:
    with pytest.raises(ValueError, match=why):
        money(Decimal(amount), currency)
