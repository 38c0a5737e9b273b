"""The command line tells bad use in Chinese, exits by the rules, and shows no traceback."""

from __future__ import annotations

import subprocess
import sys

import pytest


def run(*arguments: str) -> subprocess.CompletedProcess[str]:
    return subprocess.run(
        [sys.executable, "-m", "zhishu", *arguments], capture_output=True, text=True, check=False
    )


@pytest.mark.parametrize(
    ("arguments", "code", "said"),
    [
        (["--help"], 0, ""),
        (["--version"], 0, ""),
        (["nothing"], 2, "没有这个命令"),
        (["policy", "nothing"], 2, "没有这个命令"),
        (["policy", "read"], 2, "缺少FILES"),
        (["policy", "read", "--colour"], 2, "没有选项--colour"),
        (["serve", "--port", "eighty"], 2, "--port的值不对"),
        (["import", "没有.csv"], 1, "没有这个文件"),
        (["indicator", "show", "nothing"], 2, ""),
    ],
)
def test_bad_use_is_told_in_chinese(arguments: list[str], code: int, said: str) -> None:
    done = run(*arguments)
    assert done.returncode in ({1, 2} if arguments[0] == "indicator" else {code}), done.stderr
    assert said in done.stderr
    assert "Traceback" not in done.stderr
    assert "Usage:" not in done.stderr
