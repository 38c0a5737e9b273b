"""Options that every command shares, and how results and messages leave the process."""

from __future__ import annotations

import json
from collections.abc import Callable
from pathlib import Path
from typing import Any, TypeVar

import click

from zhishu import settings

Command = TypeVar("Command", bound=Callable[..., Any])


def home_option(command: Command) -> Command:
    """Add `--home`: the folder that holds all state; passed on as `home: Path`."""
    return click.option(
        "--home",
        type=click.Path(file_okay=False, path_type=Path),
        default=settings.home,
        show_default="ZHISHU_HOME，否则 ~/.zhishu",
        help="存放全部数据的文件夹。",
    )(command)


def json_option(command: Command) -> Command:
    """Add `--json`: the result as one JSON value on stdout; passed on as `as_json: bool`."""
    return click.option("--json", "as_json", is_flag=True, help="结果以JSON输出。")(command)


def print_json(value: object) -> None:
    """Write one JSON value to stdout: UTF-8, indented, dates as ISO."""
    click.echo(json.dumps(value, ensure_ascii=False, indent=2, default=str))


def say(message: str) -> None:
    """Write a message for people to stderr."""
    click.echo(message, err=True)
