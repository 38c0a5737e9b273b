"""OPS answers in JSON as the elements that they are in XML: "@name" an attribute, "$" a text, a list the same name again."""

from __future__ import annotations

import json
import re
from typing import Any, BinaryIO

from lxml import etree

from zhishu.base.errors import InvalidFileError

MAX_BYTES = 32 << 20
_NAME = re.compile(r"[A-Za-z_][A-Za-z0-9_.-]{0,80}")
_NO_TEXT = re.compile("[^\t\n\r\x20-\ud7ff\ue000-\ufffd\U00010000-\U0010ffff]")


def read_json(stream: BinaryIO) -> Any:
    """The tree of an answer; InvalidFileError for what is no JSON, too large or nested too deep."""
    data = stream.read(MAX_BYTES + 1)
    if len(data) > MAX_BYTES:
        raise InvalidFileError(
            f"JSON超过{MAX_BYTES >> 20}MB",
            next_step="改用XML导出，XML没有大小限制；或拆成几个文件",
            code="too_large",
        )
    root = etree.Element("json")
    try:
        told = json.loads(data)
        if isinstance(told, dict):
            _put(root, told)
    except RecursionError:
        raise InvalidFileError(
            "JSON一层套一层，太深", next_step="确认这是OPS的专利数据", code="too_large"
        ) from None
    except ValueError:
        raise InvalidFileError(
            "JSON读不下去：不完整或不合写法", next_step="重新下载或重新导出这个文件"
        ) from None
    return root


def _put(element: Any, told: dict[str, Any]) -> None:
    for name, value in told.items():
        if name == "$":
            element.text = _text(value)
        elif name.startswith("@"):
            _put_attribute(element, name[1:], value)
        else:
            _put_children(element, name.rpartition(":")[2], value)


def _put_attribute(element: Any, name: str, value: Any) -> None:
    if _NAME.fullmatch(name) and not name.startswith("xmlns"):
        element.set(name, _text(value))


def _put_children(element: Any, name: str, value: Any) -> None:
    if not _NAME.fullmatch(name):
        return
    for one in value if isinstance(value, list) else [value]:
        child = etree.SubElement(element, name)
        if isinstance(one, dict):
            _put(child, one)
        else:
            child.text = _text(one)


def _text(value: Any) -> str:
    """A value as text that XML can hold."""
    return _NO_TEXT.sub("\ufffd", "" if value is None else str(value))
