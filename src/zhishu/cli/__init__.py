"""Every service of the platform without a browser: parses arguments, calls flows, prints."""

from __future__ import annotations

import importlib
import os
import sys

import click

from zhishu.base.errors import ZhishuError
from zhishu.cli.options import say

# The command's word and the module of this room that offers it as `command`. Modules load when
# they are called: `zhishu policy read` does not wait for the portal.
COMMANDS = {
    "demo": "demo",
    "serve": "serve",
    "accounts": "accounts",
    "import": "import_",
    "policy": "policy",
    "search": "search",
    "index": "index",
    "indicator": "indicator",
    "warehouse": "warehouse",
}


class Commands(click.Group):
    """The commands of the table above, loaded one by one."""

    def list_commands(self, ctx: click.Context) -> list[str]:
        return list(COMMANDS)

    def get_command(self, ctx: click.Context, cmd_name: str) -> click.Command | None:
        module = COMMANDS.get(cmd_name)
        if module is None:
            return None
        command = importlib.import_module(f"zhishu.cli.{module}").command
        assert isinstance(command, click.Command)
        return command


@click.group(
    cls=Commands,
    help="知枢：地方知识产权公共服务、大数据与运营平台。结果写到标准输出，消息写到标准错误。",
    context_settings={"help_option_names": ["-h", "--help"], "max_content_width": 100},
)
@click.version_option(package_name="zhishu", prog_name="zhishu")
def cli() -> None:
    """Root of all commands."""


def main() -> None:
    """Run the command line; exit 0, 1 (findings, rejects, an error told) or 2 (bad use)."""
    try:
        code = cli(prog_name="zhishu", standalone_mode=False)
    except click.UsageError as error:
        say(f"用法不对：{_usage(error)}")
        if error.ctx is not None:
            say(f"用“{error.ctx.command_path} --help”看说明")
        sys.exit(2)
    except click.ClickException as error:
        say(f"出错：{error.message}")
        sys.exit(1)
    except click.Abort:
        say("已中断")
        sys.exit(130)
    except ZhishuError as error:
        say(f"出错：{error}")
        sys.exit(1)
    except BrokenPipeError:
        # The reader of a pipe went away: not an error, but stdout must not be flushed again.
        os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())
        sys.exit(1)
    sys.exit(code if isinstance(code, int) else 0)


def _usage(error: click.UsageError) -> str:
    """What click found wrong, in Chinese; a command's own message is Chinese already."""
    if isinstance(error, click.MissingParameter):
        parameter = error.param
        return f"缺少{parameter.make_metavar(error.ctx) if parameter and error.ctx else '参数'}"
    if isinstance(error, click.NoSuchOption):
        return f"没有选项{error.option_name}"
    if isinstance(error, click.BadParameter):
        name = "/".join(error.param.opts) if error.param else ""
        return f"{name}的值不对：{error.message}"
    if error.message.startswith("No such command"):
        return f"没有这个命令{error.message.removeprefix('No such command').rstrip('.')}"
    if error.message.startswith("Missing command"):
        return "没有写命令"
    return error.message
