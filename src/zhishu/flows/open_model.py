"""The language model that the settings name, or none: off unless an administrator set its address."""

from __future__ import annotations

import os
import re
import stat
from dataclasses import dataclass, field
from pathlib import Path

from zhishu import settings
from zhishu.base.errors import ZhishuError
from zhishu.base.plain_file import open_plain
from zhishu.outbound.client import Call, fetch_json
from zhishu.outbound.endpoint import Endpoint, Network, parse_networks
from zhishu.policy.proposals.answer import LARGEST_ANSWER
from zhishu.settings import Setting

_LONGEST_KEY = 4096
_KEY = re.compile(r"[!-~]{1,4096}")
_NAME = re.compile(r"[\w.:/@+-]{1,200}")
# An answer that is only to show that somebody is there.
_PROBE_SECONDS = 5


@dataclass(frozen=True)
class Model:
    """A model behind an endpoint; key: never shown. seconds: for one question; characters: of clauses in one."""

    name: str
    endpoint: Endpoint
    seconds: float
    characters: int
    networks: tuple[Network, ...] = ()
    key: str = field(default="", repr=False)

    def ask(self, request: bytes, seconds: float) -> bytes:
        """The answer to the body of a chat completion, not parsed."""
        return fetch_json(self.endpoint, self._call("/chat/completions", seconds, request))

    def probe(self) -> None:
        """Ask for the list of models; raises like `ask`."""
        fetch_json(self.endpoint, self._call("/models", _PROBE_SECONDS))

    def _call(self, path: str, seconds: float, body: bytes | None = None) -> Call:
        return Call(path, seconds, LARGEST_ANSWER, body, self.key, self.networks)


def open_model() -> Model | None:
    """The model of the settings; None when it is off. ZhishuError for a setting that is wrong."""
    url = settings.MODEL_URL.value().strip()
    if not url:
        return None
    name = settings.MODEL.value().strip()
    if not _NAME.fullmatch(name):
        raise _bad(settings.MODEL, "没有写模型的名称" if not name else "模型的名称写错了")
    return Model(
        name,
        Endpoint.parse(url, settings.MODEL_URL.name),
        _whole(settings.MODEL_SECONDS, 1, 600),
        _whole(settings.MODEL_CHARACTERS, 200, 100_000),
        parse_networks(settings.OUTBOUND_NETWORKS.value(), settings.OUTBOUND_NETWORKS.name),
        _read_key(),
    )


def _whole(setting: Setting, least: int, most: int) -> int:
    told = setting.value().strip()
    if not re.fullmatch(r"[0-9]{1,6}", told) or not least <= int(told) <= most:
        raise _bad(setting, f"应为{least}到{most}的整数")
    return int(told)


def _read_key() -> str:
    """The key of the environment or of its file; the words of an error never hold it."""
    key, path = settings.MODEL_KEY.value(), settings.MODEL_KEY_FILE.value()
    if key and path:
        raise _bad(settings.MODEL_KEY_FILE, "密钥和密钥文件只设一个")
    if path:
        key = _key_of_file(Path(path).expanduser())
    if key and not _KEY.fullmatch(key):
        setting = settings.MODEL_KEY_FILE if path else settings.MODEL_KEY
        raise _bad(setting, "密钥里有空白或不能用的字符")
    return key


def _key_of_file(path: Path) -> str:
    with open_plain(path) as file:
        if stat.S_IMODE(os.fstat(file.fileno()).st_mode) & 0o077:
            raise ZhishuError(
                "密钥文件别人也能读写",
                where=str(path),
                next_step=f"chmod 600 {path}",
                code="bad_setting",
            )
        return file.read(_LONGEST_KEY + 1).decode("ascii", "replace").strip()


def _bad(setting: Setting, what: str) -> ZhishuError:
    return ZhishuError(
        f"设置{setting.name}写错了：{what}",
        next_step="改正这个环境变量",
        code="bad_setting",
    )
