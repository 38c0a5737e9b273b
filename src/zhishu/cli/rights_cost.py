"""`zhishu rights cost`: what applying for a right and the requests beside it cost."""

from __future__ import annotations

from dataclasses import asdict
from datetime import date
from decimal import Decimal
from pathlib import Path

import click

from zhishu.base.errors import InvalidValueError
from zhishu.cli.day import Day
from zhishu.cli.options import home_option, json_option, print_json
from zhishu.cli.rights_words import Share, money, print_reasons, print_table, refusing
from zhishu.flows.tell_costs import tell_costs
from zhishu.rights.fees.one_off_fees import (
    COST_KINDS,
    SERVICE_NAMES,
    SERVICES,
    CostFacts,
    CostItem,
    CostKind,
    Service,
    total_of,
)


@click.command("cost", help="申请、审查、变更、无效、续展等一次性费用：逐项金额、减缴和依据。")
@click.option("--kind", type=click.Choice(COST_KINDS), required=True, help="权利种类。")
@click.option("--on", type=Day(), required=True, help="哪一天申请或者请求。")
@click.option(
    "--for",
    "services",
    type=click.Choice(SERVICES),
    multiple=True,
    default=("filing",),
    help="办哪一项，可写几次；不写是申请。",
)
@click.option("--claims", type=int, default=0, help="权利要求几项。")
@click.option("--pages", type=int, default=0, help="说明书几页，含附图。")
@click.option("--priorities", type=int, default=0, help="要求几项优先权。")
@click.option("--changes", type=int, default=1, help="变更几件。")
@click.option("--months", type=int, default=1, help="延长几个月。")
@click.option("--classes", type=int, help="商标几类。")
@click.option(
    "--goods", type=int, multiple=True, help="商标一类里几个商品或者服务项目，每类写一次。"
)
@click.option("--online", is_flag=True, help="商标网上申请。")
@click.option("--reduction", type=Share(), help="费用减缴减去的比例，0.85或0.7。")
@home_option
@json_option
def cost(
    kind: CostKind,
    on: date,
    services: tuple[Service, ...],
    claims: int,
    pages: int,
    priorities: int,
    changes: int,
    months: int,
    classes: int | None,
    goods: tuple[int, ...],
    online: bool,
    reduction: Decimal | None,
    home: Path,
    as_json: bool,
) -> None:
    """Print every fee and the sum; exit 2 for what cannot be."""
    with refusing():
        facts = CostFacts(
            kind,
            services,
            claims=claims,
            pages=pages,
            priorities=priorities,
            changes=changes,
            months=months,
            goods=_goods(classes, goods),
            online=online,
        )
        items = tell_costs(home, facts, on=on, reduction=reduction)
    if as_json:
        print_json({"items": [asdict(one) for one in items], "total": total_of(items)})
        return
    _print(items)


def _goods(classes: int | None, goods: tuple[int, ...]) -> tuple[int, ...]:
    """The goods of each class; a class that none are told of has one."""
    if classes is None:
        return goods or (1,)
    if not 1 <= classes <= 45 or len(goods) > classes:
        raise InvalidValueError(
            f"类数{classes}不成立，写了{len(goods)}类的商品项数",
            next_step="写1至45，不少于--goods的次数",
        )
    return (*goods, *[1] * (classes - len(goods)))


def _print(items: list[CostItem]) -> None:
    print_table(
        ("事项", "费用", "数", "全额", "应缴"),
        (
            (
                SERVICE_NAMES[one.service],
                one.name,
                str(one.count),
                money(one.amount),
                money(one.payable),
            )
            for one in items
        ),
    )
    total = total_of(items)
    click.echo(f"合计：{'未知，有一项没有收录' if total is None else money(total)}")
    click.echo("\n依据：")
    for one in items:
        print_reasons(one.explanation)
