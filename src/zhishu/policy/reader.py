"""The whole reading: clean, pieces, documents, metadata, clauses, citations, damage; each step usable alone."""

from __future__ import annotations

import re
from bisect import bisect_left
from collections.abc import Callable, Sequence
from dataclasses import replace
from itertools import accumulate
from typing import TypeVar

from zhishu.base.text import OffsetText
from zhishu.policy.document import (
    Clause,
    Completeness,
    Loss,
    Measure,
    PolicyDocument,
    PolicyFile,
    Span,
    Stage,
    Target,
    Task,
    TimeLimit,
    Window,
)
from zhishu.policy.doubts import add_doubts
from zhishu.policy.identity.metadata import Found, read_metadata, tidy
from zhishu.policy.identity.segment import Segment, split_documents
from zhishu.policy.measures.finding import find_measures
from zhishu.policy.structure.clauses import Node, Tree, build_tree
from zhishu.policy.structure.damage import Damage, find_damage, is_abridged
from zhishu.policy.structure.references import find_references
from zhishu.policy.targets.finding import find_targets
from zhishu.policy.tasks.finding import find_tasks
from zhishu.policy.text.pieces import Piece, split_pieces
from zhishu.policy.text.repair import clean
from zhishu.policy.times.limits import find_time_limits
from zhishu.policy.times.stages import find_stages
from zhishu.policy.times.windows import find_windows

Item = TypeVar("Item", Task, Target, Measure, Stage, TimeLimit, Window)
Other = TypeVar("Other", Target, Measure, TimeLimit)
# How sure a target is among goals or with its year.
SURE = 0.9

_ANNEX_LIST = re.compile(r"附\s*+件\s*+\d*\s*+[:：]")
_LOST_TITLE = re.compile(r"[(（](?:19|20)\d{2}\s*+[—─-]+\s*+(?:19|20)\d{2}\s*+年?[)）]")
# Losses of these kinds make a document damaged; a doubled word does not.
_BREAKING = {
    "number_gap",
    "empty_brackets",
    "sum",
    "title_opening",
    "title_closing",
    "cut_sentence",
    "cut_end",
}
MAX_CHARACTERS = 20_000_000


def read_policy(
    decoded: str,
    *,
    source_span: Callable[[int, int], Span] | None = None,
    lost: Sequence[Loss] = (),
    doubts: Sequence[Loss] = (),
) -> PolicyFile:
    """Every document of a decoded page, in order (DESIGN, `zhishu policy read`).

    source_span: how places in `decoded` map further back (an HTML file); default: as they are.
    lost, doubts: what is known of the file before it is read: pages that are missing, characters
    that were recognised without being sure (see doubts.py).
    """
    cleaned = clean(decoded)

    def place(start: int, end: int) -> Span:
        span = cleaned.text.source_span(start, end)
        return source_span(*span) if source_span else span

    def place_of_decoded(span: Span) -> Span:
        return source_span(*span) if source_span else span

    text = cleaned.text
    segments = split_documents(split_pieces(text.text))
    documents = tuple(_read_document(text, segment, place) for segment in segments)
    losses = tuple(_relocated(loss, place_of_decoded) for loss in cleaned.losses)
    handed, rest = _hand_out(documents, (*losses, *lost))
    whole = (_without_pages(one, lost) for one in handed)
    return PolicyFile(tuple(add_doubts(one, doubts) for one in whole), rest)


def _without_pages(document: PolicyDocument, lost: Sequence[Loss]) -> PolicyDocument:
    """A document that lacks a page of its file is not complete."""
    pages = [one for one in lost if one.what == "lost"]
    if document.completeness == "complete" and any(one in document.losses for one in pages):
        return replace(document, completeness="damaged")
    return document


def _relocated(loss: Loss, place: Callable[[Span], Span]) -> Loss:
    return Loss(
        loss.what,
        loss.field,
        loss.clause,
        place(loss.span),
        loss.found,
        loss.restored_to,
        loss.confidence,
        loss.count,
        tuple(place(span) for span in loss.spans),
    )


def _hand_out(
    documents: tuple[PolicyDocument, ...], losses: tuple[Loss, ...]
) -> tuple[tuple[PolicyDocument, ...], tuple[Loss, ...]]:
    """Losses found while cleaning belong to the document they lie in, else to the file."""
    rest: list[Loss] = []
    extra: dict[int, list[Loss]] = {}
    for loss in losses:
        owner = next(
            (
                index
                for index, document in enumerate(documents)
                if document.span[0] < loss.span[1] and loss.span[0] < document.span[1]
            ),
            None,
        )
        if owner is None:
            rest.append(loss)
        else:
            extra.setdefault(owner, []).append(loss)
    made = tuple(
        PolicyDocument(
            **{
                **{name: getattr(document, name) for name in document.__dataclass_fields__},
                "losses": (*extra.get(index, []), *document.losses),
            }
        )
        for index, document in enumerate(documents)
    )
    return made, tuple(rest)


def _read_document(
    text: OffsetText, segment: Segment, place: Callable[[int, int], Span]
) -> PolicyDocument:
    found = read_metadata(segment)
    body, annexes = _split_annexes(found.body)
    tree = build_tree(text.text, body)
    damage = find_damage(
        text.text,
        tree,
        " ".join([found.title, *found.other_titles]),
        signed=_is_signed_at_end(found, tree),
    )
    clauses = tuple(_clause(text.text, node, place) for node in tree.nodes)
    listed = {id(piece) for piece in annexes}
    # What a list of annexes leaves out is not left out of the text.
    whole = " ".join(
        piece.text
        for piece in segment.pieces
        if id(piece) not in listed and not piece.text.startswith("附")
    )
    losses = (
        *_field_losses(found, place),
        *_damage_losses(text.text, damage, place),
        *_lost_titles(body, place),
        *(
            Loss("lost", "annex", None, place(piece.start, piece.end), piece.text, None, 0.7)
            for piece in annexes
            if not any(title in tidy(piece.text) for title in [found.title, *found.other_titles])
        ),
    )
    nodes = tree.nodes
    citations, restored = find_references(text.text, nodes, found, place)

    def placed(items: Sequence[Item]) -> tuple[Item, ...]:
        return tuple(replace(one, span=place(*_words_of(one))) for one in items)

    # A number is one thing: what a measure asks or pays is no target, and a target is no time limit.
    measures = find_measures(text.text, nodes)
    made = found.issued_on or found.published_on
    stages = find_stages(text.text, nodes, made)
    targets = find_targets(
        text.text,
        nodes,
        now=made.year if made else None,
        titles="\n".join([found.title, *found.other_titles]),
        stages=stages,
    )
    # What is paid says in what form; a share without one that is sure to be aimed at is no measure.
    sure = [one for one in targets if one.confidence >= SURE]
    formless = [one for one in measures if one.form is None]
    kept = {id(one) for one in _apart_from(sure, formless)}
    measures = [one for one in measures if one.form is not None or id(one) in kept]
    targets = _apart_from(measures, targets)
    limits = _apart_from(targets, find_time_limits(text.text, nodes))
    last = segment.source or segment.pieces[-1]
    return PolicyDocument(
        title=found.title,
        span=place(segment.pieces[0].start, last.end),
        other_titles=tuple(found.other_titles),
        document_number=found.document_number,
        issuing_authorities=tuple(found.issuing_authorities),
        issued_on=found.issued_on,
        published_on=found.published_on,
        source=found.source,
        effective_from=found.effective_from,
        effective_to=found.effective_to,
        trial=found.trial,
        completeness=_completeness(found, tree, damage, whole),
        index_number=found.index_number,
        category=found.category,
        validity_printed=found.validity_printed,
        clauses=clauses,
        citations=tuple(citations),
        tasks=placed(find_tasks(text.text, nodes)),
        targets=placed(targets),
        measures=placed(measures),
        stages=placed(stages),
        time_limits=placed(limits),
        windows=placed(find_windows(text.text, nodes, made)),
        losses=(*losses, *restored),
        places={name: (*place(a, b), sure) for name, (a, b, sure) in found.places.items()},
    )


def _words_of(item: Task | Target | Measure | Stage | TimeLimit | Window) -> Span:
    """Where the words of an item stand: of a target more than its figure."""
    return (isinstance(item, Target) and item.words) or item.span


def _apart_from(taken: Sequence[Item], items: Sequence[Other]) -> list[Other]:
    """The items that share no place with those taken; both are in order of their clauses."""
    spans = sorted(one.span for one in taken)
    # No span that begins earlier ends later than this.
    ends = list(accumulate((end for _, end in spans), max))
    found = []
    for one in items:
        before = bisect_left(spans, (one.span[1], 0))
        if not before or ends[before - 1] <= one.span[0]:
            found.append(one)
    return found


def _is_signed_at_end(found: Found, tree: Tree) -> bool:
    """Whether bodies or their day stand behind the last clause."""
    end = max((node.end for node in tree.nodes), default=0)
    return any(
        name in found.places and found.places[name][0] >= end
        for name in ("issued_on", "issuing_authorities")
    )


def _split_annexes(body: list[Piece]) -> tuple[list[Piece], list[Piece]]:
    """The list 附件：1.… 2.… names what the page does not hold; it is no clause."""
    for index, piece in enumerate(body):
        if not _ANNEX_LIST.match(piece.text) or len(piece.text) > 120:
            continue
        end = index + 1
        while (
            end < len(body)
            and re.match(r"\d{1,2}[.．、]", body[end].text)
            and (len(body[end].text) < 80)
        ):
            end += 1
        if end >= len(body) - 1 or len(body[index].text) < 60:
            return [*body[:index], *body[end:]], body[index:end]
    return body, []


def _clause(text: str, node: Node, place: Callable[[int, int], Span]) -> Clause:
    words = "\n".join(tidy(text[start:end]) for start, end in node.parts)
    return Clause(node.path, node.heading, words, place(node.start, node.end), node.confidence)


def _field_losses(found: Found, place: Callable[[int, int], Span]) -> list[Loss]:
    return [
        Loss(what, name, None, place(start, end), printed, restored, confidence)  # type: ignore[arg-type]
        for what, name, start, end, printed, restored, confidence in found.losses
    ]


def _damage_losses(
    text: str, damage: list[Damage], place: Callable[[int, int], Span]
) -> list[Loss]:
    """One loss a place; three and more places of one cut phrase are one loss with a count."""
    phrases: dict[str, list[Damage]] = {}
    losses: list[Loss] = []
    for one in damage:
        if one.kind.startswith("phrase "):
            phrases.setdefault(one.kind, []).append(one)
            continue
        printed = text[max(0, one.start - 8) : one.end + 4].strip()
        losses.append(
            Loss(
                one.what, None, one.clause, place(one.start, one.end), printed, None, one.confidence
            )
        )
    for places in phrases.values():
        spans = tuple(place(one.start, one.end) for one in places)
        printed = text[places[0].start : places[0].end]
        losses.append(
            Loss(
                "lost", None, places[0].clause if len(places) == 1 else None,
                (spans[0][0], spans[-1][1]), f"{printed}□", None, 0.9, len(places), spans,
            )
        )  # fmt: skip
    return losses


def _lost_titles(body: list[Piece], place: Callable[[int, int], Span]) -> list[Loss]:
    """A lone (2023—2035年) is what is left of a title."""
    return [
        Loss("lost", "other_titles", None, place(piece.start, piece.end), piece.text, None, 0.8)
        for piece in body[:6]
        if _LOST_TITLE.fullmatch(piece.text)
    ]


def _completeness(found: Found, tree: Tree, damage: list[Damage], whole: str) -> Completeness:
    if is_abridged(whole):
        return "abridged"
    numbered = [node for node in tree.nodes if node.path]
    issues = re.search(r"印发|公布|转发", found.title) is not None
    size = sum(end - start for node in tree.nodes for start, end in node.parts)
    if not numbered and issues and size < 1200:
        return "cover_only"
    breaking = [one for one in damage if one.kind in _BREAKING]
    phrases = [one for one in damage if one.kind.startswith("phrase ")]
    if breaking or len(phrases) >= 3 or any(loss[0] == "lost" for loss in found.losses):
        return "damaged"
    return "complete"
