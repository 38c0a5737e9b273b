"""Words that mean the same to a search, read from the rulebook."""

from __future__ import annotations

from collections.abc import Iterable

from zhishu.rules.loading import load_yaml
from zhishu.rules.schema import Fields, iso_date

Group = tuple[str, ...]


def read_synonyms(text: str, *, where: str) -> list[Group]:
    """Groups of words from their YAML; raises RulebookError by line.

    Shape: synonyms (title), source, issued_on, groups: {word: [others that mean the same]}.
    """
    fields = Fields(load_yaml(text, where=where), where)
    fields.text("synonyms")
    fields.text("source")
    iso_date(fields.text("issued_on"), where, fields.line("issued_on"))
    groups = fields.inner("groups")
    fields.done()
    found = []
    for word in groups.mapping:
        others = groups.texts(word, required=True)
        if not others or not all(one.strip() for one in (word, *others)):
            raise groups.error(word, f"“{word}”后面应列出至少一个同义词")
        found.append((word, *others))
    return found


def merge_groups(groups: Iterable[Group]) -> dict[str, Group]:
    """Each word with the others of every group it is in, in the order written."""
    found: dict[str, dict[str, None]] = {}
    for group in groups:
        for word in group:
            found.setdefault(word, {}).update(dict.fromkeys(group))
    return {
        word: tuple(other for other in others if other != word) for word, others in found.items()
    }
