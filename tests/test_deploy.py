"""deploy/: units that systemd takes, that shut the service in and still let imports shut themselves in."""

from __future__ import annotations

import re
import shutil
import subprocess
from pathlib import Path

import click
import pytest

from zhishu.cli import cli
from zhishu.settings import SETTINGS

DEPLOY = Path(__file__).resolve().parent.parent / "deploy"
UNITS = sorted((DEPLOY / "systemd").iterdir())
SERVICES = [unit for unit in UNITS if unit.suffix == ".service"]
HARDENED = {
    "NoNewPrivileges=true", "ProtectSystem=strict", "ProtectHome=true", "PrivateTmp=true",
    "PrivateDevices=true", "ProtectKernelTunables=true", "ProtectKernelModules=true",
    "ProtectControlGroups=true", "LockPersonality=true", "RestrictSUIDSGID=true",
    "CapabilityBoundingSet=", "UMask=0027", "User=zhishu",
}  # fmt: skip


def lines(unit: Path) -> list[str]:
    text = unit.read_text(encoding="utf-8")
    return [line for line in text.splitlines() if line and not line.startswith("#")]


def test_there_is_a_unit_for_every_duty() -> None:
    assert {unit.name for unit in UNITS} == {
        "zhishu.service", "zhishu.socket", "zhishu-scrub.service", "zhishu-scrub.timer",
        "zhishu-backup.service", "zhishu-backup.timer",
    }  # fmt: skip


@pytest.mark.parametrize("unit", UNITS, ids=lambda unit: unit.name)
def test_a_unit_has_sections_and_known_lines(unit: Path) -> None:
    section = ""
    for line in lines(unit):
        if re.fullmatch(r"\[(Unit|Service|Socket|Timer|Install)\]", line):
            section = line
        else:
            assert section and re.fullmatch(r"[A-Z][A-Za-z]+=.*", line), line


@pytest.mark.parametrize("unit", SERVICES, ids=lambda unit: unit.name)
def test_a_service_is_shut_in_and_an_import_still_can_be(unit: Path) -> None:
    found = lines(unit)
    assert set(found) >= HARDENED
    names = {line.partition("=")[0] for line in found}
    # The child that reads foreign bytes makes a user and a network namespace of its own.
    assert not names & {"RestrictNamespaces", "PrivateUsers", "SystemCallFilter"}
    assert "StateDirectory=zhishu" in found and "EnvironmentFile=/etc/zhishu/zhishu.env" in found


@pytest.mark.parametrize("unit", SERVICES, ids=lambda unit: unit.name)
def test_a_service_calls_a_command_that_exists(unit: Path) -> None:
    (start,) = (line.partition("=")[2] for line in lines(unit) if line.startswith("ExecStart="))
    program, *words = start.split()
    assert program == "/opt/zhishu/zhishu"
    command: click.Command = cli
    for word in words:
        if not isinstance(command, click.Group):
            break
        found = command.get_command(click.Context(command), word)
        assert found is not None, start
        command = found
    assert command is not cli


def test_the_settings_file_names_settings_that_exist() -> None:
    text = (DEPLOY / "zhishu.env").read_text(encoding="utf-8")
    named = set(re.findall(r"^#?(ZHISHU_\w+)=", text, re.MULTILINE))
    assert named <= {setting.name for setting in SETTINGS} and "ZHISHU_BEHIND_PROXY" in named


def test_systemd_takes_the_units(tmp_path: Path) -> None:
    if shutil.which("systemd-analyze") is None:
        # Their form was checked above; CI's image may be without systemd.
        return
    for unit in UNITS:
        text = unit.read_text(encoding="utf-8").replace("/opt/zhishu/zhishu ", "/bin/true ")
        (tmp_path / unit.name).write_text(text, encoding="utf-8")
    done = subprocess.run(
        ["systemd-analyze", "verify", "--man=no", *map(str, sorted(tmp_path.iterdir()))],
        capture_output=True,
        text=True,
        check=False,
    )
    assert done.returncode == 0 and not done.stderr.strip(), done.stderr


def test_the_proxy_writes_what_the_portal_trusts() -> None:
    text = (DEPLOY / "nginx/zhishu.conf").read_text(encoding="utf-8")
    for line in (
        "proxy_set_header X-Forwarded-Proto $scheme;",
        "proxy_set_header X-Forwarded-For $remote_addr;",
        'proxy_set_header X-Request-Id "";',
        "location = /metrics { return 404; }",
        "limit_req zone=zhishu_costly burst=30 nodelay;",
        "proxy_pass http://zhishu;",
        "server 127.0.0.1:8000;",
    ):
        assert line in text
    assert text.count("{") == text.count("}")
    (form,) = re.findall(r"log_format zhishu '(.*)';", text)
    assert not re.search(r"\$(remote_addr|request_uri|request\b|args|http_|cookie)", form)
