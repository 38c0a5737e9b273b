"""Which field a heading that nobody knows is likely to mean: by the headings that are known, then by likeness."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from difflib import SequenceMatcher

from zhishu.importers.format import TabularFormat, fold_heading
from zhishu.importers.subject import Subject

# Below this two headings share too little to be taken for the same.
LEAST = 0.6


def guess_subject(
    headings: Sequence[str], formats: Sequence[TabularFormat], subjects: Iterable[Subject]
) -> Subject:
    """What a table is likely to be about: the subject that can be told, then that of most headings."""

    def likelihood(subject: Subject) -> tuple[bool, int]:
        guessed = guess_fields(headings, formats, subject)
        return subject.is_told(guessed.values()), len(guessed)

    return max(subjects, key=likelihood)


def guess_fields(
    headings: Sequence[str], formats: Sequence[TabularFormat], subject: Subject
) -> dict[str, str]:
    """Heading -> field of a subject, each field for one heading at most: the likeliest pairs first."""
    known = _known([one for one in formats if one.kind == subject.kind], subject)
    pairs = sorted(
        (-likeness, at, field)
        for at, heading in enumerate(headings)
        for field, likeness in _likenesses(fold_heading(heading), known).items()
    )
    guessed: dict[str, str] = {}
    for _, at, field in pairs:
        if headings[at] not in guessed and field not in guessed.values():
            guessed[headings[at]] = field
    return guessed


def _known(formats: Sequence[TabularFormat], subject: Subject) -> Mapping[str, str]:
    """Every heading that means a field somewhere; the first format that names it counts."""
    known = {fold_heading(title): field for field, title in subject.titles.items()}
    for entry in formats:
        for heading, field in entry.fields.items():
            known.setdefault(heading, field)
        for alias, heading in entry.aliases.items():
            if heading in entry.fields:
                known.setdefault(alias, entry.fields[heading])
    return known


def _likenesses(heading: str, known: Mapping[str, str]) -> dict[str, float]:
    if not heading:
        return {}
    if heading in known:
        return {known[heading]: 1.0}
    found: dict[str, float] = {}
    for name, field in known.items():
        likeness = SequenceMatcher(None, heading.lower(), name.lower()).ratio()
        if likeness >= LEAST:
            found[field] = max(likeness, found.get(field, 0.0))
    return found
