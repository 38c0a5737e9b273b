"""A rule carried on to a new version of its clause: the old figures hold before, the new ones from their day."""

from __future__ import annotations

from datetime import date
from decimal import Decimal

from zhishu.funding.draft_file import read_draft
from zhishu.funding.renewing import renew_rule
from zhishu.funding.touching import figure_differences
from zhishu.rules.parameter import Parameter

RULE = """measure: 990100/fund/9-1
title: 认证补助
source: {title: 专项资金管理办法, clause: 第九条(一), words_digest: old}
form: subsidy
once: ever
applies_to: [enterprise]
amount: {rate: rate, of: certification.cost_paid, cap: cap}
parameters:
  rate: {unit: 比例, values: {2026-01-01: {value: 0.5, clause: 第九条(一), verified: true}}}
  cap: {title: 上限, unit: 元, values: {2026-01-01: {value: 20000, clause: 第九条(一), verified: true}}}
"""


def renew(words: str, since: date = date(2027, 1, 1)) -> str:
    measure = read_draft(RULE, where="x").measure
    assert measure is not None
    return renew_rule(
        RULE,
        figure_differences(measure, words),
        since=since,
        clause="第九条(一)",
        digest="new",
    )


def test_new_figures_hold_from_their_day_and_old_ones_before() -> None:
    found = read_draft(renew("按认证费的50%补助，最高3万元。"), where="x")
    assert found.measure is not None and found.open == ()
    assert found.measure.source.words_digest == "new"
    cap, rate = found.measure.figures["cap"], found.measure.figures["rate"]
    assert isinstance(cap, Parameter) and isinstance(rate, Parameter)
    assert cap.required(date(2026, 12, 31)).value == 20000
    changed = cap.required(date(2027, 1, 1))
    assert (changed.value, changed.verified) == (Decimal(30000), False)
    assert len(rate.series[""]) == 1


def test_which_of_several_figures_is_meant_stays_open() -> None:
    found = read_draft(renew("按认证费的50%补助，小企业最高3万元，其他最高4万元。"), where="x")
    assert len(found.open) == 1 and "30,000元、40,000元" in found.open[0]
    gone = read_draft(renew("按认证费的50%补助。"), where="x")
    assert "没有了" in gone.open[0]
    earlier = read_draft(renew("按认证费的50%补助，最高3万元。", date(2025, 1, 1)), where="x")
    assert "30,000元" in earlier.open[0]
