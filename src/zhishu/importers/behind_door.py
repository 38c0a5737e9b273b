"""`python -m zhishu.importers.behind_door SOCKET`: where foreign bytes are read, one process a file.

This process never touches them itself: it has no network, loads what readers need once, and for each
file that the door sends forks a child, bounds it, and tells the door how it ended. The child speaks on
a socket of its own: what it found, as values (see wire.py). It is handed open files, no paths.
"""

from __future__ import annotations

import contextlib
import gc
import hashlib
import json
import os
import select
import signal
import socket
import sys
import traceback
from collections.abc import Callable
from dataclasses import asdict
from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING, Any

from zhishu.importers.confinement import bound, die_with, has_network, shut_in

if TYPE_CHECKING:
    from zhishu.importers.reading.recognition import Picture, Recognise, RecognisedPage
    from zhishu.importers.table_file import TableFile
    from zhishu.importers.tabular import Progress

LARGEST_REQUEST = 1 << 16


def main() -> None:
    """Serve the door until it closes."""
    control = socket.socket(fileno=int(sys.argv[1]))
    os.set_blocking(2, False)  # nobody may be listening
    shut_in()
    # Only what is our own is loaded before a file is there.
    from zhishu.importers import table_file, wire  # noqa: F401

    control.send(json.dumps({"network": has_network()}).encode())
    gc.freeze()
    _Server(control).serve()


class _Server:
    def __init__(self, control: socket.socket) -> None:
        self._control = control
        self._children: dict[int, socket.socket] = {}
        self._woken, wake = socket.socketpair()
        wake.setblocking(False)
        self._wake = wake
        signal.signal(signal.SIGCHLD, lambda *_: None)
        signal.set_wakeup_fd(wake.fileno(), warn_on_full_buffer=False)

    def serve(self) -> None:
        """Fork a child for each file; bury the dead; end those whose door was shut."""
        while True:
            poll = select.poll()
            for one in (self._control, self._woken):
                poll.register(one, select.POLLIN)
            for session in self._children.values():
                poll.register(session, 0)
            ready = {descriptor for descriptor, _ in poll.poll()}
            for pid, session in self._children.items():
                if session.fileno() in ready:
                    os.kill(pid, signal.SIGKILL)
            if self._woken.fileno() in ready:
                self._woken.recv(4096)
            self._bury()
            if self._control.fileno() in ready and not self._take():
                return

    def _bury(self) -> None:
        while self._children:
            pid, status = os.waitpid(-1, os.WNOHANG)
            if not pid:
                return
            # The word goes first: whoever sees the session end finds it.
            with contextlib.suppress(OSError):
                ended = {"ended": pid, "status": os.waitstatus_to_exitcode(status)}
                self._control.send(json.dumps(ended).encode())
            self._children.pop(pid).close()

    def _take(self) -> bool:
        told, descriptors, _, _ = socket.recv_fds(self._control, LARGEST_REQUEST, 2)
        if not told:
            return False
        request = json.loads(told)
        file, session = descriptors
        if request["kind"] in ("page", "scan", "answer"):
            # The words that pages are cut by are loaded once, here.
            from zhishu.importers import policy_page  # noqa: F401
        if request["kind"] == "records":
            from zhishu.importers.records import record_file  # noqa: F401
        if request["kind"] == "scan":
            _load_recogniser()
        if request["kind"] == "picture":
            _load_picture_reader()
        parent = os.getpid()
        pid = os.fork()
        if not pid:
            self._become(request, file, session, parent)
        os.close(file)
        self._children[pid] = socket.socket(fileno=session)
        self._control.send(json.dumps({"begun": pid}).encode())
        return True

    def _become(self, request: dict[str, Any], file: int, session: int, parent: int) -> None:
        """Be the child: nothing of the server is left, and nothing returns from here."""
        code = 1
        try:
            signal.set_wakeup_fd(-1)
            signal.signal(signal.SIGCHLD, signal.SIG_DFL)
            die_with(parent)
            for other in (self._control, self._woken, self._wake, *self._children.values()):
                other.close()
            code = read(request, file, socket.socket(fileno=session))
        except BaseException:  # noqa: BLE001 - the trace goes to stderr, the door tells the rest
            traceback.print_exc()
        finally:
            with contextlib.suppress(OSError):
                sys.stderr.flush()
            os._exit(code)


def _load_recogniser() -> None:
    """Have the models ready for every child: they take a second to load, and threads that a child may not begin."""
    try:
        from zhishu.importers.reading.recogniser import load_engine

        load_engine()
    except Exception:  # noqa: BLE001 - a broken extra is the child's to tell, and no end of the helper
        traceback.print_exc()


def _load_picture_reader() -> None:
    """Have the libraries of pictures ready for every child."""
    try:
        from zhishu.importers.reading import picture_features  # noqa: F401
    except Exception:  # noqa: BLE001 - see above
        traceback.print_exc()


def read(request: dict[str, Any], file: int, session: socket.socket) -> int:
    """Read one file and say what it holds; returns the exit code."""
    from zhishu.base.errors import InvalidFileError
    from zhishu.importers.wire import send_word

    bound(request["memory"], request["seconds"])
    work: dict[str, Callable[[dict[str, Any], int, socket.socket], None]] = {
        "text": _table,
        "workbook": _table,
        "records": _records,
        "page": _page,
        "scan": _page,
        "answer": _answer,
        "picture": _picture,
        "picture_names": _picture_names,
    }
    try:
        work[request["kind"]](request, file, session)
    except InvalidFileError as error:
        told = {
            "what": error.what,
            "where": error.where.replace(f"/proc/self/fd/{file}", ""),
            "next_step": error.next_step,
            "code": error.code,
        }
        send_word(session, error=told)
    except MemoryError:
        send_word(session, full=True)
    except (BrokenPipeError, ConnectionResetError):
        pass  # the door was shut before the end
    return 0


def _table(request: dict[str, Any], file: int, session: socket.socket) -> None:
    from zhishu.importers.table_file import open_table

    path, sheet = Path(f"/proc/self/fd/{file}"), request.get("sheet", "")
    _tell_rows(partial(open_table, path, sheet=sheet), session)


def _records(request: dict[str, Any], file: int, session: socket.socket) -> None:
    """What records a file has, or the rows of one part of them."""
    from zhishu.importers.records.record_file import RecordFile, open_records
    from zhishu.importers.wire import send_word

    path = Path(f"/proc/self/fd/{file}")
    if "part" in request:
        # Elements and rows hold nothing that goes round in a circle: looking for it only takes time.
        gc.disable()
        _tell_rows(partial(RecordFile, path, request["part"]), session)
    else:
        found = open_records(path)
        send_word(session, records=asdict(found) if found else None)


def _tell_rows(open_file: Callable[[Progress], TableFile], session: socket.socket) -> None:
    """The headings of a table at once, then all its rows for each pass that is asked for."""
    from zhishu.importers.tabular import Record
    from zhishu.importers.wire import GoneError, receive, send_batch, send_word

    def progress(done: int, total: int) -> None:
        send_word(session, progress=[done, total])

    table = open_file(progress)
    send_word(
        session,
        headings=table.headings,
        encoding=table.encoding,
        mark=table.mark,
        sheets=table.sheets,
    )
    with contextlib.suppress(GoneError):
        while receive(session).word == {"go": True}:
            for part in table.batches():
                if isinstance(part, Record):
                    found = [part.number, part.line, part.cells, part.raw, part.fault]
                    send_word(session, record=found)
                else:
                    send_batch(session, part)
            send_word(session, end=True)


def _page(request: dict[str, Any], file: int, session: socket.socket) -> None:
    """A page of policy; one with pictures to recognise says how many, and is read by a child with more room."""
    from zhishu.importers.policy_page import page_as_json, page_as_rows, page_of_text
    from zhishu.importers.policy_rows import rows_as_json
    from zhishu.importers.reading.decode import MAX_BYTES
    from zhishu.importers.reading.file_text import read_file_text
    from zhishu.importers.reading.recognition import (
        NeedsRecognitionError,
        check_pages,
        is_installed,
    )
    from zhishu.importers.wire import send_word

    with open(file, "rb") as stream:
        data = stream.read(MAX_BYTES + 1)
    recognise = _recogniser(request, session) if request["kind"] == "scan" else None
    try:
        text = read_file_text(data, recognise)
        scans = len(text.unread)
    except NeedsRecognitionError as error:
        if not is_installed():
            raise
        scans = error.pages
    if scans and is_installed():
        check_pages(scans)
        send_word(session, scans=scans)
    elif request["text"]:
        send_word(session, page={"text": text.decoded})
    elif request["rows"]:
        rows = page_as_rows(page_of_text(text), request["name"], request["sha256"])
        send_word(session, page=rows_as_json(rows))
    else:
        send_word(session, page=page_as_json(page_of_text(text), evidence=request["evidence"]))


def _recogniser(request: dict[str, Any], session: socket.socket) -> Recognise:
    """Recognises pages one after the other, and says how far it is."""
    from zhishu.importers.reading.recogniser import recognise
    from zhishu.importers.wire import send_word

    done = 0

    def recognise_and_tell(picture: Picture) -> RecognisedPage:
        nonlocal done
        found = recognise(picture)
        done += 1
        send_word(session, progress=[done, request["scans"]])
        return found

    return recognise_and_tell


def _answer(request: dict[str, Any], file: int, session: socket.socket) -> None:
    """What a language model answered: behind a line of our own that says what it was asked."""
    from zhishu.importers.wire import send_word
    from zhishu.policy.proposals.reply import check_answer

    with open(file, "rb") as stream:
        asked = json.loads(stream.readline())
        answer = stream.read()
    send_word(session, answer=check_answer(asked["document"], asked["clauses"], answer))


def _picture(request: dict[str, Any], file: int, session: socket.socket) -> None:
    """A picture of a mark or a design; `member`: its place in a ZIP, null where the file is the picture."""
    from zhishu.importers.reading import picture_features
    from zhishu.importers.reading.picture_archive import MAX_BYTES, check_bytes, read_member
    from zhishu.importers.seen_picture import SeenPicture, picture_as_json
    from zhishu.importers.wire import send_word

    with open(file, "rb") as stream:
        if request["member"] is None:
            data = stream.read(MAX_BYTES + 1)
            check_bytes(data)
        else:
            data = read_member(stream, request["member"])
    picture = picture_features.open_picture(data)
    views = (
        picture_features.look_for(picture)
        if request["sought"]
        else [picture_features.look_at(picture)]
    )
    seen = SeenPicture(
        hashlib.sha256(data).hexdigest(),
        picture.shape[1],
        picture.shape[0],
        tuple(views),
        picture_features.make_thumbnail(picture),
    )
    send_word(session, picture=picture_as_json(seen))


def _picture_names(request: dict[str, Any], file: int, session: socket.socket) -> None:
    """What a ZIP of pictures holds."""
    from zhishu.importers.reading.picture_archive import list_pictures
    from zhishu.importers.wire import send_word

    with open(file, "rb") as stream:
        send_word(session, names=list_pictures(stream))


if __name__ == "__main__":
    main()
