"""`zhishu rights term` and `zhishu rights ladder`: how long a right lasts, and on which days it asks for something."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import asdict
from datetime import date
from functools import wraps
from pathlib import Path
from typing import Any, TypeVar

import click

from zhishu.cli.day import Day
from zhishu.cli.options import home_option, json_option, print_json, say
from zhishu.cli.rights_words import day, print_reasons, print_table, refusing, rule_of
from zhishu.flows.list_deadlines import list_deadlines
from zhishu.flows.tell_term import tell_term
from zhishu.rights.terms.right_term import KIND_NAMES, TERM_KINDS, TERM_STATES, TermFacts

Command = TypeVar("Command", bound=Callable[..., Any])

# Option, its type, its help, the fact it is.
_FACTS: tuple[tuple[str, Any, str, str], ...] = (
    ("--filed", Day(), "申请日（专利、布图设计）。", "filed_on"),
    ("--granted", Day(), "授权公告日（专利）。", "granted_on"),
    ("--registered", Day(), "核准注册日（商标）。", "registered_on"),
    ("--renewals", int, "已续展几次（商标），不写按没有续展过。", "renewals"),
    ("--examination-requested", Day(), "实质审查请求日（发明，算期限补偿）。", "examination_requested_on"),
    ("--reasonable-days", int, "授权过程中合理的延迟，日数。", "reasonable_days"),
    ("--applicant-days", int, "申请人引起的延迟，日数。", "applicant_days"),
    ("--approved", Day(), "药品上市许可日（发明，算药品专利期限补偿）。", "approved_on"),
    ("--first-used", Day(), "首次商业利用日（布图设计）。", "first_used_on"),
    ("--created", Day(), "创作或者开发完成日（布图设计、著作权、软件）。", "created_on"),
    ("--published", Day(), "首次发表日（单位的作品、软件）。", "published_on"),
    ("--died", Day(), "作者死亡日（自然人的作品、软件）。", "died_on"),
    ("--owner", click.Choice(("person", "organisation")), "著作权人是自然人还是单位。", "owner"),
)  # fmt: skip


def facts_options(command: Command) -> Command:
    """Add `--kind` and the facts a term depends on; passed on as `facts: TermFacts`."""

    @wraps(command)
    def with_facts(*args: Any, **options: Any) -> Any:
        facts = TermFacts(options.pop("kind"), **{fact: options.pop(fact) for *_, fact in _FACTS})
        return command(*args, facts=facts, **options)

    for name, kind, told, fact in reversed(_FACTS):
        with_facts = click.option(name, fact, type=kind, help=told)(with_facts)
    return click.option("--kind", type=click.Choice(TERM_KINDS), required=True, help="权利种类。")(
        with_facts  # type: ignore[return-value]
    )


_TITLES = ("权利", "自", "期限到", "续展自", "宽展到", "状态")


@click.command("term", help="一件权利的期限：何时届满，何时续展，宽展到哪天，依据哪一条。")
@facts_options
@click.option("--as-of", type=Day(), required=True, help="截至哪一天。")
@home_option
@json_option
def term(facts: TermFacts, as_of: date, home: Path, as_json: bool) -> None:
    """Print the term; exit 2 for facts that cannot be and for rules that are not carried."""
    with refusing():
        found = tell_term(home, facts, as_of=as_of)
    if as_json:
        print_json(asdict(found))
        return
    cells = (
        KIND_NAMES[found.kind],
        day(found.begins_on),
        day(found.ends_on),
        day(found.renew_from),
        day(found.grace_until, provisional=found.calendar == "provisional"),
        TERM_STATES[found.state],
    )
    print_table(_TITLES, [cells])
    click.echo("\n依据：")
    print_reasons(found.explanation)


@click.command("ladder", help="一件权利的期限阶梯：哪些日子提醒，哪些日子截止，依据哪一条。")
@facts_options
@click.option("--year", type=int, help="哪一专利年度的年费；不写即下一个到期的。")
@click.option("--reduced", is_flag=True, help="这一年度已经减缴，不用再请求。")
@click.option("--notice", type=Day(), help="收到专利权终止通知的日子。")
@click.option("--as-of", type=Day(), required=True, help="截至哪一天。")
@home_option
@json_option
def ladder(
    facts: TermFacts,
    year: int | None,
    reduced: bool,
    notice: date | None,
    as_of: date,
    home: Path,
    as_json: bool,
) -> None:
    """Print every day of the ladder with the days left (negative: passed); exit 2 for what cannot be."""
    with refusing():
        steps = list_deadlines(
            home, facts, as_of=as_of, year=year, is_reduced=reduced, notice_received_on=notice
        )
    if as_json:
        print_json([{**asdict(step), "days_left": (step.on - as_of).days} for step in steps])
        return
    if not steps:
        say("没有届满日，没有要提醒的日子")
        return
    print_table(
        ("日子", "还有", "事项", "依据"),
        (
            (
                day(step.on, provisional=step.calendar == "provisional"),
                _left((step.on - as_of).days),
                step.words,
                rule_of(step.source, step.clause, verified=step.verified)[1:-1],
            )
            for step in steps
        ),
    )


def _left(days: int) -> str:
    if days == 0:
        return "今天"
    return f"{days}日" if days > 0 else "已过"
