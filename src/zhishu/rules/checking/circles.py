"""Measures that name one another in a circle: none of them could ever be judged."""

from __future__ import annotations

from collections.abc import Iterator, Mapping

from zhishu.rules.amount import Amount, Choice
from zhishu.rules.checking.finding import Finding
from zhishu.rules.condition import Reached, reached_in
from zhishu.rules.measure import Measure

# An explanation that leads through more measures is read by nobody.
MOST_STEPS = 20


def references_of_amount(amount: Amount | None) -> Iterator[Reached]:
    """The references to other measures in the options of an amount."""
    if amount is not None and isinstance(amount.base, Choice):
        for option in amount.base.options:
            yield from reached_in(option.when)
            yield from references_of_amount(option.amount)


def check_circles(measures: Mapping[str, Measure]) -> Iterator[Finding]:
    """One finding for each circle, at the reference that closes it; a measure that names itself is one too."""
    named = {
        name: [*reached_in(one.conditions), *references_of_amount(one.amount)]
        for name, one in measures.items()
    }
    done: set[str] = set()
    for start in measures:
        yield from _walk(start, named, measures, [], done)


def _walk(
    name: str,
    named: Mapping[str, list[Reached]],
    measures: Mapping[str, Measure],
    path: list[str],
    done: set[str],
) -> Iterator[Finding]:
    if name in done:
        return
    path.append(name)
    for reference in named[name]:
        if reference.measure in path:
            circle = [*path[path.index(reference.measure) :], reference.measure]
            yield Finding(
                f"措施互相引用：{'→'.join(circle)}",
                measures[name].file,
                reference.line,
                "去掉其中一处引用，写出所要的条件",
            )
        elif len(path) > MOST_STEPS:
            yield Finding(
                f"从{path[0]}起的引用超过{MOST_STEPS}步",
                measures[name].file,
                reference.line,
                "写出所要的条件，不再引用",
            )
        elif reference.measure in measures:
            yield from _walk(reference.measure, named, measures, path, done)
    path.pop()
    done.add(name)
