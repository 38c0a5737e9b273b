"""The one door for foreign bytes: they are read by a child with bounds and no network, and come in as values.

`with Door() as door`: one helper process for as many files as wanted, a child of its own for each (see
behind_door.py). A child that dies, hangs, runs out of memory or says nonsense is one InvalidFileError.
Used by one thread at a time.
"""

from __future__ import annotations

import contextlib
import json
import logging
import os
import signal
import socket
import subprocess
import sys
import tempfile
from collections.abc import Sequence
from functools import partial
from pathlib import Path
from types import TracebackType
from typing import Any, BinaryIO, Self, cast

from zhishu.base.errors import ZhishuError
from zhishu.base.plain_file import open_plain
from zhishu.importers.door_session import Session
from zhishu.importers.door_words import LONGEST_TEXT, are_texts, as_progress, reader_died
from zhishu.importers.foreign_table import ForeignTable
from zhishu.importers.limits import limits_for
from zhishu.importers.policy_rows import PolicyRows, rows_from_json
from zhishu.importers.reading.recognition import MAX_PAGES
from zhishu.importers.records.opening import RecordsOpening
from zhishu.importers.seen_picture import SeenPicture, picture_from_json
from zhishu.importers.tabular import Progress
from zhishu.importers.wire import GoneError
from zhishu.importers.workbook import OLE, ZIP

logger = logging.getLogger(__name__)
_START_SECONDS = 60
_TRIES = 2
_LARGEST_MESSAGE = 1 << 16
# What of the environment a reader needs to start; nothing else of it is its business.
_ENVIRONMENT = ("PATH", "PYTHONPATH", "LD_LIBRARY_PATH", "LANG", "LC_ALL", "HOME")
# One heap and Arrow on it, so that the bound on address space is one on memory.
_HEAP = {"ARROW_DEFAULT_MEMORY_POOL": "system", "MALLOC_ARENA_MAX": "1", "OMP_NUM_THREADS": "1"}


class Door:
    """Reads foreign files behind the door; reader: the module that runs there.

    has_network: whether this system made the reader keep its network; known once a file was read.
    has_models: whether its helper has loaded those of the recogniser, which take much memory.
    """

    has_network = False
    has_models = False

    def __init__(self, reader: str = "zhishu.importers.behind_door") -> None:
        self._reader = reader
        self._process: subprocess.Popen[bytes] | None = None
        self._control: socket.socket | None = None
        self._ends: dict[int, int] = {}
        self._is_ready = False

    def __enter__(self) -> Self:
        self._start()  # it gets ready while the caller does
        return self

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        trace: TracebackType | None,
    ) -> None:
        self.close()

    @property
    def process_id(self) -> int:
        """The helper, under which the children are."""
        assert self._process is not None
        return self._process.pid

    def close(self) -> None:
        """End the helper and whatever it reads."""
        if self._control is not None:
            self._control.close()
        if self._process is not None:
            self._process.kill()
            self._process.wait()
            assert self._process.stderr is not None
            self._process.stderr.close()
        self._process = self._control = None
        self._is_ready = False

    def table(self, path: Path, progress: Progress | None = None, sheet: str = "") -> ForeignTable:
        """The table in a file, told by its first bytes; InvalidFileError for none.

        sheet: of a workbook, the one to read; "" for the first that holds a table.
        """
        with open_plain(path) as file:
            head = file.read(4)
        kind = "workbook" if head in (ZIP, OLE) else "text"
        return ForeignTable(partial(self._begin, path, kind, sheet=sheet), progress)

    def records(self, path: Path) -> RecordsOpening | None:
        """What records of patents a file has; None for a table, a page or an office document."""
        with open_plain(path) as file, self.read(file, "records") as session:
            told = session.next()
        match told:
            case {"records": None}:
                return None
            case {
                "records": {
                    "format": str() as name,
                    "parts": list() as parts,
                    "encoding": str() as encoding,
                }
            } if are_texts(parts):
                return RecordsOpening(name, tuple(parts), encoding)
        raise reader_died("说的话无法理解")

    def record_table(self, path: Path, part: str, progress: Progress | None = None) -> ForeignTable:
        """One part of the records in a file as a table."""
        return ForeignTable(partial(self._begin, path, "records", part=part), progress)

    def page_rows(
        self, path: Path, name: str, sha256: str, progress: Progress | None = None
    ) -> PolicyRows:
        """The rows of a policy page; name and digest are what the rows say they are from.

        progress: told how many of the pages that have to be recognised are.
        """
        told = self._page(path, progress, rows=True, name=name, sha256=sha256)
        try:
            return rows_from_json(told)
        except ValueError:
            raise reader_died("说的话无法理解") from None

    def page(self, path: Path, *, evidence: bool = False) -> dict[str, Any]:
        """Encoding, recognition, documents and losses of a policy page, as `zhishu policy read` prints them."""
        told = self._page(path, rows=False, evidence=evidence)
        if set(told) != {"encoding", "recognition", "documents", "losses"}:
            raise reader_died("说的话无法理解")
        return told

    def page_text(self, path: Path) -> str:
        """The decoded text of a policy file: what the places of its clauses refer to."""
        told = self._page(path, text=True).get("text")
        if not isinstance(told, str):
            raise reader_died("说的话无法理解")
        return told

    def answer(
        self, document: dict[str, Any], clauses: Sequence[int], answer: bytes
    ) -> dict[str, Any]:
        """What of a model's answer about clauses (by index) of a document stands in it (see proposals/reply.py)."""
        asked = json.dumps({"document": document, "clauses": list(clauses)}).encode()
        with tempfile.TemporaryFile() as file:
            file.write(asked + b"\n" + answer)
            file.seek(0)
            with self.read(cast(BinaryIO, file), "answer") as session:
                told = session.next()
        checked = told.get("answer") if isinstance(told, dict) else None
        if not (isinstance(checked, dict) and _is_checked_answer(checked)):
            raise reader_died("说的话无法理解")
        return checked

    def picture(
        self, path: Path, member: int | None = None, *, sought: bool = False
    ) -> SeenPicture:
        """What is kept of a picture of a mark or design; member: its place in a ZIP (see picture_names).

        sought: the views to search with instead. InvalidFileError where it is no picture; needs the extra.
        """
        with (
            open_plain(path) as file,
            self.read(file, "picture", member=member, sought=sought) as session,
        ):
            told = session.next()
        try:
            return picture_from_json(told.get("picture") if isinstance(told, dict) else None)
        except ValueError:
            raise reader_died("说的话无法理解") from None

    def picture_names(self, path: Path) -> list[tuple[int, str]]:
        """(place, file name) of every file in a ZIP of pictures; InvalidFileError where it is none."""
        with open_plain(path) as file, self.read(file, "picture_names") as session:
            told = session.next()
        names = told.get("names") if isinstance(told, dict) else None
        match names:
            case [*found] if all(
                isinstance(one, list)
                and len(one) == 2
                and isinstance(one[0], int)
                and isinstance(one[1], str)
                for one in found
            ):
                return [(place, name) for place, name in found]
        raise reader_died("说的话无法理解")

    def _page(
        self,
        path: Path,
        progress: Progress | None = None,
        *,
        text: bool = False,
        rows: bool = False,
        **options: Any,
    ) -> dict[str, Any]:
        asked = {"text": text, "rows": rows, **options}
        with open_plain(path) as file, self.read(file, "page", **asked) as session:
            told = session.next()
        scans = told.get("scans") if isinstance(told, dict) else None
        if scans is not None:
            # Pages that are pictures: read anew by a child that may take more for it.
            if not (isinstance(scans, int) and 0 < scans <= MAX_PAGES):
                raise reader_died("说的话无法理解")
            with (
                open_plain(path) as file,
                self.read(file, "scan", scans=scans, **asked) as session,
            ):
                told = session.next()
                while isinstance(told, dict) and "progress" in told:
                    done, total = as_progress(told["progress"])
                    if progress:
                        progress(done, total)
                    told = session.next()
        page = told.get("page") if isinstance(told, dict) else None
        if not isinstance(page, dict):
            raise reader_died("说的话无法理解")
        return page

    def _begin(self, path: Path, kind: str, **options: Any) -> Session:
        with open_plain(path) as file:
            return self.read(file, kind, **options)

    def read(self, file: BinaryIO, kind: str, **options: Any) -> Session:
        """Have a child read an open file.

        kind: text, workbook, records (of them a `part`), page, scan (with `scans`, its pages), answer,
        picture (with `member` and `sought`), picture_names.
        """
        size = os.fstat(file.fileno()).st_size
        limits = limits_for(size, kind, options.get("scans", 0))
        request = {
            "kind": kind,
            "memory": limits.memory,
            "seconds": limits.seconds,
            **options,
        }
        message = json.dumps(request).encode()
        # The helper itself reads nothing foreign: one that is gone is no fault of the file, and a new
        # one is asked. It may have been killed so lately that it still seems to live.
        for _ in range(_TRIES):
            ours, theirs = socket.socketpair()
            with theirs:
                control = self._open()
                try:
                    socket.send_fds(control, [message], [file.fileno(), theirs.fileno()])
                    pid = self._hear("begun")
                except (OSError, GoneError):
                    ours.close()
                    self.close()
                else:
                    # Numbers of processes come round: how an earlier one of this number ended is not asked any more.
                    self._ends.pop(pid, None)
                    self.has_models = self.has_models or kind == "scan"
                    return Session(ours, limits, partial(self._how_it_ended, pid))
        raise reader_died("没有启动起来")

    def _open(self) -> socket.socket:
        """The line to the helper, which is ready; a new helper where the last one died."""
        if self._process is None or self._process.poll() is not None:
            self._start()
        assert self._control is not None
        if not self._is_ready:
            try:
                told = self._control.recv(_LARGEST_MESSAGE)
                self.has_network = bool(json.loads(told)["network"])
            except (OSError, ValueError, KeyError):
                complaint = self._complaint()
                self.close()
                raise ZhishuError(
                    "读取外来文件的进程没有启动起来",
                    where=complaint[-LONGEST_TEXT:],
                    next_step="检查内存和进程数的限制，然后重试",
                    code="reader_died",
                ) from None
            self._is_ready = True
            if self.has_network:
                logger.warning("这台机器不允许子进程断开网络：外来文件仍在有限额的子进程里读")
        return self._control

    def _start(self) -> None:
        self.close()
        ours, theirs = socket.socketpair(socket.AF_UNIX, socket.SOCK_SEQPACKET)
        ours.settimeout(_START_SECONDS)
        environment = {name: os.environ[name] for name in _ENVIRONMENT if name in os.environ}
        with theirs:
            self._process = subprocess.Popen(
                # -P: the folder one stands in may hold anything and is no place to import from.
                [sys.executable, "-P", "-m", self._reader, str(theirs.fileno())],
                pass_fds=[theirs.fileno()],
                stdin=subprocess.DEVNULL,
                stdout=subprocess.DEVNULL,
                stderr=subprocess.PIPE,
                env={**environment, **_HEAP},
            )
        assert self._process.stderr is not None
        os.set_blocking(self._process.stderr.fileno(), False)
        self._control = ours

    def _hear(self, what: str) -> int:
        """The next message of that kind from the helper; how children ended is kept meanwhile."""
        assert self._control is not None
        while message := self._control.recv(_LARGEST_MESSAGE):
            told = json.loads(message)
            if "ended" in told:
                self._ends[told["ended"]] = told["status"]
            if what in told:
                return int(told[what])
        raise GoneError

    def _how_it_ended(self, pid: int) -> tuple[int, str]:
        """(exit code, or minus the signal; what it complained of)."""
        with contextlib.suppress(OSError, GoneError):
            while pid not in self._ends:
                self._hear("ended")
        return self._ends.pop(pid, -signal.SIGKILL), self._complaint()

    def _complaint(self) -> str:
        """What readers wrote to stderr since it was last asked."""
        if self._process is None or self._process.stderr is None:
            return ""
        return (self._process.stderr.read() or b"").decode("utf-8", "replace").strip()


def _is_checked_answer(told: dict[str, Any]) -> bool:
    lists = (told.get("accepted"), told.get("refused"))
    return (
        set(told) == {"accepted", "refused", "duplicates", "fault"}
        and all(isinstance(one, list) and all(isinstance(x, dict) for x in one) for one in lists)
        and isinstance(told["duplicates"], int)
        and isinstance(told["fault"], str | None)
    )
