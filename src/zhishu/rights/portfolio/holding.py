"""One right of a holder, whatever its kind: its state on a day with the reason, and when its term ends.

A patent's state is the one derived from its events (rights.legal_status). Of the other rights the tables tell
days and what a register printed; from these follows what can be said and no more: a term that has passed
without news of a renewal leaves the state unknown, never ceased.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import date
from typing import Any, Literal

from zhishu.base.dates import add_years, print_date
from zhishu.base.errors import InvalidValueError
from zhishu.parties.party import is_person
from zhishu.rights.legal_status import State
from zhishu.rights.patent import RIGHT_KINDS, is_abroad
from zhishu.rights.portfolio.printed_state import read_printed
from zhishu.rights.terms.copyright_term import term_of_an_organisation
from zhishu.rights.terms.layout_design_term import (
    LayoutDesignRules,
    layout_design_rules,
    layout_design_term,
)
from zhishu.rights.terms.trademark_term import (
    TrademarkRules,
    TrademarkTerm,
    renewal_state,
    trademark_rules,
    trademark_term,
    trademark_term_until,
)
from zhishu.rules.explanation import Clause, Step, not_carried, step
from zhishu.rules.parameter import Parameter
from zhishu.rules.rulebook import Rulebook

RightType = Literal[
    "patent",
    "trademark",
    "copyright",
    "geographical_indication",
    "layout_design",
    "plant_variety",
]
RIGHT_TYPES: dict[RightType, str] = {
    "patent": "专利",
    "trademark": "商标",
    "copyright": "著作权",
    "geographical_indication": "地理标志",
    "layout_design": "布图设计",
    "plant_variety": "植物新品种",
}
_WORK_KINDS = {"software": "软件著作权", "work": "作品著作权"}
_INDICATION_KINDS = {
    "product": "地理标志产品",
    "certification_mark": "证明商标",
    "collective_mark": "集体商标",
    "agricultural": "农产品地理标志",
}
# What is registered as a mark goes by the term of marks.
_MARKS = frozenset({"certification_mark", "collective_mark"})
# No term is counted from or beyond this year, whatever a sheet prints.
_FARTHEST_YEAR = 9000
_LENGTHENED = Clause("第四十二条第二款、第三款", "中华人民共和国专利法")


@dataclass(frozen=True)
class HoldingRules:
    """The terms of every kind of right."""

    patents: Mapping[str, Parameter]
    trademarks: TrademarkRules
    layout_designs: LayoutDesignRules
    works: Mapping[str, Parameter]


@dataclass(frozen=True)
class Holding:
    """A right of a holder on a day.

    row_id: the key of its row, in its kind; right_id: the number that dealings and payments name it by; kind: its own kind in words;
    ends_on: the day the term ends, None where there is none or it is not known; a mark and a copyright still hold
    on it, a patent and a layout design no longer. term: why.
    facts: the row as its table has it. mark_term: of a mark, what its renewal goes by.
    """

    right_type: RightType
    row_id: str
    right_id: str
    title: str
    kind: str
    holders: tuple[str, ...]
    state: State
    reason: str
    filed_on: date | None
    began_on: date | None
    ends_on: date | None
    term: tuple[Step, ...]
    facts: Mapping[str, Any]
    mark_term: TrademarkTerm | None = None

    @property
    def type_name(self) -> str:
        return RIGHT_TYPES[self.right_type]

    def is_later_than(self, day: date) -> bool:
        """Whether it was not even asked for on a day; a right without dates was there."""
        days = [one for one in (self.filed_on, self.began_on) if one]
        return bool(days) and day < min(days)

    @property
    def is_live(self) -> bool:
        """Whether it may still ask for something: not ceased, and not only asked for."""
        return self.state in ("in_force", "unknown")


def holding_rules(rulebook: Rulebook) -> HoldingRules:
    """The figures from a rulebook."""
    return HoldingRules(
        patents={kind: rulebook.parameter(f"{kind}_term") for kind in RIGHT_KINDS},
        trademarks=trademark_rules(rulebook),
        layout_designs=layout_design_rules(rulebook),
        works={
            "work": rulebook.parameter("copyright_term"),
            "software": rulebook.parameter("software_copyright_term"),
        },
    )


def make_holding(
    right_type: RightType, row: Mapping[str, Any], *, as_of: date, rules: HoldingRules
) -> Holding:
    """A row of the table of its kind as a holding."""
    return _MAKERS[right_type](row, as_of, rules)


def _patent(row: Mapping[str, Any], as_of: date, rules: HoldingRules) -> Holding:
    """row: of patents, with `state` and `reason` of the day."""
    ends: date | None = None
    steps: tuple[Step, ...] = ()
    rule = None if is_abroad(row["patent_id"]) else rules.patents.get(row["right_kind"])
    years = rule.at(row["filed_on"]) if rule and row["filed_on"] else None
    if years is not None and row["granted_on"]:
        ends = add_years(row["filed_on"], int(years.value))
        text = f"自申请日{print_date(row['filed_on'])}起{years.value}年，到{print_date(ends)}"
        steps = (step("ends_on", text, years),)
        if row["state"] in ("in_force", "unknown") and row["reason"] and as_of >= ends:
            # It outlived the plain term, so an event lengthened it.
            ends = None
            steps = (*steps, not_carried("ends_on", "期限已经延长，届满日看法律事务"))
        elif row["right_kind"] == "invention":
            caveat = "有期限补偿的，届满得更晚；有没有，看法律事务"
            steps = (*steps, step("ends_on", caveat, _LENGTHENED))
    return Holding(
        "patent",
        row["patent_id"],
        row["patent_id"],
        row["title"] or row["patent_id"],
        RIGHT_KINDS.get(row["right_kind"], "种类未知"),
        tuple(row["current_holders"] or row["holders"] or ()),
        row["state"],
        row["reason"] or "没有可以判断的日期",
        row["filed_on"],
        row["granted_on"],
        ends,
        steps,
        row,
    )


def _trademark(row: Mapping[str, Any], as_of: date, rules: HoldingRules) -> Holding:
    begins = row["term_from"] or row["registered_on"]
    term = _running_term(begins, row["term_until"], rules.trademarks)
    ends = row["term_until"] or (term.ends_on if term else None)
    state, reason = _mark_state(row, begins, ends, term, as_of)
    kind = f"第{row['nice_class']}类" if row["nice_class"] else "类别未知"
    return Holding(
        "trademark",
        row["mark_id"],
        row["registration_number"] or row["mark_id"],
        row["name"] or "（图形商标）",
        kind,
        tuple(row["holders"] or ()),
        state,
        reason,
        row["filed_on"],
        begins,
        ends,
        term.explanation if term else (),
        row,
        term,
    )


def _running_term(
    begins: date | None, printed: date | None, rules: TrademarkRules
) -> TrademarkTerm | None:
    """The term that ends when the register says, else the first one; None where no rule reaches it."""
    known = printed or begins
    if known is None or known.year >= _FARTHEST_YEAR:
        return None
    try:
        return trademark_term_until(known, rules) if printed else trademark_term(known, rules)
    except InvalidValueError:
        return None


def _mark_state(
    row: Mapping[str, Any],
    begins: date | None,
    ends: date | None,
    term: TrademarkTerm | None,
    as_of: date,
) -> tuple[State, str]:
    """What the register says comes first; but who is within the grace can still renew."""
    is_valid = row["is_valid_printed"]
    printed = [row["legal_status_printed"], {True: "有效", False: "无效"}.get(is_valid)]
    told = f"来源写明：{'，'.join(one for one in printed if one)}"
    says = read_printed(row["legal_status_printed"])
    in_grace = term is not None and renewal_state(term, as_of) == "grace"
    if says == "ceased":
        return "ceased", told
    if is_valid is False or says == "expired":
        if term is None or not in_grace:
            return "ceased", told
        grace = f"宽展期到{print_date(term.grace_until)}，还可以续展"
        return "unknown", f"{told}；专用期已满，{grace}"
    if begins is None and ends is None:
        if says == "standing" or (is_valid and not says):
            return "in_force", f"{told}，没有注册日期"
        if says == "grace":
            return "unknown", f"{told}，没有注册日期"
        return "pending", "没有注册日期，按未注册"
    return _mark_state_by_days(begins, ends, term, as_of)


def _mark_state_by_days(
    begins: date | None, ends: date | None, term: TrademarkTerm | None, as_of: date
) -> tuple[State, str]:
    if begins is not None and as_of < begins:
        return "pending", f"{print_date(begins)}才注册"
    if ends is None:
        return "unknown", "专用期未知"
    if as_of <= ends:
        return "in_force", f"专用期到{print_date(ends)}"
    if term is not None and renewal_state(term, as_of) == "grace":
        return "unknown", f"专用期已满，宽展期到{print_date(term.grace_until)}，没有续展数据"
    return "unknown", f"专用期到{print_date(ends)}，以后是否续展没有数据"


def _copyright(row: Mapping[str, Any], as_of: date, rules: HoldingRules) -> Holding:
    rule = rules.works.get(row["work_kind"], rules.works["work"])
    holders = tuple(row["holders"] or ())
    ends: date | None = None
    steps: tuple[Step, ...] = ()
    state: State = "unknown"
    reason = "创作完成和发表日期都未知"
    began = row["created_on"] or row["first_published_on"]
    if began and rule.at(began) is None:
        reason = "那时的保护期规则没有收录"
    elif began and any(is_person(name) for name in holders):
        # The author's death is not known; the years after it come on top.
        reason = "自然人的作品，保护期到作者死亡后若干年，作者死亡日期没有数据"
        if as_of <= add_years(began, int(rule.required(began).value)):
            state = "in_force"
    elif began:
        term = term_of_an_organisation(began, row["first_published_on"], rule)
        ends, steps = term.ends_on, term.explanation
        assert ends is not None
        state = "in_force" if as_of <= ends else "ceased"
        reason = f"保护期到{print_date(ends)}"
    return Holding(
        "copyright",
        row["registration_number"],
        row["registration_number"],
        " ".join(part for part in (row["title"], row["version"]) if part) or "名称未知",
        _WORK_KINDS.get(row["work_kind"], "著作权"),
        holders,
        state,
        reason,
        None,
        row["registered_on"] or began,
        ends,
        steps,
        row,
    )


def _geographical_indication(row: Mapping[str, Any], as_of: date, rules: HoldingRules) -> Holding:
    registered = row["registered_on"]
    state, reason = _printed_state(row, registered, as_of, "没有固定期限")
    is_mark = row["protection_kind"] in _MARKS
    term = _running_term(registered, None, rules.trademarks) if is_mark else None
    ends = term.ends_on if term else None
    if is_mark and registered and state == "in_force":
        state, reason = _mark_state_by_days(registered, ends, term, as_of)
    return Holding(
        "geographical_indication",
        row["indication_id"],
        row["registration_number"] or row["indication_id"],
        row["name"],
        _INDICATION_KINDS.get(row["protection_kind"], "地理标志"),
        tuple(row["holders"] or ()),
        state,
        reason,
        None,
        registered,
        ends,
        term.explanation if term else (),
        row,
        term,
    )


def _layout_design(row: Mapping[str, Any], as_of: date, rules: HoldingRules) -> Holding:
    ends: date | None = None
    steps: tuple[Step, ...] = ()
    state, reason = _printed_state(row, row["registered_on"], as_of, "已登记")
    if row["filed_on"]:
        try:
            term = layout_design_term(
                row["filed_on"],
                rules.layout_designs,
                first_used_on=row["first_exploited_on"],
                created_on=row["created_on"],
            )
            ends, steps = term.ends_on, term.explanation
        except InvalidValueError as error:
            reason = error.what
    if ends and state == "in_force":
        state = "in_force" if as_of < ends else "ceased"
        reason = f"保护期到{print_date(ends)}"
    return Holding(
        "layout_design",
        row["registration_number"],
        row["registration_number"],
        row["title"],
        row["category"] or "布图设计",
        tuple(row["holders"] or ()),
        state,
        reason,
        row["filed_on"],
        row["registered_on"],
        ends,
        steps,
        row,
    )


def _plant_variety(row: Mapping[str, Any], as_of: date, rules: HoldingRules) -> Holding:
    state, reason = _printed_state(row, row["granted_on"], as_of, "")
    if state == "in_force" and read_printed(row["legal_status_printed"]) != "standing":
        state, reason = "unknown", "已授权，年费和期限的规则没有收录，以后的情况没有数据"
    return Holding(
        "plant_variety",
        row["filing_number"],
        row["filing_number"],
        row["name"],
        row["genus"] or "植物新品种",
        tuple(row["holders"] or ()),
        state,
        reason,
        row["filed_on"],
        row["granted_on"],
        None,
        (),
        row,
    )


def _printed_state(
    row: Mapping[str, Any], began_on: date | None, as_of: date, otherwise: str
) -> tuple[State, str]:
    """What the register printed; a day of registration stands where it printed nothing."""
    printed = row["legal_status_printed"] or ""
    says = read_printed(printed)
    if says in ("ceased", "expired"):
        return "ceased", f"来源写明：{printed}"
    if began_on is None and says == "standing":
        return "in_force", f"来源写明：{printed}，没有登记（授权）日期"
    if began_on is None or as_of < began_on:
        return "pending", "没有登记（授权）日期，按未登记"
    return "in_force", f"来源写明：{printed}" if printed else otherwise


_MAKERS: dict[RightType, Callable[[Mapping[str, Any], date, HoldingRules], Holding]] = {
    "patent": _patent,
    "trademark": _trademark,
    "copyright": _copyright,
    "geographical_indication": _geographical_indication,
    "layout_design": _layout_design,
    "plant_variety": _plant_variety,
}
