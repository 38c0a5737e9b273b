"""Every pattern of the sources, found in their syntax trees, and texts that try its patience.

A text is made from the pattern itself: for each repetition what comes before it once, what it repeats many
times, and then something that does not fit; and each piece of text that the pattern knows, many times.
"""

from __future__ import annotations

import ast
import re
from collections import defaultdict
from collections.abc import Iterator
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from re import _constants as names
from re import _parser as parser
from typing import Any

SOURCES = Path(__file__).resolve().parents[2] / "src/zhishu"
METHODS = {"compile", "match", "fullmatch", "search", "sub", "subn", "split", "findall", "finditer"}
SCANNING = frozenset({"finditer"})
MISFITS = ("\x00", "")


@dataclass(frozen=True)
class Found:
    """A pattern of the sources; methods: how it is used, those of `re`."""

    place: str
    pattern: re.Pattern[Any]
    methods: frozenset[str]

    def use(self, text: str | bytes) -> None:
        """Use it as the sources do."""
        if "match" in self.methods:
            self.pattern.match(text)
        if "fullmatch" in self.methods:
            self.pattern.fullmatch(text)
        if self.methods - {"match", "fullmatch"}:
            for _ in self.pattern.finditer(text):
                pass


@cache
def find_patterns() -> list[Found]:
    """All patterns; those that are put together at run time are evaluated."""
    found = []
    sources = {path: path.read_text("utf-8") for path in sorted(SOURCES.rglob("*.py"))}
    used_as: dict[str, set[str]] = defaultdict(set)
    for name, method in re.findall(
        rf"\b(\w+)\.({'|'.join(METHODS)})\(", "\n".join(sources.values())
    ):
        used_as[name].add(method)
    used_as[""] = METHODS  # one without a name of its own is used in ways not known
    for path, source in sources.items():
        tree = ast.parse(source)
        names_of = _assigned(tree)
        for node in ast.walk(tree):
            if not (
                isinstance(node, ast.Call)
                and isinstance(node.func, ast.Attribute)
                and isinstance(node.func.value, ast.Name)
                and node.func.value.id == "re"
                and node.func.attr in METHODS
            ):
                continue
            place = f"{path.relative_to(SOURCES)}:{node.lineno}"
            flags = _evaluate(path, _flags(node), place) or 0
            used = {node.func.attr}
            if node.func.attr == "compile":
                used = used_as[names_of.get(node, "")]
            pattern = re.compile(_evaluate(path, node.args[0], place), flags)
            found.append(Found(place, pattern, frozenset(used) or SCANNING))
    return found


def _assigned(tree: ast.Module) -> dict[ast.expr, str]:
    """The names that values are given to."""
    found = {}
    for node in ast.walk(tree):
        if isinstance(node, ast.Assign | ast.AnnAssign) and node.value is not None:
            target = node.targets[0] if isinstance(node, ast.Assign) else node.target
            if isinstance(target, ast.Name | ast.Attribute):
                found[node.value] = target.id if isinstance(target, ast.Name) else target.attr
    return found


def _flags(node: ast.Call) -> ast.expr:
    position = {"compile": 1, "sub": 4, "subn": 4, "split": 3}.get(node.func.attr, 2)  # type: ignore[attr-defined]
    if len(node.args) > position:
        return node.args[position]
    return next((one.value for one in node.keywords if one.arg == "flags"), ast.Constant(0))


def _evaluate(path: Path, node: ast.expr, place: str) -> Any:
    """The value of an expression among the names of its module."""
    if isinstance(node, ast.Constant):
        return node.value
    module = ".".join(("zhishu", *path.relative_to(SOURCES).with_suffix("").parts))
    space = dict(vars(__import__(module, fromlist=["_"])))
    space.update(LOCAL.get(path.name, {}))
    try:
        return eval(ast.unparse(node), space)
    except NameError as error:
        raise AssertionError(f"{place}: say in LOCAL what {error.name} is") from None


# Names inside functions, by file, for patterns that are put together there.
LOCAL: dict[str, dict[str, Any]] = {
    "tabular.py": {"mark": ","},
    "queries.py": {"name": "patents"},
    "statement.py": {"word": "rows"},
    "damage.py": {"stem": "甲"},
}


@dataclass(frozen=True)
class Attack:
    """A text of any length: what leads in, what is repeated, what does not fit at its end."""

    before: str
    unit: str
    misfit: str

    def text(self, length: int) -> str:
        """The text of about this length."""
        return self.before + self.unit * (length // len(self.unit) + 1) + self.misfit


def attacks(pattern: str, flags: int) -> Iterator[Attack]:
    """Texts that try a pattern."""
    tree = parser.parse(pattern, flags)
    seen = set()
    units: list[tuple[str, str]] = list(_repeats(tree, ""))
    whole = _sample(tree)
    units += [("", whole), ("", whole[:-1])] if whole else []
    units += [("", one) for one in _literals(tree)]
    units += [("", one) for one in (" ", "甲", "一", "1", "a", "（", "《", "\n", '"', "a ", "1,")]
    for before, unit in units:
        if not unit:
            continue
        for misfit in MISFITS:
            attack = Attack(before, unit, misfit)
            if (text := attack.text(100)) not in seen:
                seen.add(text)
                yield attack


def _repeats(tree: Any, before: str) -> Iterator[tuple[str, str]]:
    """(what leads to a repetition, what it repeats)."""
    for kind, value in tree:
        if kind in (names.MAX_REPEAT, names.MIN_REPEAT, names.POSSESSIVE_REPEAT):
            _, most, inner = value
            if most > 20:
                yield before, _sample(inner)
                for unit in _samples(inner):
                    yield before, unit
            yield from _repeats(inner, before)
        elif kind is names.SUBPATTERN:
            yield from _repeats(value[-1], before)
        elif kind is names.BRANCH:
            for branch in value[1]:
                yield from _repeats(branch, before)
        elif kind in (names.ASSERT, names.ASSERT_NOT):
            yield from _repeats(value[1], before)
        elif kind is names.ATOMIC_GROUP:
            yield from _repeats(value, before)
        before += _sample([(kind, value)])


def _samples(tree: Any) -> Iterator[str]:
    """Some texts that fit: one for each branch of what stands first."""
    for kind, value in tree:
        if kind is names.BRANCH:
            for branch in value[1]:
                yield _sample(branch)
        elif kind is names.SUBPATTERN:
            yield from _samples(value[-1])


def _literals(tree: Any) -> Iterator[str]:
    """Each run of letters, and each member of a class."""
    run = ""
    for kind, value in tree:
        if kind is names.LITERAL:
            run += chr(value)
            continue
        if run:
            yield run
            run = ""
        if kind is names.IN:
            yield from (chr(one) for what, one in value[:6] if what is names.LITERAL)
        elif kind is names.SUBPATTERN:
            yield from _literals(value[-1])
        elif kind is names.BRANCH:
            for branch in value[1][:12]:
                yield from _literals(branch)
        elif kind in (names.MAX_REPEAT, names.MIN_REPEAT, names.POSSESSIVE_REPEAT):
            yield from _literals(value[2])
        elif kind in (names.ASSERT, names.ASSERT_NOT):
            yield from _literals(value[1])
    if run:
        yield run


def _sample(tree: Any) -> str:
    """A text that fits a piece of a pattern, as far as that is easily said."""
    made = ""
    for kind, value in tree:
        if kind is names.LITERAL:
            made += chr(value)
        elif kind is names.NOT_LITERAL:
            made += "甲" if value != ord("甲") else "乙"
        elif kind is names.ANY:
            made += "甲"
        elif kind is names.IN:
            made += _member(value)
        elif kind is names.BRANCH:
            made += _sample(value[1][0])
        elif kind is names.SUBPATTERN:
            made += _sample(value[-1])
        elif kind is names.ATOMIC_GROUP:
            made += _sample(value)
        elif kind in (names.MAX_REPEAT, names.MIN_REPEAT, names.POSSESSIVE_REPEAT):
            least, _, inner = value
            made += _sample(inner) * max(1, min(least, 40))
    return made


CATEGORIES = {
    names.CATEGORY_DIGIT: "1",
    names.CATEGORY_SPACE: " ",
    names.CATEGORY_WORD: "a",
    names.CATEGORY_NOT_DIGIT: "甲",
    names.CATEGORY_NOT_SPACE: "甲",
    names.CATEGORY_NOT_WORD: "-",
}


def _member(members: Any) -> str:
    negated = members[0][0] is names.NEGATE
    fits = re.compile(_class_text(members)).fullmatch
    if negated:
        return next((one for one in "甲a1 -\n\x7f" if fits(one)), "")
    for kind, value in members:
        if kind is names.LITERAL:
            return chr(value)
        if kind is names.RANGE:
            return chr(value[0])
        if kind is names.CATEGORY:
            return CATEGORIES[value]
    return ""


def _class_text(members: Any) -> str:
    made = ""
    for kind, value in members:
        if kind is names.NEGATE:
            made += "^"
        elif kind is names.LITERAL:
            made += re.escape(chr(value))
        elif kind is names.RANGE:
            made += f"{re.escape(chr(value[0]))}-{re.escape(chr(value[1]))}"
        elif kind is names.CATEGORY:
            made += {
                names.CATEGORY_DIGIT: r"\d", names.CATEGORY_SPACE: r"\s", names.CATEGORY_WORD: r"\w",
                names.CATEGORY_NOT_DIGIT: r"\D", names.CATEGORY_NOT_SPACE: r"\S",
                names.CATEGORY_NOT_WORD: r"\W",
            }[value]  # fmt: skip
    return f"[{made}]"
