"""No pattern of the sources takes more than linear time, whatever text it meets; nor does a page of it."""

from __future__ import annotations

import contextlib
import re
import signal
import time
from collections.abc import Iterator
from typing import Any

import pytest

from hostile.patterns import Attack, Found, attacks, find_patterns

# The long form (./zhishu bench hostile_long --patterns) takes 100,000.
LENGTH = 50_000
# Processor seconds for one text; what is linear takes some milliseconds, what is quadratic several seconds.
PATIENCE = 1.0
# What a twentieth and a tenth of the text take tells the rest where it leaves no doubt.
TWENTIETH, TENTH = LENGTH // 20, LENGTH // 10


class TooSlowError(BaseException):
    """Raised inside a pattern that takes too long."""


@contextlib.contextmanager
def patience(seconds: float) -> Iterator[None]:
    def stop(*_: Any) -> None:
        raise TooSlowError

    before = signal.signal(signal.SIGVTALRM, stop)
    signal.setitimer(signal.ITIMER_VIRTUAL, seconds)
    try:
        yield
    finally:
        signal.setitimer(signal.ITIMER_VIRTUAL, 0)
        signal.signal(signal.SIGVTALRM, before)


def test_all_are_found() -> None:
    everything = find_patterns()
    assert len(everything) > 150
    assert sum(len(found.methods) for found in everything) > len(everything)


def test_the_attack_bites() -> None:
    """Patterns known to be slow are found to be so, with texts made from themselves alone."""
    for slow in (r"(a+)+$", r"\s*x", r"《.+》", r"(?:一{1,3}族)*州$", r"a*a*a*b"):
        one = Found("x", re.compile(slow), frozenset({"search"}))
        with pytest.raises(TooSlowError):
            for attack in attacks(slow, 0):
                use(one, attack, 0.3)


def use(found: Found, attack: Attack, limit: float) -> None:
    """Use a pattern on the whole text for so many seconds at most, unless its beginning shows that it takes less.

    Whatever makes a tenth take more than twice a twentieth is taken for cubic: a share s of the twentieth,
    so that growth = (2 + 8s) / (1 + s) and the whole takes 10 (1 + 400s) / (1 + 4s) times the tenth.
    """

    def seconds(length: int) -> float:
        text = attack.text(length)
        begun = time.process_time()
        found.use(text.encode() if isinstance(found.pattern.pattern, bytes) else text)
        return time.process_time() - begun

    with patience(limit):
        tenth = seconds(TENTH)
    if tenth * 1000 < limit:
        return
    growth = tenth / max(seconds(TWENTIETH), 1e-9)
    share = max(0.0, growth - 2) / (8 - growth) if growth < 8 else 1.0
    if tenth * 10 * (1 + 400 * share) / (1 + 4 * share) > limit:
        with patience(limit):
            seconds(LENGTH)


@pytest.mark.long(40)
@pytest.mark.parametrize("part", range(4))
def test_no_pattern_is_superlinear(part: int) -> None:
    slow = []
    for found in find_patterns()[part::4]:
        source = found.pattern.pattern
        text_of = source.decode() if isinstance(source, bytes) else source
        for attack in attacks(text_of, found.pattern.flags):
            begun = time.process_time()
            try:
                use(found, attack, PATIENCE)
            except TooSlowError:
                took = time.process_time() - begun
                slow.append(f"{found.place} {attack.text(20)[:20]!r} {took:.1f} s")
                break
    assert not slow
