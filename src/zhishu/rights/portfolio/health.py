"""How well a portfolio stands: shares, risks, ages, and what fees buy; each figure with its reason and its rights.

No score is made of them. Bounds of ages and the like are ways of grouping, not rules of any office.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Collection, Iterable, Sequence
from dataclasses import dataclass
from datetime import date

from zhishu.rights.fees.patent_years import full_months_passed
from zhishu.rights.portfolio.dues import Due
from zhishu.rights.portfolio.holding import Holding

# Whole years since the filing (registration) that divide the ages.
_AGES = ((0, 3), (4, 6), (7, 10), (11, None))
_SUBCLASS = 4


@dataclass(frozen=True)
class HealthFigure:
    """A figure of a portfolio: so many rights of so many, why it matters, and which they are.

    of: how many were looked at; the share is of these.
    """

    name: str
    title: str
    reason: str
    rights: tuple[Holding, ...]
    of: int

    @property
    def count(self) -> int:
        return len(self.rights)

    @property
    def share(self) -> float | None:
        """None where nothing was looked at."""
        return self.count / self.of if self.of else None


@dataclass(frozen=True)
class Portfolio:
    """What health is told from: the rights with their dues, and the numbers of those pledged, licensed, held by a court."""

    rights: Sequence[tuple[Holding, Sequence[Due]]]
    pledged: Collection[str]
    licensed: Collection[str]
    preserved: Collection[str]
    former_name: Callable[[Iterable[str]], str | None]
    as_of: date


def health_of(portfolio: Portfolio) -> list[HealthFigure]:
    """The figures, risks first."""
    rights = [right for right, _ in portfolio.rights]
    settled = [right for right in rights if right.state != "pending"]
    live = [right for right in rights if right.is_live]
    figures = [
        _figure("in_force", "有效的", "占已授权、已登记的权利", settled, _in("in_force")),
        _figure(
            "unknown", "状态未知的", "没有数据说明是否仍然有效，先核对", settled, _in("unknown")
        ),
        _figure("ceased", "已失效的", "终止、届满、被无效或注销", settled, _in("ceased")),
        *_risks(portfolio, live),
        *_ages(live, portfolio.as_of),
    ]
    return [figure for figure in figures if figure.of]


def _risks(portfolio: Portfolio, live: Sequence[Holding]) -> list[HealthFigure]:
    dues = {(right.right_type, right.row_id): found for right, found in portfolio.rights}
    classes = Counter(_subclass(right) for right in live if _subclass(right))
    patents = [right for right in live if right.right_type == "patent"]

    def asks(right: Holding, *states: str) -> bool:
        return any(due.state in states for due in dues.get((right.right_type, right.row_id), ()))

    def costs_without_hint(right: Holding) -> bool:
        owed = any(due.is_owed for due in dues.get((right.right_type, right.row_id), ()))
        return owed and not value_hints(right, portfolio.pledged, portfolio.licensed)

    return [
        _figure("late", "在滞纳期内的", "再不缴，权利终止", live, lambda one: asks(one, "grace")),
        _figure(
            "lapsed", "按缴费数据补缴期已满的", "应已终止而未见公告，核对并看能否恢复", live,
            lambda one: asks(one, "lapsed"),
        ),
        _figure(
            "unheard", "到期后缴费情况未知的", "可能已在滞纳期内，先核对", live,
            lambda one: asks(one, "unknown"),
        ),
        _figure(
            "ending", "一年内期限届满的", "届满后不能续展", live, lambda one: asks(one, "ends")
        ),
        _figure(
            "former_name", "登记在曾用名下的", "转让、质押、许可前要先变更", live,
            lambda one: portfolio.former_name(one.holders) is not None,
        ),
        _figure(
            "joint", "与他人共有的", "转让、质押要共有人同意", live, lambda one: len(one.holders) > 1
        ),
        _figure(
            "burdened", "质押中、保全中的", "处分前要先解除，或经质权人同意", live,
            lambda one: one.right_id in portfolio.pledged or one.right_id in portfolio.preserved,
        ),
        _figure(
            "alone", "小类里唯一的专利", "它一失效，这个技术小类就没有专利了", patents,
            lambda one: classes[_subclass(one)] == 1,
        ),
        _figure(
            "without_hint", "一年内要花钱、没有价值线索的",
            "没有被引、同族、质押、许可的记录，续缴前值得看一看；没有线索不等于没有价值",
            live, costs_without_hint,
        ),
    ]  # fmt: skip


def value_hints(
    right: Holding, pledged: Collection[str], licensed: Collection[str]
) -> tuple[str, ...]:
    """What the data says for the value of a right; nothing found is no judgement."""
    facts = right.facts
    hints = []
    if cited := facts.get("cited_by_count"):
        hints.append(f"被引{cited}次")
    if len(facts.get("family") or ()) > 1:
        hints.append(f"同族{len(facts['family'])}件")
    if right.right_id in pledged:
        hints.append("有质押登记")
    if right.right_id in licensed:
        hints.append("有许可备案")
    return tuple(hints)


def _ages(live: Sequence[Holding], as_of: date) -> list[HealthFigure]:
    dated = [right for right in live if right.filed_on or right.began_on]

    def age(right: Holding) -> int:
        return max(full_months_passed(right.filed_on or right.began_on or as_of, as_of), 0) // 12

    figures = []
    for low, high in _AGES:
        title = f"满{low}年以上的" if high is None else f"{low}至{high}年的"

        def within(one: Holding, low: int = low, high: int | None = high) -> bool:
            return low <= age(one) and (high is None or age(one) <= high)

        figures.append(
            _figure(f"age_{low}", title, "自申请（没有申请日的，自登记）起的整年数", dated, within)
        )
    return figures


def _subclass(right: Holding) -> str:
    return (
        str(right.facts.get("main_ipc") or "")[:_SUBCLASS] if right.right_type == "patent" else ""
    )


def _figure(
    name: str,
    title: str,
    reason: str,
    looked_at: Sequence[Holding],
    holds: Callable[[Holding], bool],
) -> HealthFigure:
    return HealthFigure(
        name, title, reason, tuple(one for one in looked_at if holds(one)), len(looked_at)
    )


def _in(state: str) -> Callable[[Holding], bool]:
    return lambda right: right.state == state
