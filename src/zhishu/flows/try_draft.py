"""A draft of a rule as it stands: what is wrong by line, how it compares with its clause, what its cases come to."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from pathlib import Path

from zhishu.base.region import RegionCode
from zhishu.flows.open_warehouse import open_rulebook
from zhishu.funding.draft_file import DraftFile, file_of, read_draft
from zhishu.funding.standing import find_beside
from zhishu.funding.touching import FigureDifference, figure_differences
from zhishu.rules.casefile import Outcome, read_cases, run_case
from zhishu.rules.checking.check import check_one
from zhishu.rules.checking.measures import check_group
from zhishu.rules.loading import RulebookError, load_yaml
from zhishu.rules.measure import Group, Measure
from zhishu.rules.overlay import Supplemented
from zhishu.rules.rulebook import GROUPS_FILE, Rulebook

RULE, CASES = "规则", "用例"


@dataclass(frozen=True)
class Fault:
    """What is wrong, in which text and line, and what to do; a doubt does not hinder."""

    what: str
    where: str
    next_step: str
    is_doubt: bool = False


@dataclass(frozen=True)
class CheckedDraft:
    """A draft looked at. file: where it would lie; figures: those of the rule that its clause does not print.

    rulebook: the home's with the draft in it, where it can be read. beside: the rules of the same clause that
    would pay with it, or that it takes the place of.
    """

    file: str
    measure: Measure | None
    open: tuple[str, ...]
    faults: tuple[Fault, ...]
    figures: tuple[FigureDifference, ...] = ()
    cases: tuple[Outcome, ...] = ()
    rulebook: Rulebook | None = None
    beside: tuple[Measure, ...] = ()

    @property
    def replaces(self) -> bool:
        """Whether it takes the place of one of them, by its name."""
        return self.measure is not None and any(
            one.name == self.measure.name for one in self.beside
        )

    @property
    def is_sound(self) -> bool:
        """Whether nothing is wrong, though something may be open."""
        return all(one.is_doubt for one in self.faults)

    @property
    def failing(self) -> tuple[Outcome, ...]:
        """The cases that come out otherwise than expected."""
        return tuple(one for one in self.cases if one.differences)

    @property
    def hindrances(self) -> tuple[str, ...]:
        """Why it cannot be published yet; empty: it can."""
        told = []
        if not self.is_sound:
            told.append("先改正指出的错误")
        if self.open:
            told.append(f"还有{len(self.open)}处没有定")
        if self.failing:
            told.append(f"有{len(self.failing)}个用例与预期不符")
        if self.measure is not None and not self.measure.is_lost and not self.cases:
            told.append("至少写一个用例")
        return tuple(told)


@dataclass(frozen=True)
class Ground:
    """What a draft rests on. words and digest: of its clause; folder: `region/document`, where groups lie.

    region: in which its rules may hold, empty for any. groups: the text of the groups of its document as far
    as they are drafted and not published. own: the file that this very draft was published as, empty for none.
    """

    words: str
    digest: str
    folder: str
    region: str = ""
    groups: str = ""
    own: str = ""


def check_draft(home: Path, text: str, cases: str, ground: Ground) -> CheckedDraft:
    """Look at a draft and its cases as they would lie in the rulebook."""
    try:
        draft = read_draft(text, where=RULE)
    except RulebookError as error:
        return CheckedDraft("", None, (), (_fault(error),))
    region, _, document = ground.folder.partition("/")
    file = f"{region}/measures/{document}/{GROUPS_FILE}"
    measure = draft.measure
    if measure is not None:
        file = file_of(measure.name, where=RULE, line=measure.line)
        measure = replace(measure, file=file)
    try:
        base = open_rulebook(home)
        more = () if measure is None else (measure,)
        book = Supplemented(base.roots, base, more, (*_read_groups(ground.groups), *draft.groups))
        faults = (*_found(draft, measure, book), *_misplaced(measure, ground))
        outcomes: Sequence[Outcome] = ()
        if all(one.is_doubt for one in faults) and cases.strip() and measure is not None:
            outcomes = _run_cases(cases, book)
    except RulebookError as error:
        return CheckedDraft(file, measure, draft.open, (_fault(error),))
    figures: Sequence[FigureDifference] = ()
    if measure is not None and not measure.is_lost:
        figures = tuple(figure_differences(measure, ground.words))
    # What was published from this draft is the draft itself and no other rule.
    beside: Sequence[Measure] = ()
    if measure is not None and measure.file != ground.own:
        beside = tuple(find_beside(measure, base.measures.values()))
    return CheckedDraft(
        file, measure, draft.open, faults, tuple(figures), tuple(outcomes), book, tuple(beside)
    )


def _fault(error: RulebookError) -> Fault:
    return Fault(error.what, error.where or "", error.next_step or "")


def _found(draft: DraftFile, measure: Measure | None, book: Rulebook) -> tuple[Fault, ...]:
    """The findings of the rule itself, by the lines of its text."""
    if measure is not None:
        found = check_one(measure, book)
    else:
        found = [one for group in draft.groups for one in check_group(group, book)]
    return tuple(
        Fault(
            one.what,
            f"{RULE} 第{one.line}行" if one.line else RULE,
            one.next_step,
            not one.is_fault,
        )
        for one in found
    )


def _misplaced(measure: Measure | None, ground: Ground) -> Iterator[Fault]:
    """A rule of another place than the office's, or of other words than those that the clause has now."""
    if measure is None:
        return
    where = f"{RULE} 第{measure.line}行"
    if ground.region and not (
        measure.region and RegionCode.parse(ground.region).contains(measure.region)
    ):
        yield Fault(
            f"这里只能发布{ground.region}以内的规则", where, f"编号的第一段写{ground.region}"
        )
    digest = measure.source.words_digest
    if ground.digest and digest != ground.digest:
        yield Fault(
            "规则依据的不是这一条现在的文字", where,
            f"对照原文改好规则，把words_digest改为{ground.digest}",
        )  # fmt: skip


def _run_cases(cases: str, book: Rulebook) -> list[Outcome]:
    found = read_cases(load_yaml(cases, where=CASES), book, where=CASES)
    return [run_case(one, book) for one in found]


def _read_groups(text: str) -> tuple[Group, ...]:
    return read_draft(text, where="组").groups if text else ()
