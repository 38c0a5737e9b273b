"""Measures: awards, subsidies and reliefs with their sums, rates, caps and conditions.

Sentence by sentence: the sums are found with what they are for (sums.py); an amount or a rate begins a
measure, a cap belongs to the one before it (caps.py), a list of sums (分别奖励10万元、5万元) makes one measure
each (assembling.py). Who gets the money is told by its words (naming.py, beneficiaries.py), else by the
document (meant.py); what rules out a second award and what is for the best only by the clauses that say so
(exclusivity.py, competition.py, reach.py).
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import replace

from zhishu.policy.document import Measure
from zhishu.policy.identity.metadata import tidy
from zhishu.policy.measures.assembling import assemble
from zhishu.policy.measures.beneficiaries import (
    find_beneficiary,
    find_in_heading,
    find_thing,
    find_topic,
    fulfil,
)
from zhishu.policy.measures.competition import COMPETITIVE, find_competitive
from zhishu.policy.measures.drafts import Context, Draft, add_cap, begin_draft
from zhishu.policy.measures.exclusivity import parent_of, spread_exclusivity
from zhishu.policy.measures.limits import join_limits
from zhishu.policy.measures.meant import (
    for_whom,
    limited_one,
    names_no_one,
    stated,
    usual_one,
)
from zhishu.policy.measures.names import ends_in_thing
from zhishu.policy.measures.passages import passage_of
from zhishu.policy.measures.rows import find_unit, is_row, read_row
from zhishu.policy.measures.sums import PAID, Sum, find_sums
from zhishu.policy.measures.wrapping import find_wrap, line_of
from zhishu.policy.structure.clauses import Node
from zhishu.policy.text.narrowed import Narrowed

# A run without a full stop is taken apart: what a number is for stands near it.
_SENTENCE = re.compile(r"[^。！？!?]{1,1500}[。！？!?]?")
# A paragraph that breaks off here goes on in the next.
_GOES_ON = re.compile(
    r"(?:[，,、的于]|一次性|给予|予以|奖励|补助|资助|补贴|最高|不超过|每[件项家个人]|按照?)$"
)
_TAIL = re.compile(r"[^，,。；;\n|]{0,12}")
_PAYING_HEADING = re.compile(
    r"(?:资助|奖励|补助|补贴|津贴|扶持|支持|奖补|贴息|补|奖)(?:标准|额度|金额|办法|方式|内容|政策|多少|什么)?$|标准|^(?:补|奖|贴)"
)
_PAYS = re.compile(rf"{PAID.pattern}|兑现|标准|分[二两三四五]档")
# A question that asks how much is given.
_ASKS_HOW_MUCH = re.compile(r"(?:多少|多大|哪些|几档)[^？?]{0,8}[？?]$|[补奖贴](?:多少|什么|吗)")
# 生活津贴。 at the beginning of a clause
_LONGEST_TITLE = 12


def find_measures(text: str, nodes: Sequence[Node]) -> list[Measure]:
    """The measures of a document's clauses, in order; spans are places in the clean text."""
    width = find_wrap([line_of(text, *part) for node in nodes for part in node.parts])
    passages = [passage_of(text, node, width) for node in nodes]
    contexts: dict[str, Context] = {}
    drafts: list[list[Draft]] = []
    for node, passage in zip(nodes, passages, strict=True):
        above = _above(node.path, contexts)
        made, left = _read_clause(passage, node, above)
        drafts.append(made)
        contexts[node.path] = left
    words = [
        f"{node.heading or ''}\n{passage.text}"
        for node, passage in zip(nodes, passages, strict=True)
    ]
    stated = for_whom([node.path for node in nodes], words)
    title = text[max(0, nodes[0].start - 400) : nodes[0].start] if nodes else ""
    usual = usual_one([draft.who for made in drafts for draft in made], title, words)
    texts = [one.text for one in passages]
    for index in find_competitive(nodes, texts):
        for draft in drafts[index]:
            draft.competitive = True
    join_limits([node.path for node in nodes], texts, drafts)
    exclusive = spread_exclusivity(nodes, texts, [[draft.at for draft in made] for made in drafts])
    found: list[Measure] = []
    for node, passage, made, held, anyone in zip(
        nodes, passages, drafts, exclusive, stated, strict=True
    ):
        for draft in made:
            draft.who = _settle_who(draft, passage.text, anyone, usual)
            said = next((one.words for one in held if one.holds(draft.at)), None)
            found.append(_measure(text, node.path, passage, draft, said))
    return found


def _settle_who(draft: Draft, words: str, anyone: str | None, usual: str | None) -> str | None:
    """Who is meant where a measure's own words name no one, or only a thing; whoever fulfils its condition.

    Those whom the document describes (在本区登记的企业) are told as it does; the condition stays one.
    words: those of its clause; anyone: for whom all of the document is; usual: whom most measures name.
    """
    who = draft.who
    no_one = names_no_one(who)
    thing = anyone is not None and who is not None and ends_in_thing(who)
    if not draft.guessed and (draft.told or not (thing or no_one)):
        return who
    meant = limited_one(words) or anyone or (usual if no_one or not draft.guessed else None)
    described = meant is not None and meant == anyone and "的" in meant
    if who is not None and who.endswith("的") and not described:
        return fulfil(who, meant)
    return meant or who


def _above(path: str, contexts: dict[str, Context]) -> Context:
    """What the nearest clause above a path says of those below it."""
    while path := parent_of(path):
        if path in contexts:
            return contexts[path]
    return Context()


def _read_clause(passage: Narrowed, node: Node, above: Context) -> tuple[list[Draft], Context]:
    text = passage.text
    heading = node.heading or ""
    context = replace(above)
    if _PAYING_HEADING.search(heading):
        context.paid = True
    if heading.endswith(("？", "?")):
        context.paid = context.paid or _ASKS_HOW_MUCH.search(heading) is not None
        context.who = find_topic(heading) or context.who
    named = find_in_heading(heading)
    context.who = named or context.who
    if context.who is None and heading.endswith("项目"):
        context.who = find_thing(heading)
    made: list[Draft] = []
    header: list[str] = []
    last = ""
    for start, end, row in _sentences(text):
        if row:
            rows, header = read_row(text, start, end, header, context.paid, context.unit)
            made.extend(_from_row(text, rows, context))
            continue
        groups = find_sums(text, start, end, context.paid)
        sentence = text[start:end]
        context.who = stated(sentence) or context.who
        context.unit = find_unit(sentence) or context.unit
        if groups:
            # Without numbers a paragraph stands for itself.
            begin = 0 if node.path else text.rfind("\n", 0, start) + 1
            beside = [draft for draft in made if draft.at >= begin]
            made.extend(assemble(text, start, end, groups, beside, context))
        elif sentence.endswith(("？", "?")) and (PAID.search(sentence) or "多少钱" in sentence):
            context.paid = context.paid or _ASKS_HOW_MUCH.search(sentence) is not None
            context.who = find_topic(sentence) or context.who
        elif sentence.rstrip().endswith((":", "：")) or "如下" in sentence:
            context.paid = context.paid or _PAYS.search(sentence) is not None
            context.competitive = context.competitive or bool(COMPETITIVE.search(sentence))
            if context.paid:
                context.who = find_beneficiary(sentence.rstrip(":：。"), "") or context.who
        elif made and len(made) <= 2 and COMPETITIVE.search(sentence):
            for draft in made:
                draft.competitive = True
        elif (
            not made
            and len(sentence) <= _LONGEST_TITLE
            and _PAYING_HEADING.search(sentence.rstrip("。"))
        ):
            context.paid = True
        elif not made and context.who is None:
            context.who = find_thing(sentence)
        last = sentence
    left = replace(context)
    if named is not None and left.who == named:
        left.who = above.who
    if not made and last:
        left.paid = left.paid or (
            last.rstrip().endswith((":", "：")) and _PAYS.search(last) is not None
        )
        left.competitive = left.competitive or bool(COMPETITIVE.search(last))
    elif made and last.rstrip().endswith((":", "：")):
        left.who = made[-1].who or left.who
    return made, left


def _sentences(text: str) -> Iterator[tuple[int, int, bool]]:
    """Start and end of every sentence, and whether it is a row of a table."""
    at = 0
    held: int | None = None
    for line in text.split("\n"):
        end = at + len(line)
        if is_row(line):
            if held is not None:
                yield held, at - 1, False
                held = None
            yield at, end, True
        else:
            begin = at if held is None else held
            held = begin if _GOES_ON.search(text, max(begin, end - 4), end) else None
            if held is None:
                for match in _SENTENCE.finditer(text, begin, end):
                    yield match.start(), match.end(), False
        at = end + 1
    if held is not None:
        for match in _SENTENCE.finditer(text, held):
            yield match.start(), match.end(), False


def _from_row(
    text: str, rows: list[tuple[list[Sum], str | None, tuple[str, ...]]], context: Context
) -> list[Draft]:
    made: list[Draft] = []
    for sums, who, conditions in rows:
        drafts: list[Draft] = []
        for one in sums:
            begin = text.rfind("\n", 0, one.start) + 1
            if one.kind == "cap" and drafts:
                add_cap(drafts[-1], text, begin, one)
                continue
            draft = begin_draft(text, begin, begin, one)
            draft.who, draft.told = who or context.who, who is not None
            draft.conditions = conditions
            draft.competitive = context.competitive or bool(
                COMPETITIVE.search(text, begin, one.end)
            )
            drafts.append(draft)
        made.extend(drafts)
    return made


def _measure(
    text: str, path: str, passage: Narrowed, draft: Draft, exclusivity: str | None
) -> Measure:
    start, end = draft.start, draft.end
    tail = _TAIL.match(passage.text, end)
    end = tail.end() if tail else end
    # No number is cut in two.
    while (
        end > draft.end
        and passage.text[end - 1].isdigit()
        and passage.text[end : end + 1].isdigit()
    ):
        end -= 1
    while start < draft.at and passage.text[start] in "，,；;:：。\n |":
        start += 1
    span = passage.span(start, end)
    return Measure(
        clause=path,
        beneficiary=draft.who,
        form=draft.form,
        text=tidy(text[span[0] : span[1]]),
        span=span,
        conditions=draft.conditions,
        amount=draft.amount,
        amount_max=draft.amount_max,
        cap=draft.cap,
        other_caps=tuple(draft.other_caps),
        per=draft.per,
        rate=draft.rate,
        rate_max=draft.rate_max,
        rate_basis=draft.basis,
        exclusivity=exclusivity,
        competitive=draft.competitive,
        confidence=draft.confidence,
    )
