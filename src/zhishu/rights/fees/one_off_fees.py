"""What applying for a right and the requests beside it cost: one item a fee, each with its rule.

Patents: filing with claims, pages and priorities, examination, reexamination, evaluation report, changes,
invalidation, extensions, the request for a compensated term. Marks: filing by class and goods, renewal. Most
figures were not checked against their source and say so; a day before the first figure carried has no amount.
A 费用减缴 covers the fees of filing itself, examination and reexamination, nothing else (财税〔2016〕78号).
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from typing import Literal, get_args

from zhishu.base.dates import print_date
from zhishu.base.errors import InvalidValueError
from zhishu.base.money import Money
from zhishu.rights.fees.annual_fees import reduced_fee
from zhishu.rights.fees.reductions import ReductionKind, percent
from zhishu.rights.patent import RIGHT_KINDS
from zhishu.rules.explanation import Clause, Step, not_carried, step
from zhishu.rules.parameter import Parameter
from zhishu.rules.rulebook import Rulebook
from zhishu.rules.scale import Scale

CostKind = Literal["invention", "utility_model", "design", "trademark"]
COST_KINDS: tuple[CostKind, ...] = get_args(CostKind)
Service = Literal[
    "filing",
    "examination",
    "reexamination",
    "evaluation_report",
    "change",
    "invalidation",
    "extension",
    "further_extension",
    "compensation_request",
    "renewal",
    "late_renewal",
]
SERVICES: tuple[Service, ...] = get_args(Service)
SERVICE_NAMES: dict[Service, str] = {
    "filing": "申请",
    "examination": "实质审查",
    "reexamination": "复审",
    "evaluation_report": "专利权评价报告",
    "change": "著录事项变更",
    "invalidation": "无效宣告请求",
    "extension": "第一次延长期限",
    "further_extension": "再次延长期限",
    "compensation_request": "期限补偿请求",
    "renewal": "续展",
    "late_renewal": "宽展期内续展",
}
_KIND_NAMES = {**RIGHT_KINDS, "trademark": "商标"}
_PATENT = {"filing", "reexamination", "change", "invalidation", "extension", "further_extension"}
# What each kind can be asked for.
OFFERED: Mapping[CostKind, set[str]] = {
    "invention": _PATENT | {"examination", "compensation_request"},
    "utility_model": _PATENT | {"evaluation_report"},
    "design": _PATENT | {"evaluation_report"},
    "trademark": {"filing", "renewal", "late_renewal"},
}
_FIGURES = (
    *("patent_application_fee", "publication_printing_fee", "priority_fee", "examination_fee"),
    *("examination_fee_refund", "reexamination_fee", "evaluation_report_fee"),
    *("bibliographic_change_fee", "invalidation_fee", "extension_fee", "further_extension_fee"),
    *("compensation_request_fee", "trademark_filing_fee", "trademark_renewal_fee"),
    "trademark_late_renewal_fee",
)
_SCALES = ("claims_fee", "pages_fee", "trademark_goods_fee_paper", "trademark_goods_fee_online")
_LARGEST = 10_000


@dataclass(frozen=True)
class CostFacts:
    """What is applied for. months: of an extension. goods: the number of goods or services in each class of a mark.

    reduction: the 费用减缴 held, None for none; online: filed through the office's system (marks alone).
    """

    kind: CostKind
    services: tuple[Service, ...] = ("filing",)
    claims: int = 0
    pages: int = 0
    priorities: int = 0
    changes: int = 1
    months: int = 1
    goods: tuple[int, ...] = (1,)
    online: bool = False
    reduction: ReductionKind | None = None


@dataclass(frozen=True)
class CostItem:
    """One fee: how many times, in full, and after the reduction; None where the rule of the day is not carried."""

    service: Service
    name: str
    count: int
    amount: Decimal | None
    payable: Decimal | None
    explanation: tuple[Step, ...]


@dataclass(frozen=True)
class CostRules:
    """The figures by name, and the shares of a reduction."""

    figures: Mapping[str, Parameter]
    scales: Mapping[str, Scale]
    shares: Mapping[str, Parameter]


def cost_rules(rulebook: Rulebook) -> CostRules:
    """The figures from a rulebook."""
    return CostRules(
        figures={name: rulebook.parameter(name) for name in _FIGURES},
        scales={name: rulebook.scale(name) for name in _SCALES},
        shares={kind: rulebook.parameter(f"fee_reduction_{kind}") for kind in ("single", "joint")},
    )


def one_off_costs(facts: CostFacts, *, on: date, rules: CostRules) -> list[CostItem]:
    """Every fee of what is asked for, by the figures of a day.

    InvalidValueError for a service that the kind does not know and for numbers that cannot be.
    """
    _check(facts)
    counter = _Counter(facts, on, rules)
    items: list[CostItem] = []
    for service in facts.services:
        items += counter.of(service)
    return items


def total_of(items: list[CostItem]) -> Decimal | None:
    """The sum payable; None as soon as one of them is unknown."""
    payable = [one.payable for one in items]
    if any(one is None for one in payable):
        return None
    return sum((one for one in payable if one is not None), Decimal(0))


def _check(facts: CostFacts) -> None:
    for service in facts.services:
        if service not in OFFERED[facts.kind]:
            offered = "、".join(one for one in SERVICES if one in OFFERED[facts.kind])
            raise InvalidValueError(
                f"{_KIND_NAMES[facts.kind]}没有{SERVICE_NAMES[service]}这一项",
                next_step=f"应为{offered}",
            )
    if len(set(facts.services)) < len(facts.services):
        raise InvalidValueError("同一项写了两次", next_step="每一项写一次")
    if facts.kind == "trademark":
        if facts.reduction or facts.claims or facts.pages or facts.priorities:
            raise InvalidValueError(
                "费用减缴、权利要求、说明书页数和优先权与商标无关", next_step="去掉这几项"
            )
    elif facts.online or facts.goods != (1,):
        raise InvalidValueError("类别、商品和网上申请只与商标有关", next_step="去掉这几项")
    numbers = {
        "权利要求项数": (0, facts.claims),
        "说明书页数": (0, facts.pages),
        "优先权项数": (0, facts.priorities),
        "变更件数": (1, facts.changes),
        "延长月数": (1, facts.months),
        "类数": (1, len(facts.goods)),
        **{f"第{at}类的商品项数": (1, goods) for at, goods in enumerate(facts.goods, 1)},
    }
    for name, (least, number) in numbers.items():
        if not least <= number <= _LARGEST:
            raise InvalidValueError(
                f"{name}{number}不成立", next_step=f"写{least}至{_LARGEST}之间的数"
            )


@dataclass(frozen=True)
class _Counter:
    facts: CostFacts
    on: date
    rules: CostRules

    def of(self, service: Service) -> list[CostItem]:
        """The fees of one service."""
        facts = self.facts
        if facts.kind == "trademark":
            return self._of_a_mark(service)
        if service == "filing":
            items = [
                self._plain(service, "申请费", "patent_application_fee", facts.kind, covered=True)
            ]
            if facts.kind == "invention":
                items.append(self._plain(service, "公布印刷费", "publication_printing_fee"))
            items += [
                self._banded(service, "权利要求附加费", "claims_fee", facts.claims),
                self._banded(service, "说明书附加费", "pages_fee", facts.pages),
                self._plain(service, "优先权要求费", "priority_fee", count=facts.priorities),
            ]
            return [one for one in items if one.count]
        if service == "examination":
            return [
                self._with_refund(
                    self._plain(service, "实质审查费", "examination_fee", covered=True)
                )
            ]
        if service == "reexamination":
            return [self._plain(service, "复审费", "reexamination_fee", facts.kind, covered=True)]
        if service == "invalidation":
            return [self._plain(service, "无效宣告请求费", "invalidation_fee", facts.kind)]
        name, figure, count = {
            "evaluation_report": ("专利权评价报告请求费", "evaluation_report_fee", 1),
            "change": ("著录事项变更费", "bibliographic_change_fee", facts.changes),
            "extension": ("延长期限请求费", "extension_fee", facts.months),
            "further_extension": ("延长期限请求费（再次）", "further_extension_fee", facts.months),
            "compensation_request": ("期限补偿请求费", "compensation_request_fee", 1),
        }[service]
        return [self._plain(service, name, figure, count=count)]

    def _of_a_mark(self, service: Service) -> list[CostItem]:
        channel = "online" if self.facts.online else "paper"
        classes = len(self.facts.goods)
        if service == "filing":
            items = [
                self._plain(service, "注册申请费", "trademark_filing_fee", channel, count=classes)
            ]
            for at, goods in enumerate(self.facts.goods, 1):
                name = f"第{at}类附加费"
                extra = self._banded(service, name, f"trademark_goods_fee_{channel}", goods)
                if extra.amount != 0:
                    items.append(extra)
            return items
        items = [
            self._plain(service, "续展注册费", "trademark_renewal_fee", channel, count=classes)
        ]
        if service == "late_renewal":
            items.append(
                self._plain(service, "续展迟延费", "trademark_late_renewal_fee", count=classes)
            )
        return items

    def _plain(
        self,
        service: Service,
        name: str,
        figure: str,
        key: str = "",
        *,
        count: int = 1,
        covered: bool = False,
    ) -> CostItem:
        """A fee of so much each; covered: a 费用减缴 reduces it."""
        parameter = self.rules.figures[figure]
        value = parameter.at(self.on, key)
        if value is None:
            return self._missing(
                service, name, count, parameter.title, parameter.series[key][0].since
            )
        amount = value.value * count
        told = f"{name}{Money(value.value)}"
        told += f"，{count}次共{Money(amount)}" if count > 1 else ""
        steps = [step("amount", told, value)]
        payable: Decimal | None = amount
        if covered and self.facts.reduction:
            payable = self._reduce(amount, steps)
        return CostItem(service, name, count, amount, payable, tuple(steps))

    def _reduce(self, amount: Decimal, steps: list[Step]) -> Decimal | None:
        assert self.facts.reduction
        parameter = self.rules.shares[self.facts.reduction]
        share = parameter.at(self.on)
        if share is None:
            first = print_date(parameter.series[""][0].since)
            steps.append(not_carried("payable", f"{first}以前的费用减缴规则没有收录，应缴多少未知"))
            return None
        payable = reduced_fee(amount, share.value)
        told = f"费用减缴{percent(share.value)}，应缴{Money(payable)}"
        steps.append(step("payable", told, share))
        return payable

    def _banded(self, service: Service, name: str, scale: str, number: int) -> CostItem:
        """A fee by the number of each claim, page or good; 0 where none of them costs."""
        rule = self.rules.scales[scale]
        bands = rule.at(self.on)
        if bands is None:
            return self._missing(service, name, number, rule.title, rule.values[0].since)
        amount = Decimal(0)
        told: list[str] = []
        ends = (*(start - 1 for start in bands.starts[1:]), number)
        for start, end, each in zip(bands.starts, ends, bands.figures, strict=True):
            count = max(min(end, number) - start + 1, 0)
            if count and each:
                amount += each * count
                told.append(f"第{start}起{count}个，每个{Money(each)}")
        text = f"{name}：{'；'.join(told)}，共{Money(amount)}" if told else f"{name}：不收"
        steps = (step("amount", text, bands),)
        return CostItem(service, name, number, amount, amount, steps)

    def _with_refund(self, item: CostItem) -> CostItem:
        refund = self.rules.figures["examination_fee_refund"].at(self.on)
        if refund is None or item.amount is None:
            return item
        text = f"第一次审查意见答复期限届满前主动撤回的，可以请求退还{percent(refund.value)}"
        except_for = Clause(refund.clause, refund.source, verified=False)
        told = (
            *item.explanation,
            step("payable", text, refund),
            step("payable", "已提交答复意见的除外", except_for),
        )
        return CostItem(item.service, item.name, item.count, item.amount, item.payable, told)

    def _missing(
        self, service: Service, name: str, count: int, title: str, since: date
    ) -> CostItem:
        text = f"{print_date(since)}以前的{title}没有收录，金额未知"
        return CostItem(service, name, count, None, None, (not_carried("amount", text),))
