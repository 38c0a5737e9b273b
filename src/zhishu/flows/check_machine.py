"""What is missing on this machine and in this home, what that costs, and how to get it."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any, Literal
from zoneinfo import ZoneInfo

from zhishu.flows import machine_facts as facts
from zhishu.flows import machine_rules as rules
from zhishu.flows.machine_rules import State, Verdict
from zhishu.importers.reading.recognition import INSTALL

Use = Literal["running", "optional"]


@dataclass(frozen=True)
class Place:
    """What is looked at: a home, the port that the portal would take; deep: every stored byte is read."""

    home: Path
    port: int = 8000
    deep: bool = False


@dataclass(frozen=True)
class Check:
    """One thing that may be missing. look: the fact; judge: what it means; cost: what is lost without it.

    use: whether the platform needs it to run, or only some of its work.
    """

    name: str
    title: str
    look: Callable[[Place], Any]
    judge: Callable[[Any], Verdict]
    cost: str
    use: Use = "running"


@dataclass(frozen=True)
class Finding:
    """How one check went; cost and next_step are empty when it is good."""

    name: str
    title: str
    use: Use
    state: State
    said: str
    cost: str
    next_step: str


def _china(place: Place) -> Any:
    try:
        return facts.now().astimezone(ZoneInfo("Asia/Shanghai"))
    except KeyError:  # no table of zones: a check of its own
        return facts.now()


# The order is the one in which a person would mend things.
CHECKS: tuple[Check, ...] = (
    Check("python", "Python", lambda _: facts.python_version(), rules.judge_python,
          "程序不能运行，或行为没有试过"),
    Check("packages", "依赖", lambda _: facts.wrong_packages(), rules.judge_packages,
          "行为可能与测试过的不同"),
    Check("disk", "磁盘空间", lambda place: facts.free_bytes(place.home), rules.judge_disk,
          "导入和重建索引会中途停下"),
    Check("memory", "内存", lambda _: facts.memory_bytes(), rules.judge_memory,
          "大的导入和查询会被系统终止"),
    Check("cores", "处理器", lambda _: facts.cores(), rules.judge_cores,
          "导入时网页变慢"),
    Check("home", "数据文件夹", lambda place: facts.try_home(place.home), rules.judge_home,
          "数据不能保存，或断电时丢失"),
    Check("file_system", "文件系统", lambda place: facts.file_system(place.home),
          rules.judge_file_system, "断电或断网时可能丢数据，数据库可能损坏"),
    Check("encoding", "文字编码", lambda _: facts.encodings(), rules.judge_encoding,
          "汉字显示成乱码，中文文件名打不开"),
    Check("time_zone", "时区", lambda _: facts.china_offset(), rules.judge_time_zone,
          "日期和时间不能按北京时间算"),
    Check("clock", "时钟", lambda place: (_china(place), facts.last_published(place.home)),
          lambda fact: rules.judge_clock(*fact), "期限和记录的时间会错"),
    Check("rulebook", "规则库", lambda place: facts.rulebook_error(place.home),
          rules.judge_rulebook, "用到规则的页面和指标打不开"),
    Check("holidays", "节假日表",
          lambda place: (facts.holiday_years(place.home), _china(place).date()),
          lambda fact: rules.judge_holidays(*fact), "工作日期限算不准，只按周末顺延并注明“暂定”"),
    Check("sqlite", "SQLite",
          lambda place: (facts.sqlite_version(), facts.sqlite_journal(place.home)),
          lambda fact: rules.judge_sqlite(*fact), "门户不能用SQLite，或写入时页面互相等待"),
    Check("network_namespace", "断网读取", lambda _: facts.network_refusal(),
          rules.judge_network_namespace, "读外来文件的子进程仍有限额，但断不开网络"),
    Check("limits", "进程限额", lambda _: facts.refused_limits(), rules.judge_limits,
          "有害的文件可能耗尽这台机器"),
    Check("warehouse", "数据仓库",
          lambda place: facts.look_at_warehouse(place.home, deep=place.deep), rules.judge_store,
          "没有数据可查，或涉及的表停用"),
    Check("index", "检索索引",
          lambda place: facts.look_at_index(place.home, deep=place.deep), rules.judge_store,
          "检索不能用，或查不到新数据"),
    Check("database", "门户数据库",
          lambda place: facts.look_at_database(place.home, deep=place.deep), rules.judge_store,
          "不能登录和处理任务"),
    Check("port", "端口", lambda place: (place.port, facts.port_refusal(place.port)),
          lambda fact: rules.judge_port(*fact), "门户不能在这个端口打开"),
    Check("sm3", "国密摘要SM3", lambda _: facts.sm3_of_abc(), rules.judge_sm3,
          "要求国密摘要的单位不能改用SM3", "optional"),
    Check("recogniser", "图像识别", lambda _: facts.wrong_recogniser(),
          lambda wrong: rules.judge_recogniser(wrong, INSTALL),
          "扫描的PDF和图片读不了；其他文件不受影响", "optional"),
    Check("model", "语言模型", lambda _: facts.look_at_model(), rules.judge_model,
          "没有模型的提议；政策照常读出", "optional"),
    Check("postgresql", "PostgreSQL", lambda _: facts.postgresql_programs(),
          lambda found: rules.judge_programs(found, "postgresql"),
          "PostgreSQL上的测试和备份不能做；用SQLite不受影响", "optional"),
    Check("chromium", "浏览器", lambda _: facts.find_programs(("chromium",)),
          lambda found: rules.judge_programs(found, "chromium"),
          "浏览器测试跳过；不影响运行", "optional"),
    Check("fonts", "中文字体", lambda _: facts.chinese_fonts(), rules.judge_fonts,
          "浏览器测试的截图没有汉字；不影响运行", "optional"),
)  # fmt: skip


def check_machine(place: Place) -> Iterator[Finding]:
    """Every check in order, each told as soon as it is known."""
    for check in CHECKS:
        try:
            verdict = check.judge(check.look(place))
        except OSError as error:
            verdict = rules.attention(f"查不出（{error.strerror or error}）", "检查权限后重试")
        stands = verdict.state == "good"
        yield Finding(
            check.name,
            check.title,
            check.use,
            verdict.state,
            verdict.said,
            "" if stands else check.cost,
            verdict.next_step,
        )
