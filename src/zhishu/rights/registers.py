"""The registers that can be looked through: what a row is called, numbered, dated and counted by.

One description a table, so that one list and one page serve them all. Patents have pages of their own.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field

from zhishu.rights.portfolio.holding import RIGHT_TYPES, RightType
from zhishu.rights.tables import (
    ASSIGNMENTS,
    COPYRIGHTS,
    GEOGRAPHICAL_INDICATIONS,
    LAYOUT_DESIGNS,
    LICENCES,
    PLANT_VARIETIES,
    PLEDGES,
    TRADEMARKS,
    Table,
)

_UNKNOWN = "未知"


@dataclass(frozen=True)
class Register:
    """A table of rights or of dealings as pages show it.

    name: its word in addresses. heading: the column that a row is called by; number: the one that
    people ask it by; holders: whose it is; day: what its years are counted by. kind: the column that
    tells its rows apart, kind_title: what that is called, kinds: the words of its values (a value
    without one is shown as it is). right_type: of a register of rights.
    """

    name: str
    title: str
    unit: str
    table: Table
    heading: str
    number: str
    holders: tuple[str, ...]
    day: str
    kind: str = ""
    kind_title: str = ""
    kinds: Mapping[str, str] = field(default_factory=dict)
    right_type: RightType | None = None

    @property
    def key(self) -> str:
        """The column that a row is known by."""
        return self.table.key[0]

    @property
    def has_region(self) -> bool:
        """Whether its rows lie in a region."""
        return any(column.name == "region_code" for column in self.table.columns)

    @property
    def day_title(self) -> str:
        """What the day is called that years are counted by."""
        return self.table.column(self.day).title

    def kind_words(self, value: object) -> str:
        """The kind of a row in words."""
        text = "" if value is None else str(value)
        return self.kinds.get(text, text) or _UNKNOWN


WORK_KINDS = {"software": "计算机软件", "work": "作品"}
PROTECTION_KINDS = {
    "product": "地理标志产品",
    "certification_mark": "证明商标",
    "collective_mark": "集体商标",
    "agricultural": "农产品地理标志",
}
AUTHORITIES = {"agriculture": "农业", "forestry": "林业和草原"}
LICENCE_KINDS = {
    "exclusive": "独占许可",
    "sole": "排他许可",
    "ordinary": "普通许可",
    "open": "开放许可",
    "cross": "交叉许可",
}
_RIGHTS: Mapping[str, str] = {str(kind): title for kind, title in RIGHT_TYPES.items()}
_NICE = {str(number): f"第{number}类" for number in range(1, 46)}

_ALL = (
    Register(
        name="trademarks",
        title="商标",
        unit="件",
        table=TRADEMARKS,
        heading="name",
        number="registration_number",
        holders=("holders",),
        day="registered_on",
        kind="nice_class",
        kind_title="商品和服务类别",
        kinds=_NICE,
        right_type="trademark",
    ),
    Register(
        name="copyrights",
        title="著作权登记",
        unit="件",
        table=COPYRIGHTS,
        heading="title",
        number="registration_number",
        holders=("holders",),
        day="registered_on",
        kind="work_kind",
        kind_title="登记种类",
        kinds=WORK_KINDS,
        right_type="copyright",
    ),
    Register(
        name="indications",
        title="地理标志",
        unit="件",
        table=GEOGRAPHICAL_INDICATIONS,
        heading="name",
        number="registration_number",
        holders=("holders",),
        day="registered_on",
        kind="protection_kind",
        kind_title="保护类型",
        kinds=PROTECTION_KINDS,
        right_type="geographical_indication",
    ),
    Register(
        name="layout-designs",
        title="布图设计",
        unit="件",
        table=LAYOUT_DESIGNS,
        heading="title",
        number="registration_number",
        holders=("holders",),
        day="registered_on",
        right_type="layout_design",
    ),
    Register(
        name="plant-varieties",
        title="植物新品种",
        unit="件",
        table=PLANT_VARIETIES,
        heading="name",
        number="filing_number",
        holders=("holders",),
        day="filed_on",
        kind="authority",
        kind_title="审批部门",
        kinds=AUTHORITIES,
        right_type="plant_variety",
    ),
    Register(
        name="pledges",
        title="质押登记",
        unit="项",
        table=PLEDGES,
        heading="recordal_number",
        number="right_number",
        holders=("pledgors", "pledgees"),
        day="registered_on",
        kind="right_type",
        kind_title="权利种类",
        kinds=_RIGHTS,
    ),
    Register(
        name="licences",
        title="许可备案",
        unit="项",
        table=LICENCES,
        heading="recordal_number",
        number="right_number",
        holders=("licensors", "licensees"),
        day="recorded_on",
        kind="licence_kind",
        kind_title="许可种类",
        kinds=LICENCE_KINDS,
    ),
    Register(
        name="assignments",
        title="权利转移",
        unit="项",
        table=ASSIGNMENTS,
        heading="right_number",
        number="right_number",
        holders=("assignors", "assignees"),
        day="effective_on",
        kind="right_type",
        kind_title="权利种类",
        kinds=_RIGHTS,
    ),
)
REGISTERS: Mapping[str, Register] = {one.name: one for one in _ALL}
# What is dealt in, by the kind that a dealing names: the register of its page.
REGISTER_OF: Mapping[str, Register] = {
    str(one.right_type): one for one in _ALL if one.right_type is not None
}
DEALINGS = tuple(one for one in _ALL if one.right_type is None)
# The words of values that are kept as codes, by their column.
CODED: Mapping[str, Mapping[str, str]] = {
    "work_kind": WORK_KINDS,
    "protection_kind": PROTECTION_KINDS,
    "authority": AUTHORITIES,
    "licence_kind": LICENCE_KINDS,
    "right_type": _RIGHTS,
}
