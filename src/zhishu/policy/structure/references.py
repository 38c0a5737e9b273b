"""Step 6, references: what a document cites, clause by clause, its own titles left out and short names resolved."""

from __future__ import annotations

import re
from collections.abc import Callable, Sequence
from dataclasses import dataclass, field

from zhishu.base.text import inner_title
from zhishu.policy.document import Citation, Loss, Relation, Span
from zhishu.policy.identity.found import Found
from zhishu.policy.structure.citations import (
    FoundCitation,
    explained_title,
    explains,
    find_citations,
    implemented_title,
    short_names,
)
from zhishu.policy.structure.clauses import Node

# A heading that lists documents says why it names them.
_LISTS: tuple[tuple[Relation, re.Pattern[str]], ...] = (
    (
        "repeals",
        re.compile(
            r"(?:废止|失效|停止执行|宣布失效)(?:和失效)?的?(?:文件|规范性文件|政策|目录|规章)"
        ),
    ),
    ("revises", re.compile(r"(?:修改|修订)的?(?:文件|规范性文件|政策|目录|规章)")),
)
_CHANGES = re.compile(r"(?:修订|修改|修正|废止|停止执行|终止)(?:部分)?《")


@dataclass
class _Own:
    """What a document's titles say of others: its own names, what it explains or is made to carry out."""

    titles: list[str]
    names: set[str] = field(default_factory=set)
    explained: set[str] = field(default_factory=set)
    implemented: set[str] = field(default_factory=set)
    waiting: set[str] = field(default_factory=set)


def find_references(
    text: str, nodes: Sequence[Node], found: Found, place: Callable[[int, int], Span]
) -> tuple[list[Citation], list[Loss]]:
    """The documents that clauses name, each once a clause, in order; and the numbers restored there."""
    own = _own([found.title, *found.other_titles])
    start = min((node.start for node in nodes), default=0)
    end = max((node.end for node in nodes), default=0)
    short = short_names(text[start:end])
    first = next((node.path for node in nodes if node.path.startswith("第一条")), "")
    numbers: dict[str, str] = {}
    titles: dict[str, str] = {}
    cited: list[Citation] = []
    restored: list[Loss] = []
    seen: set[tuple[str, str]] = set()
    lists = _find_lists(nodes)
    for node in nodes:
        opening = node.path in ("", first)
        article = node.path.startswith("第") and not opening
        listed = next((relation for path, relation in lists if node.path.startswith(path)), None)
        for a, b in node.parts:
            for one in find_citations(
                text, a, b, opening=opening, article=article, listed=listed, short=short
            ):
                title = one.title or titles.get(one.document_number or "", "")
                key = _key(title or one.document_number or "")
                if _is_own(one, key, own, found) or (node.path, key) in seen:
                    continue
                seen.add((node.path, key))
                number = one.document_number or numbers.get(key)
                if title and number:
                    numbers.setdefault(key, number)
                    titles.setdefault(number, title)
                relation = _from_titles(one, title, key, own, opening=opening)
                span = place(one.start, one.end)
                cited.append(Citation(title, number, relation, node.path, span))
                if one.damaged:
                    restored.append(
                        Loss(
                            "restored",
                            "citations",
                            node.path or None,
                            span,
                            one.damaged,
                            number,
                            0.8,
                        )
                    )
    return cited, restored


def _own(titles: list[str]) -> _Own:
    own = _Own(titles)
    own.explained = {_key(title) for title in map(explained_title, titles) if title}
    own.waiting = set(own.explained)
    own.implemented = {_key(title) for title in map(implemented_title, titles) if title}
    own.names = {_key(title) for title in titles}
    own.names |= {
        _key(inner)
        for title in titles
        if (inner := inner_title(title)) and not _CHANGES.search(title)
    }
    own.names |= {_key(_issued(title)) for title in titles}
    own.names -= own.explained | own.implemented
    return own


def _from_titles(one: FoundCitation, title: str, key: str, own: _Own, *, opening: bool) -> Relation:
    """The relation of a citation, where the document's own title says more than the sentence."""
    if opening and not own.explained and any(explains(name, title) for name in own.titles):
        own.explained.add(key)
        own.waiting.add(key)
    if key in own.explained and (key in own.waiting or one.short):
        # What is explained is named as such once; after that its full title is only mentioned.
        own.waiting.discard(key)
        return "interprets"
    if key in own.implemented and one.relation != "repeals" and opening:
        return "implements"
    return one.relation


def _find_lists(nodes: Sequence[Node]) -> list[tuple[str, Relation]]:
    """The clauses whose headings say why documents are listed in them and in those below."""
    return [
        (node.path, relation)
        for node in nodes
        if node.heading
        for relation in [next((why for why, words in _LISTS if words.search(node.heading)), None)]
        if relation is not None
    ]


def _is_own(one: FoundCitation, key: str, own: _Own, found: Found) -> bool:
    """Whether a document is named by its own title, that of what it issues, or its own number."""
    if key in own.explained or key in own.implemented:
        return False
    if one.document_number and one.document_number == found.document_number:
        return True
    return key in own.names or (
        bool(one.title) and any(key in name and 2 * len(key) > len(name) for name in own.names)
    )


def _issued(title: str) -> str:
    """What a notice issues, where no brackets say it: 关于印发某市…办法的通知."""
    match = re.search(r"(?:印发|转发|公布|发布)(?P<title>[^《]{6,80})的(?:通知|公告|决定)$", title)
    return match["title"] if match else title


def _key(title: str) -> str:
    return re.sub(r"[\s—─–-]", "", title)
