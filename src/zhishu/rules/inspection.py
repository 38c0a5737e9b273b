"""Everything that is wrong with a rulebook, file by file: what cannot be read, faults, doubts, cases that cannot be run."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import dataclass, replace
from typing import TypeVar

from zhishu.rules.casefile import CASE_FILES, read_cases
from zhishu.rules.checking.check import check_book
from zhishu.rules.checking.finding import Figures, Finding
from zhishu.rules.fact import Fact, read_facts
from zhishu.rules.loading import Located, RulebookError, load_file
from zhishu.rules.measure import Group, Measure, read_groups, read_measure
from zhishu.rules.parameter import Parameter, read_parameter
from zhishu.rules.rulebook import GROUPS_FILE, Rulebook
from zhishu.rules.scale import Scale, read_scale

Named = TypeVar("Named", Fact, Measure, Group, Parameter, Scale, Parameter | Scale)


@dataclass(frozen=True)
class _Readable:
    """What of a rulebook can be read."""

    facts: Mapping[str, Fact]
    figures: Figures
    measures: Mapping[str, Measure]
    measure_groups: Mapping[str, Group]


def inspect_rulebook(rulebook: Rulebook) -> list[Finding]:
    """Every finding of parameters, facts, measures, groups and cases; one bad file hides no other."""
    reading = _Reading(rulebook)
    book = _Readable(
        facts=reading.named("*/facts/*.yaml", read_facts, "事实"),
        figures=reading.named("*/parameters/*.yaml", _read_figure, "参数"),
        measures=reading.named("*/measures/*/*.yaml", _read_measure, "措施", but=GROUPS_FILE),
        measure_groups=reading.named(f"*/measures/*/{GROUPS_FILE}", read_groups, "组"),
    )
    findings = [*reading.findings, *check_book(book), *_misplaced(rulebook)]
    findings += _inspect_lists(rulebook)
    if not any(one.is_fault for one in findings):
        # Cases speak of measures: they are read once these are right.
        findings += _inspect_cases(rulebook)
    return sorted(findings, key=lambda one: (one.file, one.line))


# What a file begins with, and where such files are read from.
_PLACES = {
    "measure": "地区/measures/文件/条款.yaml",
    "groups": f"地区/measures/文件/{GROUPS_FILE}",
    "cases": "地区/cases/文件/条款.yaml",
    "facts": "地区/facts/名称.yaml",
    "parameter": "地区/parameters/名称.yaml",
    "scale": "地区/parameters/名称.yaml",
}
_FOLDERS = {"measures", "cases", "facts", "parameters"}
_READ = ("*/measures/*/*.yaml", CASE_FILES, "*/facts/*.yaml", "*/parameters/*.yaml")


def _misplaced(rulebook: Rulebook) -> Iterator[Finding]:
    """Files that hold rules and lie where nobody reads them."""
    read = {name for pattern in _READ for name, _ in rulebook.files(pattern)}
    for name, path in rulebook.files("**/*.y*ml"):
        if name in read:
            continue
        try:
            first = next(iter(load_file(path, name=name)), "")
        except RulebookError as error:
            if _FOLDERS & set(name.split("/")):
                yield replace(_unread(error), is_fault=False)
            continue
        if first in _PLACES:
            place = f"移到{_PLACES[first]}"
            yield Finding("这个文件放在不会读到的地方", name, 1, place, is_fault=False)


def _inspect_lists(rulebook: Rulebook) -> Iterator[Finding]:
    """The lists beside the rules: regions, holidays, synonyms, cues of conditions."""
    for read in (
        rulebook.regions,
        rulebook.calendar,
        lambda: rulebook.synonyms,
        lambda: rulebook.cues,
    ):
        try:
            read()
        except RulebookError as error:
            yield _unread(error)


def _inspect_cases(rulebook: Rulebook) -> Iterator[Finding]:
    for name, path in rulebook.files(CASE_FILES):
        try:
            read_cases(load_file(path, name=name), rulebook, where=name)
        except RulebookError as error:
            yield _unread(error)


class _Reading:
    """Reads one kind of file after the other and keeps what was refused."""

    def __init__(self, rulebook: Rulebook) -> None:
        self.rulebook = rulebook
        self.findings: list[Finding] = []

    def named(
        self,
        pattern: str,
        read: Callable[..., Iterable[Named]],
        word: str,
        but: str = "",
    ) -> dict[str, Named]:
        """What the files hold, by name; a file that is refused and a name that stands twice are findings."""
        found: dict[str, Named] = {}
        for name, path in self.rulebook.files(pattern):
            if path.name == but:
                continue
            try:
                entries = list(read(load_file(path, name=name), where=name))
            except RulebookError as error:
                self.findings.append(_unread(error))
                continue
            for one in entries:
                other = found.setdefault(one.name, one)
                if other is not one:
                    self.findings.append(
                        Finding(
                            f"{word}{one.name}写了两次",
                            one.file,
                            one.line,
                            f"与{other.file} 第{other.line}行合成一处，或改名",
                        )
                    )
        return found


def _read_figure(content: Located, *, where: str) -> list[Parameter | Scale]:
    read = read_scale if "scale" in content else read_parameter
    return [read(content, where=where)]


def _read_measure(content: Located, *, where: str) -> list[Measure]:
    return [read_measure(content, where=where)]


def _unread(error: RulebookError) -> Finding:
    """A refusal as a finding: `file 第3行第1列` taken apart."""
    file, _, place = error.where.partition(" 第")
    line, _, _ = place.partition("行")
    return Finding(error.what, file, int(line) if line.isdecimal() else 0, error.next_step)
