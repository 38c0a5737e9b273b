"""`zhishu import`: files of any known format into the warehouse."""

from __future__ import annotations

import csv
import sys
from pathlib import Path

import click
from rich.console import Console
from rich.progress import BarColumn, DownloadColumn, Progress, TextColumn, TimeRemainingColumn

from zhishu.base.errors import ZhishuError
from zhishu.cli.options import home_option, json_option, print_json, say
from zhishu.flows.import_file import ImportReport, import_file
from zhishu.importers.formats import KINDS

SHOWN = 20


@click.command("import", help="导入文件：专利、法律事务、主体登记、政策。种类没有写明时自动认出。")
@click.argument("words", nargs=-1, required=True, metavar="[policy|patents|events|registry] FILE…")
@click.option(
    "--rejects", type=click.Path(dir_okay=False, path_type=Path), help="把搁置的行写成CSV。"
)
@home_option
@json_option
def command(words: tuple[str, ...], rejects: Path | None, home: Path, as_json: bool) -> None:
    """Exit 1 when a file failed or a row was set aside; what succeeded stays."""
    kind = words[0] if words[0] in KINDS and not Path(words[0]).exists() else None
    files = [Path(word) for word in words[1 if kind else 0 :]]
    if not files:
        raise click.UsageError("没有写文件名")
    reports: list[ImportReport] = []
    failed: list[tuple[Path, ZhishuError]] = []
    for path in files:
        try:
            reports.append(_import_one(home, path, kind))
        except ZhishuError as error:
            failed.append((path, error))
            say(f"{path}：{error}")
    if as_json:
        errors = [
            {"file": str(path), "code": one.code, "message": one.what, "where": one.where,
             "next_step": one.next_step}
            for path, one in failed
        ]  # fmt: skip
        print_json({"imports": [report.as_dict() for report in reports], "errors": errors})
    else:
        for report in reports:
            _print_report(report)
    if rejects is not None:
        _write_rejects(rejects, reports)
    if failed or any(report.set_aside for report in reports):
        sys.exit(1)


def _import_one(home: Path, path: Path, kind: str | None) -> ImportReport:
    console = Console(stderr=True)
    if not console.is_terminal:
        return import_file(home, path, kind=kind)  # type: ignore[arg-type]
    columns = (TextColumn(path.name), BarColumn(), DownloadColumn(), TimeRemainingColumn())
    with Progress(*columns, console=console, transient=True) as bar:
        task = bar.add_task(path.name, total=path.stat().st_size if path.is_file() else 1)
        return import_file(
            home,
            path,
            kind=kind,  # type: ignore[arg-type]
            progress=lambda done, total: bar.update(task, completed=done, total=total),
        )


def _print_report(report: ImportReport) -> None:
    click.echo(
        f"{report.file_name}（{report.format}，{report.encoding}）：共{report.rows}行，"
        f"接受{report.accepted}，未变{report.unchanged}，文件内重复{report.superseded}，"
        f"搁置{report.set_aside}；疑点{report.findings}处；快照{report.snapshot}"
    )
    for row in report.set_aside_rows[:SHOWN]:
        click.echo(f"  第{row.number}行 {row.field} {row.reason}：{row.value}")
    if report.set_aside > SHOWN:
        click.echo(f"  另有{report.set_aside - SHOWN}行搁置，用--rejects写成文件查看")


def _write_rejects(path: Path, reports: list[ImportReport]) -> None:
    with path.open("w", encoding="utf-8-sig", newline="") as stream:
        writer = csv.writer(stream)
        writer.writerow(["文件", "行", "字段", "原因", "原值", "原行"])
        for report in reports:
            for row in report.set_aside_rows:
                cells = [report.file_name, row.number, row.field, row.reason, row.value, row.line]
                writer.writerow([_safe(cell) for cell in cells])
    say(f"搁置的行已写入{path}")


def _safe(cell: object) -> object:
    """A cell that a spreadsheet would take for a formula is kept as text."""
    if isinstance(cell, str) and cell[:1] in {"=", "+", "-", "@", "\t", "\r"}:
        return f"'{cell}"
    return cell
