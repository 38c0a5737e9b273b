"""How much memory and time the reading of one foreign file may take, by its size and kind."""

from __future__ import annotations

import re
from dataclasses import dataclass

from zhishu.base.errors import ZhishuError
from zhishu.settings import READER_MEMORY, READER_SECONDS, Setting

# Codes of errors that are about the reading and not about what a file is.
READER_FAULTS = frozenset({"too_large", "took_too_long", "reader_died"})

_UNITS = {"": 1, "K": 1 << 10, "M": 1 << 20, "G": 1 << 30, "T": 1 << 40}
# Address space, libraries included (some 320 MB of it are theirs). Text is read in pieces, a workbook
# or a page at once: a workbook takes some 12 to 60 bytes for each of its packed bytes, a page 40.
# Recognising needs its models and one picture unpacked, whatever the size of the file.
_ROOM = {
    "text": 1 << 30,
    "workbook": 1 << 30,
    "records": 2 << 30,
    "page": 1 << 30,
    "scan": 2 << 30,
    "answer": 1 << 30,
    "picture": 2 << 30,
    "picture_names": 1 << 30,
}
_ROOM_PER_BYTE = {"workbook": 64, "page": 64, "scan": 8, "answer": 64}
# Processor seconds of one page: some five on a quiet machine.
_SECONDS_PER_SCAN = 20
_SIZE_PER_ALLOWANCE = 100 << 20
# A package of records inflates some twenty times.
_RECORDS_PER_ALLOWANCE = 10 << 20
# On a busy machine work takes longer than its processor time; what takes much longer hangs.
_PATIENCE = 2


@dataclass(frozen=True)
class Limits:
    """Bytes of address space, seconds of processor time, seconds that the parent waits in all."""

    memory: int
    seconds: int
    wait: float


def limits_for(size: int, kind: str, scans: int = 0) -> Limits:
    """The limits of a file; kind: that of Door.read; scan: with that many pages to recognise."""
    most = _memory(READER_MEMORY)
    memory = min(most, _ROOM[kind] + _ROOM_PER_BYTE.get(kind, 0) * size)
    allowance = _RECORDS_PER_ALLOWANCE if kind == "records" else _SIZE_PER_ALLOWANCE
    seconds = _seconds(READER_SECONDS) * (1 + size / allowance)
    seconds += _SECONDS_PER_SCAN * scans
    return Limits(memory, max(1, round(seconds)), _PATIENCE * seconds)


def _memory(setting: Setting) -> int:
    told = re.fullmatch(r"(\d{1,15})\s*([KMGT]?)I?B?", setting.value().strip().upper())
    if not told:
        raise _bad(setting, "应为大小，如4GB")
    return int(told[1]) * _UNITS[told[2]]


def _seconds(setting: Setting) -> float:
    told = setting.value().strip()
    if not re.fullmatch(r"\d{1,6}(?:\.\d{1,3})?", told) or not float(told):
        raise _bad(setting, "应为秒数，如30")
    return float(told)


def _bad(setting: Setting, what: str) -> ZhishuError:
    return ZhishuError(
        f"设置{setting.name}写错了：{what}",
        where=setting.value()[:40],
        next_step=f"改正这个环境变量，或不设（默认{setting.default}）",
        code="bad_setting",
    )
