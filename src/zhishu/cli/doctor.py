"""`zhishu doctor`: what is missing on this machine, what that costs, how to get it."""

from __future__ import annotations

import sys
import unicodedata
from dataclasses import asdict
from pathlib import Path

import click

from zhishu.cli.options import home_option, json_option, print_json, say
from zhishu.flows.check_machine import CHECKS, Finding, Place, check_machine

COLUMNS = 80
STATES = {"good": "好", "attention": "注意", "missing": "缺"}
_COLOURS = {"good": "green", "attention": "yellow", "missing": "red"}


@click.command("doctor", help="检查这台机器和数据文件夹：缺什么，有什么代价，怎样补上。")
@click.option("--deep", is_flag=True, help="读数据仓库、索引和数据库的每一个字节，核对摘要。")
@click.option(
    "--port",
    type=click.IntRange(1, 65535),
    default=8000,
    show_default=True,
    help="门户要用的端口。",
)
@home_option
@json_option
def command(deep: bool, port: int, home: Path, as_json: bool) -> None:
    """Print one line a check; exit 1 when something that the platform needs is missing."""
    findings = []
    for finding in check_machine(Place(home, port, deep)):
        findings.append(finding)
        if not as_json:
            _print(finding)
    lacking = [one for one in findings if one.state == "missing" and one.use == "running"]
    if as_json:
        print_json({"home": str(home), "deep": deep, "checks": [asdict(one) for one in findings]})
    counts = "，".join(
        f"{word}{sum(one.state == state for one in findings)}项" for state, word in STATES.items()
    )
    say(f"共{len(findings)}项：{counts}。" + ("" if lacking else "可以运行。"))
    if lacking:
        say(f"要先补上：{'、'.join(one.title for one in lacking)}")
        sys.exit(1)


def width(text: str) -> int:
    """Columns of a terminal that a text takes."""
    return sum(2 if unicodedata.east_asian_width(one) in "WF" else 1 for one in text)


_TITLE = max(width(check.title) for check in CHECKS)


def _print(finding: Finding) -> None:
    """State, title, what was found; below, the cost and the next step. No line wider than a terminal."""
    state = STATES[finding.state]
    use = "" if finding.use == "running" else "（可选）"
    lead = " " * (6 + _TITLE + 2)
    title = finding.title + " " * (_TITLE - width(finding.title))
    mark = click.style(state, fg=_COLOURS[finding.state]) + " " * (6 - width(state))
    first, *rest = _wrapped(finding.said + use, COLUMNS - len(lead))
    click.echo(f"{mark}{title}  {first}")
    for line in rest:
        click.echo(lead + line)
    for label, text in (("代价：", finding.cost), ("下一步：", finding.next_step)):
        for line in _wrapped(label + text, COLUMNS - len(lead)) if text else ():
            click.echo(lead + line)


def _wrapped(text: str, columns: int) -> list[str]:
    """Lines no wider than this; Chinese breaks anywhere, a Latin word only when it fills a line."""
    lines, line = [], ""
    for piece in _pieces(text):
        while width(line + piece) > columns:
            if line:
                lines.append(line.rstrip())
                line, piece = "", piece.lstrip()
            else:
                lines.append(piece[:columns])
                piece = piece[columns:]
        line += piece
    return [*lines, line] if line or not lines else lines


def _pieces(text: str) -> list[str]:
    """Single wide characters, and runs of narrow ones up to a blank."""
    pieces: list[str] = []
    for one in text:
        joins = pieces and width(one) == 1 and width(pieces[-1][-1]) == 1 and pieces[-1][-1] != " "
        if joins:
            pieces[-1] += one
        else:
            pieces.append(one)
    return pieces
