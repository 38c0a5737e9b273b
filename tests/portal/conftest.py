"""A portal over the very small city: Django's test client, one user a role, a real server for browsers."""

from __future__ import annotations

import shutil
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest

from browser_visitor import FLAGS
from served_portal import serving
from small_city import INSTANCE, write_city
from zhishu.flows.import_file import import_file
from zhishu.flows.rebuild_index import rebuild_index
from zhishu.portal.pages.kept import forget_pages

ROLES = ("firm", "county_officer", "city_officer", "administrator")


def build_home(home: Path) -> Path:
    """Import the small city into a home and build its index."""
    for path in write_city(home.parent / f"{home.name}-files"):
        import_file(home, path, synthetic=True)
    (home / "instance.yaml").write_text(INSTANCE, encoding="utf-8")
    for folder in ("uploads", "static"):
        (home / folder).mkdir(exist_ok=True)
    rebuild_index(home)
    return home


@pytest.fixture(autouse=True)
def quick_hashes(settings: object) -> None:
    """Digests of passwords made on purpose slowly are tried where `serve` runs for real."""
    settings.PASSWORD_HASHERS = ["django.contrib.auth.hashers.MD5PasswordHasher"]  # type: ignore[attr-defined]


@pytest.fixture(autouse=True)
def no_kept_pages() -> None:
    """No test is given a page that another one made."""
    forget_pages()


@pytest.fixture(scope="session")
def city_home(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The small city, imported once; read only."""
    return build_home(tmp_path_factory.mktemp("portal") / "home")


@pytest.fixture
def portal_home(city_home: Path, monkeypatch: pytest.MonkeyPatch, settings: object) -> Path:
    """The small city as the home that the portal reads."""
    monkeypatch.setenv("ZHISHU_HOME", str(city_home))
    settings.MEDIA_ROOT = city_home / "uploads"  # type: ignore[attr-defined]
    settings.FILE_UPLOAD_TEMP_DIR = city_home / "uploads"  # type: ignore[attr-defined]
    return city_home


@pytest.fixture
def own_home(
    city_home: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, settings: object
) -> Path:
    """A copy of the small city that a test may change."""
    home = tmp_path / "own"
    shutil.copytree(city_home, home)
    monkeypatch.setenv("ZHISHU_HOME", str(home))
    settings.MEDIA_ROOT = settings.FILE_UPLOAD_TEMP_DIR = home / "uploads"  # type: ignore[attr-defined]
    return home


@pytest.fixture(scope="session")
def django_db_setup(django_db_setup: None, django_db_blocker: object) -> None:
    """The cache table beside the migrated ones: log-in limits count there."""
    from django.core.management import call_command

    with django_db_blocker.unblock():  # type: ignore[attr-defined]
        call_command("createcachetable", verbosity=0)


@pytest.fixture
def sign_in(db: None, client: object, portal_home: Path) -> Callable[[str], object]:
    """A client signed in with a role; `visitor` is nobody."""
    from zhishu.portal.accounts.models import User

    def enter(role: str) -> object:
        if role != "visitor":
            user = User.objects.create_user(username=f"u-{role}", password="-", role=role)
            client.force_login(user)  # type: ignore[attr-defined]
        return client

    return enter


@pytest.fixture(scope="session")
def server(tmp_path_factory: pytest.TempPathFactory, city_home: Path) -> Iterator[str]:
    """`zhishu serve` for real, over a copy of the small city: its address."""
    home = tmp_path_factory.mktemp("served") / "home"
    shutil.copytree(city_home, home)
    with serving(home) as portal:
        yield portal.address


@pytest.fixture(scope="module")
def browser() -> Iterator[object]:
    """A chromium for the tests of a file."""
    from playwright.sync_api import sync_playwright

    with sync_playwright() as playwright:
        chromium = playwright.chromium.launch(executable_path="/usr/bin/chromium", args=FLAGS)
        yield chromium
        chromium.close()
