"""Everything that is wrong with a rulebook, file by file: what cannot be read, faults, doubts, cases that cannot be run."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import dataclass
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
    findings = [*reading.findings, *check_book(book)]
    if not any(one.is_fault for one in findings):
        # Cases speak of measures: they are read once these are right.
        findings += _inspect_cases(rulebook)
    return sorted(findings, key=lambda one: (one.file, one.line))


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
