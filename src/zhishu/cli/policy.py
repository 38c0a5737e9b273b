"""`zhishu policy`: read policy files."""

from __future__ import annotations

import sys
from pathlib import Path
from typing import Any

import click

from zhishu.cli.options import json_option, print_json, say
from zhishu.flows.read_policy import read_policy_files
from zhishu.policy.document import COMPLETENESS, LOSS_KINDS


@click.group(help="政策：读出文件、条款、引用和缺损。")
def command() -> None:
    """Group of the policy commands."""


@command.command("read", help="读政策文件（文本或HTML），不保存。")
@click.argument("files", nargs=-1, required=True, type=click.Path(path_type=Path))
@click.option("--evidence", is_flag=True, help="每一项带上在原文中的位置和把握。")
@json_option
def read(files: tuple[Path, ...], evidence: bool, as_json: bool) -> None:
    """Exit 1 when a file could not be read; losses alone are no failure."""
    entries = read_policy_files(files, evidence=evidence)
    if as_json:
        print_json({"files": entries})
    else:
        for entry in entries:
            _print_file(entry)
    failed = [entry for entry in entries if entry["error"]]
    for entry in failed:
        error = entry["error"]
        say(f"{entry['file']}：{error['message']}。{error['next_step']}。")
    if failed:
        sys.exit(1)


def _print_file(entry: dict[str, Any]) -> None:
    click.echo(f"{entry['file']}  {entry['encoding'] or ''}  {len(entry['documents'])}份文件")
    for index, document in enumerate(entry["documents"]):
        losses = [loss for loss in entry["losses"] if loss["document"] == index]
        _print_document(index + 1, document, losses)


def _print_document(number: int, document: dict[str, Any], losses: list[dict[str, Any]]) -> None:
    click.echo(f"\n{number}. {document['title']}")
    for title in document["other_titles"]:
        click.echo(f"   又题：{title}")
    facts = [
        document["document_number"] or "?文号未写",
        "、".join(document["issuing_authorities"]) or "?发文机关未写",
        f"成文{document['issued_on'] or '?未写'}",
        f"发布{document['published_on'] or '?未写'}",
        f"来源{document['source'] or '?未写'}",
        COMPLETENESS[document["completeness"]],
    ]
    click.echo("   " + "  ".join(facts))
    if document["effective_from"] or document["effective_to"]:
        click.echo(
            f"   施行{document['effective_from'] or '?'}  有效期至{document['effective_to'] or '?未写'}"
        )
    for clause in document["clauses"]:
        depth = clause["path"].count("(") + (1 if clause["path"] else 0)
        words = clause["heading"] or clause["text"].replace("\n", " ")[:40]
        click.echo("   " + "  " * depth + f"{clause['path'] or '（前言）'}  {words}")
    for loss in losses:
        count = f"，{loss['count']}处" if loss.get("count") else ""
        mended = f" → {loss['restored_to']}" if loss["restored_to"] else ""
        click.echo(f"   [{LOSS_KINDS[loss['what']]}] {loss['found']}{mended}{count}")
