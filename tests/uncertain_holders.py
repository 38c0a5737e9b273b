"""A home where twelve holders each differ from a firm by one character of the trade name."""

from __future__ import annotations

import csv
from pathlib import Path

from small_city import HEADINGS, INSTANCE, application_number, patent_rows
from zhishu.flows.import_file import import_file
from zhishu.flows.link_holders import link_holders

FIRMS = "鑫源 恒达 瑞丰 博远 嘉禾 泰安 正和 宏图 锦程 永兴 旭日 安康".split()
SLIPS = "鑫园 恒大 瑞峰 博源 加禾 太安 正合 弘图 锦成 永欣 续日 安糠".split()

MARKS = """注册号,类别,商标名称,类似群组,申请日期,注册公告日,专用期(起始日期),专用期(到期日期),是否有效,企业名称
2001,9,鑫源,0901,2019-01-02,2020-01-07,2020-01-07,2030-01-06,是,云澜旧业电子有限公司
2002,30,鑫园山庄老字号茶叶铺子,3002,2019-01-02,2020-01-07,2020-01-07,2030-01-06,是,云澜恒达电子有限公司
"""


def build_uncertain_home(folder: Path) -> Path:
    """Import the firms and patents, and link them; every holder waits for an officer."""
    lines = ["企业名称,统一社会信用代码,登记状态"]
    lines += [f"云澜{one}电子有限公司,N/A,存续" for one in FIRMS]
    lines.append("云澜旧业电子有限公司,N/A,注销")
    (folder / "登记.csv").write_text("\n".join(lines), encoding="utf-8")
    rows = []
    for index, slip in enumerate(SLIPS):
        # The first has the most rights, so that the order is known.
        for copy in range(len(SLIPS) - index):
            row = patent_rows()[0]
            number = application_number(2020, 1, 1000 + 50 * index + copy)
            row["公开（公告）号"] = f"CN1{30_000_000 + 50 * index + copy}A"
            row["申请号"] = f"{number[:-1]}.{number[-1]}"
            rows.append({**row, "申请人": f"云澜{slip}电子有限公司"})
    with (folder / "题录.csv").open("w", encoding="utf-8", newline="") as stream:
        writer = csv.DictWriter(stream, HEADINGS)
        writer.writeheader()
        writer.writerows(rows)
    home = folder / "home"
    (folder / "商标.csv").write_text(MARKS, encoding="utf-8")
    for name in ("登记.csv", "题录.csv", "商标.csv"):
        import_file(home, folder / name, synthetic=True)
    (home / "instance.yaml").write_text(INSTANCE, encoding="utf-8")
    for name in ("uploads", "static"):
        (home / name).mkdir(exist_ok=True)
    report = link_holders(home)
    assert report.uncertain == len(SLIPS)
    return home
