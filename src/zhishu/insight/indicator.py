"""An indicator is one SQL file: a YAML head between `---` lines, then one SELECT.

Keys of the head: `indicator`, `name`, `unit`, `formula` (in words), `source`, `grain`, `dimensions`,
`parameters` (with the rulebook names they bind), `rows` (the query that lists what is counted) with
`columns` and, where not all of them are needed for counting, `shown` (a query over `counted` that adds
the others), or `rows_of` (another indicator's rows), and `decimals` where the figure is a quotient.
"""

from __future__ import annotations

import re
from collections.abc import Collection, Mapping
from dataclasses import dataclass, field

from zhishu.base.text import drop_inner_blanks
from zhishu.insight.statement import Check, check_statement, count_word, only_adds
from zhishu.rules.loading import load_yaml, refuse
from zhishu.rules.schema import Fields

# What every statement may use beside the parameters its head binds: the day, the region's code, and
# what the codes inside it begin with (empty without a region).
GIVEN_PARAMETERS = frozenset({"as_of", "region", "region_prefix"})
COUNTED = "counted"  # the relation that the head's `rows` make
MOST_DECIMALS = 6

_COLUMN = re.compile(r"[a-z][a-z0-9_]*")


@dataclass(frozen=True)
class Dimension:
    """A column of `counted` by which the figure can be shown; `labels` say its values in words.

    regions_below: its values are the regions directly below the one asked: each has its row, also
    when nothing was counted there; a quotient is measured anew for each, for it cannot be summed.
    apart: its values are never added up; a figure over several of them has no value of its own.
    """

    name: str
    title: str
    regions_below: bool = False
    apart: bool = False
    labels: Mapping[str, str] = field(default_factory=dict)


@dataclass(frozen=True)
class Binding:
    """A parameter of the statement and the rulebook's parameter it takes its value from, in a unit."""

    name: str
    parameter: str
    unit: str


@dataclass(frozen=True)
class Indicator:
    """A checked indicator.

    rows_sql lists what is counted, one row each: columns, dimensions and `standing` (counted |
    unknown); shown_sql gives the columns of some of these rows. sql measures over it: dimensions, value, unknown; or, for a quotient, one row of
    numerator, denominator, unknown, divided exactly and rounded to `decimals` places.
    """

    name: str
    title: str
    unit: str
    formula: str
    source: str
    grain: str
    dimensions: tuple[Dimension, ...]
    columns: Mapping[str, str]
    parameters: tuple[Binding, ...]
    decimals: int | None
    rows_sql: str
    shown_sql: str
    sql: str
    file: str

    def dimension(self, name: str) -> Dimension:
        """The dimension of that name (KeyError when there is none)."""
        for dimension in self.dimensions:
            if dimension.name == name:
                return dimension
        raise KeyError(name)

    def left_out(self, asked: Collection[str]) -> tuple[str, ...]:
        """The dimensions that need not be worked out when only some are asked for.

        Only where the statement does no more than add, and names the dimension once: as what it groups by.
        """
        if self.is_ratio or not only_adds(self.sql):
            return ()
        names = [one.name for one in self.dimensions if one.name not in asked]
        return tuple(name for name in names if count_word(self.sql, name) == 1)

    @property
    def is_ratio(self) -> bool:
        """Whether the figure is a quotient, which is measured anew and never summed."""
        return self.decimals is not None


@dataclass(frozen=True)
class Judge:
    """What statements are judged by: the declared tables, and the warehouse's own check."""

    tables: Collection[str]
    check: Check


def _split(text: str, file: str) -> tuple[str, str, int]:
    """The YAML head, the SELECT, and the line on which the SELECT begins."""
    lines = text.splitlines()
    if not lines or lines[0].strip() != "---":
        raise refuse("指标文件须以“---”一行开头，其后是YAML说明", file, 1)
    for number, line in enumerate(lines[1:], 2):
        if line.strip() == "---":
            return "\n".join(lines[1 : number - 1]), "\n".join(lines[number:]), number + 1
    raise refuse("YAML说明没有以“---”一行结束", file, len(lines))


def _names(fields: Fields, key: str) -> dict[str, str]:
    """A mapping of column-like names to text; empty when it is absent."""
    if fields.take(key, required=False) is None:
        return {}
    inner = fields.inner(key)
    for name in inner.mapping:
        _check_name(inner, name)
    return {name: inner.text(name) for name in inner.mapping}


def _check_name(fields: Fields, name: str) -> None:
    if not _COLUMN.fullmatch(name):
        raise fields.error(name, f"名称{name}须是小写英文字母、数字和下划线")


def _bindings(fields: Fields) -> tuple[Binding, ...]:
    """`population: {parameter: resident_population, unit: 人}` and its like."""
    if fields.take("parameters", required=False) is None:
        return ()
    every = fields.inner("parameters")
    found = []
    for name in every.mapping:
        _check_name(every, name)
        one = every.inner(name)
        found.append(Binding(name, one.text("parameter"), one.text("unit")))
        one.done()
    return tuple(found)


def _labels(fields: Fields) -> dict[str, str]:
    if fields.take("labels", required=False) is None:
        return {}
    inner = fields.inner("labels")
    return {name: inner.text(name) for name in inner.mapping}


def _dimensions(fields: Fields) -> tuple[Dimension, ...]:
    every = fields.inner("dimensions")
    found = []
    for name, value in every.mapping.items():
        _check_name(every, name)
        if isinstance(value, str):
            found.append(Dimension(name, value))
            continue
        one = every.inner(name)
        title, labels = one.text("title"), _labels(one)
        found.append(Dimension(name, title, one.truth("regions_below"), one.truth("apart"), labels))
        one.done()
    return tuple(found)


def _decimals(fields: Fields) -> int | None:
    value = fields.take("decimals", required=False)
    if value is None or (type(value) is int and 0 <= value <= MOST_DECIMALS):
        return value
    raise fields.error("decimals", f"decimals须是0到{MOST_DECIMALS}的整数")


@dataclass(frozen=True)
class _Rows:
    """How the rows of an indicator are listed, how some of them are shown, and under which titles."""

    rows_sql: str
    shown_sql: str
    columns: Mapping[str, str]


def _own_rows(fields: Fields, judge: Judge) -> _Rows:
    """The head's `rows`, `shown` and `columns`."""
    rows, columns = fields.text("rows"), _names(fields, "columns")
    if not columns:
        raise fields.error("columns", "缺少“columns”", "写明列出哪些列，以及各列的名称")
    check_statement(
        rows,
        check=judge.check,
        tables=judge.tables,
        parameters=GIVEN_PARAMETERS,
        file=fields.where,
        first_line=fields.line("rows") + 1,
    )
    shown = fields.text("shown", required=False)
    if shown:
        check_statement(
            shown,
            check=judge.check,
            tables={*judge.tables, COUNTED},
            parameters=GIVEN_PARAMETERS,
            file=fields.where,
            first_line=fields.line("shown") + 1,
        )
    return _Rows(rows.rstrip(";"), shown.rstrip(";") or f"SELECT * FROM {COUNTED}", columns)  # noqa: S608


def _read_one(
    text: str, file: str, judge: Judge, rows_from: Mapping[str, Indicator]
) -> Indicator | None:
    """One indicator; None when its `rows_of` is not among those read so far."""
    head, sql, first_line = _split(text, file)
    # One blank line stands for the opening `---`, so that the loader's lines are the file's.
    fields = Fields(load_yaml("\n" + head, where=file), file)
    rows_of = fields.text("rows_of", required=False)
    if rows_of:
        if rows_of not in rows_from:
            return None
        other = rows_from[rows_of]
        rows = _Rows(other.rows_sql, other.shown_sql, other.columns)
    else:
        rows = _own_rows(fields, judge)
    parameters = _bindings(fields)
    indicator = Indicator(
        name=fields.text("indicator"),
        title=fields.text("name"),
        unit=fields.text("unit"),
        formula=drop_inner_blanks(fields.text("formula")),
        source=fields.text("source"),
        grain=fields.text("grain"),
        dimensions=_dimensions(fields),
        columns=rows.columns,
        parameters=parameters,
        decimals=_decimals(fields),
        rows_sql=rows.rows_sql,
        shown_sql=rows.shown_sql,
        sql=sql.strip().rstrip(";"),
        file=file,
    )
    fields.done()
    check_statement(
        sql,
        check=judge.check,
        tables={*judge.tables, COUNTED},
        parameters=GIVEN_PARAMETERS | {binding.name for binding in parameters},
        file=file,
        first_line=first_line,
    )
    return indicator


def read_indicators(texts: Mapping[str, str], judge: Judge) -> dict[str, Indicator]:
    """Read and check indicator files, given as file name and text; refused by file and line."""
    read: dict[str, Indicator] = {}
    waiting = dict(sorted(texts.items()))
    while waiting:
        before = len(waiting)
        for file, text in list(waiting.items()):
            indicator = _read_one(text, file, judge, read)
            if indicator is None:
                continue
            if indicator.name in read:
                other = read[indicator.name].file
                raise refuse(f"指标{indicator.name}写了两次（另见{other}）", file, 1)
            read[indicator.name] = indicator
            del waiting[file]
        if len(waiting) == before:
            raise refuse("rows_of所指的指标不存在", next(iter(waiting)), 1)
    return read
