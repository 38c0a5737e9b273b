"""What a firm is entitled to over HTTP: fifty users at once, a hundred measures, full explanations.

The demo served as `zhishu serve` does. Each user asks for one of fifty firms, reads for about a second, and asks
again; by then a process may have the answer (same data, rules, day and statements). `first` is what it
costs to make an answer, one after the other: the facts of a firm are asked of the warehouse then. The
measures of the shipped fund document stand in for a city with a hundred.
"""

from __future__ import annotations

import argparse
import http.client
import json
import random
import re
import sys
import tempfile
import threading
import time
import urllib.parse
import urllib.request
from http.cookiejar import CookieJar
from pathlib import Path
from typing import Any

from pages import _zhishu, serving
from record import keep, percentile

GOAL_MS = 50
USERS, MEASURES, FIRMS = 50, 100, 50
# Each of the two web processes makes its own answers, and of questions one after the other one process may get
# nearly all: fifty users ask for so many seconds before it counts.
WARM_SECONDS = 20
REGION, FUND = "990100", "361000/fund"
SHIPPED = Path(__file__).resolve().parents[1] / "src/zhishu/rulebook"


def main() -> None:
    """Build the demo with a hundred measures, serve it, let fifty officers ask."""
    parser = argparse.ArgumentParser()
    parser.add_argument("--patents", type=int, default=20_000)
    parser.add_argument("--seconds", type=int, default=20)
    asked = parser.parse_args()
    with tempfile.TemporaryDirectory() as folder:
        home = Path(folder) / "home"
        _zhishu("demo", "--no-serve", "--home", str(home), "--patents", str(asked.patents))
        add_measures(home)
        with serving(home) as base:
            cookie, opener = sign_in(base)
            firms = firms_of(base, opener)
            addresses = [f"/api/v1/entitlement/firms/{urllib.parse.quote(one)}" for one in firms]
            first, answer = first_answers(base, addresses, opener)
            found = ask(base, addresses, cookie, asked.seconds)
    floors = {
        f"no error, p99 under {GOAL_MS} ms": found["errors"] == 0 and found["p99_ms"] < GOAL_MS
    }
    keep(
        "entitlement_pages",
        command="./zhishu bench entitlement_pages",
        data={
            "patents": asked.patents,
            "users": USERS,
            "firms": len(addresses),
            "measures_judged": len(json.loads(answer)["measures"]),
            "answer_bytes": len(answer),
            "seconds": asked.seconds,
        },
        figures={"asked": found, "first": first},
        floors=floors,
        libraries=("django", "gunicorn", "duckdb"),
    )
    if not all(floors.values()):
        sys.exit(1)


def add_measures(home: Path) -> None:
    """The measures of the fund document for the demo city, as often as a hundred take."""
    readable = [
        path
        for path in sorted((SHIPPED / "361000/measures/fund").glob("*.yaml"))
        if path.name != "groups.yaml" and "\nlost:" not in path.read_text("utf-8")
    ]
    groups = SHIPPED / "361000/measures/fund/groups.yaml"
    for copy in range(1, -(-MEASURES // len(readable)) + 1):
        folder = home / "rulebook" / REGION / "measures" / f"fund{copy}"
        folder.mkdir(parents=True)
        for path in [*readable, groups]:
            text = path.read_text("utf-8").replace(f"{FUND}/", f"{REGION}/fund{copy}/")
            (folder / path.name).write_text(text, "utf-8")


def sign_in(base: str) -> tuple[str, urllib.request.OpenerDirector]:
    """The cookie of the demo's city officer, and an opener that has it."""
    jar = CookieJar()
    opener = urllib.request.build_opener(urllib.request.HTTPCookieProcessor(jar))
    page = opener.open(f"{base}/accounts/login/", timeout=60).read().decode()
    found = re.search(r'name="csrfmiddlewaretoken" value="([^"]+)"', page)
    assert found
    form = {
        "login": "shiji",
        "password": "yanshi-shiji-2026",
        "csrfmiddlewaretoken": found.group(1),
    }
    request = urllib.request.Request(
        f"{base}/accounts/login/",
        urllib.parse.urlencode(form).encode(),
        {"Referer": f"{base}/accounts/login/"},
    )
    opener.open(request, timeout=60).read()
    return "; ".join(f"{one.name}={one.value}" for one in jar), opener


def firms_of(base: str, opener: urllib.request.OpenerDirector) -> list[str]:
    """The first firms of the list, by the addresses of their pages."""
    found: list[str] = []
    for page in range(1, -(-FIRMS // 20) + 1):
        text = opener.open(f"{base}/funding/firms/?page={page}", timeout=60).read().decode()
        found += re.findall(r'href="/funding/firms/([^"/?]+)/"', text)
    assert len(found) >= FIRMS, len(found)
    return [urllib.parse.unquote(one) for one in dict.fromkeys(found)][:FIRMS]


def first_answers(
    base: str, addresses: list[str], opener: urllib.request.OpenerDirector
) -> tuple[dict[str, float], bytes]:
    """Milliseconds of answers that nobody had asked for, and one of them."""
    seconds = []
    answer = b""
    for address in addresses:
        begun = time.perf_counter()
        answer = opener.open(base + address, timeout=60).read()
        seconds.append(time.perf_counter() - begun)
    ends = {"p50_ms": 0.5, "p99_ms": 0.99}
    return {name: round(1e3 * percentile(seconds, end), 1) for name, end in ends.items()}, answer


def ask(base: str, addresses: list[str], cookie: str, seconds: int) -> dict[str, Any]:
    """Users who ask for a firm, read for about a second and ask again; after a run in which both processes come to have the answers.

    Each opens its connection when it first asks. A tool that opens fifty of them beforehand measures how the
    web server waits on connections without a question, which a proxy before it keeps away.
    """
    for length in (WARM_SECONDS, seconds):
        took: list[float] = []
        errors: list[str] = []
        users = [
            threading.Thread(
                target=_use, args=(base, addresses, cookie, number, length, took, errors)
            )
            for number in range(USERS)
        ]
        for user in users:
            user.start()
        for user in users:
            user.join()
    ends = {"p50_ms": 0.5, "p95_ms": 0.95, "p99_ms": 0.99, "most_ms": 1.0}
    return {
        "requests": len(took),
        "seconds": seconds,
        "errors": len(errors),
        **{name: round(1e3 * percentile(took, end), 2) for name, end in ends.items()},
    }


def _use(
    base: str,
    addresses: list[str],
    cookie: str,
    number: int,
    seconds: int,
    took: list[float],
    errors: list[str],
) -> None:
    chance = random.Random(number)
    ends = time.monotonic() + seconds
    connection = http.client.HTTPConnection(urllib.parse.urlsplit(base).netloc, timeout=10)
    while True:
        time.sleep(chance.uniform(0.5, 1.5))
        if time.monotonic() > ends:
            return
        begun = time.perf_counter()
        connection.request("GET", chance.choice(addresses), headers={"Cookie": cookie})
        answer = connection.getresponse()
        answer.read()
        took.append(time.perf_counter() - begun)
        if answer.status != 200:
            errors.append(str(answer.status))


if __name__ == "__main__":
    main()
