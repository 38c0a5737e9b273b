"""`zhishu serve` for real: it opens, keeps its secrets, refuses a taken port and leaves nothing behind."""

from __future__ import annotations

import json
import os
import signal
import socket
import stat
import subprocess
import sys
import threading
import urllib.request
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import pytest

from served_portal import serving_environment, start, wait_for
from small_city import INSTANCE


def is_open(port: int) -> bool:
    with socket.socket() as probe:
        return probe.connect_ex(("127.0.0.1", port)) == 0


def children(parent: int) -> list[int]:
    listed = subprocess.run(
        ["ps", "-o", "pid=", "--ppid", str(parent)], capture_output=True, text=True, check=False
    )
    return [int(word) for word in listed.stdout.split()]


def gone(pid: int) -> bool:
    try:
        return Path(f"/proc/{pid}/stat").read_text().rpartition(")")[2].split()[0] == "Z"
    except (FileNotFoundError, ProcessLookupError):
        return True


@pytest.mark.parametrize("how", [signal.SIGTERM, signal.SIGKILL])
def test_a_portal_opens_and_leaves_nothing_behind(tmp_path: Path, how: signal.Signals) -> None:
    home = tmp_path / "home"
    home.mkdir()
    (home / "instance.yaml").write_text(INSTANCE, encoding="utf-8")
    (home / "uploads").mkdir()
    left_behind = home / "uploads" / "tmpabc.upload.csv"
    left_behind.write_text("x")
    os.utime(left_behind, (0, 0))
    portal = start(home)
    process, port = portal.process, portal.port
    with process:
        assert f"{portal.address}/" in portal.said
        with urllib.request.urlopen(f"http://127.0.0.1:{port}/healthz") as answer:
            assert answer.status == 200
        kept = (
            ["secret_key"]
            if os.environ.get("ZHISHU_DATABASE")
            else ["secret_key", "portal.sqlite3"]
        )
        for name in kept:
            assert stat.S_IMODE((home / name).stat().st_mode) == 0o600
        assert not left_behind.exists()
        script = home / "static" / "django_htmx" / "htmx-4.min.js"
        assert script.is_file() and "sourceMappingURL" not in script.read_text(encoding="utf-8")
        again = subprocess.run(
            [sys.executable, "-m", "zhishu", "serve", "--home", str(home), "--port", str(port)],
            capture_output=True,
            text=True,
            check=False,
        )
        assert again.returncode == 1 and "端口已被占用" in again.stderr
        processes = children(process.pid)
        assert len(processes) == 2
        process.send_signal(how)
        process.wait(40)
        assert "Traceback" not in portal.said
    assert process.returncode == (0 if how == signal.SIGTERM else -signal.SIGKILL)
    wait_for(lambda: not is_open(port) and all(gone(pid) for pid in processes))


def test_a_real_instance_has_no_demo_accounts(tmp_path: Path) -> None:
    home = tmp_path / "home"
    environment = serving_environment(home)
    arguments = [sys.executable, "-m", "zhishu", "accounts"]
    made = subprocess.run(
        [*arguments, "create", "chenjing", "--home", str(home), "--password", "long-enough-2026"],
        env=environment, capture_output=True, text=True, check=False,
    )  # fmt: skip
    assert made.returncode == 0, made.stderr
    weak = subprocess.run(
        [*arguments, "create", "other", "--home", str(home), "--password", "1234567890"],
        env=environment, capture_output=True, text=True, check=False,
    )  # fmt: skip
    assert weak.returncode == 1 and "数字" in weak.stderr and "Traceback" not in weak.stderr
    listed = subprocess.run(
        [*arguments, "list", "--home", str(home)],
        env=environment, capture_output=True, text=True, check=False,
    )  # fmt: skip
    assert listed.stdout.split()[:2] == ["chenjing", "administrator"]
    assert len(listed.stdout.splitlines()) == 1


def test_the_credit_code_of_a_unit_is_not_overwritten(tmp_path: Path) -> None:
    home = tmp_path / "home"
    environment = serving_environment(home)
    arguments = [sys.executable, "-m", "zhishu", "accounts", "create"]
    options = ["--home", str(home), "--password", "long-enough-2026", "--organisation", "云澜一厂"]
    for name, codes, status in (
        ("first", (), 0),
        ("second", ("--credit-code", "91990102MA9100000L"), 0),
        ("third", ("--credit-code", "91350100M000100Y43"), 1),
        ("third", ("--credit-code", "91990102MA9100000L"), 0),
    ):
        made = subprocess.run(
            [*arguments, name, *options, *codes],
            env=environment, capture_output=True, text=True, check=False,
        )  # fmt: skip
        assert made.returncode == status, made.stderr
        assert ("已有信用代码91990102MA9100000L" in made.stderr) is bool(status)


# As systemd does it: the socket is open file 3, and the variables name the very process.
KEPT_SOCKET = (
    "import os, sys; os.dup2(int(sys.argv[1]), 3); "
    "os.environ.update(LISTEN_FDS='1', LISTEN_PID=str(os.getpid())); os.execv(sys.argv[2], sys.argv[2:])"
)


def test_nobody_is_refused_while_a_portal_restarts_on_a_kept_socket(tmp_path: Path) -> None:
    home = tmp_path / "home"
    home.mkdir()
    (home / "instance.yaml").write_text(INSTANCE, encoding="utf-8")
    environment = serving_environment(home)
    answers: list[int] = []
    over = threading.Event()
    with socket.create_server(("127.0.0.1", 0), backlog=512) as kept:
        port = kept.getsockname()[1]

        def begin() -> subprocess.Popen[str]:
            command = [sys.executable, "-m", "zhishu", "serve", "--home", str(home), "--json"]
            process = subprocess.Popen(
                [sys.executable, "-c", KEPT_SOCKET, str(kept.fileno()), *command],
                env=environment, pass_fds=(kept.fileno(),), stdout=subprocess.PIPE,
                stderr=subprocess.DEVNULL, text=True,
            )  # fmt: skip
            assert process.stdout is not None
            with process.stdout as told_here:
                told = json.loads("".join(told_here.readline() for _ in range(3)))
            assert told == {"address": f"http://127.0.0.1:{port}/"}
            return process

        def ask() -> None:
            while not over.is_set():
                with urllib.request.urlopen(f"http://127.0.0.1:{port}/healthz", timeout=60) as one:
                    answers.append(one.status)

        first = begin()
        with ThreadPoolExecutor(3) as askers:
            asking = [askers.submit(ask) for _ in range(3)]
            wait_for(lambda: len(answers) > 20)
            first.terminate()
            assert first.wait(40) == 0
            before = len(answers)
            second = begin()
            wait_for(lambda: len(answers) > before + 20)
            over.set()
            for one in asking:
                one.result()
        second.terminate()
        assert second.wait(40) == 0
    assert set(answers) == {200}
