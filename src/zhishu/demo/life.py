"""What befalls the patents of the demo city: events, annual fees, pledges; each fits the others' dates."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc

from zhishu.demo.chance import Flags, Numbers, add_years, gazette_days
from zhishu.demo.city import INVENTION, LAST, NEVER, City, Patents
from zhishu.demo.sheet import join, padded, printed_days, where, words
from zhishu.rules.parameter import Parameter
from zhishu.rules.rulebook import Rulebook

BANKS = ("云澜农商银行", "云澜市商业银行", "示例省科技支行", "白鹭村镇银行")
EVENT_HEADINGS = ["申请号", "事务代码", "公告日", "事务内容"]
PAYMENT_HEADINGS = ["申请号", "费用种类", "年度", "应缴日", "缴费日"]
PLEDGE_HEADINGS = [
    *("登记号", "专利号", "出质人", "质权人", "登记生效日", "解除日", "质押金额（万元）"),
]
# So long after its day an unpaid fee is surely within its grace.
_LATE_DAYS = 150
_TERMS = ("invention_term", "utility_model_term", "design_term")


@dataclass(frozen=True)
class Lives:
    """When what happened to each patent, NEVER where it did not; all announced days but `due`.

    silent: nothing after the grant is known of it. term: years from filing, by the rulebook.
    unpaid_year: the first year whose fee was not paid; due: the day it was due.
    """

    patents: Patents
    term: Numbers
    silent: Flags
    refused: Numbers
    assigned: Numbers
    licensed: Numbers
    pledged: Numbers
    released: Numbers
    unpaid_year: Numbers
    due: Numbers
    lapsed: Numbers
    restored: Numbers
    invalidated: Numbers
    given_up: Numbers
    expired: Numbers

    @property
    def ends(self) -> Numbers:
        """The day from which no fee is paid for it any more."""
        ends = np.minimum.reduce([self.invalidated, self.given_up, self.expired])
        found: Numbers = np.where(self.restored < NEVER, ends, np.minimum(ends, self.due))
        return found


class Lifetimes:
    """Lives of patents, by the terms of a rulebook."""

    def __init__(self, city: City, rulebook: Rulebook) -> None:
        self._city = city
        self._terms = [rulebook.parameter(name) for name in _TERMS]

    def lives(self, patents: Patents) -> Lives:
        """The lives of a batch."""
        draws, at = self._city.draws, patents.at
        term = years_at(self._terms, patents.kind, patents.filed)
        is_granted = patents.granted < NEVER
        silent = is_granted & draws.happens("silent", at, 0.12)
        alive = is_granted & ~silent
        fate = draws.share("fate", at)
        # The year of the grant is paid with it; some years later the fee is left unpaid.
        granted_year = fee_year(patents.filed, patents.granted)
        unpaid = granted_year + draws.between("unpaid", at, 1, 8)
        due = np.where(
            alive & (fate < 0.30) & (unpaid <= term), add_years(patents.filed, unpaid - 1), NEVER
        )
        lapsed = _told(due + draws.between("lapse told", at, 215, 320), due < NEVER)
        due = np.where(lapsed < NEVER, due, NEVER)
        # Of the others some have not paid for the year that runs, and can still make up for it.
        running = fee_year(patents.filed, np.full(len(at), LAST))
        begun = add_years(patents.filed, running - 1)
        is_late = (
            (alive & (fate >= 0.32) & (running > granted_year) & (running <= term))
            & (LAST - begun < _LATE_DAYS)
            & draws.happens("overdue", at, 0.12)
        )
        unpaid, due = np.where(is_late, running, unpaid), np.where(is_late, begun, due)
        restored = _told(lapsed + 140, (lapsed < NEVER) & draws.happens("restored", at, 0.08))
        ends_on = add_years(patents.filed, term)
        given = patents.granted
        invalidated = _told(given + 800, alive & (fate >= 0.30) & (fate < 0.31))
        given_up = _told(given + 600, alive & (fate >= 0.31) & (fate < 0.32))
        is_over = (
            (lapsed < NEVER) & (restored == NEVER) | (invalidated < NEVER) | (given_up < NEVER)
        )
        expired = _told(ends_on, alive & ~is_over)
        last = np.minimum.reduce([due, invalidated, given_up, ends_on])

        def within(what: str, share: float, low: int, high: int) -> Numbers:
            day = _told(given + draws.between(f"{what} on", at, low, high), alive)
            return np.where(draws.happens(what, at, share) & (day < last), day, NEVER)

        pledged = within("pledged", 0.04, 150, 1200)
        released = _told(pledged + 365, (pledged < NEVER) & draws.happens("released", at, 0.5))
        refused = _told(
            patents.published + draws.between("refused on", at, 400, 1000),
            (patents.kind == INVENTION) & ~is_granted & draws.happens("refused", at, 0.45),
        )
        return Lives(
            patents, term, silent, refused,
            within("assigned", 0.08, 200, 1500), within("licensed", 0.05, 150, 1200),
            pledged, released, np.where(due < NEVER, unpaid, 0), due, lapsed, restored,
            invalidated, given_up, expired,
        )  # fmt: skip

    def event_columns(self, lives: Lives) -> list[pa.Array]:
        """申请号, 事务代码, 公告日, 事务内容 of every event known by now, patent by patent."""
        patents = lives.patents
        owners, days, codes, values = [], [], [], []
        for code, day, value in self._events(lives):
            rows = np.flatnonzero((day <= LAST) & ~lives.silent)
            owners.append(rows)
            days.append(day[rows])
            codes.append(np.full(len(rows), code))
            values.append(
                pa.repeat(value, len(rows))
                if isinstance(value, str)
                else value.take(pa.array(rows))
            )
        owner, told, coded = (np.concatenate(one) for one in (owners, days, codes))
        order = np.lexsort((coded, told, owner))
        return [
            self._city.application_numbers(patents).take(pa.array(owner[order])),
            pa.array(coded[order]),
            printed_days(told[order], "%Y-%m-%d"),
            pa.concat_arrays(values).take(pa.array(order)),
        ]

    def _events(self, lives: Lives) -> Iterator[tuple[str, Numbers, str | pa.Array]]:
        patents, city = lives.patents, self._city
        yield "PB01", patents.published, "公开"
        began = np.where(patents.published < NEVER, gazette_days(patents.published + 20), NEVER)
        # What is granted at once was examined before.
        yield "SE01", np.where(began < patents.granted, began, NEVER), "实质审查的生效"
        withdrawn = city.draws.happens("withdrawn", patents.at, 0.5)
        yield "WD01", np.where(withdrawn, lives.refused, NEVER), "视为撤回"
        yield "RJ01", np.where(withdrawn, NEVER, lives.refused), "驳回"
        yield "GR01", patents.granted, "授权"
        yield "TR01", lives.assigned, join("专利权的转移；变更后：", city.buyers(patents))
        yield "EE01", lives.licensed, "实施许可合同备案的生效；许可种类：普通许可"
        yield "PE01", lives.pledged, self._pledge_words(lives)
        yield "PC01", lives.released, "质押合同登记的注销"
        yield "CF01", lives.lapsed, self._lapse_words(lives)
        # A fault that sources have: a lapse told once more a year later, without a restoration.
        is_again = (lives.lapsed < NEVER) & (lives.restored == NEVER)
        is_again &= city.draws.happens("lapse told again", patents.at, 0.02)
        yield "CF01", _told(lives.lapsed + 364, is_again), "未缴年费专利权终止"
        yield "RR01", lives.restored, "权利的恢复"
        yield "IW01", lives.invalidated, "专利权全部无效"
        yield "AV01", lives.given_up, "专利权的主动放弃"
        yield "CX01", lives.expired, "专利权有效期届满"

    def _lapse_words(self, lives: Lives) -> pa.Array:
        """With the day that the fee was due: the right ended then, months before it was told."""
        due = printed_days(np.where(lives.due < NEVER, lives.due, 0), "%Y%m%d")
        return join("未缴年费专利权终止；终止日期：", due)

    def _pledge_words(self, lives: Lives) -> pa.Array:
        number, bank = self._pledge_numbers(lives), self._banks(lives.patents.at)
        return join("质押合同登记的生效；登记号：", number, "；质权人：", bank)

    def _pledge_numbers(self, lives: Lives) -> pa.Array:
        year = lives.pledged.astype("datetime64[D]").astype("datetime64[Y]").astype(np.int64) + 1970
        return join("Y", words(year), "99", padded(lives.patents.at + 1, 8))

    def _banks(self, at: Numbers) -> pa.Array:
        return pa.array(BANKS).take(pa.array(self._city.draws.below("bank", at, len(BANKS))))

    def pledge_columns(self, lives: Lives) -> list[pa.Array]:
        """登记号, 专利号, 出质人, 质权人, 登记生效日, 解除日, 质押金额（万元） of every pledge."""
        rows = np.flatnonzero(lives.pledged <= LAST)
        patents, index = lives.patents.some(rows), pa.array(rows)
        released = lives.released[rows]
        day = printed_days(np.where(released < NEVER, released, 0), "%Y-%m-%d")
        return [
            self._pledge_numbers(lives).take(index),
            join("ZL", self._city.application_numbers(patents)),
            owners(self._city, patents, lives.assigned[rows] <= lives.pledged[rows]),
            self._banks(patents.at),
            printed_days(lives.pledged[rows], "%Y-%m-%d"),
            where(released < NEVER, day),
            words(self.loans(patents.at)),
        ]

    def loans(self, at: Numbers) -> Numbers:
        """What was lent on the patents, in 万元."""
        return self._city.draws.between("loan", at, 5, 200) * 10

    def payment_columns(self, lives: Lives) -> list[pa.Array]:
        """申请号, 费用种类, 年度, 应缴日, 缴费日 of every annual fee paid, patent by patent."""
        patents, draws = lives.patents, self._city.draws
        granted_year = fee_year(patents.filed, patents.granted)
        payers, years, dues, days = [], [], [], []
        for year in range(1, int(lives.term.max(initial=0)) + 1):
            due = add_years(patents.filed, year - 1)
            early = draws.between(f"paid {year}", patents.at, 3, 60)
            is_late = draws.happens(f"late {year}", patents.at, 0.05)
            paid = np.where(is_late, due + early, due - early)
            # A year left unpaid at first came with the restoration.
            restored = (year == lives.unpaid_year) & (lives.restored < NEVER)
            paid = np.where(restored, lives.restored - early // 3, paid)
            # With the grant its own year is paid, and no later one before it.
            paid = np.maximum(paid, patents.granted)
            paid = np.where(year == granted_year, patents.granted - early, paid)
            is_due = (patents.granted < NEVER) & (year >= granted_year) & (year <= lives.term)
            rows = np.flatnonzero(is_due & (due < lives.ends) & (paid <= LAST))
            payers.append(rows)
            years.append(np.full(len(rows), year))
            dues.append(np.maximum(due, patents.granted)[rows])
            days.append(paid[rows])
        payer = np.concatenate(payers)
        order = np.argsort(payer, kind="stable")
        return [
            self._city.application_numbers(patents).take(pa.array(payer[order])),
            pa.repeat("年费", len(order)),
            words(np.concatenate(years)[order]),
            printed_days(np.concatenate(dues)[order], "%Y-%m-%d"),
            printed_days(np.concatenate(days)[order], "%Y-%m-%d"),
        ]


def owners(city: City, patents: Patents, assigned: Flags) -> pa.Array:
    """Who holds the patents: the buyer once they were assigned, else the first holder."""
    return pc.if_else(pa.array(assigned), city.buyers(patents), city.holders(patents)[0])


def fee_year(filed: Numbers, day: Numbers) -> Numbers:
    """In which year of its life a patent is on a day: the first runs from its filing."""
    year, other = (
        one.astype("datetime64[D]").astype("datetime64[Y]").astype(np.int64) for one in (filed, day)
    )
    passed = other - year
    found: Numbers = passed + 1 - (add_years(filed, passed) > day)
    return found


def years_at(parameters: list[Parameter], kind: Numbers, day: Numbers) -> Numbers:
    """For each row the years that the parameter of its kind says on its day, 0 where it says nothing."""
    years = np.zeros(len(day), np.int64)
    for number, parameter in enumerate(parameters):
        for value in parameter.series[""]:
            since = np.datetime64(value.since, "D").astype(np.int64)
            years = np.where((kind == number) & (day >= since), int(value.value), years)
    return years


def _told(days: Numbers, flags: Flags) -> Numbers:
    """When the gazette tells it, NEVER where it does not happen or is not told by now."""
    days = gazette_days(np.where(flags, days, NEVER))
    return np.where(flags & (days <= LAST), days, NEVER)
