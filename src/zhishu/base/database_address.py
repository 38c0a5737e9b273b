"""Where the portal's rows are kept when not in a file of the home: a PostgreSQL address, as its clients write it.

postgresql://user:password@host:port/name, or with everything behind the question mark:
postgresql:///name?host=/run/postgresql&user=zhishu. The password never comes out again in words.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Self
from urllib.parse import parse_qsl, unquote, urlsplit

from zhishu.base.errors import InvalidValueError

SCHEMES = ("postgresql", "postgres")
# What may stand behind the question mark; how the line is encrypted is the client's own matter.
_PLACES = ("host", "port", "user", "password")
_LINE = ("sslmode", "sslrootcert", "sslcert", "sslkey")
_NEXT = (
    "写作postgresql://用户:口令@主机:端口/库名，或postgresql:///库名?host=/套接字文件夹&user=用户"
)


@dataclass(frozen=True)
class DatabaseAddress:
    """A PostgreSQL database: its name, and how to get there.

    host: a name, an address or the folder of a socket; empty for the client's default. line: how the
    connection is encrypted, in the client's own words.
    """

    name: str
    host: str = ""
    port: int | None = None
    user: str = ""
    password: str = field(default="", repr=False)
    line: Mapping[str, str] = field(default_factory=dict)

    @classmethod
    def parse(cls, text: str) -> Self:
        """Read an address; InvalidValueError says what was expected, without repeating a password."""
        try:
            parts = urlsplit(text.strip())
            port = parts.port
        except ValueError:
            raise _refuse("数据库地址的主机或端口读不出") from None
        if parts.scheme not in SCHEMES:
            raise _refuse("数据库地址应以postgresql://开头")
        name = unquote(parts.path.removeprefix("/"))
        if not name or "/" in name:
            raise _refuse("数据库地址里没有库名" if not name else "数据库地址的库名里不能有斜线")
        asked: dict[str, str] = {}
        for key, value in parse_qsl(parts.query, keep_blank_values=True):
            if key not in (*_PLACES, *_LINE) or key in asked or not value:
                raise _refuse(f"数据库地址里的“{key}”不认识、写了两次或是空的")
            asked[key] = value
        written = {
            "host": unquote(parts.hostname or ""),
            "port": str(port or ""),
            "user": unquote(parts.username or ""),
            "password": unquote(parts.password or ""),
        }
        for key in _PLACES:
            if written[key] and key in asked:
                raise _refuse(f"数据库地址里的“{key}”写了两次")
            written[key] = written[key] or asked.get(key, "")
        if written["port"] and not (
            written["port"].isdecimal() and 0 < int(written["port"]) < 65536
        ):
            raise _refuse("数据库地址的端口应为1到65535的数字")
        return cls(
            name,
            written["host"],
            int(written["port"]) if written["port"] else None,
            written["user"],
            written["password"],
            {key: asked[key] for key in _LINE if key in asked},
        )

    def __str__(self) -> str:
        """The address for people: without the password."""
        user = f"{self.user}@" if self.user else ""
        place = self.host + (f":{self.port}" if self.port else "")
        return f"postgresql://{user}{place}/{self.name}"


def _refuse(what: str) -> InvalidValueError:
    return InvalidValueError(what, where="ZHISHU_DATABASE", next_step=_NEXT)
