"""Have the portal's database looked at, in a process of its own: this room starts without Django."""

from __future__ import annotations

import json
import os
import subprocess
import sys
from pathlib import Path

from zhishu import settings
from zhishu.flows.verify_home import Damage

DATABASE = "portal.sqlite3"


def verify_portal(home: Path) -> list[Damage]:
    """The damage of the portal's database; none where there is no portal yet."""
    if not settings.DATABASE.value() and not (home / DATABASE).is_file():
        return []
    done = subprocess.run(
        [sys.executable, "-m", "zhishu.portal.pages.scrub"],
        env={
            **os.environ,
            "ZHISHU_HOME": str(home.resolve()),
            "DJANGO_SETTINGS_MODULE": "zhishu.portal.settings",
        },
        capture_output=True,
        text=True,
        check=False,
    )
    if done.returncode:
        last = done.stderr.strip().splitlines()[-1:] or ["没有说明原因"]
        return [Damage("portal", "", str(home), f"门户数据库不能检查：{last[0]}", "看上面的原因")]
    return [Damage("portal", **one) for one in json.loads(done.stdout)]
