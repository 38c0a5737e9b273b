"""Every service of the platform without a browser: parses arguments, calls flows, prints."""

from __future__ import annotations

import importlib
import os
import sys

import click

from zhishu.base.errors import ZhishuError
from zhishu.cli.options import say

# The command's word, the module of this room that offers it as `command`, and its sentence of the
# list of commands. A new command is one line here; its module loads when it is called, so that
# `zhishu --help` and `zhishu policy read` wait for nothing that they do not use.
COMMANDS: dict[str, tuple[str, str]] = {
    "demo": ("demo", "建好演示市云澜市（全部虚构），打开它的门户；make只做文件。"),
    "serve": ("serve", "打开门户：两个网页进程和一个任务进程，一起启动，一起停止。"),
    "accounts": ("accounts", "账户：建立和列出。不开放注册。"),
    "import": (
        "import_",
        "导入文件：专利和其他权利、法律事务、主体登记、判断扶持措施用的数据、政策。种类没有写明时自动认出。",
    ),
    "policy": ("policy", "政策：读出文件、条款、引用和缺损，列出核对过的各项。"),
    "search": ("search", "检索政策和专利，例如：zhishu search 锂电池 申请人:大学"),
    "index": ("index", "检索索引。"),
    "indicator": ("indicator", "监测指标。"),
    "rulebook": ("rulebook", "规则库：有哪些数字，哪一天是多少，依据哪一条，核实过没有。"),
    "rules": ("rules", "措施的规则：检查、跑用例、说明理由、比较两个版本、列出事实名。"),
    "rights": ("rights", "知识产权：法律状态、年费和期限。"),
    "funding": ("funding", "专项资金：测算改动上限、条件或整条措施的方案。"),
    "space": ("space", "权利人空间：一个权利人名下的全部权利、要办的事和期限日历。"),
    "entitlement": ("entitlement", "免申即享：一个单位能享受哪些措施，一项措施有哪些单位符合。"),
    "holders": ("holders", "权利人：与登记的主体关联。"),
    "images": ("images", "商标和外观设计的图样：建立特征，以图搜图。"),
    "doctor": ("doctor", "检查这台机器和数据文件夹：缺什么，有什么代价，怎样补上。"),
    "warehouse": ("warehouse", "数据仓库：状态、快照、校验、整理、清理。"),
    "backup": ("backup", "把全部数据备份成一个文件，写完再读一遍核对；门户和导入不用停。"),
    "restore": ("restore", "从备份恢复到空的数据文件夹；先核对每一个字节，再动手。"),
    "drill": ("drill", "演练：把备份恢复到临时文件夹，逐项比对，有不同以1退出，不留东西。"),
    "upgrade": ("upgrade", "升级旧版本的数据文件夹：先备份，再升级；中断后重新运行会接着做完。"),
}


class Commands(click.Group):
    """The commands of the table above, loaded one by one."""

    def list_commands(self, ctx: click.Context) -> list[str]:
        return list(COMMANDS)

    def get_command(self, ctx: click.Context, cmd_name: str) -> click.Command | None:
        if cmd_name not in COMMANDS:
            return None
        command = importlib.import_module(f"zhishu.cli.{COMMANDS[cmd_name][0]}").command
        assert isinstance(command, click.Command)
        return command

    def format_commands(self, ctx: click.Context, formatter: click.HelpFormatter) -> None:
        with formatter.section("Commands"):
            formatter.write_dl([(name, sentence) for name, (_, sentence) in COMMANDS.items()])


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
        return f"{name}的值不对：{_expected(error)}"
    if error.message.startswith("No such command"):
        return f"没有这个命令{error.message.removeprefix('No such command').rstrip('.')}"
    if error.message.startswith("Missing command"):
        return "没有写命令"
    return error.message


def _expected(error: click.BadParameter) -> str:
    """What a value should have been; click says it in English for its own kinds of values."""
    kind = error.param.type if error.param else None
    if isinstance(kind, click.Choice):
        return f"应为{'、'.join(map(str, kind.choices))}之一"
    if isinstance(kind, click.types.IntParamType):
        return "应为整数，在许可的范围之内"
    return error.message
