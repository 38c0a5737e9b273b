"""Stages of a plan: as headings, as rows of a table, or inside a passage.

A date without its year takes the year said last, or that of the title or the issue; what cannot be
dated is left out.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import replace
from datetime import date

from zhishu.policy.document import Stage
from zhishu.policy.structure.clauses import Node
from zhishu.policy.text.printed_days import DATE, FROM_NOW, PART_OF_YEAR, Day, Words, read_stretch
from zhishu.policy.times.words import clause_words, sentence_begins

_STEP = re.compile("阶段|步骤|步$")
_OF_ALL = re.compile("[\u4e00-\u9fff]{2}步骤")
_STEPS_ABOVE = re.compile("步骤|阶段|进度|时间|日程|安排")
_STAGE_NAME = re.compile(
    r"(?:第[一二三四五六七八九十]{1,2}(?:阶段|步)[:：、，,]?)?[\u4e00-\u9fff“”、和与]{2,16}"
)
_STAGE_IN_TEXT = re.compile(
    r"(?:第[一二三四五六七八九十]{1,2}阶段[:：、，,]?)?[\u4e00-\u9fff]{0,12}阶段"
)
_WHEN = re.compile("^(?!完成).{0,4}(?:时间|日期|起止)")
# Where a stretch of time may begin: a date, a part of the year said before, 即日起.
_BEGINS = re.compile(f"{DATE.pattern}|{FROM_NOW.pattern}|{PART_OF_YEAR.pattern}")
_SHORT = 40
_LAST_PART = re.compile(r"[^；;。\n|]{0,60}\Z")
_OPENED = re.compile(r"^[,，、\s—\-•·●①-⑳]*(?:[一二三四五]是|\d{1,2}[.、])?(?:自|从|其中)?$")
_NAME_BEHIND = re.compile(
    r"(?:起|止)?(?:[,，:：]|为|是)?(?:开展|组织|进行|集中开展|完成|启动|转入)?(?P<name>[\u4e00-\u9fff]{2,14})"
)
_NAME_BEFORE = re.compile(
    r"(?P<name>[\u4e00-\u9fff]{2,14})[,，:：]?(?:[(（]|时间[:：]?|从|自|为){0,2}$"
)
# 一是动员部署。3月底前，…: the name is a sentence of its own.
_TITLED = re.compile(
    r"(?:^|(?<=[。；;\n:：]))(?:[一二三四五六]是|[①-⑳]|\d{1,2}[.、]|[(（][一二三四五六][)）]|第[一二三四五六]阶段[，,:：])"
    r"(?P<name>[\u4e00-\u9fff]{2,14})(?:[。:：，,(（]|[。，,](?:时间)?[为是:：]?)(?:自|从)?\Z"
)
_NO_NAME = re.compile("[从到为于在]$|^(?:时间|开始|结束|完成|启动|之前|以前|前)|报送|上报")
_AFTER_STRETCH = (*")）]〕。,，;；:：\n日起止", "")
_LEAD_IN = re.compile(
    r"[(（\[〔:：,，。]{0,2}(?:起止时间|时间安排|时间节点|时间)?[:：为是自从]{0,2}"
)
_ORDINAL = re.compile("^[一二三四五六七八九]是")


def find_stages(text: str, nodes: Sequence[Node], issued_on: date | None = None) -> list[Stage]:
    """The stages of a plan, in order: as headings, as rows of a table, or inside a passage.

    issued_on: when the document was issued: from then on runs a stage 即日起.
    """
    year = _only_year(text, nodes) or (issued_on.year if issued_on else None)
    headings = {node.path: node.heading or _short_words(text, node) for node in nodes}
    found: list[Stage] = []
    for node in nodes:
        words = clause_words(text, node)
        own = _heading_stage(words, node, _above(node.path, headings), year)
        inside = [*_rows(words, node, year), *_stages_inside(words, node, year)]
        if not inside and _STEPS_ABOVE.search(node.heading or ""):
            inside = _listed(words, node, year)
            own = None if inside else own
        if own and inside and _OF_ALL.fullmatch(own.name):
            own = None
        stages = [own] if own else []
        stages += [one for one in inside if not own or one.span[0] >= own.span[1]]
        for stage in stages:
            year = int((stage.ends or stage.starts or "0")[:4]) or year
        found += stages
    if issued_on is None:
        return found
    return [
        replace(one, starts=issued_on.isoformat()) if _begins_now(text, one) else one
        for one in found
    ]


def _begins_now(text: str, stage: Stage) -> bool:
    return stage.starts is None and FROM_NOW.search(text, *stage.span) is not None


def _stage(
    node: Node, name: str, stretch: tuple[Day | None, Day, int], words: Words, start: int, end: int,
    sure: float,
) -> Stage:  # fmt: skip
    """A stage from a stretch of time; one from a day on, 2018年7月起, has no end."""
    first, last, stop = stretch
    open_ended = first == last and words.words[stop : stop + 1] == "起"
    return Stage(
        node.path, _ORDINAL.sub("", name).strip("：:"), first.printed() if first else None,
        None if open_ended else last.printed_end(), words.span(start, end), sure,
    )  # fmt: skip


def _only_year(text: str, nodes: Sequence[Node]) -> int | None:
    """The one year that the title speaks of, else that of the signature or of the document's number."""
    if not nodes:
        return None
    head = text[max(0, nodes[0].start - 300) : nodes[0].start]
    years = set(re.findall(r"((?:19|20)\d{2})年(?!\d)", head))
    if len(years) == 1:
        return int(years.pop())
    tail = re.sub(r"\s", "", text[nodes[-1].end : nodes[-1].end + 200])
    signed = re.search(r"((?:19|20)\d{2})年\d{1,2}月\d{1,2}日", tail)
    numbered = signed or re.search(r"[〔\[【(（]((?:19|20)\d{2})[〕\]】)）]\d", head)
    return int(numbered.group(1)) if numbered else None


def _short_words(text: str, node: Node) -> str:
    """What a clause says that only introduces others: 建设分三个阶段：."""
    words = text[node.parts[0][0] : node.parts[-1][1]] if node.parts else ""
    return words if len(words) <= _SHORT and words.endswith((":", "：")) else ""


def _above(path: str, headings: dict[str, str]) -> str:
    """The heading of the clause above."""
    for size in range(len(path) - 1, 0, -1):
        if path[:size] in headings:
            return headings[path[:size]]
    return ""


def _heading_stage(words: Words, node: Node, above: str, year: int | None) -> Stage | None:
    """（一）启动阶段（2022年7月—9月）, with the time in the heading, behind a colon or opening the passage."""
    at = 0
    name = _STAGE_NAME.match(words.words) if node.path else None
    if name is None:
        return None
    end = min(len(words.words), name.end() + 60)
    stretch = None
    for begin in _openings(words.words, name.end()):
        stretch = read_stretch(words.words, begin, end, year)
        if stretch is not None:
            break
    if stretch is None:
        return None
    if not (_STEP.search(name.group()) or _STEPS_ABOVE.search(above)):
        return None
    first, last, stop = stretch
    # 工作安排 is also a heading over what is to be reached until a day.
    vague = not _STEP.search(name.group()) and not re.search("时间|进度|步骤|阶段|日程", above)
    if vague and (first is None or (first == last and not last.until)):
        return None
    bare = first == last and first is not None and first.month is None
    # （一）试点先行（2024年） under a heading of steps
    step = re.search("步骤|阶段", above) and words.words[name.end() : name.end() + 1] in ("(", "（")
    step = step or (_STEP.search(name.group()) and not _OF_ALL.fullmatch(name.group()))
    if bare and not step:
        return None
    return _stage(node, name.group(), stretch, words, at, stop, 0.9)


def _openings(words: str, at: int) -> Iterator[int]:
    """Where a stretch of time may begin behind a name: past brackets, colons, the end of a heading."""
    match = re.compile(r"[(（\[〔:：。\n]{0,3}(?:起止时间|时间安排|时间节点|时间)?[:：为]?").match(
        words, at
    )
    if match:
        yield match.end()
        if words[match.end() : match.end() + 1] == "自":
            yield match.end() + 1


def _rows(words: Words, node: Node, year: int | None) -> list[Stage]:
    """Rows of a table of which one column is headed 阶段, 步骤 and one 时间."""
    found: list[Stage] = []
    columns: tuple[int, list[int], int] | None = None
    at = 0
    for line in words.words.split("\n"):
        start, at = at, at + len(line) + 1
        cells = line.split("|")
        if len(cells) < 2:
            continue
        names = [
            i
            for i, cell in enumerate(cells)
            if re.search("阶段|步骤|环节|事项", cell) and len(cell) <= 8
        ]
        times = [i for i, cell in enumerate(cells) if _WHEN.search(cell) and len(cell) <= 8]
        if names and times:
            columns = (names[0], times, len(cells))
            continue
        if columns is None or len(cells) != columns[2]:
            continue
        ends = []
        for column in columns[1][:2]:
            begin = start + sum(len(cell) + 1 for cell in cells[:column])
            ends.append(read_stretch(words.words, begin, begin + len(cells[column]), year))
        stretch = ends[0]
        if stretch is None:
            continue
        if len(ends) > 1 and ends[1] is not None:
            # 开始时间 | 结束时间
            stretch = (stretch[0], *ends[1][1:])
        last = stretch[1]
        year = last.year
        found.append(
            _stage(node, cells[columns[0]], stretch, words, start, start + len(line), 0.85)
        )
    return found


def _listed(words: Words, node: Node, year: int | None) -> list[Stage]:
    """5月20日至31日，动员培训；6月1日至7月15日，全面排查；or 第一步（3月至4月）：摸底. Under a heading of steps.

    Where the first stretch opens its sentence the names stand behind, else before.
    """
    found: list[Stage] = []
    text, stop = words.words, 0
    behind: bool | None = None
    sure = False
    while (match := _BEGINS.search(text, stop)) is not None:
        stretch = read_stretch(text, match.start(), len(text), year)
        begin, stop = stop, match.end()
        if stretch is None:
            continue
        first, last, stop = stretch
        year = last.year
        titled = _TITLED.search(text, begin, match.start())
        lead = _LAST_PART.search(text, begin, match.start())
        before = lead.group() if lead else ""
        if behind is None:
            behind = not _OPENED.sub("", before) or text[stop : stop + 1] in ("为", "是")
        colon = before[-1:] in (":", "：", "(", "（") or text[stop : stop + 1] in (":", "：", "为")
        sure = sure or colon or titled is not None
        name: re.Match[str] | None
        if titled:
            name, start = titled, titled.start("name")
        elif behind:
            name, start = _NAME_BEHIND.match(text, stop), match.start()
        else:
            name = _NAME_BEFORE.search(before)
            start = match.start() - len(before) + (name.start("name") if name else 0)
        if name is None or not _is_stage(name["name"], first, titled is not None):
            continue
        found.append(_stage(node, name["name"], stretch, words, start, stop, 0.75))
    long = [one for one in found if one.starts != one.ends]
    return found if len(found) > 1 and long and (sure or 2 * len(long) >= len(found)) else []


def _is_stage(name: str, first: Day | None, titled: bool) -> bool:
    """Whether a stretch with that name is a stage: by a day is not from a day on; a year alone is none."""
    if _NO_NAME.search(name):
        return False
    if first is None:
        return titled
    return first.month is not None or name.endswith(("年", "期"))


def _stages_inside(words: Words, node: Node, year: int | None) -> list[Stage]:
    """准备阶段（2022年8月—9月）, 自查阶段：3月至5月 and 3月至5月为自查阶段 inside a passage."""
    found: list[Stage] = []
    for match in _STAGE_IN_TEXT.finditer(words.words):
        lead = _LEAD_IN.match(words.words, match.end())
        begin = lead.end() if lead else match.end()
        if begin == match.end():
            continue
        # 第一阶段（宣传发动，8月1日至10日）: a name may stand inside the bracket.
        inner = re.compile(r"[\u4e00-\u9fff]{2,12}[,，:：(（]").match(words.words, begin)
        stretch = None
        for at in (begin, inner.end() if inner else begin):
            stretch = stretch or read_stretch(words.words, at, len(words.words), year)
        if stretch is None or words.words[stretch[2] : stretch[2] + 1] not in _AFTER_STRETCH:
            continue
        first, last, stop = stretch
        if first == last and first is not None and first.month is None:
            continue
        year = last.year
        name = match.group()
        found.append(_stage(node, name, stretch, words, match.start(), stop, 0.8))
    behind = _named_behind(words, node, year)
    taken = [one.span for one in found]
    found += [
        one for one in behind if not any(a < one.span[1] and one.span[0] < b for a, b in taken)
    ]
    return sorted(found, key=lambda one: one.span)


def _named_behind(words: Words, node: Node, year: int | None) -> list[Stage]:
    found: list[Stage] = []
    last_end = 0
    for match in re.compile(r"(?:为|是|[,，:：])([\u4e00-\u9fff]{2,10}阶段)").finditer(words.words):
        begin = sentence_begins(words.words, match.start())
        begin = max(begin, last_end)
        last_end = match.end()
        dated = _BEGINS.search(words.words, begin, match.start())
        begin = dated.start() if dated else begin
        stretch = read_stretch(words.words, begin, match.start(), year)
        if stretch is None or stretch[2] < match.start() - 1:
            continue
        last = stretch[1]
        year = last.year
        found.append(_stage(node, match.group(1), stretch, words, begin, match.end(), 0.75))
    return found
