"""Made-up parties of a region as files of an office: for each measure of a fund one that gets it and one that nearly does.

The measures are those of a fund document (361000/fund/8-2a … 11-1) by the last part of their name; of each
party only what the others lack is different, so that whoever nearly gets a measure lacks one fact.
"""

from __future__ import annotations

import csv
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date
from pathlib import Path

from stdnum.cn import uscc

from small_city import HEADINGS as PATENT_HEADINGS
from small_city import application_number
from zhishu.rules.rulebook import load_rulebook

AS_OF = date(2026, 10, 31)
Answer = bool | int | str


@dataclass(frozen=True)
class MadeParty:
    """A party, and what only it can tell: facts by name, as a form has them."""

    name: str
    credit_code: str
    address: str
    answers: Mapping[str, Answer] = field(default_factory=dict)


@dataclass(frozen=True)
class MadeFirms:
    """The files in the order of import; by measure who gets it and who nearly does.

    A competitive measure is met by who gets it, and pays nobody by right. sisters: two firms of one
    controller that recorded one product, the first of which was paid for it.
    """

    files: tuple[Path, ...]
    parties: tuple[MadeParty, ...]
    gets: Mapping[str, MadeParty]
    nearly: Mapping[str, MadeParty]
    sisters: tuple[MadeParty, MadeParty]


def credit_code(prefix: str, region: str, serial: int) -> str:
    """A code whose check characters hold; the serial stands in it."""
    body = f"{prefix}{region}MA99{serial:04d}"
    weights = (3, 7, 9, 10, 5, 8, 4, 2)
    rest = 11 - sum(int(c, 36) * w for c, w in zip(body[8:], weights, strict=True)) % 11
    body += {10: "X", 11: "0"}.get(rest, str(rest))
    return body + uscc.calc_check_digit(body)


def made_firms(folder: Path, region: str = "361000", as_of: date = AS_OF) -> MadeFirms:
    """Write the files of some parties of a city, all of the year of a day, and tell who gets what."""
    folder.mkdir(parents=True, exist_ok=True)
    regions, year = load_rulebook(Path("none")).regions(), as_of.year
    province, city = regions.name(f"{region[:2]}0000"), regions.name(region)
    [county, other_county] = [
        (str(one.code), one.name)
        for one in regions
        if str(one.code).startswith(region[:4]) and one.name.endswith(("县", "区"))
        if one.name != "市辖区" and one.code.level == "county" and one.until is None
    ][:2]
    short = city.removesuffix("市")
    made: list[MadeParty] = []

    def party(
        name: str, prefix: str, place: tuple[str, str], answers: Mapping[str, Answer] | None = None
    ) -> MadeParty:
        code = credit_code(prefix, place[0], len(made) + 1)
        address = f"{province}{city}{place[1]}示例路{len(made) + 1}号"
        made.append(MadeParty(name, code, address, answers or {}))
        return made[-1]

    ready = {
        "industry.city_priority": True,
        "industry.city_clusters": True,
        "industry.city_chain": True,
        "management.ip_department": True,
        "management.ip_system": True,
        "management.project_resources": True,
        "management.strong_research": True,
        "project.partners": True,
        "project.failed_acceptance": False,
    }
    # Has everything; little; what the second of its kind lacks is one thing.
    whole = party(f"{short}示例甲药业有限公司", "91", county, ready)
    poor = party(
        f"{short}示例乙茶业有限公司",
        "91",
        other_county,
        {**ready, "management.strong_research": False, "enforcement.won": False},
    )
    chain = party(f"{short}示例丙电子有限公司", "91", county, ready)
    sister = party(f"{short}示例丁食品有限公司", "91", county)
    university = party(f"{short}示例大学", "12", county)
    college = party(f"{short}示例学院", "12", other_county)
    institute = party(f"{short}示例农业科学研究院", "12", county)
    library = party(f"{short}示例科技研究院", "12", other_county)
    fund = {"special_fund.manages": True, "special_fund.yearly_total": 2_000_000}
    office = party(
        f"{county[1]}市场监督管理局", "11", county, {**fund, "special_fund.manages": False}
    )
    other_office = party(f"{other_county[1]}市场监督管理局", "11", other_county)
    bureau = party(f"{city}市场监督管理局", "11", county, fund)
    park = party(f"{short}示例产业园管理委员会", "12", county)
    other_park = party(f"{short}示例物流园管理委员会", "12", other_county)

    inventions = [(whole, 1, 6), (chain, 1, 4), (poor, 2, 2), (sister, 2, 3)]
    patents, events = _patents(inventions, year)
    silver, excellent = patents[0]["申请号"], patents[len(patents) - 5]["申请号"]
    files = [
        _write(folder / "登记.csv", _registry(made, province, short)),
        _write(folder / "题录.csv", patents),
        _write(folder / "事务.csv", events),
        _write(folder / "商标.csv", _marks([whole, chain], year)),
        _write(folder / "地理标志.csv", _indications(f"{province}{city}{county[1]}", office, year)),
        _write(
            folder / "认定与称号.csv",
            [
                *_recognised(whole, f"{year - 1}-12-08", ("国家知识产权优势企业", "国家级", "")),
                *_recognised(whole, f"{year}-03-02", (f"{city}知识产权示范企业", "市级", "")),
                # It held for three years.
                *_recognised(poor, f"{year - 6}-03-02", (f"{city}知识产权优势企业", "市级", "")),
                *_recognised(
                    chain, f"{year - 1}-12-08", (f"{province}知识产权优势企业", "省级", "")
                ),
                *_recognised(whole, f"{year}-05-20", ("知识产权管理规范认证", "", "")),
                *_recognised(poor, f"{year}-05-20", ("知识产权管理规范认证", "", "")),
                *_recognised(university, f"{year}-05-20", ("知识产权管理规范认证", "", "")),
                *_recognised(
                    whole,
                    f"{year}-04-01",
                    ("专利产品备案", "国家级", "甲牌含片"),
                    ("专利产品备案", "国家级", "甲牌颗粒"),
                    ("专利密集型产品", "国家级", "甲牌含片"),
                    ("地理标志专用标志使用企业", "", f"{county[1][:2]}蜜桔"),
                ),
                *_recognised(sister, f"{year - 1}-04-01", ("专利产品备案", "国家级", "甲牌含片")),
                *_recognised(whole, f"{year}-07-10", ("中国专利银奖", "国家级", silver)),
                *_recognised(whole, f"{year}-02-10", (f"{province}专利奖", "省级", silver)),
                *_recognised(poor, f"{year}-07-10", ("中国专利优秀奖", "国家级", excellent)),
                *_recognised(
                    university, f"{year}-01-15", ("高校国家知识产权信息服务中心", "国家级", "")
                ),
                *_recognised(
                    institute, f"{year}-03-03", ("国家知识产权信息公共服务网点", "国家级", "")
                ),
                *_recognised(library, f"{year}-03-03", ("知识产权信息公共服务网点", "省级", "")),
                *_recognised(
                    office,
                    f"{year}-02-20",
                    (f"国家知识产权强国建设示范{county[1][-1]}", "国家级", ""),
                    ("国家地理标志产品保护示范区", "国家级", ""),
                ),
                *_recognised(park, f"{year}-02-20", ("国家知识产权强国建设试点园区", "国家级", "")),
            ],
        ),
        _write(
            folder / "费用凭证.csv",
            [
                _expense(whole, "认证费", 18_600, f"{year}-05-20"),
                _expense(poor, "认证费", 16_000, f"{year}-05-20"),
                _expense(university, "认证费", 26_000, f"{year}-05-20"),
                _expense(whole, "专利执行险保费", 12_000, f"{year}-03-15"),
                _expense(whole, "代理费", 30_000, f"{year}-06-08", "胜诉"),
                _expense(poor, "代理费", 30_000, f"{year}-06-08", "败诉"),
            ],
        ),
        _write(
            folder / "已兑付资金.csv",
            [
                _award(
                    sister, f"{region}/fund/8-3a", "专利产品备案奖励", "甲牌含片", 1_000, year - 1
                )
            ],
        ),
        _write(
            folder / "控制人.csv",
            [_control(one, f"{short}示例控股有限公司", year) for one in (sister, whole)],
        ),
    ]
    gets = {
        "8-2a": office, "8-2b": office, "8-2c": whole, "8-3a": whole, "8-3b": whole,
        "9-1": whole, "9-2a1": office, "9-2a2": park, "9-2b": whole, "9-2c": chain, "9-2d": whole,
        "9-3b": whole, "9-3c": whole, "9-4a": university, "9-4b": institute, "9-4c": library,
        "9-6": whole, "9-8": whole, "10-2": whole, "10-3": whole, "11-1": bureau,
    }  # fmt: skip
    nearly = {
        "8-2a": other_office, "8-2b": other_office, "8-2c": poor, "8-3a": poor, "8-3b": poor,
        "9-1": poor, "9-2a1": other_office, "9-2a2": other_park, "9-2b": poor, "9-2c": poor,
        "9-2d": poor, "9-3b": poor, "9-3c": poor, "9-4a": college, "9-4b": library,
        "9-4c": institute, "9-6": poor, "9-8": poor, "10-2": poor, "10-3": chain, "11-1": office,
    }  # fmt: skip
    return MadeFirms(
        tuple(files),
        tuple(made),
        {f"{region}/fund/{name}": one for name, one in gets.items()},
        {f"{region}/fund/{name}": one for name, one in nearly.items()},
        (sister, whole),
    )


def declare_whole(home: Path, region: str = "361000", as_of: date = AS_OF) -> Path:
    """Say in the rulebook of a home that its lists are whole: who does not stand there has none."""
    tables = (
        "recognitions",
        "expenses",
        "credit_records",
        "awards_paid",
        "geographical_indications",
    )
    path = home / "rulebook" / region / "registers.yaml"
    path.parent.mkdir(parents=True, exist_ok=True)
    each = "".join(f"  - {{table: {table}, until: {as_of}}}\n" for table in tables)
    path.write_text(f'registers: 示例\nregion: "{region}"\neach:\n{each}', encoding="utf-8")
    return path


Row = Mapping[str, str]


def _write(path: Path, rows: Sequence[Row]) -> Path:
    with path.open("w", encoding="utf-8-sig", newline="") as stream:
        writer = csv.DictWriter(stream, list(rows[0]))
        writer.writeheader()
        writer.writerows(rows)
    return path


def _named(party: MadeParty) -> dict[str, str]:
    return {"单位名称": party.name, "统一社会信用代码": party.credit_code}


def _registry(parties: Sequence[MadeParty], province: str, place: str) -> list[Row]:
    return [
        {
            "企业名称": one.name,
            "统一社会信用代码": one.credit_code,
            "注册日期": "2015-03-02",
            "企业类型": "有限责任公司" if one.credit_code.startswith("91") else "事业单位",
            "法人代表": "",
            "注册资金": "500万元",
            "经营范围": "示例",
            "所在省份": province,
            "地区": place,
            "注册地址": one.address,
            "登记状态": "存续",
        }
        for one in parties
    ]


def _patents(
    wanted: Sequence[tuple[MadeParty, int, int]], year: int
) -> tuple[list[Row], list[Row]]:
    """(Granted patents in force: the party, 1 for inventions and 2 for utility models, how many; their events)."""
    patents, events = [], []
    for party, kind, count in wanted:
        for _ in range(count):
            serial = len(patents) + 1
            number = application_number(year - 4, kind, serial)
            letter, told = ("B", year - 1) if kind == 1 else ("U", year - 3)
            row = dict.fromkeys(PATENT_HEADINGS, "")
            patents.append(
                row
                | {
                    "公开（公告）号": f"CN{kind}{60_000_000 + serial:08d}{letter}",
                    "公开（公告）日": f"{told}-06-10",
                    "申请号": number,
                    "申请日": f"{year - 4}-03-0{1 + serial % 8}",
                    "名称": f"一种示例装置{serial}",
                    "主分类号": "A61K31/00",
                    "申请人": party.name,
                    "地址": party.address,
                }
            )
            events.append(
                {
                    "申请号": number,
                    "事务代码": "GR01",
                    "公告日": f"{told}-06-10",
                    "事务内容": "授权",
                }
            )
    return patents, events


def _marks(parties: Sequence[MadeParty], year: int) -> list[Row]:
    return [
        {
            "申请/注册号": str(90_000_000 + number),
            "国际分类": "5",
            "商标名称": f"示例{number}牌",
            "申请人名称(中文)": one.name,
            "申请人地址(中文)": one.address,
            "注册公告日期": f"{year - 3}-05-07",
            "专用权期限": f"{year - 3}-05-07至{year + 7}-05-06",
        }
        for number, one in enumerate(parties, 1)
    ]


def _indications(area: str, holder: MadeParty, year: int) -> list[Row]:
    return [
        {
            "名称": f"{product}",
            "保护类型": "地理标志产品",
            "产品类别": "水果",
            "公告号": f"{told}年第1号",
            "公告日": f"{told}-02-18",
            "产地范围": area,
            "管理机构": holder.name,
        }
        for product, told in (
            (f"{holder.name[:2]}蜜桔", year),
            (f"{holder.name[:2]}白莲", year - 9),
        )
    ]


def _recognised(party: MadeParty, day: str, *told: tuple[str, str, str]) -> list[Row]:
    """Rows of (title, level, what: a product or the number of a patent)."""
    return [
        {
            **_named(party),
            "认定名称": title,
            "级别": level,
            "专利号": about if about.isalnum() and about.isascii() else "",
            "认定对象": "" if about.isalnum() and about.isascii() else about,
            "认定日期": day,
            "所在地区": party.address,
        }
        for title, level, about in told
    ]


def _expense(party: MadeParty, kind: str, yuan: int, day: str, result: str = "") -> Row:
    paid = {"费用类别": kind, "金额（元）": str(yuan), "支付日期": day}
    voucher = f"{party.credit_code[-6:]}{day}"
    return {**_named(party), **paid, "发票号码": voucher, "案件结果": result}


def _award(party: MadeParty, measure: str, item: str, about: str, yuan: int, year: int) -> Row:
    what = {"措施编号": measure, "兑付项目": item, "兑付对象": about, "兑付金额（元）": str(yuan)}
    return {**_named(party), **what, "兑付年度": str(year), "兑付日期": f"{year}-11-30"}


def _control(party: MadeParty, controller: str, year: int) -> Row:
    held = {"实际控制人": controller, "持股比例": "60%", "起始日期": f"{year - 8}-01-01"}
    return {**_named(party), **held, "电子邮箱": "shili@example.com"}
