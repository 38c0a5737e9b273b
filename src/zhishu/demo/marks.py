"""Trademarks and geographical indications of the demo city, as an exchange sheet prints them."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np
import pyarrow as pa

from zhishu.demo.chance import Draws, Numbers, add_years, day_number
from zhishu.demo.city import FIRST_FILING, LAST
from zhishu.demo.life import years_at
from zhishu.demo.parties import FIRST_WORDS, SECOND_WORDS, DemoParty
from zhishu.demo.sheet import join, padded, printed_days, where, words
from zhishu.rules.rulebook import Rulebook

MARK_HEADINGS = [
    *(
        "注册号",
        "类似群组",
        "申请日期",
        "注册公告日",
        "专用期(起始日期)",
        "专用期(到期日期)",
        "代理机构",
    ),
    *("是否是马德里", "是否有效", "类别", "商标名称", "商标类型", "企业名称", "统一社会信用代码"),
    "地址",
]
INDICATION_HEADINGS = [
    *("名称", "保护类型", "产品类别", "公告号", "公告日", "产地范围", "管理机构"),
]
CLASSES = 45
# The mark whose class there is not: a fault on purpose.
_MISTAKEN = 7
_KINDS = ("文字", "图形", "文字图形组合")
# County, product, kind of goods, how it is protected, year.
_INDICATIONS = (
    ("青岚", "云雾茶", "茶叶", "地理标志产品", 2009),
    ("临溪", "蜜橘", "水果", "地理标志产品", 2006),
    ("望川", "香菇", "食用菌", "地理标志证明商标", 2013),
    ("石埠", "板鸭", "肉制品", "地理标志产品", 2011),
    ("南汀", "白莲", "蔬菜", "地理标志证明商标", 2015),
    ("望川", "竹编", "手工艺品", "地理标志集体商标", 2018),
    ("青岚", "陶器", "手工艺品", "地理标志产品", 2020),
    ("石埠", "米粉", "粮食制品", "地理标志证明商标", 2021),
    ("临溪", "黄酒", "酒类", "地理标志产品", 2012),
    ("南汀", "鲫鱼", "水产品", "地理标志证明商标", 2019),
    ("望川", "山茶油", "食用油", "地理标志产品", 2017),
    ("石埠", "土蜂蜜", "蜂产品", "地理标志证明商标", 2023),
    # A fault on purpose: no kind of protection that there is.
    ("南汀", "银鱼", "水产品", "名优特产", 2022),
)
_COUNTIES = {
    "青岚": "青岚区",
    "临溪": "临溪区",
    "望川": "望川县",
    "石埠": "石埠县",
    "南汀": "南汀县",
}


class Marks:
    """Trademarks by their place, most of them held by few firms."""

    def __init__(self, draws: Draws, parties: Sequence[DemoParty], rulebook: Rulebook) -> None:
        self._draws = draws
        firms = [party for party in parties if party.industry]
        self._names = pa.array([party.name for party in firms])
        self._codes = pa.array([party.credit_code for party in firms])
        self._addresses = pa.array([party.address for party in firms])
        self._agencies = pa.array([party.name for party in firms if party.industry == "代理"])
        self._term = rulebook.parameter("trademark_term")

    def columns(self, at: Numbers) -> list[pa.Array | str]:
        """The cells of an exchange sheet for some places."""
        draws = self._draws
        first = day_number(FIRST_FILING)
        filed = first + draws.below("mark filed", at, LAST - first - 460)
        registered = filed + draws.between("mark registered", at, 270, 450)
        years = years_at([self._term], at * 0, registered)
        # The term ends on the day before the corresponding one.
        until = add_years(registered, years) - 1
        renewed = (until < LAST) & draws.happens("mark renewed", at, 0.7)
        until = np.where(renewed, add_years(until + 1, years) - 1, until)
        is_valid = (until >= LAST) & ~draws.happens("mark revoked", at, 0.04)
        holder = pa.array(draws.skewed("mark holder", at, len(self._names)))
        agency = self._agencies.take(pa.array(draws.below("mark agency", at, len(self._agencies))))
        class_number = draws.between("mark class", at, 1, CLASSES)
        similar = draws.between("mark group", at, 1, 24)
        kind = pa.array(_KINDS).take(pa.array(draws.below("mark kind", at, len(_KINDS))))
        return [
            words(90_000_000 - at),
            join(padded(class_number, 2), padded(similar, 2)),
            printed_days(filed, "%Y-%m-%d"),
            printed_days(registered, "%Y-%m-%d"),
            printed_days(registered, "%Y-%m-%d"),
            printed_days(until, "%Y-%m-%d"),
            where(draws.happens("mark agent", at, 0.9), agency, ""),
            "否",
            where(is_valid, "是", "否"),
            where(at == _MISTAKEN, str(CLASSES + 1), words(class_number)),
            join(
                pa.array(FIRST_WORDS).take(pa.array(draws.below("mark one", at, len(FIRST_WORDS)))),
                pa.array(SECOND_WORDS).take(
                    pa.array(draws.below("mark two", at, len(SECOND_WORDS)))
                ),
                pa.array(FIRST_WORDS).take(
                    pa.array(draws.below("mark three", at, len(FIRST_WORDS)))
                ),
            ),
            kind,
            self._names.take(holder),
            self._codes.take(holder),
            self._addresses.take(holder),
        ]


def indication_columns() -> list[pa.Array]:
    """名称, 保护类型, 产品类别, 公告号, 公告日, 产地范围, 管理机构 of every geographical indication."""
    rows = [
        (
            f"{county}{product}",
            protection,
            goods,
            f"示例地标{year}第{number:03d}号",
            f"{year}-{number:02d}-18",
            f"示例省云澜市{_COUNTIES[county]}",
            f"{_COUNTIES[county]}{product}产业协会",
        )
        for number, (county, product, goods, protection, year) in enumerate(_INDICATIONS, 1)
    ]
    return [pa.array(column) for column in zip(*rows, strict=True)]
