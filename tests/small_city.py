"""A very small city of our own making: files in real formats, few enough to count by hand."""

from __future__ import annotations

import csv
from pathlib import Path

from zhishu.base.identifiers import ApplicationNumber

INSTANCE = """name: 云澜市知识产权公共服务平台
organiser: 云澜市市场监督管理局（知识产权局）
region: "990100"
demo: true
as_of: "2026-10-31"
"""

HEADINGS = [
    "公开（公告）号", "公开（公告）日", "申请号", "申请日", "名称", "主分类号", "分类号", "申请人",
    "发明人", "代理人", "代理机构", "地址", "国省代码", "优先权", "摘要",
]  # fmt: skip

COUNTIES = ["青岚区", "临溪区", "望川县", "石埠县", "南汀县", "青岚区白鹭高新区"]
PARTS = ["隔膜", "极片", "电解液", "外壳", "极耳", "集流体"]


def application_number(year: int, kind: int, serial: int) -> str:
    """A number with its right check digit."""
    body = f"{year}{kind}99{serial:05d}"
    return body + ApplicationNumber.check_digit(body)


def patent_rows() -> list[dict[str, str]]:
    """36 patents: every third only published, the rest granted; all batteries, six parts, six places."""
    rows = []
    for index in range(36):
        year = 2016 + index % 10
        kind = 1 if index % 2 == 0 else 2
        number = application_number(year, kind, index)
        granted = index % 3 != 0 or kind == 2
        letter = {1: "B" if granted else "A", 2: "U"}[kind]
        part = PARTS[index % 6]
        rows.append(
            {
                "公开（公告）号": f"CN{kind}{10_000_000 + index:08d}{letter}",
                "公开（公告）日": f"{year + 1}-0{1 + index % 9}-1{index % 9}",
                "申请号": f"{number[:-1]}.{number[-1]}",
                "申请日": f"{year}-0{1 + index % 9}-0{1 + index % 8}",
                "名称": f"一种锂离子电池{part}的第{index + 1}号改进结构",
                "主分类号": "H01M10/0525(2010.01)I",
                "分类号": "H01M10/0525(2010.01)I; H01M4/13(2010.01)I",
                "申请人": f"云澜电池{'一二三'[index % 3]}厂有限公司",
                "发明人": "林某; 赵某",
                "代理人": "何某",
                "代理机构": "云澜知衡专利代理事务所",
                "地址": f"示例省云澜市{COUNTIES[index % 6]}工业路{index + 1}号",
                "国省代码": "示例;99",
                "优先权": "",
                "摘要": f"本实用改进公开一种{part}，在{part}表面设置厚度为{index + 2}微米的涂层，提高循环寿命。",
            }
        )
    return rows


def event_rows() -> list[dict[str, str]]:
    """A grant event for each granted patent but the last six; three lapsed, one of them restored."""
    rows = []
    granted = [row for row in patent_rows() if not row["公开（公告）号"].endswith("A")]
    for row in granted[:-6]:
        rows.append(
            {
                "申请号": row["申请号"],
                "事务代码": "GR01",
                "公告日": row["公开（公告）日"],
                "事务内容": "授权",
            }
        )
    for row in granted[:3]:
        rows.append(
            {
                "申请号": row["申请号"],
                "事务代码": "CF01",
                "公告日": "2025-06-10",
                "事务内容": "未缴年费",
            }
        )
    rows.append(
        {
            "申请号": granted[0]["申请号"],
            "事务代码": "RR01",
            "公告日": "2025-12-05",
            "事务内容": "恢复",
        }
    )
    return rows


REGISTRY = """企业名称,统一社会信用代码,注册日期,企业类型,法人代表,注册资金,经营范围,所在省份,地区,注册地址
云澜电池一厂有限公司,91990102MA00000013,2015-03-02,有限责任公司,何某,500(万元人民币),锂离子电池制造,示例,云澜,示例省云澜市青岚区工业路1号
云澜电池二厂有限公司,N/A,2016-04-05,有限责任公司,N/A,N/A,电池零件,示例,云澜,示例省云澜市临溪区工业路2号
"""

POLICY = """云澜市人民政府办公室关于印发《云澜市知识产权质押融资促进办法》的通知
云政办发〔2026〕12号
各县（区）人民政府，市政府各部门：
现将《云澜市知识产权质押融资促进办法》印发给你们，请认真贯彻执行。
云澜市人民政府办公室
2026年3月18日
云澜市知识产权质押融资促进办法
第一章 总则
第一条 为促进知识产权质押融资，依据《云澜市知识产权专项资金管理办法》（云财规〔2025〕6号），制定本办法。
第二条 本办法适用于本市行政区域内的企业。
第二章 贴息
第三条 对以专利权质押取得贷款的企业，按下列办法贴息：
（一）贴息比例为实际支付利息的百分之五十；
（二）单个企业每年不超过二十万元。
第五条 本办法自2026年4月1日起施行，有效期至2031年3月31日。
"""

PAGE = """<!doctype html><html><head><meta charset="utf-8"><title>云澜市</title></head><body>
<div class="nav"><a href="/">首页</a><a href="/a">政务公开</a></div>
<table><tr><td>索 引 号：</td><td>990100/2025-00021</td><td>信息分类：</td><td>规范性文件</td></tr>
<tr><td>发布机构：</td><td>云澜市财政局</td><td>生成日期：</td><td>2025-11-10</td></tr>
<tr><td>文 号：</td><td>云财规〔2025〕6号</td><td>是否有效：</td><td>有效</td></tr></table>
<h1>云澜市知识产权专项资金管理办法</h1>
<p>第一条&nbsp;为规范知识产权专项资金的管理，制定本办法。</p>
<p>第二条&nbsp;专项资金用于专利转化和保护。</p>
<p>第三条&nbsp;专项资金实行专款专用。</p>
<p>云澜市财政局</p><p>2025年11月7日</p>
<div class="footer">版权所有：云澜市财政局</div></body></html>
"""


def write_city(folder: Path) -> list[Path]:
    """Write the files; returns them in the order of import."""
    folder.mkdir(parents=True, exist_ok=True)

    def table(name: str, rows: list[dict[str, str]]) -> Path:
        path = folder / name
        with path.open("w", encoding="utf-8-sig", newline="") as stream:
            writer = csv.DictWriter(stream, list(rows[0]))
            writer.writeheader()
            writer.writerows(rows)
        return path

    (folder / "登记.csv").write_text(REGISTRY, encoding="utf-8")
    (folder / "质押融资促进办法.txt").write_text(POLICY, encoding="utf-8")
    (folder / "专项资金管理办法.html").write_text(PAGE, encoding="utf-8")
    return [
        folder / "登记.csv",
        table("题录.csv", patent_rows()),
        table("事务.csv", event_rows()),
        folder / "质押融资促进办法.txt",
        folder / "专项资金管理办法.html",
    ]
