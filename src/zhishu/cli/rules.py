"""`zhishu rules`: check the rulebook, run its cases, list the facts that rules ask about."""

from __future__ import annotations

import sys
from pathlib import Path

import click

from zhishu.cli.options import home_option, json_option, print_json, say
from zhishu.cli.rules_diff import diff
from zhishu.cli.rules_explain import explain
from zhishu.cli.rules_touched import command as touched
from zhishu.flows.check_rulebook import check_rulebook
from zhishu.flows.describe_rule_files import SCHEMA_KINDS, schema_of
from zhishu.flows.list_facts import list_facts
from zhishu.flows.run_rule_cases import run_rule_cases
from zhishu.rules.casefile import Outcome
from zhishu.rules.fact import KINDS


@click.group("rules", help="措施的规则：检查、跑用例、说明理由、比较两个版本、列出事实名。")
def command() -> None:
    """Group of the commands on rules."""


command.add_command(explain)
command.add_command(diff)
command.add_command(touched)


@command.command("check", help="检查规则库：读不出的、写错的、永远走不到的；有发现以1退出。")
@home_option
@json_option
def check_command(home: Path, as_json: bool) -> None:
    """Print findings by file and line; exit 1 where there is one."""
    findings = check_rulebook(home)
    if as_json:
        print_json(
            [
                {
                    "file": one.file,
                    "line": one.line,
                    "what": one.what,
                    "next_step": one.next_step,
                    "is_fault": one.is_fault,
                }
                for one in findings
            ]
        )
    else:
        for one in findings:
            word = "错误" if one.is_fault else "可疑"
            click.echo(f"{one.where}  {word}：{one.what}。{one.next_step}")
    if findings:
        faults = sum(one.is_fault for one in findings)
        say(f"{len(findings)}处发现，其中{faults}处错误：改正以前不按规则库判断")
        sys.exit(1)
    say("没有发现")


@command.command("test", help="跑规则库里的用例：写明应得什么，得了什么；有不符以1退出。")
@click.argument("words", default="")
@home_option
@json_option
def test_command(words: str, home: Path, as_json: bool) -> None:
    """Run every case whose file or measure holds the words; exit 1 where one does not hold, or none is found."""
    outcomes = run_rule_cases(home, words)
    failed = [one for one in outcomes if one.differences]
    if as_json:
        print_json([_plain_outcome(one) for one in outcomes])
    else:
        for one in failed:
            click.echo(f"{one.case.file} 第{one.case.line}行  {one.case.name}")
            for each in one.differences:
                click.echo(f"  {each.measure} {each.what}：应为{each.expected}，得到{each.got}")
    if not outcomes:
        say("没有用例")
        sys.exit(1)
    say(f"{len(outcomes)}个用例，{len(failed)}个不符")
    if failed:
        sys.exit(1)


def _plain_outcome(one: Outcome) -> dict[str, object]:
    return {
        "case": one.case.name,
        "file": one.case.file,
        "line": one.case.line,
        "measures": one.case.measures,
        "differences": [
            {
                "measure": each.measure,
                "what": each.what,
                "expected": each.expected,
                "got": each.got,
            }
            for each in one.differences
        ],
    }


@command.command("facts", help="规则可以问的事实：名称、意思、类别、来自哪张表、怎样问。")
@click.argument("words", default="")
@home_option
@json_option
def facts_command(words: str, home: Path, as_json: bool) -> None:
    """Every fact whose name, title or meaning holds the words."""
    facts = list_facts(home, words)
    if as_json:
        print_json(
            [
                {
                    "name": one.name,
                    "title": one.title,
                    "kind": one.kind,
                    "unit": one.unit,
                    "meaning": one.meaning,
                    "origin": one.origin,
                    "table": one.table or None,
                    "question": one.question or None,
                    "values": dict(one.values),
                    "changeable": one.changeable,
                    "access": one.access,
                }
                for one in facts
            ]
        )
        return
    for one in facts:
        kind = f"{KINDS[one.kind]}，{one.unit}" if one.unit else KINDS[one.kind]
        click.echo(f"{one.name}  {one.title}（{kind}）")
        click.echo(f"  {one.meaning}")
        if one.values:
            said = "、".join(f"{word}（{title}）" for word, title in one.values.items())
            click.echo(f"  取值：{said}")
        click.echo(f"  来自：{one.table or '询问'}{'，' + one.origin if one.origin else ''}")
        if one.question:
            click.echo(f"  问：{one.question}")


@command.command("schema", help="给编辑器用的JSON Schema：写规则时补全和标错。")
@click.argument("kind", type=click.Choice(SCHEMA_KINDS), default="measures", metavar="种类")
@home_option
def schema_command(kind: str, home: Path) -> None:
    """Print the schema of one kind of file."""
    print_json(schema_of(home, kind))
