"""A difference between those an item was offered to and those it was held out of, with an interval that can be trusted.

How the interval is made, and how often it was seen to cover the truth, is told in the record of the decision on uplift.
"""

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

Floats = NDArray[np.float64]
Places = NDArray[np.intp]

ALONE = -1  # as a person: nobody who stands in another row
FEW = 10  # an item that was offered to or held out of fewer is compared together with others of its kind
_NORMAL = 1.959963984540054  # 97.5 % of a normal distribution lie below


@dataclass(frozen=True, slots=True)
class Units:
    """What happened, a row for each person, item and delivery, or for several of them that are alike.

    Whether the item was held out was drawn by chance for each person and item, with the probability `chance`.
    """

    person: Places  # numbered from 0; ALONE: people without any outcome, each in no other row
    item: Places  # numbered from 0
    offered: NDArray[np.bool_]
    chance: Floats  # between 0 and 1
    outcome: Floats  # all that the person brought about within the window
    number: Floats  # how many the row stands for; 1 where the person is known


@dataclass(frozen=True, slots=True)
class Estimate:
    """What an offer makes of difference, with the bounds that hold the truth 95 times in 100."""

    difference: float
    low: float
    high: float


def estimate(units: Units) -> Estimate | None:
    """The mean difference within items; None where nothing was both offered and held out.

    Each item and chance is a stratum. A stratum's difference of means counts in proportion to
    offered * held out / (all * chance * (1 - chance)): inverse probability weights, with which every row counts as
    much whatever the chance was, and whose sum varies least. Its spread comes from what each person, with all of their
    rows, adds to it (cluster-robust, Liang and Zeger, Biometrika 73, 1986; residuals over the root of 1 - leverage:
    MacKinnon and White, Journal of Econometrics 29, 1985).
    """
    stratum = _strata(units)
    every = np.maximum(_sums(stratum, units.number), 1)  # of numbers in between that no stratum has, nothing is asked
    apart = units.offered - (_sums(stratum, units.number * units.offered) / every)[stratum]
    weight = apart / (units.chance * (1 - units.chance))
    whole = float((units.number * weight * units.offered).sum())
    if whole <= 0:
        return None
    difference = float((units.number * weight * units.outcome).sum()) / whole
    rest = units.outcome - (_sums(stratum, units.number * units.outcome) / every)[stratum] - difference * apart
    spread = _sums(stratum, units.number * apart**2)[stratum]
    both = spread > 0
    leverage = 1 / every[stratum] + apart**2 / np.where(both, spread, 1)
    influence = np.where(both, weight * rest / np.sqrt(np.maximum(1 - leverage, 0.1)), 0) / whole
    return _interval(difference, units, influence)


def people(units: Units, *, offered: bool) -> int:
    """How many different people of this arm brought anything about."""
    return int(np.count_nonzero(np.bincount(units.person[(units.offered == offered) & (units.outcome > 0)])))


def _strata(units: Units) -> Places:
    """Item and chance of each row as one number; of small ones, the chance alone."""
    chances, chance = np.unique(units.chance, return_inverse=True)
    stratum: Places = units.item * len(chances) + chance
    offered = _sums(stratum, units.number * units.offered)
    held_out = _sums(stratum, units.number * ~units.offered)
    small = np.minimum(offered, held_out)[stratum] < FEW
    together: Places = stratum.max() + 1 + chance
    return np.where(small, together, stratum)


def _sums(group: Places, values: Floats) -> Floats:
    return np.bincount(group, values).astype(np.float64, copy=False)


def _interval(difference: float, units: Units, influence: Floats) -> Estimate:
    """Bounds from how much each person adds, corrected for skewness.

    A few people bring most of what there is, and the held-out are few, so that the usual bounds lie too low. Hall's
    transformation takes that out (Journal of the Royal Statistical Society B 54, 1992), and Student's distribution
    stands in for the normal one, with as many degrees of freedom as people who would weigh the same would give.
    """
    alone = units.person == ALONE
    of_people = np.bincount(units.person[~alone], influence[~alone]) if (~alone).any() else np.zeros(0)
    each, number = np.append(of_people, influence[alone]), np.append(np.ones(len(of_people)), units.number[alone])
    square = each * each
    variance, skewness, fourth = (float((number * square * rest).sum()) for rest in (1, each, square))
    if not variance:
        return Estimate(difference, difference, difference)
    error = variance**0.5
    quantile = _student(max(variance**2 / fourth - 1, 3))
    low, high = (_hall(bound, skewness / error**3) for bound in (quantile, -quantile))
    return Estimate(difference, difference - error * low, difference - error * high)


def _hall(bound: float, skewness: float) -> float:
    """The inverse of x + s x^2 / 3 + s^2 x^3 / 27 + s / 6, for the skewness s of the whole sum."""
    if abs(skewness) < 1e-6:  # noqa: PLR2004 - below, rounding is all that would be left
        return bound
    return float(3 / skewness * (np.cbrt(1 + skewness * (bound - skewness / 6)) - 1))


def _student(freedom: float) -> float:
    """The 97.5 % quantile of Student's distribution (Abramowitz and Stegun, 26.7.5); to 0.5 % from 3 degrees up."""
    z = _NORMAL
    return float(
        z
        + (z**3 + z) / (4 * freedom)
        + (5 * z**5 + 16 * z**3 + 3 * z) / (96 * freedom**2)
        + (3 * z**7 + 19 * z**5 + 17 * z**3 - 15 * z) / (384 * freedom**3)
    )
