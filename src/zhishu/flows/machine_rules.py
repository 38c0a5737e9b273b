"""What a fact about this machine means: good, worth attention, or missing. Pure; the facts are handed in.

The limits are those of one machine that serves one office; none is a figure of policy.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from typing import Literal

State = Literal["good", "attention", "missing"]

GIGABYTE = 10**9
NEWEST_PYTHON_TRIED = (3, 13)
OLDEST_SQLITE = (3, 31)
# The program is not older than this: a clock that says less is wrong.
PROGRAM_DAY = date(2026, 1, 1)
LATEST_DAY = date(2046, 1, 1)
NETWORK_FILE_SYSTEMS = frozenset(
    "nfs nfs4 cifs smb3 smbfs afs ceph glusterfs fuse.sshfs fuse.glusterfs fuse.s3fs 9p ncpfs".split()
)
# The State Council publishes the next year's holidays in autumn.
HOLIDAYS_DUE = 12


@dataclass(frozen=True)
class Verdict:
    """How it stands, in words, and what to do about it (empty when nothing)."""

    state: State
    said: str
    next_step: str = ""


def good(said: str) -> Verdict:
    """Nothing to do."""
    return Verdict("good", said)


def attention(said: str, next_step: str = "") -> Verdict:
    """It works, with a price."""
    return Verdict("attention", said, next_step)


def missing(said: str, next_step: str = "") -> Verdict:
    """It does not work."""
    return Verdict("missing", said, next_step)


def judge_python(version: tuple[int, int, int]) -> Verdict:
    """3.11 or newer; versions newer than those tried are told."""
    said = ".".join(map(str, version))
    if version < (3, 11):
        return missing(said, "安装Python 3.11或更高版本，或用ZHISHU_PYTHON指明")
    if version[:2] > NEWEST_PYTHON_TRIED:
        return attention(f"{said}，没有在这个版本上试过", "出错时改用Python 3.11至3.13")
    return good(said)


def judge_packages(wrong: Mapping[str, tuple[str, str | None]] | None) -> Verdict:
    """wrong: packages whose installed version is not the lock's, as (locked, installed); None: no lock."""
    if wrong is None:
        return attention("没有找到锁定文件，无法核对", "从源码文件夹用./zhishu运行")
    if not wrong:
        return good("与锁定的版本一致")
    told = [
        f"{name}应为{locked}，" + (f"是{found}" if found else "没有装")
        for name, (locked, found) in sorted(wrong.items())
    ]
    more = f"等{len(told)}个" if len(told) > 3 else ""
    return missing("；".join(told[:3]) + more, "删除.venv后再运行./zhishu")


def judge_recogniser(wrong: Mapping[str, tuple[str, str | None]] | None, command: str) -> Verdict:
    """wrong: packages of the extra that are not the lock's; None: it is not installed. command: what installs it."""
    if wrong is None:
        return missing("没有装", f"{command}（装在环境里约占300MB）")
    return attention(f"{len(wrong)}个依赖与锁定的版本不同", command) if wrong else good("有")


def judge_disk(free: int) -> Verdict:
    """Bytes free where the home is."""
    said = f"剩余{free / GIGABYTE:.1f}GB"
    if free < GIGABYTE:
        return missing(said, "腾出空间，或用--home换一个位置")
    if free < 5 * GIGABYTE:
        return attention(said, "留出5GB以上；运行zhishu warehouse gc可清理旧快照")
    return good(said)


def judge_memory(total: int) -> Verdict:
    """Bytes this process may use: of the machine, or of its control group."""
    said = f"{total / GIGABYTE:.1f}GB"
    if total < GIGABYTE:
        return missing(said, "至少1GB，建议4GB以上")
    if total < 3 * GIGABYTE:
        return attention(said, "建议4GB以上；或把ZHISHU_MEMORY_LIMIT设小")
    return good(said)


def judge_cores(cores: int) -> Verdict:
    """Processor cores this process may use."""
    return good(f"{cores}个") if cores > 1 else attention("1个", "建议2个以上")


@dataclass(frozen=True)
class HomeFacts:
    """What was tried in the home folder; error: what the system said when it failed."""

    exists: bool
    writable: bool
    synced: bool
    locked: bool
    error: str = ""


def judge_home(facts: HomeFacts) -> Verdict:
    """Files are written, synced, renamed and locked there."""
    if not facts.writable:
        return missing(f"不能写（{facts.error}）", "改文件夹的所有者或权限，或用--home换一个位置")
    if not facts.synced:
        return missing(f"不能落盘（fsync：{facts.error}）", "换一个支持fsync的文件系统")
    if not facts.locked:
        return missing(f"不能加锁（flock：{facts.error}）", "换一个支持文件锁的文件系统")
    return good("可写、可落盘、可加锁" if facts.exists else "还没有，可以建立")


def judge_file_system(kind: str) -> Verdict:
    """The kind of file system that holds the home."""
    if kind in NETWORK_FILE_SYSTEMS:
        return attention(f"{kind}，网络文件系统", "把数据文件夹放在本机的硬盘上")
    if kind in {"tmpfs", "ramfs"}:
        return attention(f"{kind}，在内存里", "重启后全部丢失，换到硬盘上")
    return good(kind or "未知")


def judge_encoding(encodings: Sequence[str]) -> Verdict:
    """Encodings of file names and of the terminal."""
    other = [one for one in encodings if one.lower().replace("-", "") != "utf8"]
    if other:
        return attention(f"不是UTF-8：{'、'.join(other)}", "设置环境变量LANG=C.UTF-8")
    return good("UTF-8")


def judge_time_zone(offset_hours: float | None) -> Verdict:
    """offset_hours: what Asia/Shanghai is ahead of UTC by the system's table; None: no table."""
    if offset_hours is None:
        return missing("没有时区表", "apt-get install tzdata")
    if offset_hours != 8:
        return missing(f"Asia/Shanghai比UTC快{offset_hours:g}小时，应为8", "更新tzdata")
    return good("Asia/Shanghai")


def judge_clock(now: datetime, published_at: datetime | None) -> Verdict:
    """The clock is not before what was already published, nor in another decade."""
    said = now.strftime("%Y-%m-%d %H:%M")
    if not PROGRAM_DAY <= now.date() < LATEST_DAY:
        return missing(f"{said}，不可能", "校准时钟（timedatectl set-ntp true）")
    if published_at is not None and now < published_at:
        return missing(
            f"{said}，早于最新快照的{published_at.astimezone(now.tzinfo):%Y-%m-%d %H:%M}",
            "校准时钟（timedatectl set-ntp true）",
        )
    return good(said)


def judge_holidays(years: Sequence[int], today: date) -> Verdict:
    """Working days are right only in years whose holidays are known."""
    step = "更新知枢，或在数据文件夹的rulebook/national/holidays.yaml里补上"
    if not years:
        return missing("没有节假日表", step)
    last = max(years)
    if today.year > last:
        return missing(f"只到{last}年，今年的没有", step)
    if today.year == last and today.month >= HOLIDAYS_DUE:
        return attention(f"只到{last}年，明年的没有", step)
    return good(f"到{last}年")


def judge_rulebook(error: str) -> Verdict:
    """error: what the strict loader said of the shipped rulebook with the home's own over it."""
    return missing(error, "按提示改正规则文件") if error else good("能读")


def judge_sm3(digest: str | None) -> Verdict:
    """The digest of `abc`, as GB/T 32905-2016 prints it in example 1; None: not offered."""
    if digest is None:
        return attention("这个Python没有SM3", "换用由OpenSSL 1.1.1以上编译的Python")
    if digest != "66c7f0f462eeedd9d1f2d46bdc10e4e24167c4875cf2f7a2297da02b8f4ba8e0":
        return missing("SM3算得不对", "换一个Python")
    return good("能算")


def judge_sqlite(version: tuple[int, ...], journal: str) -> Verdict:
    """journal: the journal mode that a new database in the home really got."""
    said = ".".join(map(str, version))
    if version < OLDEST_SQLITE:
        return missing(f"{said}太旧", "换用带SQLite 3.31以上的Python")
    if journal != "wal":
        return missing(
            f"{said}，不能用WAL（得到{journal or '错误'}）", "把数据文件夹放在本机的硬盘上"
        )
    return good(f"{said}，WAL可用")


def judge_network_namespace(error: str) -> Verdict:
    """error: why a child could not leave the network; empty when it could."""
    if error:
        return attention(
            f"不能（{error}）", "允许用户命名空间：sysctl kernel.unprivileged_userns_clone=1"
        )
    return good("可以")


def judge_limits(refused: Sequence[str]) -> Verdict:
    """Names of the limits that a child could not set for itself."""
    if refused:
        return missing(f"不能设：{'、'.join(refused)}", "在Linux上运行，检查容器的限制")
    return good("可以")


def judge_programs(found: Mapping[str, str | None], package: str) -> Verdict:
    """Programs by name and path; the Debian package that brings them."""
    absent = [name for name, path in found.items() if not path]
    if absent:
        return missing(f"没有{'、'.join(absent)}", f"apt-get install {package}")
    return good("有")


def judge_fonts(families: Sequence[str] | None) -> Verdict:
    """Families that print Chinese; None: fontconfig is not there to ask."""
    if not families:
        return missing("没有中文字体", "apt-get install fontconfig fonts-noto-cjk")
    return good(families[0])


@dataclass(frozen=True)
class ModelFacts:
    """How the language model stands. name: empty when it is off; error: why it cannot be used."""

    name: str = ""
    endpoint: str = ""
    error: str = ""
    next_step: str = ""


def judge_model(facts: ModelFacts) -> Verdict:
    """Off is as it should be; one that was set and does not answer is worth attention."""
    if facts.error:
        return attention(facts.error, facts.next_step)
    return good(f"{facts.name}，{facts.endpoint}" if facts.name else "没有打开，什么也不外发")


def judge_port(port: int, error: str) -> Verdict:
    """error: why 127.0.0.1 does not give this port; empty when it does."""
    if error:
        return attention(f"{port}不能用（{error}）", "门户若已在运行则正常；否则用--port换一个")
    return good(f"{port}空着")


@dataclass(frozen=True)
class StoreFacts:
    """How a store of the home stands. present: there is one; deep: every byte was compared with its hash.

    damage: what is wrong, in words. behind: what it does not hold yet, in words.
    """

    present: bool
    said: str = ""
    damage: str = ""
    behind: str = ""
    next_step: str = ""
    deep: bool = False


def judge_store(facts: StoreFacts) -> Verdict:
    """None yet is no fault of a machine; damage is an outage of that store."""
    if facts.damage:
        return missing(facts.damage, facts.next_step)
    if not facts.present:
        return attention("还没有", facts.next_step)
    if facts.behind:
        return attention(facts.behind, facts.next_step)
    return good(facts.said + ("，逐个文件核对过" if facts.deep else ""))
