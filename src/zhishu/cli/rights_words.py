"""What the rights' commands share: a share as an argument, refusals, money and days as cells, reasons with their rule."""

from __future__ import annotations

import sys
from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from datetime import date
from decimal import Decimal, InvalidOperation

import click

from zhishu.base.errors import InvalidValueError
from zhishu.base.money import Money
from zhishu.cli.options import say
from zhishu.rules.explanation import Step


class Share(click.ParamType[Decimal]):
    """A share as a decimal number."""

    name = "比例"

    def convert(
        self, value: str | Decimal, param: click.Parameter | None, ctx: click.Context | None
    ) -> Decimal:
        """Read the share, or refuse in words."""
        try:
            share = Decimal(value)
        except InvalidOperation:
            share = Decimal("NaN")
        if not share.is_finite():
            self.fail(f"“{value}”不是数字", param, ctx)
        return share


@contextmanager
def refusing() -> Iterator[None]:
    """Facts that cannot be, or a rule that is not carried: one sentence, exit 2."""
    try:
        yield
    except InvalidValueError as error:
        say(f"出错：{error}")
        sys.exit(2)


def print_table(titles: Iterable[str], rows: Iterable[Iterable[str]]) -> None:
    """Rows for people, apart by tabs."""
    click.echo("\t".join(titles))
    for row in rows:
        click.echo("\t".join(row))


def print_reasons(steps: Iterable[Step]) -> None:
    """One line a step: its sentence, and its rule, marked where it was not checked."""
    for step in steps:
        click.echo(f"  {step.text}{rule_of(step.source, step.clause, verified=step.verified)}")


def rule_of(source: str, clause: str, *, verified: bool) -> str:
    """Where a rule stands, in brackets; empty for what is not carried."""
    place = f"{source}{clause}"
    return f"（{place}{'' if verified else '，未核实'}）" if place else ""


def money(amount: Decimal | None) -> str:
    """A sum as a cell."""
    return "—" if amount is None else str(Money(amount))


def day(value: date | None, *, provisional: bool = False) -> str:
    """A day as a cell."""
    return "—" if value is None else f"{value}{'（暂定）' if provisional else ''}"
