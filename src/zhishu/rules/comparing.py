"""What changed from one rulebook to another, in words: measures, parameters, groups, facts."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass
from typing import TypeVar

from zhishu.rules.checking.finding import Book
from zhishu.rules.condition import AllOf
from zhishu.rules.fact import KINDS, Fact
from zhishu.rules.measure import FORMS, GROUP_RULES, ONCE, Group, Measure
from zhishu.rules.parameter import Parameter
from zhishu.rules.phrases import Phrases
from zhishu.rules.scale import Scale
from zhishu.rules.words import plain

# Between the name of a figure and the day of a value.
_SINCE = "自"
KIND_TITLES = {"measure": "措施", "parameter": "参数", "group": "组", "fact": "事实"}
# What is told of one thing: each part by its name; a list is compared item by item.
Told = Mapping[str, str | tuple[str, ...]]
One = TypeVar("One", Measure, Parameter | Scale, Group, Fact)


@dataclass(frozen=True)
class Difference:
    """One change of one thing. kind: a key of KIND_TITLES; what: the part, empty for the whole; old and new in words.

    before: the value that held until a new one begins.
    """

    kind: str
    name: str
    title: str
    what: str
    old: str
    new: str
    before: str = ""

    @property
    def words(self) -> str:
        """The change as a sentence says it."""
        if not self.what:
            return "新增" if self.new else "删去"
        if self.before:
            return f"{self.what}：新增的值{self.new}（原{self.before}）"
        if not self.old:
            return f"{self.what}：增加{self.new}"
        if not self.new:
            return f"{self.what}：去掉{self.old}"
        return f"{self.what}：{self.old} → {self.new}"


def compare_rulebooks(old: Book, new: Book) -> list[Difference]:
    """Every change from the old to the new; where a file stands and how it is laid out is no change."""
    return [
        *_compare("measure", old.measures, new.measures, _Measures(old).tell, _Measures(new).tell),
        *_compare("parameter", old.figures, new.figures, _tell_figure, _tell_figure),
        *_compare("group", old.measure_groups, new.measure_groups, _tell_group, _tell_group),
        *_compare("fact", old.facts, new.facts, _tell_fact, _tell_fact),
    ]


def _compare(
    kind: str,
    old: Mapping[str, One],
    new: Mapping[str, One],
    tell_old: Callable[[One], Told],
    tell_new: Callable[[One], Told],
) -> Iterator[Difference]:
    for name in [*old, *(one for one in new if one not in old)]:
        before, after = old.get(name), new.get(name)
        if before is None or after is None:
            one = after if before is None else before
            assert one is not None
            had = (one.title, "") if after is None else ("", one.title)
            yield Difference(kind, name, one.title, "", *had)
        else:
            told: Told = tell_old(before)
            now: Told = tell_new(after)
            for what in [*told, *(one for one in now if one not in told)]:
                for change in _changes(told.get(what, ""), now.get(what, "")):
                    before_it = "" if change[0] else _value_before(what, told)
                    yield Difference(kind, name, after.title, what, *change, before_it)


def _value_before(what: str, told: Told) -> str:
    """The newest value of the same figure before the day that `what` names; empty where there is none."""
    series, since, day = what.rpartition(_SINCE)
    days = [one for one in told if since and one.startswith(series + _SINCE) and one < what]
    found = told[max(days)] if days and day[:1].isdecimal() else ""
    return found if isinstance(found, str) else ""


def _changes(old: str | tuple[str, ...], new: str | tuple[str, ...]) -> Iterator[tuple[str, str]]:
    if isinstance(old, str) and isinstance(new, str):
        if old != new:
            yield old, new
        return
    before, after = (one if isinstance(one, tuple) else () for one in (old, new))
    yield from ((one, "") for one in before if one not in after)
    yield from (("", one) for one in after if one not in before)


class _Measures:
    """Tells the measures of one rulebook."""

    def __init__(self, book: Book) -> None:
        self.facts = book.facts
        self.figures = book.figures
        self.titles = {name: one.title for name, one in book.measures.items()}
        self.kinds = book.facts["party.kind"].values if "party.kind" in book.facts else {}

    def tell(self, measure: Measure) -> Told:
        phrases = Phrases(self.facts, {**self.figures, **measure.figures}, self.titles)
        conditions = measure.conditions
        parts = conditions.parts if isinstance(conditions, AllOf) else (conditions,)
        source = measure.source
        told: dict[str, str | tuple[str, ...]] = {
            "名称": measure.title,
            "文件": source.title,
            "条款": source.clause,
            "成文日期": str(source.issued_on or ""),
            "施行日": str(source.effective_from or ""),
            "失效日": str(source.effective_to or ""),
            "地区": str(measure.region or "全国"),
            "形式": FORMS[measure.form],
            "次数": ONCE[measure.once],
            "对象": tuple(self.kinds.get(kind, kind) for kind in measure.applies_to),
            "条件": tuple(phrases.condition(part) for part in parts if part is not None),
            "金额": "" if measure.amount is None else phrases.amount(measure.amount),
            "组": measure.group,
            "择优": "是" if measure.competitive else "否",
            "名额": measure.quota,
            "资金规模": measure.pro_rata,
            "缺损": measure.lost,
        }
        for figure in measure.figures.values():
            for what, words in _tell_values(figure).items():
                told[f"“{figure.title}”{what}"] = words
        return told


def _tell_values(figure: Parameter | Scale) -> dict[str, str]:
    if isinstance(figure, Scale):
        return {
            f"{_SINCE}{bands.since}": "、".join(
                f"{start}起{plain(one)}{figure.unit}"
                for start, one in zip(bands.starts, bands.figures, strict=True)
            )
            for bands in figure.values
        }
    return {
        f"{key}{_SINCE}{value.since}": f"{plain(value.value)}{value.unit}"
        for key, series in figure.series.items()
        for value in series
    }


def _tell_figure(figure: Parameter | Scale) -> Told:
    return {"名称": figure.title, "单位": figure.unit, **_tell_values(figure)}


def _tell_group(group: Group) -> Told:
    told = {"名称": group.title, "规则": GROUP_RULES[group.rule], "上限": group.cap}
    for figure in group.figures.values():
        for what, words in _tell_values(figure).items():
            told[f"“{figure.title}”{what}"] = words
    return told


def _tell_fact(fact: Fact) -> Told:
    return {
        "名称": fact.title,
        "类别": KINDS[fact.kind],
        "单位": fact.unit,
        "意思": fact.meaning,
        "来自": fact.table,
        "问": fact.question,
        "取值": tuple(f"{word}（{title}）" for word, title in fact.values.items()),
        "能改变": "是" if fact.changeable else "否",
    }
