"""`zhishu funding`: simulate reforms over all firms of a region."""

from __future__ import annotations

from datetime import date, datetime
from pathlib import Path
from zoneinfo import ZoneInfo

import click

from zhishu.base.region import RegionCode
from zhishu.cli.day import Day
from zhishu.cli.options import home_option, json_option, print_json, say
from zhishu.flows.simulate_reform import Simulation, read_overlay_file, simulate_reforms
from zhishu.funding.simulated_answer import change_words, plain_reform
from zhishu.funding.simulation import EFFECTS, Simulated
from zhishu.rules.settling import sum_words

# So many firms are printed; all of them are in the JSON.
_SHOWN = 10


@click.group(help="专项资金：测算改动上限、条件或整条措施的方案。")
def command() -> None:
    """Group of the commands on funds."""


@command.command(
    "simulate",
    help="按方案（YAML）测算一个地区的全部单位：预算、得益、受损，按县区和规模；几个方案并列。",
)
@click.argument("overlays", nargs=-1, required=True, type=click.Path(path_type=Path))
@click.option("--region", required=True, help="哪个地区的单位和措施，区划代码。")
@click.option("--as-of", type=Day(), help="哪一天；默认今天。")
@click.option("--snapshot", type=int, help="按哪个快照；默认最新的。")
@home_option
@json_option
def simulate_command(
    overlays: tuple[Path, ...],
    region: str,
    as_of: date | None,
    snapshot: int | None,
    home: Path,
    as_json: bool,
) -> None:
    """The same overlays, rulebook, snapshot and day give the same bytes."""
    found = simulate_reforms(
        home,
        [read_overlay_file(path) for path in overlays],
        region=RegionCode.parse(region),
        as_of=as_of or datetime.now(ZoneInfo("Asia/Shanghai")).date(),
        snapshot=snapshot,
    )
    if as_json:
        print_json(
            {
                "region": str(found.region),
                "as_of": found.as_of.isoformat(),
                "snapshot": found.snapshot,
                "rulebook_digest": found.rulebook_digest,
                "reforms": [plain_reform(one) for one in found.reforms],
            }
        )
        return
    _print(found)


def _print(found: Simulation) -> None:
    click.echo(
        f"{found.region}，按{found.as_of}的规则和第{found.snapshot}个快照。规则库{found.rulebook_digest[:12]}"
    )
    for one in found.reforms:
        _print_reform(one)
    if not found.reforms[0].everybody.firms:
        say("登记库里没有这个地区的单位，所以都是0；先导入主体登记，或核对地区")
    say("不清楚的事实算作区间：低端按不符合，高端按符合")


def _print_reform(one: Simulated) -> None:
    click.echo(f"\n{one.title}（{one.digest[:12]}）")
    click.echo(
        f"  应给：现行{sum_words(one.budget[0])}，方案{sum_words(one.budget[1])}，"
        f"{change_words(*one.budget)}"
    )
    if any(money.high != 0 for money in one.competitive):
        click.echo(
            f"  择优：现行{sum_words(one.competitive[0])}，方案{sum_words(one.competitive[1])}"
        )
    effects = "，".join(
        f"{EFFECTS[effect]}{count}家" for effect, count in one.everybody.effects.items() if count
    )
    click.echo(f"  {one.everybody.firms}家：{effects}")
    for title, tallies in (("按县区", one.counties), ("按规模", one.sizes)):
        click.echo(f"  {title}")
        for each in tallies:
            click.echo(
                f"    {each.name}  {each.firms}家  {sum_words(each.before)} → "
                f"{sum_words(each.after)}"
            )
    for firm in one.firms[:_SHOWN]:
        click.echo(
            f"    {EFFECTS[firm.effect]}  {firm.name}  {sum_words(firm.before)} → "
            f"{sum_words(firm.after)}"
        )
    if len(one.firms) > _SHOWN:
        click.echo(f"    还有{len(one.firms) - _SHOWN}家，用--json看全部")
