"""Build the demo city in a home: make its files, import each by the real importers, index, mark as done."""

from __future__ import annotations

import shutil
import time
from collections.abc import Callable
from dataclasses import dataclass, field
from pathlib import Path

from zhishu.base.errors import ZhishuError
from zhishu.demo.city import TODAY
from zhishu.demo.files import PATENTS, SEED, VERSION, make_demo
from zhishu.demo.pictures import add_pictures
from zhishu.flows.import_file import ImportReport, import_file
from zhishu.flows.link_holders import link_holders
from zhishu.flows.open_warehouse import open_warehouse
from zhishu.flows.rebuild_index import rebuild_index
from zhishu.importers.door import Door
from zhishu.rules.loading import load_file

_INSTANCE = """# 演示站，由 zhishu demo 写成。
name: 云澜市知识产权公共服务平台
organiser: 云澜市市场监督管理局（知识产权局）
region: "990100"
demo: true
as_of: "{today}"
seed: {seed}
patents: {patents}
version: {version}
"""


@dataclass(frozen=True)
class BuildReport:
    """What was built: the reports of the imports (none when it stood already) and the seconds taken."""

    home: Path
    built: bool
    seconds: float
    imports: list[ImportReport] = field(default_factory=list)


def build_demo(
    home: Path,
    *,
    seed: int = SEED,
    patents: int = PATENTS,
    rebuild: bool = False,
    say: Callable[[str], None] = lambda message: None,
) -> BuildReport:
    """Build the demo city, or leave it when the same one stands; a build that was stopped goes on.

    Raises ZhishuError for a home with real data: made-up and real facts never share one.
    """
    started = time.monotonic()
    _refuse_real(home)
    if rebuild:
        _clear(home)
    if _is_built(home, seed, patents):
        return BuildReport(home, False, time.monotonic() - started)
    say("正在制作演示市的文件……")
    files = make_demo(home / "demo-files", seed=seed, patents=patents)
    reports = []
    with Door() as door:
        for path in files.all():
            report = import_file(home, path, synthetic=True, door=door)
            reports.append(report)
            say(
                f"已导入{path.name}：{report.rows:,}行，接受{report.accepted:,}，搁置{report.set_aside:,}"
            )
        pictures = add_pictures(home, home / "demo-files" / "图样", seed, door)
    if pictures is not None:
        say(f"已画图样{pictures.indexed + pictures.unchanged:,}幅，可以以图搜图")
    links = link_holders(home)
    say(f"已关联权利人：{links.linked:,}个对上登记的主体，{links.uncertain:,}个待核定")
    index = rebuild_index(home)
    say(f"已建索引：政策{index.policies:,}件，专利{index.patents:,}件")
    text = _INSTANCE.format(today=TODAY.isoformat(), seed=seed, patents=patents, version=VERSION)
    # Written last: its presence says that the build came to its end.
    (home / "instance.yaml").write_text(text, encoding="utf-8")
    return BuildReport(home, True, time.monotonic() - started, reports)


def _refuse_real(home: Path) -> None:
    instance = home / "instance.yaml"
    is_real = instance.is_file() and load_file(instance).get("demo") is not True
    if not is_real and home.is_dir():
        warehouse = open_warehouse(home)
        is_real = (
            bool(warehouse.query("SELECT count(*) FROM imports WHERE NOT synthetic").value())
            and not instance.is_file()
        )
    if is_real:
        raise ZhishuError(
            "这个文件夹里有真实数据，不能建演示市",
            where=str(home),
            next_step="用--home另指一个文件夹",
        )


def _is_built(home: Path, seed: int, patents: int) -> bool:
    path = home / "instance.yaml"
    if not path.is_file():
        return False
    found = load_file(path)
    return (found.get("seed"), found.get("patents"), found.get("version")) == (
        seed,
        patents,
        VERSION,
    )


def _clear(home: Path) -> None:
    """Remove what a build makes; accounts and keys stay."""
    (home / "instance.yaml").unlink(missing_ok=True)
    for name in ("warehouse", "index", "demo-files"):
        shutil.rmtree(home / name, ignore_errors=True)
