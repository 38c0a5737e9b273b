"""CNIPA's standard XML and legal status, alone and in packages: every row as it was made, counts that add up."""

from __future__ import annotations

from dataclasses import replace
from datetime import date
from pathlib import Path

import pytest

from cnipa_samples import (
    Made,
    MadeEvent,
    document_xml,
    documents_xml,
    file_name,
    index_text,
    index_xml,
    legal_xml,
    make_document,
    package,
)
from zhishu.base.errors import InvalidFileError
from zhishu.flows.import_file import ImportReport, import_file
from zhishu.flows.open_warehouse import open_warehouse

MADE = [make_document(number) for number in range(1, 31)]


@pytest.fixture(scope="module")
def home(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A home that all tests here import into, each its own files."""
    return tmp_path_factory.mktemp("cnipa") / "home"


def counts(report: ImportReport) -> tuple[int, int, int, int, int]:
    assert report.rows == (
        report.accepted + report.unchanged + report.superseded + report.set_aside
    )
    return report.rows, report.accepted, report.unchanged, report.superseded, report.set_aside


def put(folder: Path, name: str, content: str | bytes) -> Path:
    path = folder / name
    path.write_bytes(content.encode() if isinstance(content, str) else content)
    return path


def stored(home: Path, made: Made) -> dict[str, object]:
    [row] = (
        open_warehouse(home)
        .query(
            "SELECT * FROM patent_publications WHERE record_key = $key", {"key": made.publication}
        )
        .dicts()
    )
    return row


def test_documents_come_in_as_they_were_made(home: Path, tmp_path: Path) -> None:
    file = put(tmp_path, "题录.XML", documents_xml(range(1, 31), description=2))
    report = import_file(home, file)
    assert (report.format, report.kind, report.findings) == ("cnipa_xml", "patents", 0)
    assert counts(report) == (30, 30, 0, 0, 0)
    for made in MADE:
        row = stored(home, made)
        design = made.kind == "S"
        assert row["application_number"] == made.application
        assert (row["published_on"], row["filed_on"]) == (made.published, made.filed)
        assert (row["title"], row["abstract"]) == (made.title, made.abstract)
        assert row["holders"] == list(dict.fromkeys(made.holders))
        assert row["inventors"] == list(dict.fromkeys(made.inventors))
        assert row["agency"] == made.agency
        assert row["locarno" if design else "ipc"] == list(made.classes)
        assert row["claim_count"] == (len(made.claims) or None)
        assert row["first_claim"] == (made.claims[0] if made.claims else None)
        assert f"{row['postcode']} {row['address']}" == made.address
    again = import_file(home, file)
    assert counts(again) == (30, 0, 30, 0, 0)
    assert again.snapshot == report.snapshot


def test_a_single_document_is_a_file(home: Path, tmp_path: Path) -> None:
    made = make_document(101)
    report = import_file(home, put(tmp_path, "一.xml", document_xml(made, description=1)))
    assert counts(report) == (1, 1, 0, 0, 0)
    assert stored(home, made)["title"] == made.title


def test_documents_one_behind_the_other_are_a_file(home: Path, tmp_path: Path) -> None:
    """As the files of a week are: each document with its own declaration."""
    made = [make_document(number) for number in (111, 112, 113)]
    text = "".join(f'<?xml version="1.0" encoding="UTF-8"?>\n{document_xml(one)}' for one in made)
    assert counts(import_file(home, put(tmp_path, "周.xml", text))) == (3, 3, 0, 0, 0)


ENCODINGS = ("utf-8", "utf-8-sig", "gb18030", "utf-16")


@pytest.mark.parametrize("encoding", ENCODINGS)
def test_what_is_said_of_the_encoding_is_done(home: Path, tmp_path: Path, encoding: str) -> None:
    number = 120 + ENCODINGS.index(encoding)
    told = "UTF-8" if encoding.startswith("utf-8") else encoding
    text = f'<?xml version="1.0" encoding="{told}"?>\n' + document_xml(make_document(number))
    report = import_file(home, put(tmp_path, "码.xml", text.encode(encoding)))
    assert counts(report) == (1, 1, 0, 0, 0)
    assert stored(home, make_document(number))["title"] == make_document(number).title


def test_a_document_that_cannot_be_used_is_set_aside_and_a_field_a_finding(
    home: Path, tmp_path: Path
) -> None:
    good, untitled, faulty = (make_document(number) for number in (131, 132, 133))
    text = "<all>" + "".join(
        (
            document_xml(good),
            document_xml(replace(untitled, title="")),
            document_xml(faulty).replace(faulty.filed.strftime("%Y%m%d"), "20261399"),
        )
    )
    report = import_file(home, put(tmp_path, "坏.xml", text + "</all>"))
    assert counts(report) == (3, 2, 0, 0, 1)
    [aside] = report.set_aside_rows
    assert (aside.number, aside.field, aside.reason) == (2, "title", "缺名称")
    assert aside.line_number > 1
    assert report.findings == 1


EVENTS = [
    MadeEvent(MADE[0].application, "GR01", date(2019, 5, 7), "授权"),
    MadeEvent(
        MADE[0].application,
        "PE01",
        date(2020, 3, 6),
        "专利权质押合同登记的生效",
        ("登记号:Y2020990000001", "登记生效日:20200218", "出质人:云澜甲电池有限公司", "质权人:云澜银行"),
    ),
    MadeEvent(MADE[1].application, "CF01", date(2023, 1, 17), "未缴年费专利权终止"),
]  # fmt: skip


def test_legal_status_comes_in_with_its_lines_as_printed(home: Path, tmp_path: Path) -> None:
    import_file(home, put(tmp_path, "题录.XML", documents_xml(range(1, 31), description=2)))
    file = put(tmp_path, "法律状态.XML", legal_xml(EVENTS))
    report = import_file(home, file)
    assert (report.format, report.kind) == ("cnipa_legal_xml", "events")
    assert counts(report) == (3, 3, 0, 0, 0)
    rows = open_warehouse(home).query(
        "SELECT application_number, code, announced_on, value FROM legal_events ORDER BY announced_on"
    )
    assert [tuple(row) for row in rows.rows] == [
        (one.application, one.code, one.day, "\n".join((one.value, *one.lines))) for one in EVENTS
    ]
    assert counts(import_file(home, file)) == (3, 0, 3, 0, 0)


def packed(*made: Made, **others: str | bytes) -> dict[str, str | bytes]:
    files: dict[str, str | bytes] = {
        f"{one.publication}/{file_name(one)}": document_xml(one) for one in made
    }
    return files | others


def test_a_package_is_read_in_place_and_agrees_with_its_index(home: Path, tmp_path: Path) -> None:
    made = [make_document(number) for number in range(201, 206)]
    files = packed(*made) | {"INDEX-CN-20261031-S-001.XML": index_xml(made)}
    file = put(tmp_path, "20261031-1-001.ZIP", package(files))
    report = import_file(home, file)
    assert counts(report) == (5, 5, 0, 0, 0)
    assert counts(import_file(home, file)) == (5, 0, 5, 0, 0)
    assert list(tmp_path.iterdir()) == [file]


def test_what_differs_from_the_index_is_told(home: Path, tmp_path: Path) -> None:
    made = [make_document(number) for number in range(211, 216)]
    listed = [*made[:4], make_document(299)]
    files = packed(*made) | {"INDEX-CN-20261031-S-002.XML": index_xml(listed, documents=7)}
    report = import_file(home, put(tmp_path, "缺.ZIP", package(files)))
    assert counts(report) == (8, 5, 0, 0, 3)
    assert all("：" in one.reason for one in report.set_aside_rows)
    reasons = [one.reason.partition("：")[2] for one in report.set_aside_rows]
    assert reasons == [
        "索引INDEX-CN-20261031-S-002.XML列出，包里没有",
        "索引写明7件，实际列出5件",
        f"包里有1个文件没有列在索引里，已照读：{made[4].publication}/{file_name(made[4])}",
    ]
    assert "CN" in report.set_aside_rows[0].line


def test_a_text_index_tells_a_file_that_was_changed(home: Path, tmp_path: Path) -> None:
    made = [make_document(number) for number in range(221, 224)]
    files = {file_name(one): document_xml(one) for one in made}
    listed = index_text(files)
    files[file_name(made[1])] += " "
    report = import_file(
        home, put(tmp_path, "改.ZIP", package(files | {"20261031-INDEX-001.txt": listed}))
    )
    assert counts(report) == (4, 3, 0, 0, 1)
    assert "摘要与索引20261031-INDEX-001.txt写的不一样" in report.set_aside_rows[0].reason


def test_a_bad_file_in_a_package_is_a_row_and_the_others_are_read(
    home: Path, tmp_path: Path
) -> None:
    made = [make_document(number) for number in range(231, 235)]
    files = packed(*made)
    cut = f"{made[1].publication}/{file_name(made[1])}"
    files[cut] = str(files[cut])[:-400]
    files["夹带.xml"] = "<?xml version='1.0'?><class-scheme/>"
    files["状态.xml"] = legal_xml(EVENTS)
    files["里面的.zip"] = package({"一.xml": document_xml(made[0])})
    files["图.tif"] = b"II*\0"
    report = import_file(home, put(tmp_path, "坏.ZIP", package(files)))
    assert counts(report) == (7, 3, 0, 0, 4)
    told = dict(one.reason.split("：", 1) for one in report.set_aside_rows)
    assert told.pop(cut).startswith("文件不完整，写到一半就断了（第")
    assert told == {
        "里面的.zip": "包里的压缩包不再展开，请解开后单独导入",
        "夹带.xml": "不是认识的专利数据，没有读",
        "状态.xml": "与包里前面的文件不是同一种数据，请解开后单独导入",
    }


def test_a_file_cut_in_half_is_refused_whole(home: Path, tmp_path: Path) -> None:
    before = open_warehouse(home).snapshot()
    text = documents_xml(range(301, 321))
    file = put(tmp_path, "半.xml", text[: len(text) // 2])
    with pytest.raises(InvalidFileError) as told:
        import_file(home, file)
    assert told.value.code == "incomplete"
    assert told.value.where.startswith("半.xml 第")
    assert open_warehouse(home).snapshot() == before
    assert counts(import_file(home, put(tmp_path, "全.xml", text))) == (20, 20, 0, 0, 0)


def test_the_wrong_kind_is_told(home: Path, tmp_path: Path) -> None:
    with pytest.raises(InvalidFileError, match="这是国家知识产权局法律状态XML，不是专利"):
        import_file(home, put(tmp_path, "法.xml", legal_xml(EVENTS)), kind="patents")
