"""`zhishu rules touched`: which rules a new version of a policy touches, with both figures."""

from __future__ import annotations

import sys
from pathlib import Path

import click

from zhishu.cli.options import home_option, json_option, print_json
from zhishu.flows.find_touched_rules import (
    TouchedRules,
    find_touched_by_document,
    find_touched_by_file,
)
from zhishu.funding.touching import STATES, TOUCHING, Touched


@click.command(
    "touched", help="一份政策（文件，或库中的标识）的新版本触及哪些规则：条款的文字和数字变了没有。"
)
@click.argument("policy")
@home_option
@json_option
def command(policy: str, home: Path, as_json: bool) -> None:
    """Exit 1 when a rule has to be looked at."""
    path = Path(policy)
    found = (
        find_touched_by_file(home, path)
        if path.exists()
        else [find_touched_by_document(home, policy)]
    )
    if as_json:
        print_json({"documents": [_json(one) for one in found]})
    else:
        for one in found:
            _print(one)
    if any(rule.state not in ("unchanged", "lost") for one in found for rule in one.rules):
        sys.exit(1)


def _json(found: TouchedRules) -> dict[str, object]:
    return {
        "title": found.title,
        "document_id": found.document_id or None,
        "rules": [
            {
                "id": one.measure.name,
                "title": one.measure.title,
                "relation": one.relation,
                "state": one.state,
                "clause": one.measure.source.clause,
                "clause_now": one.clause or None,
                "figures": [
                    {
                        "parameter": figure.parameter,
                        "title": figure.title,
                        "unit": figure.unit,
                        "rule": str(figure.rule),
                        "policy": [str(value) for value in figure.printed],
                    }
                    for figure in one.figures
                ],
            }
            for one in found.rules
        ],
    }


def _print(found: TouchedRules) -> None:
    click.echo(f"{found.title}：触及{len(found.rules)}条规则")
    for one in found.rules:
        click.echo(f"  {one.measure.name}  {one.measure.title}  {_state(one)}")
        for figure in one.figures:
            click.echo(
                f"    {figure.title}：规则{figure.rule_words}，这份文件{figure.printed_words}"
            )


def _state(one: Touched) -> str:
    moved = (
        f"，现在是{_clause(one.clause)}"
        if one.clause and one.clause != one.measure.source.clause
        else ""
    )
    relation = f"（{TOUCHING[one.relation]}）" if one.relation != "itself" else ""
    return f"{_clause(one.measure.source.clause)}{moved}：{STATES[one.state]}{relation}"


def _clause(path: str) -> str:
    """A clause as a person reads it: what the page lost of its number is said."""
    return path.partition("~")[0].replace("?", "条号缺损")
