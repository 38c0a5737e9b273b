"""What the product offers stands in the handbook: commands, settings, formats, indicators; links hold."""

from __future__ import annotations

import re
from collections.abc import Iterator
from pathlib import Path

import click
import pytest

from zhishu.cli import cli
from zhishu.importers.formats import format_titles
from zhishu.settings import SETTINGS

ROOT = Path(__file__).resolve().parent.parent
PAGES = [ROOT / "README.md", ROOT / "CHANGELOG.md", *sorted((ROOT / "docs").rglob("*.md"))]


def handbook() -> str:
    pages = sorted((ROOT / "docs/handbook").glob("*.md"))
    return "\n".join(page.read_text(encoding="utf-8") for page in pages)


def commands(command: click.Command, path: str) -> Iterator[tuple[str, click.Command]]:
    if isinstance(command, click.Group):
        context = click.Context(command)
        for name in command.list_commands(context):
            child = command.get_command(context, name)
            assert child is not None
            yield from commands(child, f"{path} {name}")
    else:
        yield path, command


def test_every_command_and_option_is_in_the_handbook() -> None:
    text = handbook()
    found = list(commands(cli, "zhishu"))
    assert len(found) > 8
    for path, command in found:
        assert path in text, path
        assert command.help, f"{path}: no help"
        for option in command.params:
            if isinstance(option, click.Option) and option.name not in {"help"}:
                assert any(name in text for name in option.opts), f"{path} {option.opts}"


def test_every_setting_is_in_the_handbook() -> None:
    text = handbook()
    for setting in SETTINGS:
        assert setting.name in text, setting.name
        assert setting.sentence.endswith("。")


def test_every_format_is_in_the_handbook() -> None:
    text = handbook()
    for name in format_titles():
        assert f"`{name}`" in text, name


def test_every_indicator_is_in_the_handbook() -> None:
    text = handbook()
    found = sorted((ROOT / "src/zhishu/rulebook").glob("*/indicators/*.sql"))
    assert found
    for path in found:
        assert f"`{path.stem}`" in text, path.stem


@pytest.mark.parametrize("page", PAGES, ids=lambda page: page.name)
def test_links_lead_somewhere(page: Path) -> None:
    text = page.read_text(encoding="utf-8")
    assert text.strip()
    for target in re.findall(r"\]\(([^)#\s]+)", text):
        if not re.match(r"https?:", target):
            assert (page.parent / target).exists(), f"{page.name}: {target}"
