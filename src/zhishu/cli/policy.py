"""`zhishu policy`: read policy files, show what was read and confirmed, make test cases of it."""

from __future__ import annotations

import sys
from dataclasses import asdict
from datetime import date
from pathlib import Path
from typing import TYPE_CHECKING, Any

import click

from zhishu.base.errors import NotFoundError, ZhishuError
from zhishu.cli.options import home_option, json_option, print_json, say
from zhishu.cli.policy_lint import lint
from zhishu.flows.look_at_policy import look_at_policy
from zhishu.flows.make_policy_case import make_policy_case
from zhishu.flows.read_policy import read_policy_files
from zhishu.flows.reread_policies import reread_policies
from zhishu.policy.document import COMPLETENESS, LOSS_KINDS
from zhishu.policy.proposals.proposal import KIND_TITLES, REASONS

if TYPE_CHECKING:
    from zhishu.flows.open_model import Model


@click.group(help="政策：读出文件、条款、引用和缺损，列出核对过的各项。")
def command() -> None:
    """Group of the policy commands."""


command.add_command(lint)


@command.command(
    "read", help="读政策文件（文本、网页、PDF、DOCX、OFD，识别扫描件和图片），不保存。"
)
@click.argument("files", nargs=-1, required=True, type=click.Path(path_type=Path))
@click.option("--evidence", is_flag=True, help="每一项带上在原文中的位置和把握。")
@click.option("--propose", is_flag=True, help="请语言模型提议，列在读出的旁边；要先设置模型。")
@json_option
def read(files: tuple[Path, ...], evidence: bool, propose: bool, as_json: bool) -> None:
    """Exit 1 when a file could not be read; losses and a model that does not answer are no failure."""
    model = _model() if propose else None
    entries = read_policy_files(files, evidence=evidence, model=model)
    if as_json:
        print_json({"files": entries})
    else:
        for entry in entries:
            _print_file(entry)
    for entry in entries:
        if error := entry.get("proposals", {}).get("error"):
            say(f"{entry['file']}：没有问完语言模型：{error['message']}。{error['next_step']}。")
    failed = [entry for entry in entries if entry["error"]]
    for entry in failed:
        error = entry["error"]
        say(f"{entry['file']}：{error['message']}。{error['next_step']}。")
    if failed:
        sys.exit(1)


def _model() -> Model:
    # What calls out is loaded when it is used.
    from zhishu.flows.open_model import open_model

    model = open_model()
    if model is None:
        raise ZhishuError(
            "没有打开语言模型",
            next_step="设置ZHISHU_MODEL_URL和ZHISHU_MODEL，或不用--propose",
            code="model_off",
        )
    return model


@command.command("reread", help="用现在的程序重读政策库里的全部原件，有变化的作为新快照发布。")
@home_option
@json_option
def reread(home: Path, as_json: bool) -> None:
    """Exit 1 when a file could not be read; what was read of it before stays."""
    report = reread_policies(home)
    if as_json:
        print_json(report.as_dict())
    else:
        click.echo(
            f"重读了{report.files}个原件，共{report.documents}份文件：{len(report.changed)}份有变化。"
            f"现在是第{report.snapshot}个快照。"
        )
        for document_id in report.changed:
            click.echo(f"  {document_id}")
    for one in report.failed:
        say(f"{one.file_name}：{one.message}。{one.next_step}。原来读出的内容没有动。")
    if report.failed:
        sys.exit(1)


@command.command("show", help="列出库中一份政策的任务、目标、措施、时限，核对过没有。")
@click.argument("document_id")
@home_option
@json_option
def show(document_id: str, home: Path, as_json: bool) -> None:
    """Items as officers confirmed them, else as the program read them."""
    found = look_at_policy(home, document_id, as_of=date.min)
    if found is None:
        raise NotFoundError(f"没有政策{document_id}", next_step="标识在政策页的网址里")
    state = "confirmed" if found.is_confirmed else "read"
    groups = [asdict(group) for group in found.items]
    if as_json:
        review = asdict(found.review) if found.review else None
        print_json({"document_id": document_id, "state": state, "review": review, "groups": groups})
        return
    click.echo(found.view.document.title)
    if found.is_confirmed and found.review:
        click.echo(f"已核对  {found.review.released_at.astimezone():%Y-%m-%d}")
    elif found.review:
        click.echo("核对过的是较早的文字；下面是程序读出的，未经核对")
    else:
        click.echo("程序读出，未经核对")
    for group in found.items:
        click.echo(f"\n{group.title}")
        for item in group.items:
            words = "  ".join(words for _, words in item.labelled)
            click.echo(f"   {item.clause or '（前言）'}  {words}")


@command.command("case", help="把核对并发布过的一份政策做成评测样本：FILE（YAML）和旁边的原件。")
@click.argument("document_id")
@click.argument("file", type=click.Path(dir_okay=False, path_type=Path))
@home_option
def case(document_id: str, file: Path, home: Path) -> None:
    """A correction becomes a test case."""
    original = make_policy_case(home, document_id, file)
    say(f"已写{file}和{original}。收进样本前请对照原文，不要放进公开的文字")


def _print_file(entry: dict[str, Any]) -> None:
    click.echo(f"{entry['file']}  {entry['encoding'] or ''}  {len(entry['documents'])}份文件")
    if recognition := entry["recognition"]:
        click.echo(
            f"由图像识别：{len(recognition['pages'])}页{recognition['lines']}行，"
            f"平均把握{recognition['confidence']:.1%}"
        )
    for index, document in enumerate(entry["documents"]):
        losses = [loss for loss in entry["losses"] if loss["document"] == index]
        _print_document(index + 1, document, losses)
    if "proposals" in entry:
        _print_proposals(entry["proposals"])


def _print_proposals(told: dict[str, Any]) -> None:
    reasons = "，".join(
        f"{REASONS.get(reason, reason)}{count}项"
        for reason, count in told["refused_by_reason"].items()
    )
    click.echo(
        f"\n{told['model']}的提议（未经核对）：收{len(told['items'])}项，与读出的重复{told['duplicates']}项，"
        f"拒{len(told['refused'])}项{f'（{reasons}）' if reasons else ''}"
    )
    for fault, count in told["unusable_answers"].items():
        click.echo(f"   [答复不能用] {fault}，{count}次")
    if told["documents_kept_back"]:
        click.echo(f"   [没有外发] {len(told['documents_kept_back'])}份文件写明不公开")
    for one in told["items"]:
        item = one["item"]
        words = item.get("text") or item.get("name") or item.get("matter")
        click.echo(
            f"   [{one['origin']}] {one['document'] + 1}. {item['clause'] or '（前言）'}  "
            f"{KIND_TITLES[one['kind']]}：{words[:60]}"
        )


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
