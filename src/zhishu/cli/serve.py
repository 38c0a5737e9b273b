"""`zhishu serve`: the portal and its job worker, started and stopped together."""

from __future__ import annotations

import ctypes
import errno
import ipaddress
import json
import os
import shutil
import signal
import socket
import subprocess
import sys
import time
from pathlib import Path

import click

from zhishu import settings
from zhishu.base.database_address import DatabaseAddress
from zhishu.base.errors import ZhishuError
from zhishu.cli.options import home_option, json_option, print_json, say
from zhishu.warehouse.home_version import check_home, home_key, with_portal

STOP_SECONDS = 30
# Where a socket that systemd keeps open stands among the open files of its service.
KEPT_SOCKET = 3
_REFUSED = {
    errno.EADDRINUSE: "端口已被占用",
    errno.EACCES: "没有使用这个端口的权限",
    errno.EADDRNOTAVAIL: "本机没有这个地址",
}


@click.command("serve", help="打开门户：两个网页进程和一个任务进程，一起启动，一起停止。")
@click.option("--host", default="127.0.0.1", show_default=True, help="监听的地址。")
@click.option("--port", default=8000, show_default=True, help="监听的端口。")
@click.option("--workers", default=2, show_default=True, help="网页进程数。")
@home_option
@json_option
def command(host: str, port: int, workers: int, home: Path, as_json: bool) -> None:
    """Serve until SIGINT or SIGTERM."""
    serve(home, host=host, port=port, workers=workers, as_json=as_json)


def prepare_portal(home: Path, *, host: str = "127.0.0.1") -> dict[str, str]:
    """The environment of the portal's processes; makes the key file on the first start."""
    if database := settings.DATABASE.value():
        DatabaseAddress.parse(database)
    check_home(home)
    home = home.resolve()
    for folder in (home, home / "uploads", home / "static"):
        folder.mkdir(parents=True, exist_ok=True)
    home_key(home)
    environment = {
        **os.environ,
        "ZHISHU_HOME": str(home),
        "DJANGO_SETTINGS_MODULE": "zhishu.portal.settings",
    }
    hosts = [name for name in os.environ.get("ZHISHU_ALLOWED_HOSTS", "").split(",") if name]
    environment["ZHISHU_ALLOWED_HOSTS"] = ",".join(
        dict.fromkeys([*hosts, "localhost", "127.0.0.1", host])
    )
    if _is_loopback(host):
        environment.setdefault("ZHISHU_PLAIN_HTTP", "1")
    return environment


def set_up_portal(
    home: Path, environment: dict[str, str], *, only_tables: bool = False
) -> list[str]:
    """Tables, static files, a demo's accounts; the lines that say how to log in, on a demo."""
    done = subprocess.run(
        [
            *(sys.executable, "-m", "zhishu.portal.accounts.set_up"),
            *(["--only-tables"] if only_tables else []),
        ],
        env=environment,
        capture_output=True,
        text=True,
        check=False,
    )
    if done.returncode:
        last = done.stderr.strip().splitlines()[-1:] or ["没有说明原因"]
        raise ZhishuError(
            "门户没能准备好", where=last[0], next_step=f"检查{home}能否写入、磁盘是否已满"
        )
    told = json.loads(done.stdout)
    if "error" in told:
        raise ZhishuError(**told["error"])
    logins: list[str] = told["logins"]
    return logins


def serve(
    home: Path,
    *,
    host: str = "127.0.0.1",
    port: int = 8000,
    workers: int = 2,
    as_json: bool = False,
) -> None:
    """Start gunicorn and the job worker; stop both when one ends or a signal comes; SIGHUP renews the pages.

    A socket that systemd keeps open goes before host and port. as_json: once the portal is open, its
    address goes to stdout as one JSON value.
    """
    place = _kept_place()
    if place is None:
        _refuse_taken(host, port)
    else:
        host, port = place
    with with_portal(home):
        _serve(home, host, port, place is not None, workers, as_json)


def _serve(home: Path, host: str, port: int, is_kept: bool, workers: int, as_json: bool) -> None:
    environment = prepare_portal(home, host=host)
    logins = set_up_portal(home, environment)
    environment["PROMETHEUS_MULTIPROC_DIR"] = str(_counts(home))
    bind = f"[{host}]:{port}" if ":" in host else f"{host}:{port}"
    web = [
        "gunicorn", "--config", "python:zhishu.portal.pages.web_server", "--workers", str(workers),
        "--bind", f"fd://{KEPT_SOCKET}" if is_kept else bind,
    ]  # fmt: skip
    for number, what in (
        (signal.SIGINT, _ask_to_stop),
        (signal.SIGTERM, _ask_to_stop),
        (signal.SIGHUP, signal.SIG_IGN),
    ):
        signal.signal(number, what)
    processes: list[subprocess.Popen[bytes]] = []
    try:
        for arguments in (web, ["zhishu.portal.jobs.worker"]):
            processes.append(
                subprocess.Popen(
                    [sys.executable, "-m", *arguments],
                    env=environment,
                    preexec_fn=_die_with_parent,
                    pass_fds=(KEPT_SOCKET,) if is_kept else (),
                )
            )
        _wait_until_open(processes[0], host, port)
        signal.signal(signal.SIGHUP, lambda *_: processes[0].send_signal(signal.SIGHUP))
        if as_json:
            print_json({"address": f"http://{bind}/"})
        say(f"门户已打开：http://{bind}/   按Ctrl+C停止")
        if not _is_loopback(host):
            say(
                "监听的不是本机地址：登录需要经HTTPS代理访问，主机名写在ZHISHU_ALLOWED_HOSTS中，"
                "并设ZHISHU_BEHIND_PROXY=1"
            )
        for line in logins:
            say(line)
        while all(process.poll() is None for process in processes):
            time.sleep(0.3)
        raise ZhishuError("一个进程意外结束，门户已停止", next_step="看上面的消息，然后重新运行")
    except StopAskedError:
        say("正在停止……")
    finally:
        for number in (signal.SIGINT, signal.SIGTERM, signal.SIGHUP):
            signal.signal(number, signal.SIG_IGN)
        _stop(processes)


def _counts(home: Path) -> Path:
    """The folder where the web processes count together, emptied: they begin anew."""
    folder = home.resolve() / "run" / "metrics"
    shutil.rmtree(folder, ignore_errors=True)
    folder.mkdir(parents=True)
    return folder


class StopAskedError(Exception):
    """A signal asked to stop."""


def _ask_to_stop(number: int, frame: object) -> None:
    raise StopAskedError


def _die_with_parent() -> None:
    """Also when this process is killed, nothing stays behind that holds the port or runs a job."""
    if sys.platform.startswith("linux"):
        ctypes.CDLL(None).prctl(1, signal.SIGTERM)  # PR_SET_PDEATHSIG


def _kept_place() -> tuple[str, int] | None:
    """Address and port of the socket that systemd has opened for this very process; None without one."""
    named = os.environ.get("LISTEN_PID") == str(os.getpid())
    asked = {
        name: os.environ.pop(name, "") for name in ("LISTEN_PID", "LISTEN_FDS", "LISTEN_FDNAMES")
    }
    if not (named and asked["LISTEN_FDS"] == "1"):
        return None
    with socket.socket(fileno=os.dup(KEPT_SOCKET)) as kept:
        if kept.family not in (socket.AF_INET, socket.AF_INET6):
            raise ZhishuError(
                "systemd交来的不是TCP套接字",
                next_step="在zhishu.socket里写ListenStream=127.0.0.1:8000",
            )
        host, port = kept.getsockname()[:2]
    return str(host), int(port)


def _is_loopback(host: str) -> bool:
    try:
        return ipaddress.ip_address(host).is_loopback
    except ValueError:
        return host == "localhost"


def _refuse_taken(host: str, port: int) -> None:
    with socket.socket(socket.AF_INET6 if ":" in host else socket.AF_INET) as probe:
        probe.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        try:
            probe.bind((host, port))
        except OSError as error:
            why = _REFUSED.get(error.errno or 0, "不能监听")
            raise ZhishuError(
                f"{host}:{port}用不了：{why}", next_step=f"换一个，例如--port {port + 1}"
            ) from None


def _wait_until_open(web: subprocess.Popen[bytes], host: str, port: int) -> None:
    for _ in range(300):
        if web.poll() is not None:
            raise ZhishuError("门户没能启动", next_step="看上面的消息")
        with socket.socket(socket.AF_INET6 if ":" in host else socket.AF_INET) as probe:
            probe.settimeout(0.2)
            target = "127.0.0.1" if host == "0.0.0.0" else host  # noqa: S104 - compared, not bound
            if probe.connect_ex((target, port)) == 0:
                return
        time.sleep(0.1)
    raise ZhishuError("门户在30秒内没有应答", next_step="看上面的消息")


def _stop(processes: list[subprocess.Popen[bytes]]) -> None:
    for process in processes:
        if process.poll() is None:
            process.terminate()
    end = time.monotonic() + STOP_SECONDS
    for process in processes:
        try:
            process.wait(max(0.1, end - time.monotonic()))
        except subprocess.TimeoutExpired:
            process.kill()
            process.wait()
