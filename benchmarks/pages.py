"""Pages under wrk: home, search, policy and dashboard of a demo of 20,000 patents, served as `zhishu serve` does.

Sixteen connections on this machine. The peer is a bare Django view that gives a finished Chinese page of
the same size under the same gunicorn settings: what the web server and the framework alone cost. `search`
goes round 300 words; `search_anew` and `home_anew` never ask the same address twice, so that no page is
kept: what a page costs to make.
"""

from __future__ import annotations

import argparse
import json
import os
import re
import shutil
import signal
import socket
import subprocess
import sys
import tempfile
import time
import urllib.request
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any
from urllib.parse import quote

from record import keep

FLOOR_MS, GOAL_MS = 200, 50
PAGES = ("home", "search", "policy", "dashboard")
WORDS = ("电池", "质押", "知识产权", "光学", "隔膜", "芯片", "开放许可", "陶瓷", "传感器", "方法")

# wrk gives percentiles only to a script; addresses come round, or each with a number of its own.
_SCRIPT = """
local addresses, at, anew = {%(addresses)s}, 0, %(anew)s
local threads = 0
function setup(thread) threads = threads + 1; thread:set("number", threads) end
function request()
  at = at + 1
  local address = addresses[(at - 1) %% #addresses + 1]
  if anew then
    address = address .. (address:find("?", 1, true) and "&" or "?") .. "n=" .. number .. "." .. at
  end
  return wrk.format("GET", address)
end
function done(summary, latency)
  local e = summary.errors
  io.write(string.format(
    'RESULT {"requests": %%d, "seconds": %%.3f, "errors": %%d, "p50_ms": %%.2f, "p95_ms": %%.2f, "p99_ms": %%.2f, "most_ms": %%.2f}\\n',
    summary.requests, summary.duration / 1e6, e.connect + e.read + e.write + e.status + e.timeout,
    latency:percentile(50) / 1e3, latency:percentile(95) / 1e3, latency:percentile(99) / 1e3,
    latency.max / 1e3))
end
"""

# The peer: a finished page of the same size, from the same framework and web server.
_PEER = """
from django.conf import settings
from django.core.wsgi import get_wsgi_application
from django.http import HttpResponse
from django.urls import path
settings.configure(ALLOWED_HOSTS=["*"], ROOT_URLCONF=__name__, SECRET_KEY="peer", USE_TZ=True)
PAGE = open("page.html", encoding="utf-8").read()
urlpatterns = [path("", lambda request: HttpResponse(PAGE))]
application = get_wsgi_application()
"""


def main() -> None:
    """Build the demo, serve it, measure every page, then the peer."""
    parser = argparse.ArgumentParser()
    parser.add_argument("--home", type=Path, help="a demo that stands already")
    parser.add_argument("--patents", type=int, default=20_000)
    parser.add_argument("--seconds", type=int, default=12)
    parser.add_argument("--connections", type=int, default=16)
    asked = parser.parse_args()
    if shutil.which("wrk") is None:
        sys.exit("缺wrk：apt-get install wrk")
    with tempfile.TemporaryDirectory() as folder:
        home = asked.home or Path(folder) / "home"
        _zhishu("demo", "--no-serve", "--home", str(home), "--patents", str(asked.patents))
        figures: dict[str, Any] = {}
        with serving(home) as base:
            addresses = addresses_of(base)
            sizes = {name: _check(base, found) for name, found in addresses.items()}
            for name, found in addresses.items():
                figures[name] = wrk(base, found, asked, anew=name.endswith("_anew"))
                figures[name]["bytes"] = sizes[name]
            page = _get(base + "/")
        with serving_peer(Path(folder), page) as base:
            figures["peer"] = wrk(base, ["/"], asked)
    for name in addresses:
        figures[name]["times_peer"] = round(
            figures[name]["p99_ms"] / max(0.01, figures["peer"]["p99_ms"]), 2
        )
    floors = {
        f"{name}: no error, p99 under {FLOOR_MS} ms": figures[name]["errors"] == 0
        and figures[name]["p99_ms"] < FLOOR_MS
        for name in PAGES
    }
    goals = {f"{name}: p99 under {GOAL_MS} ms": figures[name]["p99_ms"] < GOAL_MS for name in PAGES}
    keep(
        "pages",
        command="./zhishu bench pages",
        data={
            "patents": asked.patents,
            "seconds_a_page": asked.seconds,
            "connections": asked.connections,
        },
        figures={**figures, "goals": goals},
        floors=floors,
        libraries=("django", "gunicorn", "duckdb", "tantivy"),
        programs={"wrk": _version()},
    )
    if not all(floors.values()):
        sys.exit(1)


def addresses_of(base: str) -> dict[str, list[str]]:
    """What is asked for: by name, the addresses that come round."""
    policies = json.loads(_get(base + "/api/v1/policies?size=100"))["rows"]
    patents = json.loads(_get(base + "/api/v1/patents?size=100"))["rows"]
    words = [*WORDS, *(patent["title"][:6] for patent in patents)]
    words += [f"{word} {one}" for word in WORDS for one in WORDS[:9] if one != word]
    words += [patent["application_number"] for patent in patents if patent["application_number"]]
    return {
        "home": ["/"],
        "search": [f"/search?q={quote(word)}" for word in words[:300]],
        "policy": [f"/policy/{one['document']['document_id']}/" for one in policies],
        "dashboard": ["/insight/"],
        "search_anew": [f"/search?q={quote(word)}" for word in words[:300]],
        "home_anew": ["/"],
    }


def wrk(base: str, addresses: list[str], asked: Any, *, anew: bool = False) -> dict[str, Any]:
    """One run of wrk after a short one that warms up."""
    listed = ", ".join(f'"{one}"' for one in addresses)
    with tempfile.NamedTemporaryFile("w", suffix=".lua") as script:
        script.write(_SCRIPT % {"addresses": listed, "anew": "true" if anew else "false"})
        script.flush()
        for seconds in (3, asked.seconds):
            done = subprocess.run(
                ["wrk", "-t2", f"-c{asked.connections}", f"-d{seconds}s", "--timeout", "10s",
                 "-s", script.name, base],
                capture_output=True, text=True, check=True,
            )  # fmt: skip
    found = re.search(r"RESULT (\{.*\})", done.stdout)
    assert found, done.stdout
    result: dict[str, Any] = json.loads(found.group(1))
    result["per_second"] = round(result["requests"] / result["seconds"], 1)
    return result


@contextmanager
def serving(home: Path) -> Iterator[str]:
    """The portal as an office runs it, its log in a file."""
    port = _free_port()
    command = [sys.executable, "-m", "zhishu", "serve", "--home", str(home), "--port", str(port)]
    environment = {**os.environ, "ZHISHU_LOG": "logs/portal.log"}
    with _running(command, environment, port, f"http://127.0.0.1:{port}/readyz"):
        yield f"http://127.0.0.1:{port}"


@contextmanager
def serving_peer(folder: Path, page: str) -> Iterator[str]:
    """The bare view, by the same settings of the web server."""
    (folder / "peer.py").write_text(_PEER, encoding="utf-8")
    (folder / "page.html").write_text(page, encoding="utf-8")
    port = _free_port()
    command = [
        sys.executable, "-m", "gunicorn", "--config", "python:zhishu.portal.pages.web_server",
        "--chdir", str(folder), "--workers", "2", "--bind", f"127.0.0.1:{port}", "peer:application",
    ]  # fmt: skip
    with _running(command, dict(os.environ), port, f"http://127.0.0.1:{port}/"):
        yield f"http://127.0.0.1:{port}"


@contextmanager
def _running(
    command: list[str], environment: dict[str, str], port: int, asked: str
) -> Iterator[None]:
    with subprocess.Popen(command, env=environment, stderr=subprocess.DEVNULL) as process:
        try:
            deadline = time.monotonic() + 120
            while not _answers(asked):
                if process.poll() is not None or time.monotonic() > deadline:
                    raise RuntimeError(f"{command} does not answer")
                time.sleep(0.2)
            yield
        finally:
            process.send_signal(signal.SIGTERM)
            process.wait(60)


def _answers(address: str) -> bool:
    try:
        with urllib.request.urlopen(address, timeout=30) as answer:
            return bool(answer.status == 200)
    except OSError:
        return False


def _check(base: str, addresses: list[str]) -> int:
    """Every address answers a whole Chinese page before anything is measured; the mean size."""
    sizes = []
    for address in addresses:
        text = _get(base + address)
        assert "</html>" in text and "云澜市" in text, address
        sizes.append(len(text.encode()))
    return round(sum(sizes) / len(sizes))


def _get(address: str) -> str:
    with urllib.request.urlopen(address, timeout=60) as answer:
        return str(answer.read().decode())


def _zhishu(*arguments: str) -> None:
    subprocess.run([sys.executable, "-m", "zhishu", *arguments], check=True)


def _free_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return int(probe.getsockname()[1])


def _version() -> str:
    done = subprocess.run(["wrk", "-v"], capture_output=True, text=True, check=False)
    return (done.stdout + done.stderr).splitlines()[0].split("[")[0].strip()


if __name__ == "__main__":
    main()
