"""A small rulebook of made-up measures for the tests of entitlement, written as an officer would write it."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date
from decimal import Decimal
from pathlib import Path

from zhishu.base.region import RegionCode
from zhishu.rules.assessment import Assessment, Entitlements
from zhishu.rules.entitling import entitle
from zhishu.rules.fact import Facts, Known, admit
from zhishu.rules.rulebook import SHIPPED, Rulebook
from zhishu.rules.settling import Received

DAY = date(2026, 10, 31)
CITY = RegionCode.parse("990100")

FACTS = """
facts: 试验用
each:
  test.products: {title: 密集型产品, kind: number, unit: 件, meaning: 试验, question: 几件？}
  test.staff: {title: 员工, kind: number, unit: 人, meaning: 试验, question: 几人？}
  test.cost: {title: 实付费用, kind: money, unit: 元, meaning: 试验, question: 多少？}
  test.loan: {title: 贷款, kind: money, unit: 元, meaning: 试验, question: 多少？}
  test.first: {title: 首次, kind: truth, meaning: 试验, question: 是否首次？}
  test.on: {title: 认定日, kind: date, meaning: 试验, question: 哪天？}
  test.level:
    {title: 级别, kind: word, values: {nation: 国家级, province: 省级, city: 市级, none: 没有}, meaning: 试验, question: 哪级？}
  test.born: {title: 成立日, kind: date, meaning: 试验, question: 哪天成立？, changeable: false}
"""

HEAD = """
measure: 990100/trial/{clause}
title: 试验{clause}
source: {{title: 试验办法, clause: 第{clause}条, issued_on: 2024-01-01}}
form: award
once: item
"""


def write_measure(root: Path, clause: str, body: str, **head: str) -> None:
    """A measure's file; `head` replaces lines of the usual head by their first word."""
    lines = HEAD.format(clause=clause).strip().splitlines()
    kept = [line for line in lines if line.partition(":")[0] not in head]
    folder = root / "990100" / "measures" / "trial"
    folder.mkdir(parents=True, exist_ok=True)
    text = "\n".join([*kept, *(f"{word}: {value}" for word, value in head.items() if value), body])
    (folder / f"{clause}.yaml").write_text(text + "\n", encoding="utf-8")


def write_groups(root: Path, body: str) -> None:
    """The groups of the made-up document."""
    head = "groups: 试验组\nsource: {title: 试验办法, clause: 第九条, issued_on: 2024-01-01}\n"
    folder = root / "990100" / "measures" / "trial"
    folder.mkdir(parents=True, exist_ok=True)
    (folder / "groups.yaml").write_text(head + body + "\n", encoding="utf-8")


def figure(name: str, value: object, unit: str = "元", since: str = "2024-01-01") -> str:
    """One parameter in a measure's file."""
    return f"  {name}: {{unit: {unit}, values: {{{since}: {{value: {value}, clause: 第一条, verified: true}}}}}}"


def book(root: Path) -> Rulebook:
    """The rulebook: the facts above, the shipped ones of parties, and what was written."""
    folder = root / "990100" / "facts"
    folder.mkdir(parents=True, exist_ok=True)
    (folder / "trial.yaml").write_text(FACTS, encoding="utf-8")
    party = root / "national" / "facts" / "party.yaml"
    party.parent.mkdir(parents=True, exist_ok=True)
    party.write_bytes((SHIPPED / "national" / "facts" / "party.yaml").read_bytes())
    return Rulebook((root,))


def known(rulebook: Rulebook, facts: Mapping[str, object]) -> Facts:
    """Facts as known; plain numbers for short."""
    return {
        name: Known(
            admit(rulebook.facts[name], Decimal(value) if isinstance(value, float) else value),
            "试验",
            DAY,
        )
        for name, value in facts.items()
    }


def judge(
    rulebook: Rulebook, facts: Mapping[str, object], received: tuple[Received, ...] = ()
) -> Entitlements:
    """Every measure for a party with these facts."""
    return entitle(rulebook, CITY, known(rulebook, facts), DAY, received)


def one(entitlements: Entitlements, clause: str) -> Assessment:
    """The assessment of one clause."""
    return next(
        found
        for found in entitlements.assessments
        if found.measure.name == f"990100/trial/{clause}"
    )
