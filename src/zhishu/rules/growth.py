"""Growth as policies state it: the average yearly rate over several years, compounded (年均增长)."""

from __future__ import annotations

from decimal import ROUND_HALF_UP, Decimal, localcontext

# 20.0%: policies print rates to a tenth of a per cent.
TENTH_OF_A_PERCENT = Decimal("0.001")


def yearly_growth(first: Decimal, last: Decimal, years: int) -> Decimal | None:
    """The rate by which `first` grows to `last` in so many years, half up to a tenth of a per cent.

    None where there is none: nothing to grow from, a negative figure, no year.
    """
    if first <= 0 or last < 0 or years < 1:
        return None
    with localcontext() as context:
        context.prec = 28
        rate = (last / first) ** (Decimal(1) / years) - 1
    return rate.quantize(TENTH_OF_A_PERCENT, ROUND_HALF_UP)
