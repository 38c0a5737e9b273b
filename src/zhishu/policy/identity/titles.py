"""Titles: their shape, their halves on several lines put together, and which of several is the formal one."""

from __future__ import annotations

import re
from collections.abc import Sequence

from zhishu.policy.identity.authorities import authorities_in_title, split_authorities
from zhishu.policy.identity.headers import is_header_line
from zhishu.policy.identity.numbers import BRACKETED_NUMBER, is_number_line
from zhishu.policy.text.furniture import ENTRY_LABEL
from zhishu.policy.text.marking import ADDRESSEE, STRUCTURE
from zhishu.policy.text.pieces import SOURCE_LINE, Piece

_KIND = (
    r"(?:通知|意见|办法|方案|规划|纲要|条例|规定|细则|决定|措施|计划|公告|通告|批复|函|指引|指南|规则|准则|清单|要点|工作安排|制度|标准|章程|政策|"
    r"解答|问答|解读|十答|百问|条款|分解表|分工表|任务书|目标表|规程|规范|预案|简报|速查表|一览表|明细表|倡议书|通报|须知|法|新政|总结|报告|目录|实施意见)"
)
_SUFFIX = r"(?:[(（][^()（）]{1,24}[)）]|[》〉”\s])*"
TITLE = re.compile(
    rf"(?=.{{6,110}}$)(?:【[^】]{{1,12}}】)?[^。；;！!？?]*?{_KIND}{_SUFFIX}(?:的(?:通知|公告|决定|函|通告|批复|意见|通报)|(?:热点|政策|常见)?(?:问答|解读|解答)|的?问题解答)?$"
)
NOTICE_END = re.compile(r"的(?:通知|公告|决定|函|通告|批复|通报)$")
# Kinds that a sentence may end in as well; a title of these has no comma before.
_WEAK_END = re.compile(r"(?:法|标准|政策|报告|目录|制度|总结|函|计划|措施)$")
# Lines of one title stand no further apart, empty ones between them counted.
_WIDEST_GAP = 3
_LABEL = re.compile(
    r"[【\[](?:转载|转发|原创|置顶|推荐|(?:文件|政策|法规|资料)[一二三四五六七八九十\d]{1,3})[】\]]\s*+"
)
# A column's name before a title: 【政策问答】…, 一图读懂｜…; the number of an annexed table.
_COLUMN = re.compile(
    r"(?:【[^】]{1,14}】|(?:一图读懂|图解|转发|转载|政策解读|政策问答|解读)\s{0,2}[｜|丨]|附[件表]\s{0,2}\d{0,2}[:：\s]{1,4})\s*+(?=.{6})"
)
_ISSUES = re.compile(r"(?:印发|转发|批转|公布|发布)")
_HALF_END = re.compile(r"(?:关于|印发|转发|批转|关于公布|关于发布)$")
# The number under which a rule is registered: HHCR-2023-01005.
REGISTRATION = re.compile(r"[A-Z]{2,8}\d{0,4}\s?[-—－]\s?(?:19|20)\d{2}\s?[-—－]\s?\d{2,6}")
# The cells of a table's header, a line each where a page was printed so.
_TABLE_HEAD = re.compile(
    r"序号|编号|(?:奖补|补助|奖励|支持|资助|扶持|申报)?(?:项目|类别|事项|内容|对象|主体|标准|金额|方式|条件|依据)|备注|说明|责任单位|完成时限"
)
_TAIL = re.compile(r"[（(](?:试行|暂行|修订|修订稿|草案|征求意见稿|(?:19|20)\d{2}.{0,16})[)）]")
_ENDS_NOTICE = re.compile(r"(?:》|〉)?的(?:通知|公告|决定|函|通报)")
_WHOLE_BEGINNING = re.compile(
    r"(?!试点|示范|城市|全|本|我|强|各|园区|地区|高新|开发|工业|产业|专项)"
    r"(?:[\u4e00-\u9fff]{2,9}?(?:省|市|县|区|州|盟|旗|部|局|厅|院|大学|学院|委员会|办公室)|关于|《|(?:19|20)\d\d年|国务院|中共|中华|国家)"
)
# 常识产权 is what machines that exchange synonyms make of 知识产权.
_SPUN = {"常识产权": "知识产权"}


def is_title(text: str) -> bool:
    """Whether a line has the shape of an official document's title."""
    if TITLE.match(text) is None or text.endswith(("：", ":")):
        return False
    if text.count("《") > text.count("》") or "|" in text:
        return False
    bare = re.sub(r"《[^》]{0,80}》", "", text)
    return not (_WEAK_END.search(bare) and re.search("[,，]|^[（(一二三四五六七八九十\\d]", bare))


def title_run(pieces: Sequence[Piece], index: int) -> int:
    """How many pieces from here on make one title; 0 where none begins."""
    first = pieces[index]
    if not _may_be_part(first.text):
        return 0
    joined, count = first.text, 1
    best = 1 if is_title(joined) else 0
    while (not best or _wants_more(joined)) and count < 5 and index + count < len(pieces):
        following = pieces[index + count]
        if not _may_be_part(following.text) or not _joins(
            pieces[index + count - 1], following, joined
        ):
            break
        joined = f"{joined} {following.text}"
        count += 1
        if len(joined) > 110:
            break
        if is_title(joined.replace(" ", "")):
            best = count
    if not best:
        return 0
    while index + best < len(pieces) and best < 6:
        text = pieces[index + best].text
        if not (_TAIL.fullmatch(text) or _ENDS_NOTICE.fullmatch(text)):
            break
        best += 1
    return best


def _wants_more(joined: str) -> bool:
    """Whether a notice's title lacks its end: 关于印发…办法 before …的通知."""
    return _ISSUES.search(joined) is not None and NOTICE_END.search(joined.rstrip()) is None


def _may_be_part(text: str) -> bool:
    return (
        2 <= len(text) <= 90
        and not text.endswith(("。", "：", ":", "；", ";", "，", "！"))
        and not STRUCTURE.match(text)
        and not ADDRESSEE.match(text)
        and not is_number_line(text)
        and not is_header_line(text)
        and not SOURCE_LINE.match(text)
        and not re.fullmatch(r"[（(]?(?:19|20)\d{2}年?[^\u4e00-\u9fff]{0,8}.{0,8}[)）]?", text)
        and not ENTRY_LABEL.fullmatch(text)
        and not _TABLE_HEAD.fullmatch(text)
        and not REGISTRATION.fullmatch(text)
        and not re.match(r"附\s{0,4}件", text)
    )


def _joins(before: Piece, after: Piece, joined: str) -> bool:
    """Whether a line goes on with the title that the line before began."""
    if _HALF_END.search(before.text):
        return True
    if after.line - before.line <= _WIDEST_GAP and _is_open(joined):
        return True
    bodies = bool(split_authorities(before.text))
    if bodies and (re.match("关于|印发", after.text) or authorities_in_title(after.text)):
        return True
    if bodies and split_authorities(after.text):
        return after.line - before.line <= 1
    if after.line - before.line > 1 or (is_title(before.text) and not _wants_more(before.text)):
        return False
    return not _WHOLE_BEGINNING.match(after.text) and len(before.text) < 50


def _is_open(text: str) -> bool:
    """Whether a title's line cannot be its end: a bracket is open, or nothing is named behind 关于."""
    if text.count("《") > text.count("》") or text.count("〈") > text.count("〉"):
        return "关于" in text or len(text) < 50
    return re.match(r"(?:[\u4e00-\u9fff\s、]{2,60})?关于", text) is not None and not is_title(text)


def clean_title(text: str) -> str:
    """A title without what a page writes before it, and without the note that it is an extract."""
    text = text.strip()
    if label := _LABEL.match(text):
        text = text[label.end() :]
    # 某政发〔2014〕20号《…》: a headline that puts the number before and the title in brackets.
    if match := re.fullmatch(
        rf"(?:{BRACKETED_NUMBER})\s{{0,4}}《(?P<title>[^《》]{{6,100}})》", text
    ):
        text = match["title"]
    elif match := re.match(rf"(?:{BRACKETED_NUMBER})\s{{0,4}}(?=[\u4e00-\u9fff])", text):
        text = text[match.end() :]
    if match := _COLUMN.match(text):
        text = text[match.end() :]
    if match := re.fullmatch("《([^《》]{6,100})》", text):
        text = match[1]
    shorter = re.sub(r"[（(](?:节选|摘要|摘录|全文)[)）]$", "", text)
    # Of questions and answers the note is part of the name; of a document it is not.
    if shorter != text and re.search(rf"{_KIND}$", shorter) and not shorter.endswith("答"):
        text = shorter
    for spun, word in _SPUN.items():
        text = text.replace(spun, word)
    return text
