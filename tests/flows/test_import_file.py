"""Importing a file end to end: counts that add up, one switch, nothing twice, patents and periods derived."""

from __future__ import annotations

import csv
import os
import signal
import subprocess
import sys
from collections import Counter, defaultdict
from datetime import date
from pathlib import Path
from typing import Any

import pytest

from zhishu.base.errors import InvalidFileError
from zhishu.base.identifiers import ApplicationNumber
from zhishu.flows.import_file import ImportReport, import_file
from zhishu.flows.open_warehouse import open_warehouse

GAZETTE = "item,name,authorization_notice_id,authorized_announcement_date,filing_id,filing_date,patentee,designer,address,Int.Cl."
CNIPR = "公开（公告）号,公开（公告）日,申请号,申请日,名称,主分类号,分类号,申请人,发明人,代理人,代理机构,地址,国省代码,优先权,摘要"
EVENTS = "申请号,事务代码,公告日,事务内容"
REGISTRY = (
    "企业名称,统一社会信用代码,注册日期,企业类型,法人代表,注册资金,经营范围,所在省份,地区,注册地址"
)


def number(serial: int, year: int = 2015, kind: int = 1) -> str:
    body = f"{year}{kind}{serial:07}"
    return body + ApplicationNumber.check_digit(body)


ONE, TWO = number(1), number(2)


def gazette(
    publication: str,
    application: str = ONE,
    *,
    day: str = "2019.07.12",
    name: str = "一种示例电池",
    holder: str = "示例大学",
    address: str = "344000江西省抚州市临川区示例路1号",
) -> str:
    return f"1,{name},{publication},{day},{application},2015.03.02,{holder},某某,{address},H01M10/05(2010.01)I;"


def cnipr(
    publication: str,
    application: str = ONE,
    *,
    day: str,
    name: str = "一种示例电池",
    abstract: str = "",
) -> str:
    return f"{publication},{day},{application},2015-03-02,{name},H01M10/05,,示例大学,某某,,,江西省抚州市,江西;36,,{abstract}"


@pytest.fixture
def put(tmp_path: Path) -> Any:
    """Write a file of headings and rows; each call a new file."""
    made = iter(range(99))

    def write(headings: str, *rows: str, name: str = "", encoding: str = "gb18030") -> Path:
        path = tmp_path / (name or f"文件{next(made)}.csv")
        path.write_text("\n".join((headings, *rows)) + "\n", encoding=encoding)
        return path

    return write


def rows(home: Path, sql: str, **parameters: Any) -> list[tuple[Any, ...]]:
    return open_warehouse(home).query(sql, parameters).rows


def periods(home: Path) -> dict[str, str]:
    found: dict[str, list[str]] = defaultdict(list)
    for patent_id, state, day in rows(
        home, "SELECT patent_id, state, from_on FROM legal_periods ORDER BY patent_id, from_on"
    ):
        found[patent_id].append(f"{state} {day}")
    return {patent_id: ", ".join(states) for patent_id, states in found.items()}


def counts(report: ImportReport) -> tuple[int, int, int, int, int]:
    four = (report.accepted, report.unchanged, report.superseded, report.set_aside)
    assert sum(four) == report.rows
    return (report.rows, *four)


FAULTY = (
    gazette("CN105000001B"),
    gazette("CN105000002B", "2.0152E+12", name="二"),
    gazette("CN105000001B"),  # the same again
    gazette("CN105000003B", TWO, name="三"),
    gazette("CN105000003B", TWO, name="三，另一种写法"),  # the same number, another content
    gazette("", "2.0152E+12", name="四"),
    "7,五,CN105000005B",
    gazette("CN105000006B", "", name=""),
)


def test_every_row_is_exactly_one_of_four(home: Path, put: Any) -> None:
    report = import_file(home, put(GAZETTE, *FAULTY))
    assert counts(report) == (8, 2, 0, 1, 5)
    assert (report.format, report.kind, report.encoding) == ("gazette_csv", "patents", "gb18030")
    assert [(one.number, one.line_number, one.field) for one in report.set_aside_rows] == [
        (4, 5, "record_key"),
        (5, 6, "record_key"),
        (6, 7, "publication_number"),
        (7, 8, ""),
        (8, 9, "title"),
    ]
    assert [one.line for one in report.set_aside_rows] == list(FAULTY[3:])
    assert report.set_aside_rows[3].reason == "应有10格，实有3格"
    # All of it is in the tables too, under the digest of the file.
    assert rows(home, 'SELECT "row", line_number, line FROM set_aside_rows ORDER BY "row"') == [
        (one.number, one.line_number, one.line) for one in report.set_aside_rows
    ]
    assert rows(home, 'SELECT "row", record_key, field, "value" FROM row_findings') == [
        (2, "CN105000002B", "application_number", "2.0152E+12")
    ]
    assert rows(
        home, 'SELECT raw_sha256, "rows", accepted, unchanged, superseded, set_aside FROM imports'
    ) == [(report.raw_sha256, *counts(report))]
    assert rows(home, "SELECT patent_id FROM patents ORDER BY patent_id") == [
        (ONE,),
        ("CN105000002B",),
    ]


def test_a_second_import_of_the_same_bytes_changes_nothing(home: Path, put: Any) -> None:
    file = put(GAZETTE, *FAULTY)
    first = import_file(home, file)
    second = import_file(home, file, file_name="另一个名字.csv")
    assert counts(second) == (8, 0, 2, 1, 5)
    assert second.snapshot == first.snapshot == open_warehouse(home).snapshot() == 1
    assert second.set_aside_rows == first.set_aside_rows
    assert rows(home, "SELECT file_name FROM imports") == [(file.name,)]


def test_all_of_an_import_is_one_snapshot(home: Path, put: Any) -> None:
    report = import_file(home, put(GAZETTE, *FAULTY))
    [snapshot] = open_warehouse(home).snapshots()
    assert snapshot.number == report.snapshot
    assert set(snapshot.written) == {
        *("imports", "set_aside_rows", "row_findings"),
        *("patent_publications", "patents", "legal_periods"),
    }
    assert rows(home, "SELECT DISTINCT _source FROM patent_publications") == [(report.raw_sha256,)]


OLDER = cnipr("CN105000001B", day="2019-07-12", name="旧名", abstract="旧摘要")
NEWER = gazette("CN105000001B", day="2019.08.13", name="新名", holder="示例公司")


@pytest.mark.parametrize("newer_first", [False, True])
def test_a_newer_record_supersedes_an_older_one_in_either_order(
    home: Path, put: Any, newer_first: bool
) -> None:
    files = [put(CNIPR, OLDER), put(GAZETTE, NEWER)]
    first, second = (import_file(home, one) for one in (files[::-1] if newer_first else files))
    assert counts(first) == counts(second) == (1, 1, 0, 0, 0)
    # The newer does not print an abstract: that of the older one stays.
    assert rows(home, "SELECT title, abstract, first_holder, region_code FROM patents") == [
        ("新名", "旧摘要", "示例公司", "361002")
    ]
    for one in files:
        assert import_file(home, one).accepted == 0
    assert open_warehouse(home).snapshot() == 2


def test_publications_of_one_application_are_one_patent(home: Path, put: Any) -> None:
    import_file(home, put(CNIPR, cnipr("CN105000001A", day="2016-09-01", abstract="摘要")))
    import_file(home, put(GAZETTE, gazette("CN105000001B", name="一种更好的示例电池")))
    assert rows(
        home,
        "SELECT patent_id, publication_number, published_on, grant_number, granted_on, title, abstract,"
        " record_keys FROM patents",
    ) == [
        (
            *(ONE, "CN105000001A", date(2016, 9, 1), "CN105000001B", date(2019, 7, 12)),
            *("一种更好的示例电池", "摘要", ["CN105000001A", "CN105000001B"]),
        )
    ]
    assert periods(home) == {
        ONE: "pending 2015-03-02, unknown 2019-07-12, ceased 2035-03-02",
    }


def test_a_publication_that_stood_alone_gets_its_number_and_its_old_patent_goes(
    home: Path, put: Any
) -> None:
    import_file(home, put(GAZETTE, gazette("CN105000001B", "2.0152E+12")))
    assert rows(home, "SELECT patent_id FROM patents") == [("CN105000001B",)]
    import_file(home, put(CNIPR, cnipr("CN105000001B", day="2019-07-12", abstract="摘要")))
    assert rows(home, "SELECT patent_id, abstract FROM patents") == [(ONE, "摘要")]
    assert periods(home).keys() == {ONE}
    # The old id is known where it was published.
    old = open_warehouse(home).query("SELECT patent_id FROM patents", snapshot=1).values()
    assert old == ["CN105000001B"]


def test_a_publication_that_moves_to_another_application_leaves_the_first(
    home: Path, put: Any
) -> None:
    import_file(
        home,
        put(
            GAZETTE,
            gazette("CN105000001A", day="2016.09.01", name="申请公开"),
            gazette("CN105000001B", day="2019.07.12", name="授权"),
            gazette("CN105000001B8", day="2019.09.12", name="更正"),
            gazette("CN105000009B", TWO, name="独自一件"),
        ),
    )
    import_file(
        home,
        put(
            GAZETTE,
            gazette("CN105000001B8", TWO, day="2019.10.12", name="更正"),
            gazette("CN105000009B", ONE, day="2019.10.12", name="独自一件"),
        ),
    )
    assert rows(home, "SELECT patent_id, record_keys, title FROM patents ORDER BY patent_id") == [
        (ONE, ["CN105000001A", "CN105000001B", "CN105000009B"], "独自一件"),
        (TWO, ["CN105000001B8"], "更正"),
    ]
    import_file(home, put(GAZETTE, gazette("CN105000001B8", ONE, day="2019.11.12", name="更正")))
    assert rows(home, "SELECT patent_id FROM patents") == [(ONE,)]
    assert periods(home).keys() == {ONE}


LAPSE = (f"{ONE},GR01,2019.07.12,", f"{ONE},CF01,2021-09-28,未缴年费专利权终止")
IN_FORCE_THEN_CEASED = "pending 2015-03-02, in_force 2019-07-12, ceased 2021-09-28"


@pytest.mark.parametrize("events_first", [False, True])
def test_events_and_publications_meet_in_either_order(
    home: Path, put: Any, events_first: bool
) -> None:
    files = [put(GAZETTE, gazette("CN105000001B")), put(EVENTS, *LAPSE)]
    for file in files[::-1] if events_first else files:
        assert import_file(home, file).set_aside == 0
    assert periods(home) == {ONE: IN_FORCE_THEN_CEASED}
    assert rows(home, "SELECT count(*) FROM legal_events") == [(2,)]


def test_a_restoration_later_known_brings_the_right_back(home: Path, put: Any) -> None:
    for file in (
        put(GAZETTE, gazette("CN105000001B")),
        put(EVENTS, *LAPSE),
        put(EVENTS, f"{ONE},RR01,2022-02-01,权利的恢复"),
    ):
        import_file(home, file)
    assert periods(home) == {ONE: f"{IN_FORCE_THEN_CEASED}, in_force 2022-02-01, ceased 2035-03-02"}


def test_a_grant_known_by_its_event_alone(home: Path, put: Any) -> None:
    import_file(home, put(CNIPR, cnipr("CN105000001A", day="2016-09-01")))
    assert periods(home) == {ONE: "pending 2015-03-02, ceased 2035-03-02"}
    import_file(home, put(EVENTS, LAPSE[0]))
    assert rows(home, "SELECT grant_number, granted_on FROM patents") == [(None, date(2019, 7, 12))]
    assert periods(home) == {ONE: "pending 2015-03-02, in_force 2019-07-12, ceased 2035-03-02"}


def test_a_design_filed_before_the_law_changed_has_ten_years(home: Path, put: Any) -> None:
    old, new = number(1, 2021, 3), number(2, 2021, 3)
    line = "1,{n},{p},2022.01.07,{a},{d},示例大学,某某,江西省抚州市,01-01 (13)"
    import_file(
        home,
        put(
            GAZETTE,
            line.format(n="甲", p="CN307000001S", a=old, d="2021.05.31"),
            line.format(n="乙", p="CN307000002S", a=new, d="2021.06.01"),
        ),
    )
    ends = {key: states.rpartition(" ")[2] for key, states in periods(home).items()}
    assert ends == {old: "2031-05-31", new: "2036-06-01"}


def party(name: str, code: str = "91350100M000100Y43", capital: str = "500万人民币") -> str:
    return f"{name},{code},2015-03-02,有限责任公司,甲某某,{capital},电池的制造,福建,福州,鼓楼区示例路1号"


def test_a_renamed_firm_keeps_its_former_name(home: Path, put: Any) -> None:
    first = put(REGISTRY, party("示例电源有限公司"), encoding="utf-8")
    second = put(REGISTRY, party("示例电池（福建）有限公司", capital="N/A"), encoding="utf-8")
    assert counts(import_file(home, first)) == (1, 1, 0, 0, 0)
    assert counts(import_file(home, second)) == (1, 1, 0, 0, 0)
    assert counts(import_file(home, second)) == (1, 0, 1, 0, 0)
    assert rows(home, "SELECT name, former_names, registered_capital FROM parties") == [
        ("示例电池（福建）有限公司", ["示例电源有限公司"], 5_000_000)
    ]
    assert open_warehouse(home).snapshot() == 2


def test_a_file_that_changes_while_it_is_read_does_no_harm(home: Path, put: Any) -> None:
    lines = [gazette(f"CN1050{at:05}B", number(at)) for at in range(200)]
    file = put(GAZETTE, *lines)
    report = import_file(home, file, progress=lambda done, total: file.write_text("x" * 99))
    assert counts(report) == (200, 200, 0, 0, 0)
    assert open_warehouse(home).raw(report.raw_sha256).read_bytes().count(b"\n") == 201


def test_progress_ends_with_the_size_of_the_file(home: Path, put: Any) -> None:
    told: list[tuple[int, int]] = []
    file = put(GAZETTE, *FAULTY)
    import_file(home, file, progress=lambda done, total: told.append((done, total)))
    assert told == [(file.stat().st_size, file.stat().st_size)]


@pytest.mark.parametrize(
    ("content", "kind", "says"),
    [
        (b"", None, "空"),
        (b"PK\x03\x04" + b"x" * 99, None, "工作簿打不开"),
        (b"%PDF-1.7" + b"x" * 99, None, "PDF打不开"),
        ("甲,乙\n1,2\n".encode(), None, "标题行不认识"),
        (f"{EVENTS}\n".encode(), "registry", "标题行不认识"),
        ("号,号\n".encode(), None, "不止一次"),
        (b"   ", "policy", "空"),
    ],
)
def test_a_file_that_cannot_be_used_changes_nothing(
    home: Path, tmp_path: Path, content: bytes, kind: Any, says: str
) -> None:
    file = tmp_path / "坏文件.csv"
    file.write_bytes(content)
    with pytest.raises(InvalidFileError) as told:
        import_file(home, file, kind=kind)
    assert says in told.value.what
    assert told.value.where.startswith("坏文件.csv")
    assert told.value.next_step
    assert open_warehouse(home).snapshot() == 0


@pytest.mark.parametrize(("name", "says"), [("没有.csv", "没有这个文件"), (".", "这是文件夹")])
def test_no_file(home: Path, tmp_path: Path, name: str, says: str) -> None:
    with pytest.raises(InvalidFileError, match=says):
        import_file(home, tmp_path / name)


def test_headings_without_rows_are_a_file_of_no_rows(home: Path, put: Any) -> None:
    assert counts(import_file(home, put(GAZETTE))) == (0, 0, 0, 0, 0)
    assert rows(home, 'SELECT "rows" FROM imports') == [(0,)]


POLICY = """示例市知识产权局关于印发《示例办法》的通知

示知发〔2024〕3号

各有关单位：
现将《示例办法》印发给你们，请认真贯彻执行。

示例市知识产权局
2024年5月6日

示例办法

第一条 为了促进专利转化，制定本办法。
第二条 本办法自发布之日起施行。
"""


def test_a_policy_page_counts_its_documents(home: Path, tmp_path: Path) -> None:
    file = tmp_path / "通知.txt"
    file.write_text(POLICY, encoding="utf-8")
    report = import_file(home, file)
    assert (report.format, report.kind) == ("policy_page", "policy")
    assert counts(report)[1] == report.rows == len(report.documents) >= 1
    again = import_file(home, file, kind="policy")
    assert counts(again) == (report.rows, 0, report.rows, 0, 0)
    assert again.snapshot == report.snapshot == 1
    assert rows(home, "SELECT count(*) FROM policy_clauses WHERE document_id IS NOT NULL") > [(0,)]


def test_demo_data_is_marked(home: Path, put: Any) -> None:
    import_file(home, put(GAZETTE, *FAULTY), synthetic=True)
    assert rows(home, "SELECT synthetic FROM imports") == [(True,)]


KILLED = {
    "import.while_reading": 1,
    "publish.before_switch": 1,
    "publish.during_switch": 1,
    "publish.after_switch": 2,
}


@pytest.mark.parametrize(("point", "served"), KILLED.items())
def test_a_killed_import_leaves_the_last_good_version_and_a_rerun_finishes(
    home: Path, put: Any, point: str, served: int
) -> None:
    import_file(home, put(GAZETTE, gazette("CN105000001B", "2.0152E+12")))
    before = periods(home)
    lines = [gazette(f"CN1051{at:05}B", number(at)) for at in range(50)]
    file = put(GAZETTE, gazette("CN105000001B", number(99)), *lines, FAULTY[-1])
    program = (
        "import sys; from pathlib import Path; from zhishu.flows.import_file import import_file;"
        "import_file(Path(sys.argv[1]), Path(sys.argv[2]))"
    )
    environment = {**os.environ, "ZHISHU_FAULTPOINT": point}
    child = subprocess.run(
        [sys.executable, "-c", program, str(home), str(file)],
        env=environment,
        capture_output=True,
        check=False,
    )
    assert child.returncode == -signal.SIGKILL, child.stderr.decode()
    warehouse = open_warehouse(home)
    assert warehouse.snapshot() == served
    assert warehouse.verify() == []
    if served == 1:
        assert periods(home) == before
        assert rows(home, "SELECT count(*) FROM imports") == [(1,)]
    report = import_file(home, file)
    assert counts(report) == ((52, 51, 0, 0, 1) if served == 1 else (52, 0, 51, 0, 1))
    assert open_warehouse(home).snapshot() == 2
    assert rows(home, "SELECT count(*) FROM imports") == [(2,)]
    assert rows(home, "SELECT count(*) FROM set_aside_rows") == [(1,)]
    assert len(periods(home)) == 51
    assert "CN105000001B" not in periods(home)
    assert open_warehouse(home).verify() == []


SAMPLES = {
    "patents/cnipa_gazette_2019/CN_patent_appearance_designed_712.gb18030.csv": ("gb18030", 5299),
    "patents/cnipa_gazette_2019/CN_patent_invention_authorized_712.gb18030.csv": ("gb18030", 4694),
    "enterprises/registry/fuzhou.csv": ("utf-8", 17_614),
}


def recount(path: Path, encoding: str) -> tuple[int, int, int, int, int]:
    """rows, accepted, unchanged, superseded, set aside by a plain reading of the file."""
    with path.open(encoding=encoding, newline="") as stream:
        reader = csv.DictReader(stream)
        names = reader.fieldnames or []
        key = "authorization_notice_id" if "item" in names else "统一社会信用代码"
        contents: dict[str, Counter[tuple[str, ...]]] = defaultdict(Counter)
        for row in reader:
            content = (row[name].strip() for name in names if name != "item")
            contents[row[key]][tuple(content)] += 1
    copies = [sum(one.values()) for one in contents.values()]
    aside = sum(sum(one.values()) for one in contents.values() if len(one) > 1)
    accepted = sum(1 for one in contents.values() if len(one) == 1)
    return sum(copies), accepted, 0, sum(copies) - accepted - aside, aside


@pytest.mark.samples
@pytest.mark.parametrize(("name", "told"), SAMPLES.items())
def test_real_files_add_up_and_a_second_import_accepts_nothing(
    home: Path, samples: Path, name: str, told: tuple[str, int]
) -> None:
    encoding, total = told
    file = samples / "data" / name
    expected = recount(file, encoding)
    report = import_file(home, file)
    assert counts(report) == expected
    assert report.rows == total
    assert report.encoding == encoding
    second = import_file(home, file)
    rows_, accepted, _, superseded, aside = expected
    assert counts(second) == (rows_, 0, accepted, superseded, aside)
    assert second.snapshot == report.snapshot == open_warehouse(home).snapshot() == 1
    if "invention" in name:
        [one] = {row.value for row in report.set_aside_rows}
        titles = {row.line.split(",")[5] for row in report.set_aside_rows}
        assert (expected[4], len(titles)) == (2, 2), one
        # 92 of 100 application numbers are destroyed: none is invented, every row is kept.
        [(kept, unknown)] = rows(
            home,
            "SELECT count(*), count(*) FILTER (WHERE application_number IS NULL) FROM patents",
        )
        assert kept == accepted
        assert unknown == sum(1 for key in periods(home) if key.startswith("CN"))


def test_the_same_page_under_another_name_is_nothing_new(home: Path, tmp_path: Path) -> None:
    text = "云澜市人民政府关于知识产权工作的意见\n一、总体要求\n做好工作。\n"
    for name in ("一.txt", "二.txt"):
        (tmp_path / name).write_text(text, encoding="utf-8")
    first = import_file(home, tmp_path / "一.txt")
    second = import_file(home, tmp_path / "二.txt")
    assert (first.accepted, second.accepted, second.unchanged) == (1, 0, 1)
    assert second.snapshot == first.snapshot
