"""Licences and assignments of the demo city's patents, as registers print them: each stands among the events too."""

from __future__ import annotations

import numpy as np
import pyarrow as pa

from zhishu.demo.chance import Numbers, add_years
from zhishu.demo.city import LAST, City
from zhishu.demo.life import Lives, owners
from zhishu.demo.sheet import join, padded, printed_days, where, words

LICENCE_HEADINGS = [
    *("合同备案号", "专利号", "让与人", "受让人", "许可种类", "备案日"),
    *("许可起始日", "许可终止日", "许可费（万元）"),
]
ASSIGNMENT_HEADINGS = ["专利号", "变更前权利人", "变更后权利人", "变更生效日"]
# The licence whose number a spreadsheet destroyed: a fault on purpose.
_DESTROYED = "2.0219E+12"


class Dealings:
    """What was recorded of the lives of patents; counts the licences for the fault among them."""

    def __init__(self, city: City) -> None:
        self._city = city
        self._licences = 0

    def licence_columns(self, lives: Lives) -> list[pa.Array | str]:
        """One row a recorded licence; it runs three or five years from its recordal."""
        rows = np.flatnonzero(lives.licensed <= LAST)
        patents, day, draws = lives.patents.some(rows), lives.licensed[rows], self._city.draws
        count = self._licences + np.arange(len(rows))
        self._licences += len(rows)
        years = np.where(draws.happens("licensed long", patents.at, 0.4), 5, 3)
        return [
            join("X", words(_year(day)), "99", padded(patents.at + 1, 8)),
            where(count == 1, _DESTROYED, join("ZL", self._city.application_numbers(patents))),
            owners(self._city, patents, lives.assigned[rows] <= day),
            self._city.licensees(patents),
            "普通许可",
            printed_days(day, "%Y-%m-%d"),
            printed_days(day, "%Y-%m-%d"),
            printed_days(add_years(day, years) - 1, "%Y-%m-%d"),
            words(draws.between("licence fee", patents.at, 2, 60)),
        ]

    def assignment_columns(self, lives: Lives) -> list[pa.Array | str]:
        """One row a patent that was assigned: from its first holder to the buyer."""
        rows = np.flatnonzero(lives.assigned <= LAST)
        patents = lives.patents.some(rows)
        return [
            join("ZL", self._city.application_numbers(patents)),
            self._city.holders(patents)[0],
            self._city.buyers(patents),
            printed_days(lives.assigned[rows], "%Y-%m-%d"),
        ]


def _year(days: Numbers) -> Numbers:
    years: Numbers = days.astype("datetime64[D]").astype("datetime64[Y]").astype(np.int64) + 1970
    return years
