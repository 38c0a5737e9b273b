"""No pattern of the sources takes more than linear time, whatever text it meets; nor does a page of it."""

from __future__ import annotations

import contextlib
import re
import signal
import time
from collections.abc import Iterator
from typing import Any

import pytest

from hostile.patterns import Found, attacks, find_patterns

# The long form (./zhishu bench hostile_long --patterns) takes 100,000.
LENGTH = 50_000
# Processor seconds for one text; what is linear takes some milliseconds, what is quadratic several seconds.
PATIENCE = 1.0


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
            for text in attacks(slow, 0, LENGTH):
                with patience(0.3):
                    one.use(text)


@pytest.mark.long(40)
@pytest.mark.parametrize("part", range(4))
def test_no_pattern_is_superlinear(part: int) -> None:
    slow = []
    for found in find_patterns()[part::4]:
        source = found.pattern.pattern
        text_of = source.decode() if isinstance(source, bytes) else source
        for text in attacks(text_of, found.pattern.flags, LENGTH):
            begun = time.process_time()
            try:
                with patience(PATIENCE):
                    found.use(text.encode() if isinstance(source, bytes) else text)
            except TooSlowError:
                slow.append(f"{found.place} {text[:20]!r} {time.process_time() - begun:.1f} s")
                break
    assert not slow
