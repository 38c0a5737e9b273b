"""The status of a patent from imported files: by the command, with burdens, holders and contradictions as rows."""

from __future__ import annotations

import json
from datetime import date
from pathlib import Path

import pytest
from click.testing import CliRunner

from zhishu.base.errors import NotFoundError
from zhishu.base.identifiers import ApplicationNumber
from zhishu.cli import cli
from zhishu.flows.import_file import import_file
from zhishu.flows.look_at_status import look_at_status, status_of
from zhishu.flows.open_warehouse import open_warehouse
from zhishu.flows.repair_home import rebuild_derived
from zhishu.rights.legal_event import LegalEvent
from zhishu.rights.queries import PatentView
from zhishu.rules.rulebook import load_rulebook

HEADINGS = "item,name,authorization_notice_id,authorized_announcement_date,filing_id,filing_date,patentee,designer,address,Int.Cl."


def number(serial: int) -> str:
    body = f"20151{serial:07}"
    return body + ApplicationNumber.check_digit(body)


A, B, C = number(1), number(2), number(3)
PATENTS = HEADINGS + "".join(
    f"\n{at},示例电池,CN10500000{at}B,2018.07.12,{one},2015.03.02,甲公司,某某,云澜市青岚区一路,H01M10/05(2010.01)I"
    for at, one in enumerate((A, B, C), 1)
)
EVENTS = f"""申请号,事务代码,公告日,事务内容
{A},GR01,2018-07-12,授权
{A},TR01,2019-03-05,登记生效日:20190220 变更前权利人:甲公司 变更后权利人:乙公司
{A},PE01,2020-03-06,登记号:Y2020990000001 登记生效日:20200301 出质人:乙公司 质权人:丙银行
{A},CF01,2022-05-06,终止日期:20210302
{A},CF01,2023-05-05,终止日期:20220302
{B},GR01,2018-07-12,授权
{B},IW01,2021-08-06,无效宣告决定号:1 无效宣告决定日:20210701
"""


@pytest.fixture(scope="module")
def home(tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("status")
    for name, content in (("p", PATENTS), ("e", EVENTS)):
        file = folder / f"{name}.csv"
        file.write_text(content, encoding="utf-8")
        import_file(folder / "home", file)
    return folder / "home"


def run(home: Path, *words: str) -> tuple[int, str]:
    answer = CliRunner().invoke(cli, ["rights", "status", *words, "--home", str(home)])
    return answer.exit_code, answer.stdout


def test_state_cause_rule_burdens_holders_and_contradictions_in_json(home: Path) -> None:
    code, out = run(home, f"ZL{A}", "--as-of", "2022-01-01", "--json")
    told = json.loads(out)
    assert code == 1, "there is a contradiction"
    assert told["status"] == {
        "state": "ceased",
        "from_on": "2021-03-02",
        "until_on": None,
        "reason": "CF01 未缴年费专利权终止（按事务内容所写日期）",
        "stage": "lapsed",
        "cause_code": "CF01",
        "cause_on": "2022-05-06",
        "clause": "专利法第四十四条第一款第一项",
    }
    assert told["known_then"]["state"] == "in_force"
    assert told["holders"] == ["乙公司"]
    assert [(one["kind"], one["takers"], one["from_on"]) for one in told["encumbrances"]] == [
        ("pledge", ["丙银行"], "2020-03-01")
    ]
    assert [(one["rule"], one["announced_on"]) for one in told["findings"]] == [
        ("ended_twice", "2023-05-05")
    ]
    assert [one["code"] for one in told["timeline"]] == [
        None,
        "GR01",
        "TR01",
        "PE01",
        "CF01",
        "CF01",
    ]


def test_words_for_people(home: Path) -> None:
    code, out = run(home, A, "--as-of", "2022年1月1日")
    assert code == 1
    for words in (
        "截至2022-01-01：失效·未缴年费终止",
        "起因：CF01，2022-05-06公告",
        "依据：专利法第四十四条第一款第一项",
        "当日已公告的情况：有效·授权",
        "权利人：乙公司",
        "质押：Y2020990000001，丙银行，自2020-03-01起",
        "疑点：终止后又终止：",
    ):
        assert words in out
    code, out = run(home, B, "--as-of", "2019-01-01")
    assert (code, "有效·授权" in out) == (0, True)
    assert "自始视为不存在：IW01 专利权全部无效（按事务内容所写日期）" in out
    code, out = run(home, C, "--as-of", "2019-01-01")
    assert (code, "未知·授权后没有数据" in out) == (0, True)


def test_an_unknown_number_is_refused_in_words(home: Path) -> None:
    day = date(2022, 1, 1)
    with pytest.raises(NotFoundError, match="没有专利2099199999999"):
        look_at_status(home, "2099199999999", as_of=day, today=day)


def test_the_law_here_says_nothing_of_a_patent_of_another_office() -> None:
    patent = {"patent_id": "EP99203729", "holders": ["Foo"], "right_kind": "invention"}
    events = [LegalEvent("MM4A", date(2005, 1, 1)), LegalEvent("17P", date(2001, 1, 1))]
    found = PatentView(patent, [], events, [], {}, 1)
    day = date(2026, 1, 1)
    told = status_of(found, load_rulebook(), as_of=day, today=day)
    assert (told.is_abroad, told.day.now, told.findings, told.holders) == (True, None, (), ("Foo",))
    assert [one.code for one in told.moments] == ["17P", "MM4A"]


def test_an_older_snapshot_knows_no_events(home: Path) -> None:
    _, out = run(home, A, "--as-of", "2022-01-01", "--snapshot", "1", "--json")
    assert json.loads(out)["status"]["state"] == "unknown"


DERIVED_SQL = {
    "encumbrances": "SELECT patent_id, kind, takers, from_on, until_on FROM encumbrances",
    "holdings": "SELECT patent_id, holders, from_on FROM holdings ORDER BY place",
    "status_findings": "SELECT patent_id, rule, code FROM status_findings",
    "legal_periods": "SELECT stage, cause_code, clause FROM legal_periods WHERE patent_id = $b ORDER BY from_on",
}


def test_the_same_stands_in_tables_and_is_the_same_when_all_is_derived_anew(home: Path) -> None:
    def rows() -> dict[str, list[tuple[object, ...]]]:
        warehouse = open_warehouse(home)
        return {
            name: warehouse.query(sql, {"b": B} if "$b" in sql else {}).rows
            for name, sql in DERIVED_SQL.items()
        }

    found = rows()
    assert found == {
        "encumbrances": [(A, "pledge", ["丙银行"], date(2020, 3, 1), None)],
        "holdings": [(A, ["甲公司"], date(2015, 3, 2)), (A, ["乙公司"], date(2019, 2, 20))],
        "status_findings": [(A, "ended_twice", "CF01")],
        "legal_periods": [
            ("filed", None, "专利法第二十八条"),
            ("granted", "GR01", "专利法第三十九条、第四十条"),
            ("invalid", "IW01", "专利法第四十六条第一款、第四十七条第一款"),
        ],
    }
    rebuild_derived(home)
    assert rows() == found
