"""Patent tables of our own making under the headings of every known export: seeded, few, countable."""

from __future__ import annotations

import csv
import random
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from pathlib import Path

import openpyxl

from zhishu.base.identifiers import ApplicationNumber

PARTS = ("隔膜", "极片", "电解液", "外壳", "极耳", "集流体", "隔热垫", "汇流排")
CLASSES = ("H01M10/0525", "H01M4/13", "H01M50/403", "B01J23/89", "G06F16/957", "A61K31/00")
PLACES = ("江西省抚州市临川区", "福建省福州市鼓楼区", "北京市海淀区", "江苏省苏州市昆山市")


@dataclass(frozen=True)
class Patent:
    """One published document as plain facts."""

    publication_number: str
    published_on: date
    application_number: str
    filed_on: date
    title: str
    abstract: str
    holders: tuple[str, ...]
    inventors: tuple[str, ...]
    address: str
    classes: tuple[str, ...]
    locarno: str
    claim_count: int


def make_patents(count: int, seed: int = 20260301) -> list[Patent]:
    """Documents with sound numbers: inventions, utility models and designs in turn."""
    chance = random.Random(seed)
    made = []
    for at in range(count):
        kind = "123"[at % 3]
        letter = {"1": "AB"[at % 2], "2": "U", "3": "S"}[kind]
        filed = date(2012, 1, 1) + timedelta(days=chance.randrange(3000))
        body = f"{filed.year}{kind}{chance.randrange(10_000_000):07d}"
        part = PARTS[at % len(PARTS)]
        made.append(
            Patent(
                publication_number=f"CN{kind}{10_000_000 + at * 7:08d}{letter}",
                published_on=filed + timedelta(days=200 + chance.randrange(400)),
                application_number=body + ApplicationNumber.check_digit(body),
                filed_on=filed,
                title=f"一种{part}的第{at + 1}号结构",
                abstract=f"本申请公开一种{part}，厚度为{chance.randrange(9) + 1}微米；涂有一层，能提高寿命。",
                holders=tuple(
                    f"云澜电池{'一二三四五'[one]}厂有限公司"
                    for one in chance.sample(range(5), 1 + at % 2)
                ),
                inventors=tuple(chance.sample(("林某", "赵某", "何某", "孙某"), 1 + at % 3)),
                address=f"{PLACES[at % len(PLACES)]}示例路{at + 1}号",
                classes=() if kind == "3" else tuple(chance.sample(CLASSES, 1 + at % 3)),
                locarno="13-02" if kind == "3" else "",
                claim_count=1 + at % 12,
            )
        )
    return made


@dataclass(frozen=True)
class Variant:
    """An export: its headings, how it joins several values, writes days, numbers and classes."""

    format: str
    headings: Sequence[str]
    cells: Mapping[str, str]
    separator: str = "; "
    day: str = "%Y-%m-%d"
    application: Callable[[str], str] = lambda number: f"CN{number[:-1]}.{number[-1]}"
    symbol: Callable[[str], str] = lambda symbol: symbol

    def row(self, patent: Patent) -> list[str]:
        """The cells of a document under the headings; empty under those nobody maps."""
        values = {
            "publication_number": patent.publication_number,
            "published_on": f"{patent.published_on:{self.day}}",
            "application_number": self.application(patent.application_number),
            "filed_on": f"{patent.filed_on:{self.day}}",
            "title": patent.title,
            "abstract": patent.abstract,
            "holders": self.separator.join(patent.holders),
            "inventors": self.separator.join(patent.inventors),
            "address": patent.address,
            "classes": self.separator.join(map(self.symbol, patent.classes)) or patent.locarno,
            "claim_count": str(patent.claim_count),
        }
        return [values.get(self.cells.get(heading, ""), "") for heading in self.headings]


def _split(text: str) -> list[str]:
    return text.split(",")


_CNIPR = {
    "公开（公告）号": "publication_number", "公开（公告）日": "published_on", "申请号": "application_number",
    "申请日": "filed_on", "名称": "title", "摘要": "abstract", "申请（专利权）人": "holders",
    "申请人": "holders", "发明（设计）人": "inventors", "发明人": "inventors", "地址": "address",
    "分类号": "classes",
}  # fmt: skip
_INCOPAT = {
    "标题": "title", "标题 (中文)": "title", "摘要": "abstract", "摘要 (中文)": "abstract",
    "申请人": "holders", "公开(公告)号": "publication_number", "公开（公告）号": "publication_number",
    "公开(公告)日": "published_on", "公开（公告）日": "published_on", "申请号": "application_number",
    "申请日": "filed_on", "IPC": "classes", "IPC主分类-小组": "classes", "申请人地址": "address",
    "发明人": "inventors", "权利要求数量": "claim_count",
}  # fmt: skip

VARIANTS: dict[str, Variant] = {
    "gazette": Variant(
        "gazette_csv",
        _split(
            "item,name,authorization_notice_id,authorized_announcement_date,filing_id,filing_date,"
            "patentee,designer,address,Int.Cl."
        ),
        {
            "name": "title", "authorization_notice_id": "publication_number",
            "authorized_announcement_date": "published_on", "filing_id": "application_number",
            "filing_date": "filed_on", "patentee": "holders", "designer": "inventors",
            "address": "address", "Int.Cl.": "classes",
        },
        separator=";??",
        day="%Y.%m.%d",
        application=lambda number: number,
        symbol=lambda symbol: f"{symbol}(2006.01)I",
    ),
    "CNIPR": Variant(
        "patent_csv",
        _split(
            "申请号,申请日,公开（公告）号,公开（公告）日,申请（专利权）人,发明（设计）人,分类号,主分类号,"
            "优先权,专利代理机构,代理人,国际申请,国际公布,进入国家日期,摘要,地址,名称,专利同族,专利引证,"
            "最新法律状态,法律状态,专利权状态"
        ),
        _CNIPR,
        day="%Y.%m.%d",
    ),
    "CNIPR download": Variant(
        "patent_csv",
        _split(
            "公开（公告）号,公开（公告）日,申请号,申请日,名称,主分类号,分类号,申请人,发明人,代理人,"
            "代理机构,地址,国省代码,优先权,摘要"
        ),
        _CNIPR,
        day="%Y%m%d",
        application=lambda number: f"{number[:-1]}.{number[-1]}",
    ),
    "TRS": Variant(
        "patent_csv",
        _split(
            "SYSID,APP_ID,PUB_ID,申请号,申请日,公开（公告）号,公开（公告）日,专利号,专利类型,REPRESENTATIVE,"
            "名称,摘要,说明书附图,分类号,主分类号,欧洲分类号,申请（专利权）人,发明（设计）人,专利代理机构,"
            "代理人,地址,申请国代码,国省代码,省,市,区,申请来源,优先权,同族专利项,页数"
        ),
        _CNIPR,
        separator=";",
        symbol=lambda symbol: f"{symbol}(2006.01)I",
    ),
    "incoPat": Variant(
        "incopat",
        _split(
            "标题,申请人,公开(公告)号,摘要,公开(公告)日,申请号,申请日,专利类型,公开国别,IPC主分类,IPC,"
            "国民经济分类,标准化申请人,当前权利人,申请人地址,申请人省市代码,代理机构,代理人,优先权信息,"
            "授权公告日,权利要求数量,被引证次数,简单同族,当前法律状态,法律状态,发明人,洛迦诺分类号"
        ),
        _INCOPAT,
    ),
    "incoPat new": Variant(
        "incopat",
        _split(
            "序号,标题 (中文),标题 (英文),摘要 (中文),摘要 (英文),申请人,公开（公告）号,公开（公告）日,"
            "申请号,申请日,公开类型,专利类型,公开国别,权利要求数量,IPC主分类-小组,申请人地址,发明人,IPC"
        ),
        {one: field for one, field in _INCOPAT.items() if one != "IPC主分类-小组"},
    ),
    "zhihuiya": Variant(
        "zhihuiya",
        _split(
            "公开(公告)号,标题,标题(译)(简体中文),摘要,摘要(译)(简体中文),申请号,申请日,申请年,公开(公告)日,"
            "授权日,专利类型,简单法律状态,IPC分类号,IPC主分类号,LOC分类号,[标]当前申请(专利权)人,"
            "当前申请(专利权)人,原始申请(专利权)人,发明人,发明人数量,[标]代理机构,权利要求数,被引用专利数量"
        ),
        {
            "公开(公告)号": "publication_number", "标题": "title", "摘要": "abstract",
            "申请号": "application_number", "申请日": "filed_on", "公开(公告)日": "published_on",
            "IPC分类号": "classes", "原始申请(专利权)人": "holders", "发明人": "inventors",
            "权利要求数": "claim_count",
        },
        separator=" | ",
    ),
    "research panel": Variant(
        "research_panel",
        _split(
            "专利名称,专利类型,申请人,申请人类型,申请人地址,申请人地区,申请人城市,申请人区县,申请号,申请日,"
            "申请年份,公开公告号,公开公告日,公开公告年份,授权公告号,授权公告日,IPC分类号,IPC主分类号,发明人,"
            "摘要文本,主权项内容,当前权利人,统一社会信用代码,引证次数,被引证次数"
        ),
        {
            "专利名称": "title", "申请人": "holders", "申请人地址": "address",
            "申请号": "application_number", "申请日": "filed_on", "公开公告号": "publication_number",
            "公开公告日": "published_on", "IPC分类号": "classes", "发明人": "inventors",
            "摘要文本": "abstract",
        },
        symbol=lambda symbol: f"{symbol[:4]} {symbol[4:]}",
    ),
    "old download": Variant(
        "old_download",
        _split(
            "专利号,专利名,主分类号,IPC分类号,申请人,当前权利人,发明人,公开日,公开号,代理机构,代理人,申请日,"
            "申请人地址,优先权,国省代码,摘要,主权项,引用专利,引用文献,法律状态,专利类型"
        ),
        {
            "专利号": "application_number", "专利名": "title", "IPC分类号": "classes",
            "申请人": "holders", "发明人": "inventors", "公开日": "published_on",
            "公开号": "publication_number", "申请日": "filed_on", "申请人地址": "address",
            "摘要": "abstract",
        },
        application=lambda number: f"ZL{number[:-1]}.{number[-1]}",
    ),
}  # fmt: skip


def write_csv(path: Path, headings: Sequence[str], rows: Sequence[Sequence[str]]) -> Path:
    """The table as CSV in UTF-8 with a byte-order mark."""
    with path.open("w", encoding="utf-8-sig", newline="") as stream:
        csv.writer(stream).writerows([headings, *rows])
    return path


def write_xlsx(path: Path, headings: Sequence[str], rows: Sequence[Sequence[str]]) -> Path:
    """The table as a workbook, every cell a text."""
    book = openpyxl.Workbook()
    sheet = book.active
    assert sheet is not None
    for row in (headings, *rows):
        sheet.append(list(row))
    book.save(path)
    return path
