"""Software, works, layout designs and plant varieties of the demo city, as their registers print them."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np
import pyarrow as pa

from zhishu.demo.chance import Draws, Numbers, day_number
from zhishu.demo.city import FIRST_FILING, LAST, SURNAMES
from zhishu.demo.parties import FIRST_WORDS, SECOND_WORDS, DemoParty
from zhishu.demo.sheet import Choice, join, padded, printed_days, where, words
from zhishu.demo.themes import THEMES

SOFTWARE_HEADINGS = [
    *("登记号", "软件全称", "软件简称", "版本号", "著作权人", "地区"),
    *("开发完成日期", "首次发表日期", "登记日期"),
]
WORK_HEADINGS = [
    *("企业名称", "作品名称", "作品类别代码", "作品创作日期", "作品首次发布日期"),
    *("登记号", "登记日期", "地址"),
]
LAYOUT_HEADINGS = [
    *(
        "布图设计登记号",
        "布图设计申请日",
        "公告日期",
        "布图设计名称",
        "布图设计类别",
        "布图设计权利人",
    ),
    *(
        "布图设计权利人地址",
        "布图设计创作人",
        "代理机构",
        "布图设计创作完成日期",
        "首次商业利用时间",
    ),
]
VARIETY_HEADINGS = [
    *("申请号", "品种名称", "植物种类", "审批部门", "品种权人", "品种权人地址", "培育人"),
    *("申请日", "公告日", "品种权号", "授权日"),
]
# One of each for so many patents.
PATENTS_A_SOFTWARE, PATENTS_A_WORK, PATENTS_A_LAYOUT, PATENTS_A_VARIETY = 4, 10, 100, 200
# Faults on purpose, by their place: a number nobody can read, and a completion after the registration.
_UNREADABLE, _COMPLETED_LATE = 3, 4
_GENERA = (("水稻", 1), ("玉米", 1), ("辣椒属", 1), ("大豆", 1), ("木兰属", 0), ("山茶属", 0))
_DAY = "%Y-%m-%d"


def places_among(first: int, last: int, step: int) -> Numbers:
    """The places of what stands once for every `step` patents, among patents from `first` up to `last`."""
    return np.arange(-(-first // step), -(-last // step))


class Registers:
    """Registered rights by their place; the first of each kind is the largest firm's."""

    def __init__(self, draws: Draws, parties: Sequence[DemoParty]) -> None:
        self._draws = draws
        firms = [party for party in parties if party.industry and party.industry != "代理"]
        growers = [party for party in parties if "农" in party.name or "研究院" in party.name]
        self._firms = _Holders(firms)
        self._growers = _Holders([firms[0], *growers])
        self._agencies = pa.array([party.name for party in parties if party.industry == "代理"])
        self._things = Choice([[thing for theme in THEMES for thing in theme.things]])
        self._one, self._two = Choice([FIRST_WORDS]), Choice([SECOND_WORDS])

    def software_columns(self, at: Numbers) -> list[pa.Array | str]:
        """Programs of firms, most of them published before they were registered."""
        registered, created = self._days("software", at, 20, 500)
        holder = self._holder("software", at, self._firms)
        purpose = pa.array(("监测", "管理", "控制", "检测", "仿真"))
        named = join(self._thing("software", at), purpose.take(self._draw("purpose", at, 5)))
        published = self._draws.happens("software published", at, 0.7)
        number = join(words(_year(registered)), "SR", padded(at + 1, 7))
        return [
            where(at == _UNREADABLE, "登记号字迹不清", number),
            join(named, pa.array(("软件", "系统", "平台")).take(self._draw("software", at, 3))),
            where(self._draws.happens("software short", at, 0.3), named, ""),
            join("V", words(self._draws.between("version", at, 1, 5)), ".0"),
            self._firms.names.take(holder),
            self._firms.addresses.take(holder),
            printed_days(np.where(at == _COMPLETED_LATE, registered + 30, created), _DAY),
            where(published, printed_days(created + 10, _DAY), ""),
            printed_days(registered, _DAY),
        ]

    def work_columns(self, at: Numbers) -> list[pa.Array | str]:
        """Works of firms: pictures and writings."""
        registered, created = self._days("work", at, 15, 900)
        holder = self._holder("work", at, self._firms)
        is_picture = self._draws.happens("picture", at, 0.7)
        letter = where(is_picture, "F", "A")
        return [
            self._firms.names.take(holder),
            join(self._word("work", at), where(is_picture, "图案", "手册")),
            where(is_picture, "美术作品", "文字作品"),
            printed_days(np.where(at == _COMPLETED_LATE, registered + 30, created), _DAY),
            where(self._draws.happens("work published", at, 0.6), printed_days(created + 5, _DAY)),
            join("国作登字-", words(_year(registered)), "-", letter, "-", padded(at + 1, 8)),
            printed_days(registered, _DAY),
            self._firms.addresses.take(holder),
        ]

    def layout_columns(self, at: Numbers) -> list[pa.Array | str]:
        """Layout designs of firms."""
        registered, filed = self._days("layout", at, 60, 160)
        created = filed - self._draws.between("layout created", at, 30, 600)
        holder = self._holder("layout", at, self._firms)
        used = self._draws.happens("layout used", at, 0.5)
        return [
            join("BS.", padded(_year(filed) % 100, 2), "5", padded(at + 1, 6)),
            printed_days(filed, _DAY),
            printed_days(registered, _DAY),
            join(self._word("layout", at), "系列", self._thing("layout", at), "驱动芯片"),
            pa.array(("结构：混合", "结构：单极型")).take(self._draw("structure", at, 2)),
            self._firms.names.take(holder),
            self._firms.addresses.take(holder),
            join(self._surname("creator", at), "某"),
            self._agencies.take(self._draw("layout agency", at, len(self._agencies))),
            printed_days(np.where(at == _COMPLETED_LATE, filed + 30, created), _DAY),
            where(used, printed_days(created + 20, _DAY), ""),
        ]

    def variety_columns(self, at: Numbers) -> list[pa.Array | str]:
        """Varieties of institutes; six in ten are granted."""
        filed = day_number(FIRST_FILING) + self._draws.below(
            "variety filed", at, LAST - day_number(FIRST_FILING) - 1200
        )
        granted = filed + self._draws.between("variety granted", at, 600, 1100)
        has_grant = (at == 0) | self._draws.happens("variety has grant", at, 0.6)
        genus = self._draws.below("genus", at, len(_GENERA))
        is_crop = np.array([crop for _, crop in _GENERA])[genus] == 1
        farm = join("CNA", words(_year(filed)), padded(at + 1, 7))
        wood, wood_grant = (
            join(words(_year(day)), padded(at % 10_000 + 1, 4)) for day in (filed, granted)
        )
        holder = self._holder("variety", at, self._growers)
        return [
            where(is_crop, farm, wood),
            join(self._word("variety", at), words(at + 1), "号"),
            pa.array([name for name, _ in _GENERA]).take(pa.array(genus)),
            where(is_crop, "农业农村部", "国家林业和草原局"),
            self._growers.names.take(holder),
            self._growers.addresses.take(holder),
            join(self._surname("breeder", at), "某; ", self._surname("breeder two", at), "某某"),
            printed_days(filed, _DAY),
            printed_days(filed + 120, _DAY),
            where(has_grant, where(is_crop, farm, wood_grant), ""),
            where(has_grant, printed_days(granted, _DAY), ""),
        ]

    def _days(self, what: str, at: Numbers, low: int, high: int) -> tuple[Numbers, Numbers]:
        """(the day of registration, an earlier one)."""
        first = day_number(FIRST_FILING) + high
        share = self._draws.share(f"{what} registered", at)
        registered = first + (np.sqrt(share) * (LAST - first)).astype(np.int64)
        return registered, registered - self._draws.between(f"{what} before", at, low, high)

    def _holder(self, what: str, at: Numbers, holders: _Holders) -> pa.Array:
        chosen = self._draws.skewed(f"{what} holder", at, len(holders.names))
        return pa.array(np.where(at == 0, 0, chosen))

    def _draw(self, what: str, at: Numbers, count: int) -> pa.Array:
        return pa.array(self._draws.below(what, at, count))

    def _thing(self, what: str, at: Numbers) -> pa.Array:
        return self._things.pick(at * 0, self._draws.below(f"{what} thing", at, 10_000))

    def _word(self, what: str, at: Numbers) -> pa.Array:
        one, two = (self._draws.below(f"{what} {name}", at, 40) for name in ("one", "two"))
        return join(self._one.pick(at * 0, one), self._two.pick(at * 0, two))

    def _surname(self, what: str, at: Numbers) -> pa.Array:
        return Choice([SURNAMES]).pick(at * 0, self._draws.below(what, at, len(SURNAMES)))


class _Holders:
    """Parties as columns."""

    def __init__(self, parties: Sequence[DemoParty]) -> None:
        self.names = pa.array([party.name for party in parties])
        self.addresses = pa.array([party.address for party in parties])


def _year(days: Numbers) -> Numbers:
    years: Numbers = days.astype("datetime64[D]").astype("datetime64[Y]").astype(np.int64) + 1970
    return years
