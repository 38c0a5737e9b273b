"""The log: one JSON line an event, with the number of its request and nothing about a person but an id.

What a line may hold is a closed list. A message keeps its template; of what was filled in, only whole
numbers: addresses, names, file names, words sought and the texts of errors stay out. A trace is told by
file, line and function.
"""

from __future__ import annotations

import json
import logging
import logging.handlers
import os
import re
import secrets
import sys
import traceback
from contextvars import ContextVar
from datetime import datetime
from pathlib import Path
from typing import Any

from gunicorn.glogging import Logger

from zhishu.settings import log_file

# The request that the current thread works for; empty outside of one.
request_number: ContextVar[str] = ContextVar("request_number", default="")
FACTS = frozenset(
    {"event", "method", "route", "status", "ms", "user", "code", "job", "state", "address", "part"}
)
MOST_FRAMES = 25
_NUMBER = re.compile(r"\d{4}-\d{4}-\d{4}", re.ASCII)


def new_request_number() -> str:
    """A number that a person can read over the telephone: 3141-5926-5358."""
    number = f"{secrets.randbelow(10**12):012}"
    return f"{number[:4]}-{number[4:8]}-{number[8:]}"


def is_request_number(text: str) -> bool:
    """Whether a text is such a number."""
    return _NUMBER.fullmatch(text) is not None


class JsonLines(logging.Formatter):
    """A record as one line; our own records bring their facts as `extra={"facts": {…}}`."""

    def format(self, record: logging.LogRecord) -> str:
        line: dict[str, Any] = {
            "at": datetime.fromtimestamp(record.created)
            .astimezone()
            .isoformat("T", "milliseconds"),
            "level": record.levelname.lower(),
            "from": record.name,
            "process": record.process,
        }
        if number := request_number.get():
            line["request"] = number
        facts = getattr(record, "facts", None)
        if facts is None:
            line["message"] = _template(record)
        else:
            line.update({name: facts[name] for name in facts if name in FACTS})
        if record.exc_info and record.exc_info[1] is not None:
            line["error"], line["trace"] = _told(record.exc_info[1])
        return json.dumps(line, ensure_ascii=False, separators=(",", ":"))


def _template(record: logging.LogRecord) -> str:
    """The message with whole numbers filled in, any other text left out.

    A message without a template may have been filled in already: of it stays where it was said.
    """
    if not record.args or not isinstance(record.args, tuple):
        return f"{record.module}:{record.lineno}"
    known = tuple(
        one if isinstance(one, int) and not isinstance(one, bool) else "…" for one in record.args
    )
    try:
        return str(record.msg) % known
    except (TypeError, ValueError):
        return str(record.msg)


def _told(error: BaseException) -> tuple[str, list[str]]:
    """The kinds of an error and of what caused it, and where; not its text, which may quote data."""
    kinds, places = [], []
    seen: BaseException | None = error
    while seen is not None and len(kinds) < 5:
        kinds.append(type(seen).__name__)
        for frame in traceback.extract_tb(seen.__traceback__):
            path = "/".join(Path(frame.filename).parts[-3:])
            places.append(f"{path}:{frame.lineno} {frame.name}")
        seen = seen.__cause__ or (None if seen.__suppress_context__ else seen.__context__)
    return " <- ".join(kinds), places[-MOST_FRAMES:]


class LogFile(logging.handlers.WatchedFileHandler):
    """A file that several processes append to, a line a write; opened anew when it was moved away."""

    def _open(self) -> Any:
        path = Path(self.baseFilename)
        path.parent.mkdir(parents=True, exist_ok=True)
        return os.fdopen(
            os.open(path, os.O_WRONLY | os.O_CREAT | os.O_APPEND, 0o640), "a", encoding="utf-8"
        )


def log_handler() -> logging.Handler:
    """Where lines go: the file of the setting, else stderr; a person at a terminal sees only troubles."""
    path = log_file()
    handler: logging.Handler = LogFile(path) if path else logging.StreamHandler()
    if path is None and sys.stderr.isatty():
        handler.setLevel(logging.WARNING)
    handler.setFormatter(JsonLines())
    return handler


class WebServerLog(Logger):
    """What gunicorn says goes the same way; it keeps no log of requests, the portal does."""

    def setup(self, cfg: Any) -> None:
        """Put our handler in place of its own."""
        super().setup(cfg)
        for handler in list(self.error_log.handlers):
            self.error_log.removeHandler(handler)
        handler = log_handler()
        handler._gunicorn = True  # type: ignore[attr-defined]
        self.error_log.addHandler(handler)

    def access(self, *arguments: Any) -> None:
        """Nothing."""
