"""Offline install: an archive made twice, installed without a network, the demo served; pages equal this tree's.

The peer is this tree itself, installed from where it always is: its pages are compared with those of the
archive one by one, tokens and moments left out.
"""

from __future__ import annotations

import argparse
import fcntl
import hashlib
import html
import json
import os
import re
import signal
import socket
import struct
import subprocess
import sys
import tarfile
import tempfile
import time
import urllib.error
import urllib.parse
import urllib.request
from pathlib import Path
from typing import Any

from record import ROOT, keep

# Root enters a namespace as it is; others by a user namespace of their own.
UNSHARE = ["unshare", "-n"] if os.geteuid() == 0 else ["unshare", "-r", "-n"]
PAGES = 150
# What differs between two portals of the same data: tokens of forms and scripts, moments of publishing.
_OWN = re.compile(
    r'(?<=name="csrfmiddlewaretoken" value=")\w+|(?<=nonce=")[^"]+|(?<="X-CSRFToken": ")\w+'
    r"|\d{4}-\d\d-\d\d[ T]\d\d:\d\d(?::\d\d)?"
)
_LINK = re.compile(r'href="(/[^"#]*)"')


def raise_loopback() -> None:
    """A new network namespace has one interface, lo, and it is down."""
    with socket.socket() as handle:
        fcntl.ioctl(handle, 0x8914, struct.pack("16sh14x", b"lo", 1))  # SIOCSIFFLAGS, IFF_UP


def crawl(address: str) -> dict[str, str]:
    """The pages that links lead to from the front page, breadth first, each without what is its own."""
    pages: dict[str, str] = {}
    waiting = ["/", "/search?q=%E7%94%B5%E6%B1%A0", "/search?q=%E7%94%B5%E6%B1%A0&kind=patent"]
    while waiting and len(pages) < PAGES:
        path = waiting.pop(0)
        if path in pages or path.startswith("/static/"):
            continue
        asked = address.rstrip("/") + urllib.parse.quote(path, safe="/?&=%:+")
        try:
            with urllib.request.urlopen(asked, timeout=60) as answer:
                status, kind, content = answer.status, answer.headers["Content-Type"], answer.read()
        except urllib.error.HTTPError as error:  # a page that asks to log in is a page too
            status, kind, content = error.code, error.headers["Content-Type"], error.read()
        if "html" not in kind and "json" not in kind:  # an export holds the moment it was made
            continue
        assert status < 500, (path, status)
        text = content.decode("utf-8")
        pages[path] = f"{status} {_OWN.sub('*', text)}"
        if "html" in kind:
            waiting += [html.unescape(link) for link in _LINK.findall(text)]
    return pages


def drive(tree: Path, home: Path, options: list[str]) -> dict[str, Any]:
    """Install if need be, build the demo, serve it, read its pages."""
    launcher = [str(tree / "zhishu"), *options]
    begun = time.perf_counter()
    subprocess.run([*launcher, "--version"], check=True, stdout=sys.stderr)
    installed = time.perf_counter()
    build = [*launcher, "demo", "--no-serve", "--home", str(home)]
    subprocess.run(build, check=True, stdout=sys.stderr)
    built = time.perf_counter()
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        port = str(probe.getsockname()[1])
    serve = [*launcher, "serve", "--home", str(home), "--port", port, "--json"]
    with subprocess.Popen(serve, stdout=subprocess.PIPE, text=True) as portal:
        assert portal.stdout is not None
        told = ""
        while "}" not in told:
            line = portal.stdout.readline()
            assert line, "the portal did not open"
            told += line
        opened = time.perf_counter()
        try:
            pages = crawl(json.loads(told)["address"])
        finally:
            portal.send_signal(signal.SIGTERM)
    return {
        "install": round(installed - begun, 1),
        "demo": round(built - installed, 1),
        "open": round(opened - built, 1),
        "pages": pages,
    }


def inside(command: list[str], own: Path, *, without_network: bool) -> dict[str, Any]:
    """Drive in a process of its own; without a network, and without this machine's installer settings."""
    out = own / "told.json"
    script = [sys.executable, __file__, "--drive", *command, "--told", str(out)]
    if without_network:
        environment = {"PATH": os.environ["PATH"], "HOME": str(own), "LANG": "C.UTF-8"}
        subprocess.run([*UNSHARE, *script, "--loopback"], check=True, env=environment)
    else:
        subprocess.run(script, check=True)
    told: dict[str, Any] = json.loads(out.read_text(encoding="utf-8"))
    return told


def make_archive(out: Path) -> tuple[float, str]:
    """Seconds, and SHA-256 of the archive."""
    begun = time.perf_counter()
    subprocess.run([ROOT / "zhishu", "bundle", "--out", out], check=True, stdout=sys.stderr)
    return time.perf_counter() - begun, hashlib.sha256(out.read_bytes()).hexdigest()


def main() -> None:
    """Make, install, serve, compare, keep."""
    parser = argparse.ArgumentParser(prog=sys.argv[0])
    parser.add_argument("--drive", nargs="+", help=argparse.SUPPRESS)
    parser.add_argument("--told", type=Path, help=argparse.SUPPRESS)
    parser.add_argument("--loopback", action="store_true", help=argparse.SUPPRESS)
    asked = parser.parse_args()
    if asked.drive:
        if asked.loopback:
            raise_loopback()
        tree, home, *words = asked.drive
        told = drive(Path(tree), Path(home), [f"--{word}" for word in words])
        asked.told.write_text(json.dumps(told), encoding="utf-8")
        return

    with tempfile.TemporaryDirectory(prefix="zhishu-offline-") as folder:
        work = Path(folder)
        first, digest = make_archive(work / "1.tar")
        again, second_digest = make_archive(work / "2.tar")
        with tarfile.open(work / "1.tar") as archive:
            archive.extractall(work / "unpacked", filter="data")
        (tree,) = (work / "unpacked").iterdir()
        for name in ("apart", "here"):
            (work / name).mkdir()
        apart = inside(
            [str(tree), str(work / "apart/home"), "offline"], work / "apart", without_network=True
        )
        here = inside([str(ROOT), str(work / "here/home")], work / "here", without_network=False)
        megabytes = (work / "1.tar").stat().st_size / 1e6
    pages, peer = apart.pop("pages"), here.pop("pages")
    different = sorted(path for path in {*pages, *peer} if pages.get(path) != peer.get(path))
    keep(
        "offline_install",
        command="./zhishu bench offline_install",
        data={"archive_megabytes": round(megabytes), "pages_compared": len(pages)},
        figures={
            "seconds_to_make": [round(first, 1), round(again, 1)],
            "seconds_without_network": apart,
            "seconds_here": here,
            "pages_that_differ": different[:10],
        },
        floors={
            "an archive made again has the same bytes": digest == second_digest,
            "installs and serves the demo without a network": len(pages) > 20,
            "every page equals this tree's": not different,
        },
        libraries=("pip", "uv"),
    )


if __name__ == "__main__":
    main()
