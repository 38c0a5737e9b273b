"""Words by which a phrase of a policy tells which fact it asks for, and how; read from the rulebook.

A phrase is taken apart by the cues in their order: the words that a cue used are gone for those after it.
What is left when fillers are taken out (就近, 海洋领域) is the part that no cue understood.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from typing import Any

from zhishu.rules.condition import OPERATORS, read_condition
from zhishu.rules.loading import Located, load_yaml, refuse
from zhishu.rules.measure import FORMS, GROUP_RULES, ONCE
from zhishu.rules.schema import Fields

# Stands where words were used, so that what was apart does not grow together.
GAP = "\0"


@dataclass(frozen=True)
class Cue:
    """Words that point at a fact: all of them, one of `any`, none of `none`.

    units: what the number that the fact is held against counts; empty: `test` is the whole test, as written.
    """

    fact: str
    all: tuple[str, ...]
    any: tuple[str, ...]
    none: tuple[str, ...]
    units: tuple[str, ...]
    test: Mapping[str, Any]

    def used_by(self, text: str) -> tuple[str, ...] | None:
        """The words of the cue that a text has, longer ones first; None where it does not point there."""
        if any(word in text for word in self.none) or not all(word in text for word in self.all):
            return None
        chosen = [word for word in sorted(self.any, key=len, reverse=True) if word in text]
        if self.any and not chosen:
            return None
        return (*self.all, *chosen)


@dataclass(frozen=True)
class Cues:
    """All cues: of conditions, of money, of what is counted; words of kinds, forms, how often, exclusivity; fillers."""

    tests: tuple[Cue, ...] = ()
    money: tuple[Cue, ...] = ()
    counts: tuple[Cue, ...] = ()
    kinds: Mapping[str, tuple[str, ...]] = field(default_factory=dict)
    anyone: tuple[str, ...] = ()
    forms: Mapping[str, tuple[str, ...]] = field(default_factory=dict)
    once: Mapping[str, tuple[str, ...]] = field(default_factory=dict)
    exclusivity: Mapping[str, tuple[str, ...]] = field(default_factory=dict)
    repeat: tuple[str, ...] = ()
    fillers: tuple[str, ...] = ()

    def rest(self, text: str) -> str:
        """What is left of a text without fillers and gaps: what nobody understood."""
        for word in sorted(self.fillers, key=len, reverse=True):
            text = text.replace(word, GAP)
        return "".join(character for character in text if character.isalnum())

    def kinds_of(self, text: str) -> tuple[tuple[str, ...], str]:
        """Kinds of parties that words name, and the text without those words; longer words first."""
        named = [(word, kind) for kind, words in self.kinds.items() for word in words]
        named += [(word, "") for word in self.anyone]
        found: dict[str, None] = {}
        for word, kind in sorted(named, key=lambda one: -len(one[0])):
            if word in text:
                text = text.replace(word, GAP)
                if kind:
                    found[kind] = None
        return tuple(one for one in self.kinds if one in found), text


def word_of(words: Mapping[str, tuple[str, ...]], text: str) -> str:
    """The first name one of whose words a text has; empty where none."""
    return next((name for name, told in words.items() if any(one in text for one in told)), "")


def find_fact(cues: Iterable[Cue], text: str) -> Cue | None:
    """The first cue that a text fits."""
    return next((cue for cue in cues if cue.used_by(text) is not None), None)


def read_cues(text: str, *, where: str) -> Cues:
    """Cues from their YAML; raises RulebookError by line.

    Shape: cues (title), source, tests: [{fact, [all, any, none], units | a comparison}], money and counts:
    [{fact, …}], kinds: {kind: [words]}, anyone, forms: {form: [words]}, once and
    exclusivity alike, repeat: words that only say that the same is not given twice, fillers.
    """
    fields = Fields(load_yaml(text, where=where), where)
    fields.text("cues")
    fields.text("source")
    cues = Cues(
        tests=_read_list(fields, "tests", tested=True),
        money=_read_list(fields, "money", tested=False),
        counts=_read_list(fields, "counts", tested=False),
        kinds=_read_words(fields, "kinds", ()),
        anyone=fields.texts("anyone"),
        forms=_read_words(fields, "forms", tuple(FORMS)),
        once=_read_words(fields, "once", tuple(ONCE)),
        exclusivity=_read_words(fields, "exclusivity", tuple(GROUP_RULES)),
        repeat=fields.texts("repeat"),
        fillers=fields.texts("fillers"),
    )
    fields.done()
    return cues


def join_cues(found: Iterable[Cues]) -> Cues:
    """The cues of several files as one, those of a later file after an earlier one's."""
    joined = Cues()
    for one in found:
        joined = Cues(
            tests=joined.tests + one.tests,
            money=joined.money + one.money,
            counts=joined.counts + one.counts,
            kinds=_joined(joined.kinds, one.kinds),
            anyone=joined.anyone + one.anyone,
            forms=_joined(joined.forms, one.forms),
            once=_joined(joined.once, one.once),
            exclusivity=_joined(joined.exclusivity, one.exclusivity),
            repeat=joined.repeat + one.repeat,
            fillers=joined.fillers + one.fillers,
        )
    return joined


def _joined(
    first: Mapping[str, tuple[str, ...]], then: Mapping[str, tuple[str, ...]]
) -> dict[str, tuple[str, ...]]:
    return {name: (*first.get(name, ()), *then.get(name, ())) for name in {**first, **then}}


def _read_words(fields: Fields, key: str, allowed: tuple[str, ...]) -> dict[str, tuple[str, ...]]:
    inner = fields.inner(key)
    for name in inner.mapping:
        if allowed and name not in allowed:
            raise inner.error(name, f"没有“{name}”", f"应为{'、'.join(allowed)}")
    return {name: inner.texts(name, required=True) for name in inner.mapping}


def _read_list(fields: Fields, key: str, *, tested: bool) -> tuple[Cue, ...]:
    values = fields.take(key, required=False) or []
    if not isinstance(values, list):
        raise fields.error(key, f"“{key}”须是列表", "每条前写“- ”")
    return tuple(_read_cue(Fields(one, fields.where, fields.line(key)), tested) for one in values)


def _read_cue(fields: Fields, tested: bool) -> Cue:
    content = fields.mapping
    words = {key: fields.texts(key) for key in ("all", "any", "none")}
    if not words["all"] and not words["any"]:
        raise refuse("没有写用语", fields.where, content.line, next_step="补上all或any")
    units = fields.texts("units")
    fact = fields.text("fact")
    test: dict[str, Any] = {"fact": fact}
    if tested and not units:
        for key in OPERATORS:
            if key in content:
                test[key] = fields.take(key)
        read_condition(_bare(content), fields.where, content.line)
    fields.done()
    return Cue(fact, **words, units=units, test=test)


def _bare(content: Located) -> Located:
    """The test alone, with its lines."""
    bare = Located()
    bare.line, bare.lines = content.line, content.lines
    bare.update({key: one for key, one in content.items() if key in ("fact", *OPERATORS)})
    return bare
