"""Tables of indicators: 指标 | 单位 | 2020年 | 2025年目标 | 属性."""

from __future__ import annotations

import re
from dataclasses import dataclass, replace
from decimal import Decimal

from zhishu.policy.document import Comparator, Target, TargetKind
from zhishu.policy.targets.passages import Row
from zhishu.policy.targets.phrases import read_phrase
from zhishu.policy.text.quantities import UNITS

_NAME = re.compile(r"指标|目标名称|主要任务|项目名称|内容")
UNIT = re.compile(r"^(?:计量)?单位$")
YEAR = re.compile(r"((?:19|20)\d{2})年?")
ONE_YEAR = re.compile(r"(?:19|20)\d{2}年?(?:目标|计划)?$")
_SUM_OF_YEARS = re.compile(r"(?:[一二两三四五]年|期内)?(?:合计|总计|累计|总数|总量)$")
_GOAL = re.compile(r"目标|预期值|规划值|目标值|指标值|计划")
_BASE = re.compile(r"基数|实绩|现状|基期|基准|上年|实际|完成值|当前")
NUMBER = re.compile(
    r"^(?P<sign>≥|>=|>|≤|<=|<|＞|＜|=|＝|不低于|不少于|超过|不超过|突破|达到|约)?(?P<low>\d{1,12}(?:,\d{3}){0,5}(?:\.\d{1,6})?)(?:(?:-|—|－|~|～|至)(?P<high>\d{1,12}(?:\.\d{1,6})?))?(?P<unit>[^\d]{0,8})$"
)
_SUMMED = re.compile(r"[〔\[【［](?P<value>\d{1,9}(?:\.\d{1,4})?)[〕\]】］]")
_GROWTH = re.compile(
    r"(?P<period>年均|每年)?(?:增长率?|增速|增幅|提高|提升)(?P<sign>≥|>|超过|不低于)?(?P<value>\d{1,6}(?:\.\d{1,4})?)(?P<unit>%|个百分点)(?P<above>以上|左右)?"
)
HAN = re.compile(r"[\u4e00-\u9fff]")
_NAMES = re.compile(r"指标(?!值|类别|属性|性质|类型)|目标名称")
_YEARS = re.compile(r"年度?$|年份$")
ITEM = re.compile(r"目标|任务|事项|内容|举措|项目$")
PAID = re.compile(r"标准|金额|补助|奖励|资助|贴息|额度|限额")
_GROWTH_NAME = re.compile(
    r"(?:增长率?|增速|增幅|降幅|改善率|下降率|降低率)(?:[（(][^（）()]{1,4}[)）])?$"
)
_RELATIVE = re.compile(r"翻[一两]番|翻番|高于[全省市国]{2}平均|[全省市国]{2}(?:前列|平均)|前列")
_IN_NAME = re.compile(
    rf"[（(]((?:[十百千]?[万亿]|万亿|千)?(?:{UNITS}|％|吨标准煤|[微毫千]?克|[毫千]?米|[毫]?升|户|辆|张|篇)(?:/[^）)]{{1,6}})?)[)）]$"
)
SIGNS: dict[str, Comparator] = {
    "≥": ">=", ">=": ">=", "不低于": ">=", "不少于": ">=", ">": ">", "＞": ">", "超过": ">", "突破": ">",
    "≤": "<=", "<=": "<=", "不超过": "<=", "<": "<", "＜": "<",
}  # fmt: skip
# 件/万人 is of the indicator, 微克/立方米 of the unit.
_PER_HEAD = re.compile("/.{0,2}人.{0,4}$|/(?!立方米|千瓦时|升|吨|万元|亩|平方公里|公里).{0,8}$")
_SIZES = (
    ("万亿", 10**12),
    ("千亿", 10**11),
    ("百万", 10**6),
    ("千万", 10**7),
    ("亿", 10**8),
    ("万", 10**4),
    ("千", 10**3),
)


def read_table(
    path: str,
    rows: list[Row],
    deadline: str | None,
    now: int | None,
    carried: str = "",
) -> list[Target]:
    """The targets of a table whose head names indicators and years, or whose rows are years; of others none.

    carried: the indicator named before the table, for a column that only says 新建数.
    """
    head = next((index for index, row in enumerate(rows) if _is_head(row)), None)
    if head is None:
        return _by_year(path, rows, now, carried)
    cells = rows[head].cells
    # The last of 一级指标, 二级指标, 三级指标 names what is measured.
    named = [i for i, cell in enumerate(cells) if _NAMES.search(cell)]
    tasks = [] if named else [i for i, cell in enumerate(cells) if ITEM.search(cell)]
    if not (named or tasks):
        return []
    name_at = [*named, *tasks][-1]
    unit_at = next((i for i, cell in enumerate(cells) if UNIT.match(cell)), None)
    goals = _goal_columns(cells, name_at, now, tasks=bool(tasks))
    base = next((i for i, cell in enumerate(cells) if _is_base(cell, goals, i)), None)
    growth = next((i for i, cell in enumerate(cells) if _GROWTH_NAME.search(cell)), None)
    found: list[Target] = []
    for row in rows[head + 1 :]:
        shift = len(row.cells) - len(cells)
        if shift < 0 and _ends_short(row, name_at, shift):
            shift = 0
        # A cell that spans rows is missing in the later ones, in front of the indicator.
        if shift and not -name_at <= shift <= 0:
            continue
        made = _row(path, row, name_at + shift, unit_at, goals, base, shift, deadline)
        if made and growth is not None:
            period = "年均" if "年均" in cells[growth] else None
            made.extend(_growth(row, growth + shift, made[-1], period))
        found.extend(made)
    return found


def _ends_short(row: Row, name_at: int, shift: int) -> bool:
    """Whether a row lacks its last cells, not its first."""
    if name_at >= len(row.cells) or name_at + shift < 0:
        return name_at < len(row.cells)
    return HAN.search(row.cells[name_at]) is not None and (
        HAN.search(row.cells[name_at + shift]) is None
    )


def cell_at(row: Row, at: int | None) -> str:
    """The words of a cell; none where the row has no such cell."""
    return row.cells[at] if at is not None and 0 <= at < len(row.cells) else ""


def _growth(row: Row, at: int, level: Target, period: str | None) -> list[Target]:
    """The target of a column 年均增长 beside that of the level."""
    match = NUMBER.match(cell_at(row, at))
    if match is None or match["unit"] not in ("%", "％", ""):
        return []
    return [
        replace(
            level, value=Decimal(match["low"]), value_max=None, unit="%", kind="growth_rate",
            comparator=SIGNS.get(match["sign"] or "", "="), baseline=None, period=period,
            span=row.spans[at], text=f"{level.indicator} {row.cells[at]}",
        )
    ]  # fmt: skip


def _by_year(path: str, rows: list[Row], now: int | None, carried: str) -> list[Target]:
    """年度 | 新建数（个）: a row a year, a column an indicator."""
    head = next((i for i, row in enumerate(rows) if row.cells and _YEARS.match(row.cells[0])), None)
    if head is None:
        return []
    cells = rows[head].cells
    found: list[Target] = []
    years = [int(m[1]) for row in rows if row.cells and (m := YEAR.match(row.cells[0]))]
    if now is not None and years and max(years) < now:
        return []
    for row in rows[head + 1 :]:
        year = YEAR.match(row.cells[0]) if row.cells else None
        if year is None or len(row.cells) > len(cells):
            continue
        for at in range(1, len(row.cells)):
            name, unit = named(cells[at], "")
            number = NUMBER.match(row.cells[at])
            if number is None or not (unit or number["unit"]):
                continue
            value, counted = sized(number["low"], number["unit"] or unit)
            if len(name) <= 3 and carried:
                name = carried
            level = counted in ("%", "元", "分")
            found.append(
                Target(
                    path, name, value, counted or None, SIGNS.get(number["sign"] or "", "="),
                    "level" if level else "count", f"{year[1]}年{cells[at]} {row.cells[at]}",
                    row.spans[at], deadline=year[1], confidence=0.8,
                )
            )  # fmt: skip
    return found


def _is_head(row: Row) -> bool:
    """指标 | 2025年, or tasks with a unit and a column a year: 任务 | 单位 | 2024年 | 2025年."""
    years = sum(ONE_YEAR.match(cell) is not None for cell in row.cells)
    units = any(UNIT.match(cell) for cell in row.cells)
    if years >= 2 and units and any(ITEM.search(cell) for cell in row.cells):
        return not any(PAID.search(cell) for cell in row.cells)
    return any("指标" in cell for cell in row.cells) and any(
        YEAR.search(cell) or (_GOAL.search(cell) and not _NAMES.search(cell)) for cell in row.cells
    )


@dataclass(frozen=True)
class _Column:
    """A column of goals: by when, and of how long where it is a sum of years (三年合计)."""

    at: int
    year: str | None
    period: str | None = None


def _goal_columns(
    cells: tuple[str, ...], name_at: int, now: int | None, *, tasks: bool
) -> list[_Column]:
    """The columns of goals; those of tasks are all still to be done."""
    years = [
        _Column(i, m[1])
        for i, cell in enumerate(cells)
        if i != name_at and (m := YEAR.search(cell))
    ]
    marked = [one for one in years if _GOAL.search(cells[one.at])]
    if marked:
        return marked
    plain = [one for one in years if not _BASE.search(cells[one.at])]
    sums = [
        _Column(i, years[-1].year, cell)
        for i, cell in enumerate(cells)
        if years and _SUM_OF_YEARS.match(cell)
    ]
    if plain and (sums or tasks):
        return [*plain, *sums]
    # Beside a column of what was, the year at hand is still to come.
    based = any(_BASE.search(cell) for cell in cells) or any(
        now is not None and int(one.year or 0) < now for one in plain
    )
    since = now if based else (now or 0) + 1
    later = [one for one in plain if now is not None and int(one.year or 0) >= (since or 0)]
    if later:
        return later
    if len(plain) >= 2:
        return plain[1:] if len(plain) == len(years) else plain
    if plain:
        return plain
    return [_Column(i, None) for i, cell in enumerate(cells) if i != name_at and _GOAL.search(cell)]


def _is_base(cell: str, goals: list[_Column], at: int) -> bool:
    if any(at == one.at for one in goals):
        return False
    return bool(_BASE.search(cell) or YEAR.search(cell))


def _row(
    path: str, row: Row, name_at: int, unit_at: int | None, goals: list[_Column],
    base: int | None, shift: int, deadline: str | None,
) -> list[Target]:  # fmt: skip
    name = row.cells[name_at]
    unit = cell_at(row, unit_at + shift) if unit_at is not None else ""
    name, unit = named(name, unit)
    if not HAN.search(name):
        return []
    bottom = _plain(cell_at(row, base + shift), unit) if base is not None else None
    found = []
    for column in goals:
        cell = cell_at(row, column.at + shift)
        made = _cell(cell, unit)
        if made is None:
            continue
        value, upper, kind, sign, counted, period, reference = made
        if kind == "level" and counted in ("%", "个百分点") and _GROWTH_NAME.search(name):
            kind = "growth_rate"
        phrase = read_phrase(name)
        made_so = phrase.making or name.startswith("支持")
        if kind == "level" and made_so and counted not in ("%", "元", "分", "天", "个月"):
            kind = "count"
        found.append(
            Target(
                path, name, value, counted, sign, kind, f"{name} {cell}", row.spans[column.at + shift],
                value_max=upper, baseline=bottom, period=period or column.period, deadline=column.year or deadline,
                reference=reference, confidence=0.9,
            )
        )  # fmt: skip
    return found


def named(name: str, unit: str) -> tuple[str, str]:
    """An indicator without its number, and the unit, which may stand in brackets behind it."""
    if inner := _IN_NAME.search(name):
        unit = unit or inner[1]
        name = name[: inner.start()]
    return re.sub(r"^\d{1,2}[.、．]", "", name), unit


def sized(number: str, unit: str) -> tuple[Decimal, str]:
    """A number and its unit without 万 or 亿."""
    unit = unit.replace("％", "%")
    value = Decimal(number.replace(",", ""))
    for size, factor in _SIZES:
        if unit.startswith(size):
            return value * factor, _PER_HEAD.sub("", unit[len(size) :])
    return value, _PER_HEAD.sub("", unit)


def _plain(cell: str, unit: str) -> Decimal | None:
    match = NUMBER.match(cell)
    return sized(match["low"], match["unit"] or unit)[0] if match else None


def _cell(
    cell: str, unit: str
) -> (
    tuple[
        Decimal | None, Decimal | None, TargetKind, Comparator, str | None, str | None, str | None
    ]
    | None
):
    if match := _GROWTH.search(cell):
        sign: Comparator = ">=" if match["above"] == "以上" else SIGNS.get(match["sign"] or "", "=")
        return (
            Decimal(match["value"]), None, "growth_rate", sign, match["unit"], match["period"], None
        )  # fmt: skip
    if match := _SUMMED.fullmatch(cell):
        # 〔6〕: of all years together.
        value, counted = sized(match["value"], unit)
        if counted == "%":
            return value, None, "growth_rate", "=", "个百分点", "累计", None
        return value, None, "count", "=", counted or None, "累计", None
    bare = re.sub(r"(?:以上|左右|以内)$", "", cell)
    if match := NUMBER.match(bare):
        own = re.sub(r"[（(].{0,6}$", "", match["unit"]) or unit
        value, counted = sized(match["low"], own)
        upper = sized(match["high"], own)[0] if match["high"] else None
        sign = SIGNS.get(match["sign"] or "", "=")
        if cell.endswith("以上"):
            sign = ">="
        elif cell.endswith("以内"):
            sign = "<="
        if upper is not None:
            sign = "range"
        return value, upper, "level", sign, counted or None, None, None
    if _RELATIVE.search(cell):
        return None, None, "relative", ">" if "高于" in cell else "=", None, None, cell
    return None
