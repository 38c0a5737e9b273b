"""`zhishu space`: the rights of one holder, what they cost next, and the calendar of their limits."""

from __future__ import annotations

import dataclasses
import sys
from datetime import date
from pathlib import Path
from typing import Any

import click

from zhishu.base.errors import InvalidValueError
from zhishu.base.identifiers import CreditCode
from zhishu.base.money import Money
from zhishu.cli.day import Day
from zhishu.cli.options import home_option, json_option, print_json, say
from zhishu.flows.look_at_holder import HolderView, look_at_holder
from zhishu.rights.fees.reductions import REDUCTION_KINDS, ReductionKind
from zhishu.rights.legal_status import STATES
from zhishu.rights.portfolio.dues import Due
from zhishu.rights.portfolio.holding import RIGHT_TYPES


@click.group("space", help="权利人空间：一个权利人名下的全部权利、要办的事和期限日历。")
def command() -> None:
    """Group of the space's commands."""


def _asked(command: Any) -> Any:
    """The options that say whose space is looked at, and when."""
    for option in (
        click.argument("name"),
        click.option("--as-of", type=Day(), required=True, help="截至哪一天。"),
        click.option("--snapshot", type=int, help="按哪个快照；不写即最新的。"),
        click.option(
            "--reduction",
            type=click.Choice(REDUCTION_KINDS),
            help="权利人说明已获的费用减缴：single一个权利人，joint共有。",
        ),
        home_option,
    ):
        command = option(command)
    return command


@command.command("show", help="按名称（现名或曾用名）或信用代码列出名下权利、应缴费用和下一步。")
@_asked
@json_option
def show(
    name: str,
    as_of: date,
    snapshot: int | None,
    reduction: ReductionKind | None,
    home: Path,
    as_json: bool,
) -> None:
    """Print the rights; exit 1 when none is known."""
    view = _look(home, name, as_of, snapshot, reduction)
    if as_json:
        print_json(_plain(view))
    else:
        _print_view(view)
    sys.exit(0 if view.lines else 1)


@command.command("calendar", help="把名下权利的期限写成日历文件（ICS）。")
@click.option(
    "--out",
    type=click.Path(dir_okay=False, path_type=Path),
    required=True,
    help="写到哪个文件。",
)
@_asked
def calendar(
    name: str,
    as_of: date,
    snapshot: int | None,
    reduction: ReductionKind | None,
    home: Path,
    out: Path,
) -> None:
    """Write the file."""
    view = _look(home, name, as_of, snapshot, reduction)
    out.write_bytes(view.calendar(f"{view.names.current}知识产权期限"))
    say(f"已写{out}")


def _look(
    home: Path, name: str, as_of: date, snapshot: int | None, reduction: ReductionKind | None
) -> HolderView:
    try:
        code = str(CreditCode.parse(name))
    except InvalidValueError:
        code = ""
    return look_at_holder(
        home, name, as_of=as_of, credit_code=code, reduction=reduction, snapshot=snapshot
    )


def _print_view(view: HolderView) -> None:
    if not view.lines:
        say(f"库里没有“{view.name}”名下的权利")
        return
    for kind, counts in view.counts().items():
        told = "，".join(f"{STATES[state]}{counts[state]}" for state in STATES if counts[state])
        if counts["all"]:
            click.echo(f"{RIGHT_TYPES[kind]}{counts['all']}项：{told}")
    coming, late = view.coming, view.late_sum
    least = "至少" if coming.at_least else ""
    click.echo(f"未来12个月应缴{least}{Money(coming.total)}，{coming.count}项")
    click.echo(f"滞纳期内{Money(late.total)}，{late.count}项；情况未知{len(view.unheard)}项\n")
    click.echo("期限\t事项\t权利\t号码\t状态\t应缴")
    for due in view.dues:
        amount = "—" if due.payable is None else str(Money(due.payable))
        row = (str(due.on), due.words, due.right.title, due.right.right_id, due.state_words, amount)
        click.echo("\t".join(row))
    heard = view.heard_until or "没有缴费数据"
    click.echo(f"\n截至{view.as_of}，快照{view.snapshot}；缴费数据到：{heard}")


def _plain(view: HolderView) -> dict[str, Any]:
    return {
        "name": view.names.current,
        "former_names": view.names.former,
        "credit_code": view.party.credit_code if view.party else None,
        "as_of": view.as_of,
        "snapshot": view.snapshot,
        "payments_heard_until": view.heard_until,
        "counts": view.counts(),
        "coming": dataclasses.asdict(view.coming),
        "late": dataclasses.asdict(view.late_sum),
        "rights": [
            {
                "right_type": line.right.right_type,
                "right_number": line.right.right_id,
                "title": line.right.title,
                "kind": line.right.kind,
                "state": line.right.state,
                "reason": line.right.reason,
                "ends_on": line.right.ends_on,
                "next": {"words": line.next.words, "reason": line.next.reason, "on": line.next.on},
                "dues": [_plain_due(due) for due in line.dues],
            }
            for line in view.lines
        ],
        "health": [
            {"name": one.name, "title": one.title, "count": one.count, "of": one.of}
            for one in view.health
        ],
    }


def _plain_due(due: Due) -> dict[str, Any]:
    names = (
        "key",
        "matter",
        "words",
        "on",
        "state",
        "amount",
        "payable",
        "surcharge",
        "late_until",
    )
    return {
        **{name: getattr(due, name) for name in names},
        "explanation": [dataclasses.asdict(step) for step in due.explanation],
        "ladder": [dataclasses.asdict(step) for step in due.ladder],
    }
