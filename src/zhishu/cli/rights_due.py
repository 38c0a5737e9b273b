"""`zhishu rights due`: the annual fees of a region in a calendar year."""

from __future__ import annotations

from dataclasses import asdict
from datetime import date
from decimal import Decimal
from pathlib import Path
from typing import TYPE_CHECKING

import click

from zhishu.cli.day import Day
from zhishu.cli.options import home_option, json_option, print_json, say
from zhishu.cli.rights_words import money, print_table, refusing
from zhishu.rights.fees.annual_fees import STATES, State
from zhishu.rights.patent import RIGHT_KINDS

if TYPE_CHECKING:
    from zhishu.flows.sum_fees_due import FeesDue, FeesOfMonth


@click.command("due", help="一个地区一年到期的专利年费：按月份、类型和状态合计，未知的单列。")
@click.option("--year", type=int, required=True, help="哪一年到期的。")
@click.option("--region", help="区划代码；不写是全部数据。")
@click.option("--as-of", type=Day(), required=True, help="截至哪一天。")
@click.option("--snapshot", type=int, help="旧快照的号；不写是最新的。")
@home_option
@json_option
def due(
    year: int, region: str | None, as_of: date, snapshot: int | None, home: Path, as_json: bool
) -> None:
    """Print the sums; exit 2 for a region or a year that cannot be."""
    # The other commands of rights do not wait for columns (NumPy, Arrow).
    from zhishu.flows.sum_fees_due import sum_fees_due

    with refusing():
        found = sum_fees_due(home, year=year, as_of=as_of, region=region, snapshot=snapshot)
    if as_json:
        print_json(asdict(found))
        return
    _print(found)


def _sum_of(state: State, rows: list[FeesOfMonth]) -> str:
    payable = money(sum((one.payable for one in rows), Decimal(0)))
    if state in ("paid", "lapsed"):
        return ""
    return f"，如都未缴为{payable}" if state == "unknown" else f"，应缴{payable}"


def _print(found: FeesDue) -> None:
    where = f"{found.region_name}（{found.region}）" if found.region else "全部数据"
    click.echo(f"{where}：{found.year}年到期的专利年费；截至{found.as_of}；快照{found.snapshot}")
    if not found.rows:
        say("没有要缴的年费")
    else:
        print_table(
            ("月份", "类型", "状态", "件数", "全额", "应缴", "其中滞纳金"),
            (
                (
                    one.month,
                    RIGHT_KINDS[one.kind],
                    STATES[one.state],
                    str(one.rights),
                    money(one.amount),
                    money(one.payable),
                    money(one.surcharge),
                )
                for one in found.rows
            ),
        )
        for state, name in STATES.items():
            rows = [one for one in found.rows if one.state == state]
            if rows:
                count = sum(one.rights for one in rows)
                click.echo(f"{name}：{count}件{_sum_of(state, rows)}")
    for reason, count in found.left_out.items():
        click.echo(f"不在内：{count}件，{reason}")
    told = {
        "另有": (found.without_fee, "件这一年没有年费（授权当年及以前，或已过期限）"),
        "其中": (found.status_unknown, "件授权后没有法律事务数据，可能已终止"),
        "暂定": (found.provisional, "件的缴费截止日，那年的放假安排没有收录"),
        "没有金额": (sum(one.without_amount for one in found.rows), "件，那时的收费标准没有收录"),
    }
    for word, (count, what) in told.items():
        if count:
            click.echo(f"{word}：{count}{what}")
    for note in found.notes:
        click.echo(f"说明：{note}")
