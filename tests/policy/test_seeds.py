"""The five source documents, read: what is there is found, what is lost stays lost, nothing is invented."""

from __future__ import annotations

import re
from pathlib import Path
from typing import Any

import pytest

from zhishu.flows.read_policy import read_policy_file

pytestmark = pytest.mark.samples

DOCUMENT_KEYS = {
    "title", "other_titles", "document_number", "issuing_authorities", "issued_on", "published_on",
    "source", "effective_from", "effective_to", "trial", "completeness", "span", "clauses",
    "citations", "tasks", "targets", "measures", "stages", "time_limits", "windows",
    "index_number", "category", "validity_printed",
}  # fmt: skip

# file, number, issued, published, source, completeness, clauses, last path, number of authorities
EXPECTED: list[tuple[Any, ...]] = [
    (0, "国知发服字〔2025〕5号", "2025-03-13", "2025-04-01", "国家知识产权局", "complete", 23, "六", 7),
    (0, "国知办发运字〔2024〕33号", "2024-08-30", "2024-09-12", "国家知识产权局", "complete", 18, "五(十二)", 7),
    (0, "国知办发服字〔2024〕31号", "2024-09-02", "2024-09-12", "国家知识产权局", "complete", 24, "六(十七)", 1),
    (0, "国知联办〔2024〕6号", "2024-05-11", "2024-05-21", "国家知识产权局", "cover_only", 1, "", 1),
    (0, None, "2024-02-08", "2024-05-16", "抚州市人民政府", "complete", 38, "六(四)", 1),
    (0, None, "2023-11-10", "2024-04-16", "抚州市市场监督管理局", "damaged", 34, "第二十一条", 2),
    (0, None, None, "2024-04-12", None, "damaged", 10, "四(十八)", 1),
    (0, None, "2023-09-12", "2024-04-01", "抚州市市场监督管理局", "complete", 21, "二十", 1),
    (0, None, "2023-09-22", "2024-04-01", "抚州市市场监督管理局", "damaged", 23, "第四章", 1),
    (0, None, None, "2024-04-01", "江西日报", "complete", 32, "八(二十三)", 2),
    (0, None, "2023-10-17", "2024-04-01", "中国政府网", "abridged", 12, "五", 1),
    (0, "国知发运字〔2024〕5号", "2024-01-26", "2024-04-01", "国家知识产权局", "cover_only", 1, "", 8),
    (0, "工信厅联科〔2023〕48号", "2023-08-24", "2024-04-01", "中华人民共和国工业和信息化部", "cover_only", 1, "", 2),
    (0, None, None, "2024-04-01", "国家知识产权局", "complete", 34, "七(二十六)", 0),
    (1, "淮知联发〔2021〕5号", "2021-08-25", "2021-09-15", "市市场监督管理局", "damaged", 43, "三(四)", 1),
    (2, None, None, "2019-05-07", None, "complete", 32, "五(三)", 2),
    (3, "国知发运字〔2020〕13号", "2020-04-20", None, "国家知识产权局网站", "complete", 19, "五", 1),
    (4, "黔知办发〔2023〕11号", "2023-11-06", "2023-11-16", None, "complete", 23, "四(十八)", 15),
]  # fmt: skip


@pytest.fixture(scope="module")
def files(samples: Path) -> list[dict[str, Any]]:
    paths = sorted((samples / "seeds").glob("*.txt"))
    return [read_policy_file(path, evidence=True) for path in paths]


@pytest.fixture(scope="module")
def documents(files: list[dict[str, Any]]) -> list[tuple[int, dict[str, Any]]]:
    return [(index, one) for index, file in enumerate(files) for one in file["documents"]]


def test_there_are_eighteen_documents(documents: list[tuple[int, dict[str, Any]]]) -> None:
    assert [index for index, _ in documents] == [row[0] for row in EXPECTED]


@pytest.mark.parametrize("position", range(len(EXPECTED)))
def test_each_document_is_what_its_page_says(
    position: int, documents: list[tuple[int, dict[str, Any]]]
) -> None:
    _, document = documents[position]
    assert set(document) >= DOCUMENT_KEYS
    found = (
        documents[position][0],
        document["document_number"],
        document["issued_on"],
        document["published_on"],
        document["source"],
        document["completeness"],
        len(document["clauses"]),
        document["clauses"][-1]["path"],
        len(document["issuing_authorities"]),
    )
    assert found == EXPECTED[position]


def test_dates_of_force_stand_where_they_are_printed(
    documents: list[tuple[int, dict[str, Any]]],
) -> None:
    dated = {
        position: (one["effective_from"], one["effective_to"])
        for position, (_, one) in enumerate(documents)
        if one["effective_from"] or one["effective_to"]
    }
    assert dated == {7: ("2023-10-10", "2025-12-31")}


def test_a_notice_and_what_it_issues_are_one_document(
    documents: list[tuple[int, dict[str, Any]]],
) -> None:
    assert documents[4][1]["other_titles"] == ["抚州市国家知识产权强市建设试点城市工作方案"]
    assert documents[17][1]["other_titles"] == ["关于加快推动知识产权服务业高质量发展的若干意见"]
    assert documents[12][1]["title"].startswith("工业和信息化部办公厅")
    assert documents[12][1]["other_titles"][0].startswith("两部门关于印发")
    assert [one["trial"] for _, one in documents] == [n in {5, 8} for n in range(18)]


def test_no_number_and_no_day_is_invented(files: list[dict[str, Any]], samples: Path) -> None:
    """Each stands in its document's own span, or is listed as restored there."""
    for file in files:
        text = Path(file["file"]).read_text(encoding="utf-8")
        for index, document in enumerate(file["documents"]):
            start, end = document["span"]
            # The document's own words without blanks, zeros before digits set aside.
            own = re.sub(r"\s", "", text[start:end])
            restored = {loss["restored_to"] for loss in file["losses"] if loss["document"] == index}
            number = document["document_number"]
            if number and number not in restored:
                assert re.sub("[^0-9]", "", number)[4:] in own
                bare = number.replace("〔", "").replace("〕", "")
                # Traditional script in the garbled page: compare the digits only.
                assert bare in re.sub(r"[〔〕\[\]]", "", own) or "〔2020〕13" in own
            for name in ("issued_on", "published_on", "effective_from", "effective_to"):
                day = document[name]
                if day is None or day in restored:
                    continue
                year, month, date = (str(int(part)) for part in day.split("-"))
                shown = rf"{year}年{month}月{date}日|{year}-0?{month}-0?{date}"
                assert re.search(shown, own), f"{document['title']} {name} {day}"


def test_what_was_lost_or_restored_is_listed(files: list[dict[str, Any]]) -> None:
    losses = [file["losses"] for file in files]
    readings = [loss for loss in losses[3] if loss.get("count") == 1522]
    assert len(readings) == 1
    restored = {
        (loss["found"], loss["restored_to"]) for loss in losses[3] if loss.get("count", 1) == 1
    }
    assert {made for _, made in restored} >= {"。现", "状况", "决"}
    assert {
        ("2021825日", "2021-08-25"),
        ("淮知联发〔20215", "淮知联发〔2021〕5号"),
    } <= {(loss["found"], loss["restored_to"]) for loss in losses[1]}
    # The fund's rules: whole articles and a sum are gone; nothing is put in their place.
    fund = [loss for loss in losses[0] if loss["document"] == 5]
    assert len([loss for loss in fund if loss["what"] == "lost"]) >= 15
    assert all(loss["restored_to"] is None for loss in fund if loss["what"] == "lost")
    assert any("支万元" in loss["found"] for loss in fund)


def test_an_item_whose_article_is_lost_hangs_under_no_other(
    documents: list[tuple[int, dict[str, Any]]],
) -> None:
    paths = [clause["path"] for clause in documents[5][1]["clauses"]]
    assert paths[11:13] == ["?(二)", "?(三)"]
    assert "第六条(二)" not in paths
    assert "第九条(一)" in paths
    assert "?(二)~2" in paths


def test_running_numbers_are_no_gap(documents: list[tuple[int, dict[str, Any]]]) -> None:
    paths = [clause["path"] for clause in documents[14][1]["clauses"]]
    assert "二(二)6" in paths
    assert "二(七)25" in paths
    assert not any("?" in path for path in paths)


def test_text_is_simplified_without_blanks_between_chinese(
    documents: list[tuple[int, dict[str, Any]]],
) -> None:
    for _, document in documents:
        for clause in document["clauses"]:
            assert not re.search(r"[\u4e00-\u9fff] +[\u4e00-\u9fff]", clause["text"])
            assert not re.search("[產權識業發]", clause["text"])
            evidence = clause["evidence"]
            assert evidence["start"] < evidence["end"]
