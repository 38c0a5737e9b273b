"""The portal's pages over a database that may be damaged, asked by one process for many databases.

`python -m faults.portal`: the home by ZHISHU_HOME; one path of a database a line on stdin, one JSON value
a line on stdout: {"answers": […], "found": […], "frame": how many of them are of the frame}. A page that is refused answers with its status alone.
"""

from __future__ import annotations

import json
import os
import re
import shutil
import subprocess
import sys
from pathlib import Path
from typing import Any

from faults.children import TESTS

PAGES = ("/", "/data/", "/data/uploads/", "/data/uploads/3/", "/accounts/list/", "/accounts/")
SESSION = "session.txt"
# What a page answers with that shows nothing: signed out, refused by name, broken, not even started.
REFUSALS = {"302", "503", "500", "not started"}
# What differs between two answers to the same question.
OF_THE_REQUEST = re.compile(rb'csrfmiddlewaretoken" value="[^"]*"|"X-CSRFToken": ?"[^"]*"')


def fill(home: Path) -> Path:
    """Make the portal's database of a home: accounts, uploads, somebody signed in; its path."""
    (home / "uploads").mkdir(exist_ok=True)
    (home / "static").mkdir(exist_ok=True)
    _run(home, "--fill", input_text="")
    path = home / "portal.sqlite3"
    assert not path.with_name("portal.sqlite3-wal").exists(), "all of it is in the one file"
    return path


def sign_in(home: Path) -> None:
    """Sign in anew: a session ends when nothing was asked for a while, and many databases take longer."""
    _run(home, "--sign-in", input_text="")


def ask(home: Path, databases: list[Path], *, signed_in: bool = True) -> list[dict[str, Any]]:
    """What the pages say over each database, and what the scrub finds in it."""
    arguments = () if signed_in else ("--signed-out",)
    said = _run(home, *arguments, input_text="".join(f"{path}\n" for path in databases))
    return [json.loads(line) for line in said.splitlines()]


def _run(home: Path, *arguments: str, input_text: str) -> str:
    done = subprocess.run(
        [sys.executable, "-m", "faults.portal", *arguments],
        input=input_text,
        env={
            **os.environ,
            "ZHISHU_HOME": str(home),
            "ZHISHU_PLAIN_HTTP": "1",
            "ZHISHU_SECRET_KEY": "for tests of faults only",
            "ZHISHU_DATABASE": "",
            "DJANGO_SETTINGS_MODULE": "zhishu.portal.settings",
            "PYTHONPATH": os.pathsep.join([str(TESTS), *sys.path]),
        },
        capture_output=True,
        text=True,
        check=False,
    )
    assert done.returncode == 0, done.stderr[-2000:]
    return done.stdout


def _fill() -> None:
    from django.conf import settings
    from django.core.management import call_command
    from django.utils import timezone

    from zhishu.portal.accounts.models import Organisation, User
    from zhishu.portal.jobs.models import Job

    # Hashing that takes its time is not what is tried here.
    settings.PASSWORD_HASHERS = ["django.contrib.auth.hashers.MD5PasswordHasher"]
    call_command("migrate", interactive=False, verbosity=0)
    call_command("createcachetable", verbosity=0)
    unit = Organisation.objects.create(name="云澜市市场监督管理局")
    for number, role in enumerate(("city_officer", "administrator", "county_officer", "firm") * 5):
        user = User.objects.create_user(
            f"user{number}", "-", role=role, organisation=unit, regions=("990100", "990102")
        )
    officer = User.objects.get(username="user1")
    for number in range(40):
        Job.objects.create(
            user=officer,
            file_name=f"第{number}批题录.csv",
            stored_name=f"{number:032x}",
            size=10_000 + number,
            state="done",
            rows=number * 3,
            accepted=number * 2,
            unchanged=number,
            finished_at=timezone.now(),
        )
    del user
    _sign_in()


def _sign_in() -> None:
    from django.db import connection
    from django.test import Client

    from zhishu.portal.accounts.models import User
    from zhishu.settings import home

    client = Client()
    client.force_login(User.objects.get(username="user1"))
    (home() / SESSION).write_text(client.cookies["sessionid"].value, encoding="ascii")
    connection.close()


def _answer(database: str, session: str) -> dict[str, Any]:
    from django.db import connection
    from django.test import Client

    from zhishu.portal.pages.scrub import broken_frame, find_damage

    connection.close()
    # A copy: what a page writes (the end of a session) is not to change what the next one reads.
    copy = Path(f"{database}.asked")
    shutil.copyfile(database, copy)
    connection.settings_dict["NAME"] = copy
    client = Client(raise_request_exception=False, SERVER_NAME="localhost")
    client.cookies["sessionid"] = session
    answers: list[Any] = []
    # A start looks at the frame first, and does not go on where it is broken.
    starts = not list(broken_frame())
    for page in PAGES if starts else ():
        response = client.get(page)
        content = OF_THE_REQUEST.sub(b"", response.content)
        answers.append(
            content.decode() if response.status_code == 200 else str(response.status_code)
        )
    if not starts:
        answers = ["not started"] * len(PAGES)
    connection.close()
    connection.settings_dict["NAME"] = database
    frame = len(list(broken_frame()))
    found = [one.what for one in find_damage()]
    connection.close()
    for path in (copy, copy.with_name(copy.name + "-wal"), copy.with_name(copy.name + "-shm")):
        path.unlink(missing_ok=True)
    return {"answers": answers, "found": found, "frame": frame}


def main() -> None:
    """Fill, or answer until the lines end."""
    import django

    django.setup()
    import logging

    logging.disable(logging.CRITICAL)
    if "--fill" in sys.argv:
        _fill()
        return
    if "--sign-in" in sys.argv:
        _sign_in()
        return
    session = (Path(os.environ["ZHISHU_HOME"]) / SESSION).read_text(encoding="ascii")
    for line in sys.stdin:
        answer = _answer(line.strip(), "" if "--signed-out" in sys.argv else session)
        sys.stdout.write(json.dumps(answer) + "\n")
        sys.stdout.flush()


if __name__ == "__main__":
    main()
