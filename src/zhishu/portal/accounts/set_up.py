"""`python -m zhishu.portal.accounts.set_up`: tables, static files and, on a demo, its accounts.

In a process of its own, so that whoever serves starts without Django. Prints one JSON value: {"logins": […]},
or {"error": {…}} when the database does not answer.
"""

from __future__ import annotations

import hashlib
import json
import sys
import time
from pathlib import Path

import django
from django.conf import settings
from django.contrib.staticfiles.finders import get_finders
from django.core.management import call_command
from django.db import connection
from django.db.utils import Error

from zhishu.base.errors import DamagedDataError
from zhishu.portal.pages.database import tell_database
from zhishu.portal.pages.scrub import broken_frame

ABANDONED_SECONDS = 3600


def main() -> None:
    """Set up, and say what came of it."""
    django.setup()
    try:
        told = {"logins": _set_up()}
    except (Error, DamagedDataError) as error:
        trouble = tell_database(error) if isinstance(error, Error) else error
        told = {"error": {name: getattr(trouble, name) for name in ("what", "where", "next_step")}}
    sys.stdout.write(json.dumps(told, ensure_ascii=False))


def _set_up() -> list[str]:
    """Everything that a portal needs before it opens; the second time little is left to do."""
    Path(settings.MEDIA_ROOT).mkdir(mode=0o700, exist_ok=True)
    for damage in broken_frame():
        raise damage
    call_command("migrate", interactive=False, verbosity=0)
    call_command("createcachetable", verbosity=0)
    if connection.vendor == "sqlite":
        # Sessions and password digests are nobody else's to read; SQLite's other files take this mode over.
        Path(settings.DATABASES["default"]["NAME"]).chmod(0o600)
    if "--only-tables" in sys.argv[1:]:
        return []
    _sweep_uploads()
    _collect_static()
    return _demo_logins()


def _sweep_uploads() -> None:
    """Files that a killed request left behind; a running request's are younger than this."""
    from zhishu.portal.jobs.models import Job

    try:
        kept = {job.stored_name for job in Job.objects.all() if job.state != "done"}
    except DamagedDataError:
        return  # Which files still wait is not known: all stay.
    for path in Path(settings.MEDIA_ROOT).iterdir():
        if path.name not in kept and time.time() - path.stat().st_mtime > ABANDONED_SECONDS:
            path.unlink(missing_ok=True)


def _collect_static() -> None:
    """Compressing takes seconds, so it is done only when a file is new, gone or changed."""
    digest = hashlib.sha256(django.get_version().encode())
    for finder in get_finders():
        for name, storage in finder.list([]):
            facts = Path(storage.path(name)).stat()
            digest.update(f"{name}\0{facts.st_size}\0{facts.st_mtime_ns}\n".encode())
    stamp = Path(settings.STATIC_ROOT).with_suffix(".stamp")
    if (
        Path(settings.STATIC_ROOT).is_dir()
        and stamp.is_file()
        and stamp.read_text(encoding="ascii") == digest.hexdigest()
    ):
        return
    call_command("collectstatic", interactive=False, clear=True, verbosity=0)
    stamp.write_text(digest.hexdigest(), encoding="ascii")


def _demo_logins() -> list[str]:
    """The log-ins of a demo, a line each; a real instance has none."""
    from zhishu.portal.accounts.demo import create_demo_accounts
    from zhishu.portal.pages.instance import instance
    from zhishu.portal.pages.permissions import ROLES

    if not instance().demo:
        return []
    return [
        f"演示账户  {ROLES[login.role]}  {login.username}  {login.password}"
        for login in create_demo_accounts()
    ]


if __name__ == "__main__":
    main()
