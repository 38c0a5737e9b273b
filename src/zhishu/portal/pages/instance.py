"""Which city this portal serves: instance.yaml of the home."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from functools import lru_cache
from pathlib import Path

from django.utils import timezone

from zhishu.rules.loading import load_file
from zhishu.settings import home


@dataclass(frozen=True)
class Instance:
    """The site: its name, who runs it, its region, whether all its data is made up.

    as_of: the day a demo's figures speak of. The rest stands in the foot of every page.
    """

    name: str = "知识产权公共服务平台"
    organiser: str = ""
    region: str = ""
    demo: bool = False
    as_of: date | None = None
    phone: str = ""
    site_code: str = ""
    icp: str = ""
    police: str = ""


@lru_cache(maxsize=8)
def _read(path: Path, changed: float) -> Instance:
    data = load_file(path)
    as_of = data.get("as_of")
    return Instance(
        name=str(data.get("name") or Instance.name),
        organiser=str(data.get("organiser") or ""),
        region=str(data.get("region") or ""),
        demo=data.get("demo") is True,
        as_of=date.fromisoformat(as_of) if isinstance(as_of, str) else None,
        phone=str(data.get("phone") or ""),
        site_code=str(data.get("site_code") or ""),
        icp=str(data.get("icp") or ""),
        police=str(data.get("police") or ""),
    )


def instance() -> Instance:
    """The instance of the home; an unnamed one without the file."""
    path = home() / "instance.yaml"
    if not path.is_file():
        return Instance()
    return _read(path, path.stat().st_mtime)


def today() -> date:
    """The day that figures speak of by default: a demo's own day, else today."""
    return instance().as_of or timezone.localdate()
