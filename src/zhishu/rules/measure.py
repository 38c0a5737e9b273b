"""A measure as data: who gets what on which conditions, with the clause it stands in."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date
from typing import Any, Literal

from zhishu.base.errors import InvalidValueError
from zhishu.base.region import RegionCode
from zhishu.rules.amount import Amount, has_cap, read_amount
from zhishu.rules.condition import AllOf, Comparison, Condition, Inside, read_condition
from zhishu.rules.fact import KIND, REGION
from zhishu.rules.loading import Located, RulebookError
from zhishu.rules.parameter import Parameter, read_inline_parameter
from zhishu.rules.scale import Scale, read_inline_scale
from zhishu.rules.schema import Fields, iso_date

FORMS: dict[str, str] = {
    "award": "奖励",
    "subsidy": "补助",
    "reimbursement": "报销",
    "project": "项目经费",
    "loan": "贷款额度",
    "exemption": "减免",
    "service": "服务",
}
# Only money that is handed out adds up; a loan, a relief or a service is told apart.
PAID = frozenset({"award", "subsidy", "reimbursement", "project"})
# What was received bars a further award (ever, year), is deducted from it (item, item_ever, a year's cap), or neither.
ONCE: dict[str, str] = {
    "ever": "一次性",
    "year": "每年",
    "item": "每件",
    "item_ever": "每件一次",
    "round": "每一轮",
}
GROUP_RULES: dict[str, str] = {
    "highest": "从高，不重复",
    "cap_year": "年度合计不超过",
    "cap_total": "累计不超过",
    "exclusive": "只享受一项",
}


@dataclass(frozen=True)
class Source:
    """The clause a measure stands in. Days that the text lost are None; words_digest: SHA-256 of its words."""

    title: str
    clause: str
    issued_on: date | None = None
    document_number: str = ""
    effective_from: date | None = None
    effective_to: date | None = None
    words_digest: str = ""


@dataclass(frozen=True)
class Measure:
    """One measure. lost: what its text lost; without conditions and amount it is listed and never judged.

    applies_to: kinds of parties, empty for any. region: where it holds, None for the whole country.
    competitive: chosen by review, no entitlement. group: the group of measures it shares a limit with.
    lines: of each key of its file, for messages.
    """

    name: str
    title: str
    source: Source
    region: RegionCode | None
    form: str
    once: str
    applies_to: tuple[str, ...]
    conditions: Condition | None
    amount: Amount | None
    figures: Mapping[str, Parameter | Scale]
    group: str
    competitive: bool
    quota: str
    pro_rata: str
    lost: tuple[str, ...]
    note: str
    synthetic: bool
    file: str
    line: int
    lines: Mapping[str, int] = field(default_factory=dict, compare=False)

    @property
    def is_lost(self) -> bool:
        """Whether the text lost so much that nothing can be judged."""
        return bool(self.lost) and self.amount is None and self.conditions is None

    @property
    def is_barred_again(self) -> bool:
        """Whether who received it gets no more: once in all, or once a year where no cap tells how much a year."""
        return self.once == "ever" or (self.once == "year" and not self._is_capped)

    @property
    def deducts_received(self) -> bool:
        """Whether what was received is deducted from what it comes to, with everything that its facts count."""
        return self.once in ("item", "item_ever") or (self.once == "year" and self._is_capped)

    @property
    def counts_by_year(self) -> bool:
        """Whether only awards received in the calendar year count."""
        return self.once in ("year", "item")

    @property
    def _is_capped(self) -> bool:
        return self.amount is not None and has_cap(self.amount)

    def holds(self, day: date) -> bool:
        """Whether it is in force on a day: from its first day, or where that was lost from its issue."""
        since = self.source.effective_from or self.source.issued_on
        until = self.source.effective_to
        return (since is None or since <= day) and (until is None or day <= until)


def whole_condition(measure: Measure) -> AllOf:
    """The conditions of a measure with those that its region and `applies_to` imply."""
    parts: list[Condition] = []
    if measure.region is not None:
        parts.append(Comparison(REGION, "within", Inside(str(measure.region)), measure.line))
    if measure.applies_to:
        parts.append(Comparison(KIND, "in", measure.applies_to, measure.line))
    if measure.conditions is not None:
        parts.append(measure.conditions)
    return AllOf(tuple(parts), measure.line)


@dataclass(frozen=True)
class Group:
    """Measures that share a limit: the highest alone, a cap over a year or in all, or one of them only."""

    name: str
    title: str
    rule: Literal["highest", "cap_year", "cap_total", "exclusive"]
    cap: str
    source: Source
    figures: Mapping[str, Parameter | Scale]
    file: str
    line: int


def read_measure(content: Located, *, where: str) -> Measure:
    """A measure from its YAML as loaded; raises RulebookError by line.

    Shape: measure, title, [region], source {title, clause, [issued_on, document_number, effective_from,
    effective_to, words_digest]}, form, once, [applies_to], [conditions], [amount], [parameters], [group],
    [competitive], [budget {quota | pro_rata}], [lost], [note], [synthetic].
    """
    fields = Fields(content, where)
    name = fields.text("measure")
    source = _read_source(fields.inner("source"))
    figures = read_figures(fields, source=source.title)
    conditions = fields.take("conditions", required=False)
    amount = fields.take("amount", required=False)
    budget = fields.inner("budget") if "budget" in content else None
    measure = Measure(
        name=name,
        title=fields.text("title"),
        source=source,
        region=_read_region(fields, name),
        form=fields.choice("form", FORMS),
        once=fields.choice("once", ONCE),
        applies_to=fields.texts("applies_to"),
        conditions=None
        if conditions is None
        else read_condition(conditions, where, fields.line("conditions")),
        amount=None if amount is None else read_amount(amount, where, fields.line("amount")),
        figures=figures,
        group=fields.text("group", required=False),
        competitive=fields.truth("competitive"),
        quota=budget.text("quota", required=False) if budget else "",
        pro_rata=budget.text("pro_rata", required=False) if budget else "",
        lost=fields.texts("lost"),
        note=fields.text("note", required=False),
        synthetic=fields.truth("synthetic"),
        file=where,
        line=content.lines.get("measure", 1),
        lines=content.lines,
    )
    if budget:
        budget.done()
    fields.done()
    if not measure.lost and measure.amount is None and measure.form not in ("service",):
        raise fields.error("measure", "没有金额", "补上amount；文件缺损的写lost")
    if measure.conditions is None and not measure.lost and not measure.applies_to:
        raise fields.error("measure", "没有条件也没有对象", "补上conditions或applies_to")
    return measure


def read_groups(content: Located, *, where: str) -> list[Group]:
    """Groups of one document; shape: groups (title), source, each: {name: {title, rule, [cap]}}, [parameters]."""
    fields = Fields(content, where)
    fields.text("groups")
    source = _read_source(fields.inner("source"))
    figures = read_figures(fields, source=source.title)
    entries = fields.inner("each")
    fields.done()
    found = []
    for name in entries.mapping:
        entry = entries.inner(name)
        rule = entry.choice("rule", GROUP_RULES)
        cap = entry.text("cap", required=rule.startswith("cap_"))
        found.append(
            Group(name, entry.text("title"), rule, cap, source, figures, where, entry.mapping.line)  # type: ignore[arg-type]
        )
        entry.done()
    return found


def _read_source(fields: Fields) -> Source:
    def day(key: str) -> date | None:
        text = fields.text(key, required=False)
        return iso_date(text, fields.where, fields.line(key)) if text else None

    source = Source(
        title=fields.text("title"),
        clause=fields.text("clause"),
        issued_on=day("issued_on"),
        document_number=fields.text("document_number", required=False),
        effective_from=day("effective_from"),
        effective_to=day("effective_to"),
        words_digest=fields.text("words_digest", required=False),
    )
    fields.done()
    since, until = source.effective_from or source.issued_on, source.effective_to
    if since and until and since > until:
        raise fields.error("effective_to", "失效日早于施行日", "核对两个日期")
    return source


def read_figures(fields: Fields, *, source: str) -> dict[str, Parameter | Scale]:
    """The parameters and scales written inside a file under `parameters`; source: theirs unless they name one."""
    if "parameters" not in fields.mapping:
        fields.take("parameters", required=False)
        return {}
    entries = fields.inner("parameters")
    found: dict[str, Parameter | Scale] = {}
    for name in entries.mapping:
        entry = entries.inner(name)
        read: Any = read_inline_scale if "banded_by" in entry.mapping else read_inline_parameter
        found[name] = read(entry, name=name, source=source)
    return found


def _read_region(fields: Fields, name: str) -> RegionCode | None:
    """Where the measure holds: `region`, else the first part of its name; `national` is the whole country."""
    text = fields.text("region", required=False) or name.partition("/")[0]
    if text == "national":
        return None
    try:
        return RegionCode.parse(text)
    except InvalidValueError as error:
        key = "region" if "region" in fields.mapping else "measure"
        raise RulebookError(
            f"施行地区“{text}”读不出",
            where=f"{fields.where} 第{fields.line(key)}行第1列",
            next_step=error.next_step,
        ) from None
