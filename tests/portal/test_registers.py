"""The registers beside patents: lists with honest totals, counts by year and kind, one page a row, downloads."""

from __future__ import annotations

import csv
import io
import re
import shutil
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import openpyxl
import pytest
from django.urls import reverse

from ops_samples import document, exchange
from small_city import patent_rows
from zhishu.base.identifiers import ApplicationNumber
from zhishu.flows.import_file import import_file
from zhishu.portal.rights import register_views

PATENT = next(row for row in patent_rows() if row["公开（公告）号"].endswith("B"))
FILES = {
    "商标.csv": (
        "注册号,类别,商标名称,企业名称,地址,申请日期,注册公告日,专用期(起始日期),专用期(到期日期),是否有效",
        "90000001,9,云澜,云澜电池一厂有限公司,示例省云澜市青岚区工业路1号,2019-01-02,2020-01-07,2020-01-07,2030-01-06,是",
        "90000001,35,云澜,云澜电池一厂有限公司,示例省云澜市青岚区工业路1号,2015-01-02,2016-06-07,2016-06-07,2026-06-06,",
        "90000002,25,青岚,林某,示例省云澜市临溪区望湖大道2号,2011-01-02,2012-01-07,2012-01-07,2022-01-06,否",
        "90000003,9,=1+1,云澜电池二厂有限公司,,,,,,",
    ),
    "软件.csv": (
        "登记号,软件全称,版本号,著作权人,地区,开发完成日期,首次发表日期,登记日期",
        "2021SR0000001,电池管理系统,V1.0,云澜电池一厂有限公司,示例省云澜市青岚区,2020-10-01,,2021-02-01",
        "2021SR0000002,电池检测软件,V2.0,云澜电池二厂有限公司,示例省云澜市临溪区,2020-10-01,,2021-03-01",
        "2022SR0000003,隔膜仿真平台,V1.0,云澜电池一厂有限公司,,2021-10-01,,2022-03-01",
    ),
    "作品.csv": (
        "企业名称,作品名称,作品类别代码,作品创作日期,登记号,登记日期",
        "云澜电池一厂有限公司,电池包装图案,美术作品,2021-01-01,国作登字-2021-F-00000001,2021-05-01",
    ),
    "地标.csv": (
        "名称,保护类型,产品类别,公告号,公告日,产地范围,管理机构",
        "青岚云雾茶,地理标志产品,茶叶,2009年第12号,2009-01-18,示例省云澜市青岚区,青岚区茶业协会",
        "望川香菇,地理标志证明商标,食用菌,12345678,2013-03-18,示例省云澜市望川县,望川县食用菌协会",
    ),
    "布图.csv": (
        "布图设计登记号,布图设计申请日,公告日期,布图设计名称,布图设计权利人,布图设计创作人",
        "BS.215000001,2021-01-02,2021-05-01,电池保护芯片,云澜电池一厂有限公司,赵某",
    ),
    "品种.csv": (
        "申请号,品种名称,植物种类,品种权人,培育人,申请日,品种权号,授权日,品种权人地址",
        "CNA20190000001,云澜一号,水稻,云澜农林学院,何某,2019-01-02,CNA20190000001,2021-06-01,示例省云澜市石埠县",
        "20190002,青岚红,木兰属,青岚林场,何某,2019-03-02,,,示例省云澜市青岚区",
    ),
    "质押.csv": (
        "登记号,专利号,出质人,质权人,登记生效日,解除日,质押金额（万元）",
        f"Y2024990001,ZL{PATENT['申请号']},{PATENT['申请人']},云澜农商银行,2024-03-05,,120",
    ),
    "许可.csv": (
        "备案号,商标注册号,许可人,被许可人,许可种类,备案日",
        "X2024990001,90000001,云澜电池一厂有限公司,云澜电池二厂有限公司,普通许可,2024-03-05",
    ),
}
PLEDGE = f"Y2024990001:patent:{ApplicationNumber.parse(PATENT['申请号'])}"
pytestmark = pytest.mark.django_db


@pytest.fixture(scope="module")
def registers_home(city_home: Path, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The small city with a few rows in every register but that of assignments."""
    folder = tmp_path_factory.mktemp("registers")
    shutil.copytree(city_home, folder / "home")
    for name, lines in FILES.items():
        (folder / name).write_text("\n".join(lines) + "\n", encoding="utf-8")
        report = import_file(folder / "home", folder / name, synthetic=True)
        assert report.accepted == len(lines) - 1, report.set_aside_rows
    return folder / "home"


@pytest.fixture(autouse=True)
def reading(registers_home: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[None]:
    monkeypatch.setenv("ZHISHU_HOME", str(registers_home))
    yield


def text_of(client: Any, address: str) -> str:
    response = client.get(address)
    assert response.status_code == 200, f"{address} {response.status_code}"
    return str(response.content.decode())


def test_the_overview_tells_every_kind_and_says_where_there_is_no_data(client: Any) -> None:
    text = text_of(client, "/rights/")
    counts = dict(re.findall(r'href="/rights/([a-z-]+)/">[^<]+</a></th><td[^>]*>(\d+)', text))
    assert counts == {
        "trademarks": "4", "copyrights": "4", "indications": "2", "layout-designs": "1",
        "plant-varieties": "2", "pledges": "1", "licences": "1", "assignments": "0",
    }  # fmt: skip
    assert "尚无数据" in text and 'aria-current="page">权利' in text
    assert "尚无数据" in text_of(client, "/rights/assignments/")


@pytest.mark.parametrize(
    ("address", "total"),
    [
        ("trademarks/", 4),
        ("trademarks/?q=云澜", 3),
        ("trademarks/?q=90000001", 2),
        ("trademarks/?q=电池二厂", 1),
        ("trademarks/?kind=9", 2),
        ("trademarks/?kind=9&q=青岚", 0),
        ("trademarks/?region=990102", 2),
        ("trademarks/?year=2020", 1),
        ("copyrights/", 4),
        ("copyrights/?kind=work", 1),
        ("copyrights/?kind=software&year=2021", 2),
        ("copyrights/?region=990103", 1),
        ("copyrights/?q=v1", 0),
        ("indications/?region=990121", 1),
        ("indications/?kind=product&q=茶", 1),
        ("plant-varieties/?kind=forestry", 1),
        ("plant-varieties/?region=990122", 1),
        ("layout-designs/?q=bs.215000001", 1),
        (f"pledges/?q=ZL{PATENT['申请号']}", 1),
        ("pledges/?q=农商银行", 1),
        ("pledges/?kind=trademark", 0),
        ("licences/?kind=ordinary", 1),
    ],
)
def test_a_list_has_an_honest_total(client: Any, address: str, total: int) -> None:
    text = text_of(client, f"/rights/{address}")
    assert re.search(rf"<h2>共{total}[件项]</h2>", text)
    assert text.count('class="z-result"') == total


@pytest.mark.parametrize("query", ["year=去年", "region=甲", "as_of=昨天"])
def test_a_question_that_cannot_be_read_is_told(client: Any, query: str) -> None:
    response = client.get(f"/rights/trademarks/?{query}")
    assert response.status_code == 400 and "Traceback" not in response.content.decode()


def test_copyrights_are_counted_by_year_and_kind(client: Any) -> None:
    text = text_of(client, "/rights/copyrights/")
    table = text[text.index("按年和登记种类的件数") :]
    rows = re.findall(r'<th scope="row">([^<]+)</th>(.*?)</tr>', table)
    cells = {year: re.findall(r">(\d+)</", row) for year, row in rows}
    assert cells == {"2022": ["1", "0", "1"], "2021": ["2", "1", "3"], "合计": ["3", "1", "4"]}
    # Each number leads to as many rows.
    links = re.findall(r'<a class="z-fig"[^>]*href="([^"]+)">(\d+)</a>', table)
    assert len(links) == 3
    for link, count in links:
        shown = text_of(client, "/rights/copyrights/" + link.replace("&amp;", "&"))
        assert shown.count('class="z-result"') == int(count)


@pytest.mark.parametrize(
    ("key", "as_of", "state", "reason"),
    [
        ("90000001-9", "2026-10-31", "有效", "专用期到2030年1月6日"),
        ("90000001-35", "2026-10-31", "状态未知", "宽展期到"),
        ("90000001-35", "2026-06-06", "有效", "专用期到2026年6月6日"),
        ("90000002-25", "2026-10-31", "失效", "来源写明：无效"),
        ("90000003-9", "2026-10-31", "审中", "没有注册日期"),
    ],
)
def test_a_mark_has_its_state_with_the_reason(
    client: Any, key: str, as_of: str, state: str, reason: str
) -> None:
    text = text_of(client, f"/rights/trademarks/{key}/?as_of={as_of}")
    panel = text[text.index("现在的状态") :]
    assert state in panel and reason in panel and f"状态截至{as_of}" in panel


def test_a_page_tells_its_source_its_term_and_what_was_done_with_it(client: Any) -> None:
    text = text_of(client, "/rights/trademarks/90000001-9/")
    assert "商标（区域数据交换）" in text and "第1行" in text and "中华人民共和国商标法" in text
    assert "X2024990001" in text  # licensed by its number, in every class
    pledge = text_of(client, f"{reverse('registers:list', args=['pledges'])}")
    address = re.findall(r'<h3><a href="([^"]+)"', pledge)[0]
    text = text_of(client, address)
    assert "云澜农商银行" in text
    patent = re.findall(r'<p><a href="(/patents/[^"]+)"', text)[0]
    assert "著录项目" in text_of(client, patent)
    tea = text_of(client, reverse("registers:entry", args=["indications", "product:青岚云雾茶"]))
    assert "2009年第12号" in tea and "没有固定期限" in tea
    assert client.get("/rights/trademarks/1-1/").status_code == 404
    assert client.get("/rights/nothing/").status_code == 404


@pytest.mark.parametrize(
    ("role", "sees", "takes"),
    [
        ("visitor", False, False),
        ("firm", False, False),
        ("county_officer", True, False),
        ("city_officer", True, True),
    ],
)
def test_columns_that_are_not_public_are_for_officers(
    role: str, sees: bool, takes: bool, sign_in: Callable[[str], Any], registers_home: Path,
    monkeypatch: pytest.MonkeyPatch,
) -> None:  # fmt: skip
    client = sign_in(role)
    monkeypatch.setenv("ZHISHU_HOME", str(registers_home))
    design = text_of(client, "/rights/layout-designs/BS.215000001/")
    assert ("赵某" in design) is sees
    mark = text_of(client, "/rights/trademarks/90000002-25/")
    assert ("望湖大道2号" in mark) is sees  # of a person
    assert "工业路1号" in text_of(client, "/rights/trademarks/90000001-9/")  # of a firm
    exported = client.get("/rights/plant-varieties/rows/?format=csv").content.decode("utf-8-sig")
    assert ("何某" in exported) is takes
    deal = text_of(client, reverse("registers:entry", args=["pledges", PLEDGE]))
    assert ("1,200,000" in deal) is sees and ("金额不公开" in deal) is not sees
    exported = client.get("/rights/pledges/rows/?format=csv").content.decode("utf-8-sig")
    assert ("质押金额" in exported) is sees and ("1200000" in exported) is sees


def test_a_list_is_taken_along_with_its_filters_and_nothing_in_it_is_live(client: Any) -> None:
    page = text_of(client, "/rights/trademarks/?kind=9")
    links = re.findall(r'href="(/rights/trademarks/rows/[^"]+)"', page)
    assert len(links) == 2
    answers = [client.get(link.replace("&amp;", "&")) for link in links]
    book = openpyxl.load_workbook(io.BytesIO(answers[0].content))
    rows = list(book["数据"].values)
    assert [row[0] for row in rows] == ["注册号", "90000001", "90000003"]
    assert rows[2][rows[0].index("商标名称")] == "=1+1"
    assert book["数据"].cell(3, rows[0].index("商标名称") + 1).data_type == "s"
    assert "快照" in {row[0] for row in book["来源"].values}
    lines = list(csv.reader(io.StringIO(answers[1].content.decode("utf-8-sig"))))
    assert lines[2][lines[0].index("商标名称")] == "'=1+1" and "地址" not in lines[0]


@pytest.mark.parametrize(("role", "rows"), [("visitor", 3), ("firm", 4)])
def test_a_visitor_takes_along_fewer_rows_and_is_told_so(
    role: str, rows: int, sign_in: Callable[[str], Any], registers_home: Path,
    monkeypatch: pytest.MonkeyPatch,
) -> None:  # fmt: skip
    client = sign_in(role)
    monkeypatch.setenv("ZHISHU_HOME", str(registers_home))
    monkeypatch.setattr(register_views, "MOST_FOR_VISITORS", 3)
    page = text_of(client, "/rights/trademarks/")
    assert ("下载的表格只有前3件，登录后更多" in page) is (role == "visitor")
    book = openpyxl.load_workbook(
        io.BytesIO(client.get("/rights/trademarks/rows/?format=xlsx").content)
    )
    assert book["数据"].max_row == rows + 1
    assert f"{rows}，共4" in [row[1] for row in book["来源"].values]


def test_the_search_page_tells_what_the_registers_hold(client: Any) -> None:
    text = text_of(client, "/search?q=云澜电池一厂")
    found = dict(re.findall(r'href="/rights/([a-z-]+)/\?q=[^"]+">[^<\d]+(\d+)', text))
    assert found == {"trademarks": "2", "copyrights": "3", "layout-designs": "1", "licences": "1"}
    assert "/rights/" in text_of(client, "/search?q=没有这样的词组")
    assert "其他权利" not in text_of(client, "/search?q=没有这样的词组")


# Whose addresses everybody may read: of nobody of whom it is not known that it is a body.
OWNERS = {
    "云澜电池一厂有限公司": True,
    "云澜大学": True,
    "青岚茶厂": True,
    "云澜市青岚区茶业协会": True,
    "云澜育新中心（有限合伙）": True,
    "青岚味道": True,  # a company of the registry
    "": False,
    "张三": False,
    "张 三": False,
    "王会": False,
    "王学会": False,
    "欧阳学会": False,
    "李明明": False,  # in the registry, as one who trades under his own name
    "Zhang San": False,
    "买买提吐尔逊江阿不都热依木": False,
    "阿布都·某某": False,
    "张三;云澜大学": False,
    "张三 云澜大学": False,
    "张三（云澜大学）": False,
}


def own_copy(home: Path, folder: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    shutil.copytree(home, folder / "own")
    monkeypatch.setenv("ZHISHU_HOME", str(folder / "own"))
    return folder / "own"


def test_an_address_is_shown_where_every_owner_is_surely_a_body(
    client: Any, registers_home: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    home = own_copy(registers_home, tmp_path, monkeypatch)
    heads = "注册号,类别,商标名称,企业名称,地址"
    rows = [f"{91_000_000 + n},9,云,{name},云澜市某路1号" for n, name in enumerate(OWNERS)]
    (tmp_path / "商标.csv").write_text("\n".join((heads, *rows)), encoding="utf-8")
    firms = "企业名称,统一社会信用代码,注册日期,企业类型\n青岚味道,N/A,2016-04-05,有限责任公司\n李明明,N/A,2016-04-05,个体工商户\n"
    (tmp_path / "登记.csv").write_text(firms, encoding="utf-8")
    assert import_file(home, tmp_path / "商标.csv", synthetic=True).accepted == len(OWNERS)
    assert import_file(home, tmp_path / "登记.csv", synthetic=True).accepted == 2
    shown, hidden = {}, {}
    for n, name in enumerate(OWNERS):
        text = text_of(client, f"/rights/trademarks/{91_000_000 + n}-9/")
        shown[name], hidden[name] = "某路1号" in text, "个人地址不公开" in text
    assert shown == OWNERS
    assert hidden == {name: not shows for name, shows in OWNERS.items()}


def test_numbers_as_they_were_printed_break_no_page(
    client: Any, registers_home: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    home = own_copy(registers_home, tmp_path, monkeypatch)
    pledge = f"ZL{PATENT['申请号']},{PATENT['申请人']},云澜农商银行"
    files = {
        "地标.csv": "名称,保护类型\n茶?甲#乙/丙%2F丁&戊,地理标志产品\n../rows,地理标志产品\n",
        "质押.csv": f'登记号,专利号,出质人,质权人\n"Y?1#\n/2%",{pledge}\nY/../3/,{pledge}\n',
        "文献.xml": exchange(
            document("PCT/EP2020/012345", "", country="EP", application="20/012?3#4%5/"),
            document("/..//?#1", "A", country="XX", application=""),
        ),
    }
    for name, content in files.items():
        (tmp_path / name).write_text(content, encoding="utf-8")
        assert import_file(home, tmp_path / name, synthetic=True).accepted == 2, name
    for address, count in (("/patents/", 38), ("/rights/indications/", 4), ("/rights/pledges/", 3)):
        pages = (text_of(client, f"{address}?page={page}") for page in (1, 2))
        links = {link for page in pages for link in re.findall(r'<h3><a href="([^"]+)"', page)}
        assert len(links) == count, address
        for link in links:
            assert "来源" in text_of(client, link.replace("&amp;", "&"))
