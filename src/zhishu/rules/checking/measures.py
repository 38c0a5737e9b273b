"""Faults of one measure: its place, its parts, its figures, the group and the measures it names."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import PurePosixPath

from zhishu.rules.checking.amounts import check_amount
from zhishu.rules.checking.conditions import check_condition
from zhishu.rules.checking.figures import YUAN, FigureUses
from zhishu.rules.checking.finding import Book, Finding
from zhishu.rules.fact import KIND
from zhishu.rules.measure import Group, Measure
from zhishu.rules.parameter import Parameter
from zhishu.rules.scale import Scale


def check_measure(measure: Measure, book: Book) -> Iterator[Finding]:
    """Every fault and doubt of a measure that shows without its conditions being solved."""
    figures = {**book.figures, **measure.figures}
    uses = FigureUses(measure.file, figures, book)
    yield from _check_place(measure, uses)
    if measure.lost and (measure.conditions is not None or measure.amount is not None):
        key = "conditions" if measure.conditions is not None else "amount"
        yield uses.fault(
            "缺损的措施不能写条件和金额",
            measure.lines.get(key, measure.line),
            "删去lost，或删去条件和金额：缺的不补",
        )
    yield from _check_kinds(measure, uses, book)
    if measure.conditions is not None:
        yield from check_condition(measure.conditions, uses, book)
    if measure.amount is not None:
        yield from check_amount(measure.amount, uses, book)
    line = measure.lines.get("budget", measure.line)
    if measure.pro_rata:
        yield from uses.money(measure.pro_rata, line, "预算")
    if measure.quota:
        yield from _check_quota(measure, line, uses)
    if measure.group and measure.group not in book.measure_groups:
        yield uses.fault(
            f"没有组{measure.group}",
            measure.lines.get("group", measure.line),
            "在同一文件夹的groups.yaml里写这个组",
        )
    yield from _check_own_figures(measure, uses)


def _check_place(measure: Measure, uses: FigureUses) -> Iterator[Finding]:
    """`361000/fund/9-1` stands in 361000/measures/fund/9-1.yaml and holds in 361000 or within."""
    path = PurePosixPath(measure.file)
    if len(path.parts) != 4:
        return
    folder, _, document, _ = path.parts
    parts = measure.name.split("/")
    if parts != [folder, document, path.stem]:
        yield uses.fault(
            f"编号{measure.name}与文件的位置不符",
            measure.line,
            f"改为{folder}/{document}/{path.stem}，或移动文件",
        )


def _check_kinds(measure: Measure, uses: FigureUses, book: Book) -> Iterator[Finding]:
    kinds = book.facts.get(KIND)
    for kind in measure.applies_to:
        if kinds is not None and kind not in kinds.values:
            yield uses.fault(
                f"没有主体类别“{kind}”",
                measure.lines.get("applies_to", measure.line),
                f"应为{'、'.join(kinds.values)}",
            )


def _check_quota(measure: Measure, line: int, uses: FigureUses) -> Iterator[Finding]:
    uses.used.add(measure.quota)
    quota = uses.figures.get(measure.quota)
    if not isinstance(quota, Parameter):
        yield uses.fault(f"没有参数{measure.quota}", line, "写进parameters")
    elif quota.unit == YUAN:
        yield uses.fault(f"名额{measure.quota}的单位是元", line, "名额用家、个、件；金额用pro_rata")


def _check_own_figures(measure: Measure, uses: FigureUses) -> Iterator[Finding]:
    """Figures that no rule uses, and those without a value on the measure's first day."""
    first = measure.source.effective_from or measure.source.issued_on
    for name, figure in measure.figures.items():
        if name not in uses.used:
            yield uses.doubt(f"参数{name}没有用到", figure.line, "删去，或用在条件或金额里")
        elif first is not None:
            series = [figure.values] if isinstance(figure, Scale) else list(figure.series.values())
            if any(values[0].since > first for values in series):
                yield uses.doubt(
                    f"参数{name}在施行的第一天{first}没有值",
                    figure.line,
                    "补上从这一天起的值，或改施行日",
                )


def check_group(group: Group, book: Book) -> Iterator[Finding]:
    """Faults of a group: its cap, its members."""
    uses = FigureUses(group.file, {**book.figures, **group.figures}, book)
    if group.cap:
        yield from uses.money(group.cap, group.line, "合计的上限")
    members = [one for one in book.measures.values() if one.group == group.name]
    if len(members) < 2 and not group.rule.startswith("cap_"):
        yield uses.doubt(
            f"组{group.name}只有{len(members)}项措施", group.line, "在措施里写group，或删去这个组"
        )
    elif not members:
        yield uses.doubt(f"组{group.name}没有措施", group.line, "在措施里写group，或删去这个组")
    for member in members:
        if PurePosixPath(member.file).parent != PurePosixPath(group.file).parent:
            yield Finding(
                f"组{group.name}属于另一份文件",
                member.file,
                member.lines.get("group", member.line),
                f"只能用本文件夹的组；{group.name}在{group.file}",
            )
