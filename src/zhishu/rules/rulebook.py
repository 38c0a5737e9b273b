"""The rulebook: a tree of YAML by region folder, shipped with the product and laid over by an office's own."""

from __future__ import annotations

import hashlib
import re
from collections.abc import Callable, Iterable
from dataclasses import dataclass, field
from functools import cached_property
from pathlib import Path
from typing import TypeVar

from zhishu.base.dates import Calendar
from zhishu.base.errors import NotFoundError
from zhishu.base.region import RegionCode
from zhishu.rules.checking.check import find_fault
from zhishu.rules.checking.finding import Finding
from zhishu.rules.cues import Cues, join_cues, read_cues
from zhishu.rules.fact import Fact, read_facts
from zhishu.rules.holidays import read_holidays
from zhishu.rules.loading import RulebookError, load_yaml, read_text
from zhishu.rules.measure import Group as MeasureGroup
from zhishu.rules.measure import Measure, read_groups, read_measure
from zhishu.rules.parameter import Parameter, read_parameter
from zhishu.rules.place import Region, Regions, read_regions
from zhishu.rules.scale import Scale, read_scale
from zhishu.rules.synonyms import Group, merge_groups, read_synonyms

T = TypeVar("T")

_NUMBERS = re.compile(r"([0-9]+)")
GROUPS_FILE = "groups.yaml"
SHIPPED = Path(__file__).resolve().parent.parent / "rulebook"


def _read_figure(text: str, *, where: str) -> Parameter | Scale:
    """What a file of `parameters/` holds: `scale:` begins one in bands."""
    content = load_yaml(text, where=where)
    read = read_scale if "scale" in content else read_parameter
    return read(content, where=where)


def _read_measure_text(text: str, *, where: str) -> Measure:
    return read_measure(load_yaml(text, where=where), where=where)


def _read_groups_text(text: str, *, where: str) -> list[MeasureGroup]:
    return read_groups(load_yaml(text, where=where), where=where)


def _read_facts_text(text: str, *, where: str) -> list[Fact]:
    return read_facts(load_yaml(text, where=where), where=where)


def _by_number(name: str) -> list[str | int]:
    """A name for sorting, its numbers as numbers."""
    return [int(part) if part.isdecimal() else part for part in _NUMBERS.split(name)]


N = TypeVar("N", Fact, Measure, MeasureGroup)


def _by_name(found: Iterable[N], word: str) -> dict[str, N]:
    """By name; a name that stands twice is refused with both places."""
    named: dict[str, N] = {}
    for one in found:
        other = named.get(one.name)
        if other is not None:
            raise RulebookError(
                f"{word}{one.name}写了两次",
                where=f"{other.file} 第{other.line}行、{one.file} 第{one.line}行",
                next_step="合成一处，或改名",
            )
        named[one.name] = one
    return named


@dataclass(frozen=True)
class Rulebook:
    """The folders of a rulebook, the later ones over the earlier; each part is read when first asked for."""

    roots: tuple[Path, ...]
    # Of the office's own folder: what is kept by a rulebook is kept by its edition.
    edition: int = field(default=0, kw_only=True)

    def files(self, pattern: str) -> list[tuple[str, Path]]:
        """Files as (name within the rulebook, path), shipped first, sorted.

        A file of the same name in an overlay stands in place of the shipped one.
        """
        found: dict[str, Path] = {}
        for root in self.roots:
            for path in sorted(root.glob(pattern)):
                found[path.relative_to(root).as_posix()] = path
        return list(found.items())

    def text_of(self, name: str) -> str:
        """A file of the rulebook as it is written, by its name within it; NotFoundError when there is none."""
        found = dict(self.files(name)).get(name)
        if found is None:
            raise NotFoundError(f"规则库里没有文件{name}", next_step="检查名称")
        return read_text(found, where=name)

    def _each(self, pattern: str, read: Callable[..., T]) -> Iterable[T]:
        for name, path in self.files(pattern):
            yield read(read_text(path, where=name), where=name)

    @cached_property
    def _figures(self) -> dict[str, Parameter | Scale]:
        found: dict[str, Parameter | Scale] = {}
        for figure in self._each("*/parameters/*.yaml", _read_figure):
            other = found.get(figure.name)
            if other is not None:
                raise RulebookError(
                    f"参数{figure.name}写了两次",
                    where=f"{other.file}、{figure.file}",
                    next_step="合成一个文件，或改名",
                )
            found[figure.name] = figure
        return found

    @property
    def figures(self) -> dict[str, Parameter | Scale]:
        """Every parameter and scale by name; a name that stands in two files of the rulebook is refused."""
        return dict(self._figures)

    @property
    def parameters(self) -> dict[str, Parameter]:
        """Every parameter by name; a name that stands in two files of the rulebook is refused."""
        return {name: one for name, one in self._figures.items() if isinstance(one, Parameter)}

    def parameter(self, name: str) -> Parameter:
        """A parameter by name; NotFoundError when no file holds it."""
        found = self._figures.get(name.rpartition("/")[2])
        if not isinstance(found, Parameter):
            raise NotFoundError(f"规则库里没有参数{name}", next_step="检查名称，或补上参数文件")
        return found

    def scale(self, name: str) -> Scale:
        """A figure in bands by name; NotFoundError when no file holds it."""
        found = self._figures.get(name)
        if not isinstance(found, Scale):
            raise NotFoundError(
                f"规则库里没有分档的参数{name}", next_step="检查名称，或补上参数文件"
            )
        return found

    @cached_property
    def facts(self) -> dict[str, Fact]:
        """Every declared fact by name."""
        files = self._each("*/facts/*.yaml", _read_facts_text)
        return _by_name((fact for facts in files for fact in facts), "事实")

    @cached_property
    def measures(self) -> dict[str, Measure]:
        """Every measure by name, in the order of regions, documents and clauses (8-1 before 10-1)."""
        files = sorted(self.files("*/measures/*/*.yaml"), key=lambda file: _by_number(file[0]))
        paths = [(name, path) for name, path in files if path.name != GROUPS_FILE]
        return _by_name(
            (_read_measure_text(read_text(path, where=name), where=name) for name, path in paths),
            "措施",
        )

    @cached_property
    def measure_groups(self) -> dict[str, MeasureGroup]:
        """Every group of measures by name."""
        files = self._each(f"*/measures/*/{GROUPS_FILE}", _read_groups_text)
        return _by_name((group for groups in files for group in groups), "组")

    @cached_property
    def kept(self) -> dict[object, object]:
        """What was worked out from this rulebook and is kept as long as it is."""
        return {}

    @cached_property
    def _fault(self) -> Finding | None:
        return find_fault(self)

    def refuse_faults(self) -> None:
        """Raise the first fault of its measures and groups, by file and line; looked for once."""
        if self._fault is not None:
            raise self._fault.error()

    @cached_property
    def digest(self) -> str:
        """SHA-256 over the names and bytes of all files of the rulebook: what a result was made by."""
        digest = hashlib.sha256()
        for name, path in sorted(self.files("*/**/*.yaml")):
            digest.update(f"{name}\0".encode())
            digest.update(hashlib.sha256(path.read_bytes()).digest())
        return digest.hexdigest()

    def measures_of(self, region: RegionCode) -> list[Measure]:
        """The measures that hold in a region: its own, those of the regions around it and the country's."""
        return [
            one
            for one in self.measures.values()
            if one.region is None or one.region.contains(region)
        ]

    @cached_property
    def _regions(self) -> Regions:
        found: list[Region] = []
        for regions in self._each("*/regions*.yaml", read_regions):
            found.extend(regions)
        return Regions(found)

    def regions(self) -> Regions:
        """All regions known."""
        return self._regions

    @cached_property
    def _calendar(self) -> Calendar:
        calendars = list(self._each("*/holidays.yaml", read_holidays))
        return Calendar(
            frozenset().union(*(calendar.holidays for calendar in calendars)),
            frozenset().union(*(calendar.made_up for calendar in calendars)),
            frozenset().union(*(calendar.years for calendar in calendars)),
        )

    @cached_property
    def synonyms(self) -> dict[str, Group]:
        """Words to the others that mean the same, from every folder's list."""
        lists = self._each("*/synonyms.yaml", read_synonyms)
        return merge_groups(group for groups in lists for group in groups)

    @cached_property
    def cues(self) -> Cues:
        """Words by which conditions of a policy tell the facts they ask for, from every folder's list."""
        return join_cues(self._each("*/condition_cues.yaml", read_cues))

    def calendar(self) -> Calendar:
        """Holidays and 调休 working days of the years known."""
        return self._calendar


# Beside an office's own folders: written anew when its rules change, so that every process reads them anew.
EDITION = "EDITION"

_LOADED: dict[tuple[Path, ...], tuple[int, Rulebook]] = {}


def load_rulebook(overlay: Path | None = None) -> Rulebook:
    """The shipped rulebook, with an office's own folder over it (`<home>/rulebook`) where there is one.

    Kept for the life of the process, or until the folder's edition changes, so that a page does not read it anew.
    """
    roots = (SHIPPED, overlay) if overlay is not None and overlay.is_dir() else (SHIPPED,)
    edition = edition_of(overlay) if len(roots) > 1 and overlay is not None else 0
    kept = _LOADED.get(roots)
    if kept is None or kept[0] != edition:
        kept = _LOADED[roots] = edition, Rulebook(roots, edition=edition)
    return kept[1]


def edition_of(overlay: Path) -> int:
    """What changes with each edition of an office's own rules; 0 before the first."""
    try:
        return (overlay / EDITION).stat().st_mtime_ns
    except OSError:
        return 0
