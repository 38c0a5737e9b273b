"""The lines a page prints around a title: cells of the disclosure table, source, times, counters."""

from __future__ import annotations

import re
from dataclasses import dataclass

# Label of a cell and the field it stands for; labels without a field end the value before them.
_FIELDS: tuple[tuple[str, str], ...] = (
    ("index_number", r"索\s?引\s?号"),
    ("category", r"信息分类|主题分类|分\s?类"),
    ("validity", r"是否有效|有\s?效\s?性|效力状态|文件状态|时效性"),
    ("issuer", r"发布机构|发文机关|发文单位|制发机关|发布单位|制定机关|公布机关|发文机构"),
    ("number", r"文\s{0,6}号|发文字号|文件编号|编\s?号"),
    ("signed", r"成文日期|成文时间|签发日期"),
    (
        "published",
        r"发布(?:时间|日期)|公布日期|发表时间|公开日期|发布于|更新时间|更新日期",
    ),
    ("generated", r"生成日期|发文日期|发文时间"),
    (
        "day",
        r"(?<!成文)(?<!印发)(?<!施行)(?<!生效)(?<!失效)(?<!截止)(?<!申报)(?<!实施)(?:时间|日期)",
    ),
    ("source", r"(?:信息|稿件|文章|新闻|文件)?来\s{0,6}源(?:单位|部门)?"),
    (
        "name",
        r"名\s{0,6}称|标\s{0,6}题|信息名称|公文种类|(?:统一)?登记号|公开目录|公开方式|公开形式|公开时限|体裁分类|组配分类",
    ),
    (
        "other",
        r"浏览(?:次数|量)?|阅读(?:次数|量|数)?|点击(?:数|量|率|次数)?|访问(?:量|次数)|字号|字体(?:大小)?|文字大小|作\s?者|编\s?辑|责编|责任编辑|审核|记者|通讯员|"
        r"主题词|备注|分享|打印|关键词|载体类型|失效日期|生效日期|施行日期|"
        r"语种|内容概述|背景色|视力保护色",
    ),
)
_LABEL = re.compile(
    r"[【\[]?\s?(?:"
    + "|".join(f"(?P<{name}>{labels})" for name, labels in _FIELDS)
    + r")\s{0,8}(?:[】\]]\s{0,4}[:：|]?|[:：]+\s{0,4}\|?|\|)"
)
_WEAK = {"day", "other", "category"}
_DAY = r"(?:19|20)\d{2}\s?[-./年]\s?\d{1,2}\s?[-./月]\s?\d{1,2}\s?日?"
_FOUND_DAY = re.compile(_DAY)
# A day and a time at the head of a line, with or without brackets: [2025-03-21], 2024-05-16 07:12
_LEADING_DAY = re.compile(
    rf"[【\[(（]?\s?(?P<date>{_DAY})(?P<time>\s{{1,4}}\d{{1,2}}:\d{{2}}(?::\d{{2}})?)?\s?[】\])）]?(?=\s|$|来源|信息来源|作者)"
)
_SOURCE_END = re.compile(
    r"[\s|｜【】\[\]，,;；]|作者|文字|字体|字号|背景|点击|浏览|发布时间|责任编辑|(?:19|20)\d{2}[-年./]"
)


@dataclass(frozen=True)
class Cell:
    """A field that a header line tells, its value and where the value stands in the line."""

    name: str
    value: str
    start: int
    end: int


def read_cells(line: str) -> list[Cell]:
    """The fields of a header line in order; a value ends where the next label begins."""
    labels = list(_LABEL.finditer(line))
    found: list[Cell] = []
    for match, following in zip(labels, [*labels[1:], None], strict=False):
        name = str(match.lastgroup)
        end = following.start() if following else len(line)
        value = line[match.end() : end]
        start = match.end() + len(value) - len(value.lstrip(" |\u3000\t"))
        value = value.strip(" |\u3000\t【】[]")
        if name == "source":
            stop = _SOURCE_END.search(value)
            value = value[: stop.start()] if stop else value
        elif "|" in value:
            value = value.partition("|")[0].strip()
        found.append(Cell(name, value, start, start + len(value)))
    leading = leading_day(line)
    if leading is not None:
        found.insert(0, leading)
    return found


def leading_day(line: str) -> Cell | None:
    """The day that a line begins with, when the line is of a page's head: a time or a label follows."""
    match = _LEADING_DAY.match(line)
    if match is None:
        return None
    rest = line[match.end() :].strip()
    if rest and not _LABEL.match(rest):
        return None
    if not rest and "年" in match["date"]:
        return None
    return Cell("day", match["date"], match.start("date"), match.end("date"))


def is_open_label(text: str) -> bool:
    """Whether a line is a label alone, whose value stands on the next line."""
    match = _LABEL.fullmatch(text.strip())
    return match is not None and str(match.lastgroup) not in {"day", "other", "name"}


def day_in(value: str) -> str | None:
    """The first day in a value, as printed."""
    match = _FOUND_DAY.search(value)
    return match.group() if match else None


def is_header_line(text: str) -> bool:
    """Whether a line begins with a label of the page's head, or with its day."""
    if len(text) > 320:
        return False
    match = _LABEL.search(text[:60])
    if match is None:
        return leading_day(text) is not None
    if match.start() > 20 and leading_day(text) is None:
        return False
    strong = any(str(one.lastgroup) not in _WEAK for one in _LABEL.finditer(text))
    if not strong:
        return match.start() == 0 and "|" not in match.group()
    return match.start() == 0 or re.search("[。，,；;]", text[: match.start()]) is None
