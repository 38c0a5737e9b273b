"""What officers confirmed goes into the warehouse, stays there when the file comes again, and becomes a test case."""

from __future__ import annotations

import json
import shutil
from dataclasses import replace
from datetime import UTC, date, datetime
from pathlib import Path

import pytest
from click.testing import CliRunner

from policy_scoring import load_cases, score_case
from zhishu.base.errors import NotFoundError, ZhishuError
from zhishu.cli import cli
from zhishu.flows.import_file import import_file
from zhishu.flows.look_at_policy import look_at_policy
from zhishu.flows.look_at_review import look_at_review
from zhishu.flows.make_policy_case import make_policy_case
from zhishu.flows.open_warehouse import open_warehouse
from zhishu.flows.publish_review import Release, publish_review, published_numbers
from zhishu.importers.policy_page import page_as_json, read_page
from zhishu.policy.review.decisions import Decision, fold_decisions, release_payload

TEXT = """云澜市知识产权服务能力提升方案
云知发〔2026〕9号
各县（区）市场监督管理局，市直有关单位：
为提升知识产权服务能力，制定本方案。
一、重点任务
（一）培育服务机构。到2027年，建成知识产权公共服务网点20个。（责任单位：市市场监管局、市财政局）
（二）支持质押融资。对企业以专利权质押取得贷款的，按实际支付利息的50%给予贴息，单个企业每年最高20万元。（牵头单位：市地方金融管理局；配合单位：市财政局）
二、办理
受理后5个工作日内办结。
云澜市知识产权局
2026年5月18日
"""
WHEN = datetime(2026, 11, 26, 8, tzinfo=UTC)
TODAY = date(2026, 11, 26)


def release(home: Path, document: str, number: int = 9) -> Release:
    """Everything confirmed, but that a unit of the first task was put right and the time limit is none."""
    laid_out = look_at_review(home, document)
    assert laid_out is not None
    told = []
    for at, item in enumerate(laid_out.reading.items, 1):
        word, value = "confirmed", item.values
        if item.kind == "time":
            word = "dropped"
        elif item.kind == "task" and item.clause == "一(一)":
            word = "corrected"
            value = {**value, "units": [["市市场监管局", "lead"], ["市财政局", "participant"]]}
        digest = laid_out.reading.by_path[item.clause].digest
        told.append(Decision(at, word, item.kind, item.key, digest, value, 7, "city_officer", WHEN))
    payload = release_payload(fold_decisions(laid_out.reading, told))
    return Release(document, number, "city_officer", 7, WHEN, payload)


@pytest.fixture(scope="module")
def reviewed(tmp_path_factory: pytest.TempPathFactory) -> tuple[Path, str]:
    """A home with a policy whose review is published; read only."""
    folder = tmp_path_factory.mktemp("reviewed")
    (folder / "方案.txt").write_text(TEXT, encoding="utf-8")
    [document] = import_file(folder / "home", folder / "方案.txt").documents
    publish_review(folder / "home", release(folder / "home", document))
    return folder / "home", document


@pytest.fixture
def own(reviewed: tuple[Path, str], tmp_path: Path) -> Path:
    return Path(shutil.copytree(reviewed[0], tmp_path / "own"))


def test_what_was_confirmed_stands_with_who_and_when(reviewed: tuple[Path, str]) -> None:
    home, document = reviewed
    query = open_warehouse(home).query
    rows = query("SELECT * FROM policy_confirmed_tasks ORDER BY position").dicts()
    assert [row["decision"] for row in rows] == ["corrected", "confirmed"]
    assert {(row["decided_by"], row["decided_role"]) for row in rows} == {(7, "city_officer")}
    assert {row["decided_at"] for row in rows} == {WHEN}
    units = query(
        "SELECT name, role FROM policy_confirmed_task_units WHERE task = 1 ORDER BY position"
    ).dicts()
    assert [tuple(row.values()) for row in units] == [
        ("市市场监管局", "lead"),
        ("市财政局", "participant"),
    ]
    assert query("SELECT cap, rate FROM policy_confirmed_measures").dicts() == [
        {"cap": 200000, "rate": pytest.approx(0.5)}
    ]
    assert len(query("SELECT * FROM policy_confirmed_times")) == 0
    # What the program read is still there beside it.
    assert len(query("SELECT * FROM policy_times")) == 1
    found = look_at_policy(home, document, as_of=TODAY)
    assert found and found.is_confirmed
    assert "times" not in [group.name for group in found.items]
    assert published_numbers(home) == {document: 9}


def test_published_again_it_changes_nothing_and_the_newer_release_stands(
    own: Path, reviewed: tuple[Path, str]
) -> None:
    told = release(own, reviewed[1])
    before = open_warehouse(own).snapshot()
    assert publish_review(own, told) == before
    fewer = {**told.payload, "items": told.payload["items"][:1]}
    after = publish_review(own, replace(told, number=10, payload=fewer))
    assert after == before + 1
    kinds = [f"policy_confirmed_{name}" for name in ("tasks", "targets", "measures", "times")]
    count = " + ".join(f"(SELECT count(*) FROM {name})" for name in kinds)
    warehouse = open_warehouse(own)
    assert warehouse.query(f"SELECT {count}").value() == 1
    assert warehouse.query(f"SELECT {count}", snapshot=before).value() == 4


def test_a_document_that_is_not_there_is_refused(own: Path, reviewed: tuple[Path, str]) -> None:
    told = release(own, reviewed[1])
    with pytest.raises(NotFoundError, match="没有政策"):
        publish_review(own, replace(told, document_id="0" * 16 + "-1"))


def test_the_file_again_keeps_it_and_a_newer_version_points_to_it(
    own: Path, reviewed: tuple[Path, str], tmp_path: Path
) -> None:
    home, document = reviewed
    import_file(own, home.parent / "方案.txt")
    found = look_at_policy(own, document, as_of=TODAY)
    assert found and found.is_confirmed and not found.other_versions
    newer = tmp_path / "新.txt"
    newer.write_text(TEXT.replace("20个", "30个"), encoding="utf-8")
    [other] = import_file(own, newer).documents
    found = look_at_policy(own, other, as_of=TODAY)
    assert found and not found.is_confirmed and found.review is None
    assert [one.document_id for one in found.other_versions] == [document]
    # The same file read to other words than those reviewed: the review is told as of an older text.
    told = release(own, document, 11)
    publish_review(own, replace(told, payload={**told.payload, "text_digest": "other"}))
    found = look_at_policy(own, document, as_of=TODAY)
    assert found and found.review and not found.is_confirmed
    assert "times" in [group.name for group in found.items]
    laid_out = look_at_review(own, document)
    assert laid_out and laid_out.published and not laid_out.published.is_of_this_text
    with pytest.raises(ZhishuError, match="较早的文字"):
        make_policy_case(own, document, tmp_path / "case.yaml")
    with pytest.raises(ZhishuError, match="没有发布过"):
        make_policy_case(own, other, tmp_path / "case.yaml")
    assert not (tmp_path / "case.yaml").exists()


def test_a_correction_becomes_a_test_case_by_one_command(
    reviewed: tuple[Path, str], tmp_path: Path
) -> None:
    home, document = reviewed
    path = tmp_path / "case.yaml"
    arguments = ["policy", "case", document, str(path), "--home", str(home)]
    done = CliRunner().invoke(cli, arguments)
    assert done.exit_code == 0, done.output
    assert (tmp_path / "case.txt").read_text("utf-8") == TEXT
    [case] = load_cases(tmp_path)
    read = page_as_json(read_page(case.path.read_bytes()), evidence=False)["documents"]
    scores = score_case(case, read)
    wrong = {name: (one.missed, one.invented) for name, one in scores.items() if one.errors}
    # The program reads one task and the time limit otherwise than an officer does, and nothing else.
    assert wrong == {"tasks": (1, 1), "task_units": (2, 2), "time_limits": (0, 1)}


def test_the_command_shows_what_was_confirmed(reviewed: tuple[Path, str]) -> None:
    home, document = reviewed
    done = CliRunner().invoke(cli, ["policy", "show", document, "--home", str(home)])
    assert done.exit_code == 0 and "已核对  2026-11-26" in done.output
    assert "市市场监管局（牵头）" in done.output and "未经核对" not in done.output
    done = CliRunner().invoke(cli, ["policy", "show", document, "--home", str(home), "--json"])
    told = json.loads(done.output)
    assert told["state"] == "confirmed" and told["review"]["items"] == 4
    refused = CliRunner().invoke(cli, ["policy", "show", "0-1", "--home", str(home)])
    assert isinstance(refused.exception, NotFoundError)
