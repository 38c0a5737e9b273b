"""The maker of damage: one text and one seed make the same damaged file, by the kinds that pages suffer.

A damage knows which spans of the text it took away or changed for good (`lost`), so that it is known what
can still be read. What is garbled has one reading and should be put back word for word: by lines, or where
a damage names its places (`places`) by these.
"""

from __future__ import annotations

import codecs
import random
import re
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from functools import cache

from opencc import OpenCC

from zhishu.base.text import HAN, OffsetText, simplify
from zhishu.importers.reading.decode import decode
from zhishu.policy.text.repair import clean

Span = tuple[int, int]
Edit = tuple[int, int, str]


@dataclass(frozen=True)
class Place:
    """A damaged place of the file's text, and what stood there."""

    start: int
    end: int
    original: str


@dataclass(frozen=True)
class Damaged:
    """A damaged file; lost: spans of the whole text whose words are gone; places: what can be put back."""

    data: bytes
    lost: tuple[Span, ...] = ()
    places: tuple[Place, ...] = ()


Make = Callable[[str, random.Random], Damaged]

# Characters whose traditional form pages print with its reading behind it.
_READINGS = dict(
    pair.split(":")
    for pair in (
        "產:chǎn 業:yè 識:shí 發:fā 條:tiáo 資:zī 萬:wàn 區:qū 辦:bàn 縣:xiàn 補:bǔ 關:guān 質:zhì 給:gěi 設:shè "
        "進:jìn 開:kāi 過:guò 機:jī 評:píng 轉:zhuǎn 門:mén 組:zǔ 點:diǎn 費:fèi 達:dá 學:xué 貼:tiē 結:jié 時:shí "
        "頭:tóu 額:é 獲:huò 則:zé 與:yǔ 體:tǐ 證:zhèng 現:xiàn 長:zhǎng 價:jià 險:xiǎn 員:yuán 農:nóng 貸:dài "
        "預:yù 運:yùn 認:rèn 註:zhù 檢:jiǎn 銀:yín 術:shù 許:xǔ 領:lǐng 議:yì 際:jì 維:wéi 調:tiáo 協:xié 園:yuán "
        "營:yíng 決:jué 間:jiān 億:yì 訴:sù 廳:tīng 華:huá 確:què 複:fù 滿:mǎn 稱:chēng 廢:fèi 納:nà 種:zhǒng "
        "網:wǎng 選:xuǎn 統:tǒng 廣:guǎng 連:lián 舉:jǔ 無:wú 階:jiē 繳:jiǎo 況:kuàng 罰:fá 蓋:gài 續:xù 環:huán "
        "權:quán 專:zhuān 項:xiàng 監:jiān 實:shí 獎:jiǎng 務:wù 國:guó 場:chǎng 單:dān 標:biāo 於:yú 個:gè 財:cái "
        "爲:wéi 內:nèi 對:duì 責:zé 報:bào 號:hào 會:huì 請:qǐng 勵:lì 規:guī 級:jí 當:dāng 計:jì 審:shěn 動:dòng "
        "應:yīng 經:jīng 據:jù 強:qiáng 護:hù 構:gòu 總:zǒng 數:shù 導:dǎo 負:fù 創:chuàng 處:chù 範:fàn 執:zhí 優:yōu"
    ).split()
)
# Near synonyms, as a machine puts them in where somebody copies a page and does not want it to be seen.
_SYNONYMS = {
    "加强": "强化", "推动": "促使", "推进": "推动", "支持": "扶持", "鼓励": "激励", "提高": "提升", "建立": "树立",
    "完善": "健全", "开展": "展开", "促进": "增进", "加快": "加速", "给予": "赐与", "重点": "要点", "积极": "踊跃",
    "进一步": "更进一步", "以及": "和", "根据": "依据", "按照": "依照", "培育": "培养", "引导": "指引", "工作": "任务",
    "全面": "周全", "有效": "有用", "落实": "落到实处", "需要": "须要", "具有": "拥有", "特别": "格外", "增加": "添加",
}  # fmt: skip
_FURNITURE = [
    "您现在的位置：首页 > 政务公开 > 政策文件", "【字体：大 中 小】 打印 关闭", "- {} -", "第{}页 共9页", "扫一扫在手机打开当前页",
    "分享到：微信 微博", "浏览次数：{}", "版权所有 某某市人民政府办公室 网站标识码3600000001",
]  # fmt: skip
_WIDE = {code: chr(code + 0xFEE0) for code in (*range(0x30, 0x3A), *range(0x41, 0x5B), 0x25)}
_NARROW = str.maketrans("，；：（）！？", ",;:()!?")
_OPENING, _CLOSING = "（〔《【(", "）〕》】)"


@cache
def _traditional() -> OpenCC:
    return OpenCC("s2t")


def to_traditional(text: str) -> str:
    """In traditional script, character by character, so that every place stays."""
    made = (_traditional().convert(one) for one in text)
    return "".join(new if len(new) == 1 else old for old, new in zip(text, made, strict=True))


def _edited(text: str, edits: Iterable[Edit]) -> tuple[str, tuple[Place, ...]]:
    """The text with each edit, and where each now stands."""
    parts, places, at, length = [], [], 0, 0
    for start, end, new in sorted(edits):
        if start < at:
            continue
        parts += [text[at:start], new]
        length += start - at
        places.append(Place(length, length + len(new), text[start:end]))
        length += len(new)
        at = end
    return "".join([*parts, text[at:]]), tuple(places)


def _some(found: Sequence[Edit], chance: random.Random, share: float) -> list[Edit]:
    return [one for one in found if chance.random() < share]


def _file(text: str, lost: Iterable[Span] = (), places: Iterable[Place] = ()) -> Damaged:
    return Damaged(text.encode("utf-8", "surrogatepass"), tuple(lost), tuple(places))


def _lines(text: str) -> list[Span]:
    """Where each line that has words stands."""
    return [match.span() for match in re.finditer(r"[^\n]*\S[^\n]*", text)]


# Bytes read in another encoding than they were written in.


def _as_browsers_do(error: UnicodeError) -> tuple[str, int]:
    """What browsers make of a byte that is of no GBK character: € of 0x80, else the sign for a lost one."""
    assert isinstance(error, UnicodeDecodeError)
    return ("€" if error.object[error.start] == 0x80 else "\ufffd", error.start + 1)


codecs.register_error("as browsers do", _as_browsers_do)


def _misread(written: str, read: str) -> Make:
    def make(text: str, _chance: random.Random) -> Damaged:
        spans = _lines(text)
        # Line ends stay with their line: a character cut before one loses its last byte.
        wrong = [
            f"{text[start:end]}\n".encode(written, "ignore").decode(read, "as browsers do")[:-1]
            for start, end in spans
        ]
        edits = [(start, end, new) for (start, end), new in zip(spans, wrong, strict=True)]
        # A byte that the wrong encoding could not read is gone, and its character with it.
        gone = [span for span, new in zip(spans, wrong, strict=True) if "\ufffd" in new]
        return _file(_edited(text, edits)[0], gone)

    return make


def _saved_as(encoding: str, mark: bytes = b"") -> Make:
    def make(text: str, _chance: random.Random) -> Damaged:
        return Damaged(mark + text.encode(encoding, "ignore"))

    return make


# Traditional pages with readings, and the characters that those swallowed.


def _with_readings(text: str) -> tuple[str, list[Edit]]:
    """The text in traditional script, and the readings that go behind its characters."""
    old = to_traditional(text)
    edits = [
        (at + 1, at + 1, f"({_READINGS[one]})") for at, one in enumerate(old) if one in _READINGS
    ]
    return old, edits


def readings(text: str, _chance: random.Random) -> Damaged:
    """Traditional script with a reading in brackets behind characters: 知識(shí)產(chǎn)權(quán)."""
    old, edits = _with_readings(text)
    return _file(_edited(old, edits)[0])


def lost_lead_bytes(text: str, chance: random.Random) -> Damaged:
    """Such a page where a lead byte went: a question mark, and what follows is read one byte off."""
    old, behind = _with_readings(text)
    found = [
        (at, at + 2, made) for at in range(len(old) - 2) if (made := _shifted(old[at : at + 3]))
    ]
    lost = _some(found, chance, 0.05)
    inside = {place for start, end, _ in lost for place in range(start, end + 1)}
    edits = [*lost, *(one for one in behind if one[0] not in inside)]
    made, places = _edited(old, edits)
    return _file(made, places=[one for one in places if one.original])


def _shifted(three: str) -> str | None:
    """Two characters whose first byte was lost, read one byte off, with the reading of the second; else None."""
    two, after = three[:2], three[2]
    if not re.fullmatch(f"[{HAN}，。]", two[0]) or two[1] not in _READINGS:
        return None
    if not re.fullmatch(f"[{HAN}，。、]", after):
        return None
    try:
        data = two.encode("gbk")
        wide = data[1:3].decode("gbk")
    except (UnicodeEncodeError, UnicodeDecodeError):
        return None
    if data[3] > 0x7E or not re.fullmatch(f"[{HAN}，；：！]", wide):
        return None
    narrow = wide.translate(_NARROW)
    return f"?{narrow}{chr(data[3])}({_READINGS[two[1]]})"


# Words that are gone.


def _cut(where: str) -> Make:
    def make(text: str, chance: random.Random) -> Damaged:
        lines = _lines(text)
        count = max(1, round(len(lines) * chance.uniform(0.1, 0.4)))
        first = {"head": 0, "tail": len(lines) - count}.get(
            where, chance.randrange(1, max(2, len(lines) - count))
        )
        start, end = lines[first][0], lines[min(first + count, len(lines)) - 1][1]
        return _file(text[:start] + text[end:], [(start, end)])

    return make


def lost_figures(text: str, chance: random.Random) -> Damaged:
    """Digits in front of a unit of money or per cent are gone."""
    found = [
        (match.start(), match.end(), "")
        for match in re.finditer(r"\d[\d.,]{0,12}(?= ?(?:[千百]?[万亿]?元|[%％]))", text)
    ]
    lost = _some(found, chance, 0.3)
    made, _ = _edited(text, lost)
    return _file(made, [(start, end) for start, end, _ in lost])


def lost_brackets(text: str, chance: random.Random) -> Damaged:
    """One bracket of some pairs is gone; all words stand."""
    found = [
        (match.start(), match.end(), "")
        for match in re.finditer(f"[{re.escape(_OPENING + _CLOSING)}]", text)
    ]
    made, _ = _edited(text, _some(found, chance, 0.1))
    return _file(made)


def spun_words(text: str, chance: random.Random) -> Damaged:
    """Near synonyms in place of set words."""
    pattern = re.compile("|".join(sorted(_SYNONYMS, key=len, reverse=True)))
    found = [(one.start(), one.end(), _SYNONYMS[one.group()]) for one in pattern.finditer(text)]
    made, _ = _edited(text, _some(found, chance, 0.7))
    return _file(made)


# The same words, printed otherwise.


def glued_lines(text: str, chance: random.Random) -> Damaged:
    """Line ends are gone, as where a page was copied."""
    found = [
        (one.start(), one.end(), chance.choice(("", " "))) for one in re.finditer(r"\n+", text)
    ]
    made, _ = _edited(text, _some(found, chance, 0.5))
    return _file(made)


def spaced_letters(text: str, chance: random.Random) -> Damaged:
    """Some lines are printed letter by letter."""
    edits: list[Edit] = []
    for start, end in _lines(text):
        if chance.random() < 0.4:
            edits += [
                (at, at, " ") for at in range(start + 1, end) if not text[at - 1 : at + 1].isspace()
            ]
    return _file(_edited(text, edits)[0])


def letter_zeros(text: str, chance: random.Random) -> Damaged:
    """The letter O for a nought behind a digit, and for 〇."""
    found = [
        (one.start(), one.end(), "O") for one in re.finditer(r"(?<=\d)0(?!\d*[A-Za-z])|〇", text)
    ]
    return _file(_edited(text, _some(found, chance, 0.3))[0])


def wide_letters(text: str, chance: random.Random) -> Damaged:
    """Digits, capitals and per cent in full width, in some lines."""
    edits = [
        (start, end, text[start:end].translate(_WIDE))
        for start, end in _lines(text)
        if chance.random() < 0.5
    ]
    return _file(_edited(text, edits)[0])


def narrow_marks(text: str, _chance: random.Random) -> Damaged:
    """Marks and brackets in half width."""
    return _file(text.translate(_NARROW))


def traditional(text: str, _chance: random.Random) -> Damaged:
    """The whole in traditional script."""
    return _file(to_traditional(text))


def furniture(text: str, chance: random.Random) -> Damaged:
    """Menus, page numbers and share bars between the lines."""
    edits: list[Edit] = [(0, 0, f"{_FURNITURE[0]}\n{_FURNITURE[1]}\n")]
    for start, _ in _lines(text)[1:]:
        if chance.random() < 0.1:
            line = chance.choice(_FURNITURE[2:6]).format(chance.randrange(1, 9))
            edits.append((start, start, f"{line}\n"))
    made, _ = _edited(text, edits)
    return _file(f"{made}\n{_FURNITURE[7]}\n")


DAMAGES: dict[str, Make] = {
    "utf8_read_as_latin1": _misread("utf-8", "latin-1"),
    "gbk_read_as_latin1": _misread("gb18030", "latin-1"),
    "utf8_read_as_gbk": _misread("utf-8", "gb18030"),
    "saved_as_gb18030": _saved_as("gb18030"),
    "saved_as_utf16": _saved_as("utf-16-le", b"\xff\xfe"),
    "readings": readings,
    "lost_lead_bytes": lost_lead_bytes,
    "cut_head": _cut("head"),
    "cut_middle": _cut("middle"),
    "cut_tail": _cut("tail"),
    "lost_figures": lost_figures,
    "lost_brackets": lost_brackets,
    "spun_words": spun_words,
    "glued_lines": glued_lines,
    "spaced_letters": spaced_letters,
    "letter_zeros": letter_zeros,
    "wide_letters": wide_letters,
    "narrow_marks": narrow_marks,
    "traditional": traditional,
    "furniture": furniture,
}
# Of these every line has one reading: a reader should put it back word for word.
GARBLED = (
    "utf8_read_as_latin1",
    "gbk_read_as_latin1",
    "utf8_read_as_gbk",
    "readings",
    "lost_lead_bytes",
    "spaced_letters",
    "letter_zeros",
)


def damage_text(kind: str, text: str, seed: int) -> Damaged:
    """The text damaged in one way; the same for the same seed."""
    return DAMAGES[kind](text, random.Random(f"{kind} {seed}"))


def count_repaired(damaged: Damaged, whole: str) -> tuple[int, int, list[tuple[str, str]]]:
    """(places put back, places, what was made of the others beside what stood there) of a garbled file.

    whole: the text that was damaged, which has no damage of its own.
    """
    cleaned, expected = clean(decode(damaged.data).text).text, clean(whole).text.text
    if damaged.places:
        pairs = [
            (made, simplify(place.original))
            for made, place in zip(_put_back(cleaned, damaged.places), damaged.places, strict=True)
        ]
    else:
        lost = {whole.count("\n", 0, start) for start, _ in damaged.lost}
        was = damaged.data.decode("utf-8").split("\n")
        lines = zip(cleaned.text.split("\n"), expected.split("\n"), was, strict=True)
        pairs = [
            (made, line)
            for number, (made, line, old) in enumerate(lines)
            if old != line and number not in lost
        ]
    # How many blanks part two words is not told.
    wrong = [(made, line) for made, line in pairs if made.split() != line.split()]
    return len(pairs) - len(wrong), len(pairs), wrong


def _put_back(cleaned: OffsetText, places: Sequence[Place]) -> list[str]:
    """What a cleaned text has at each damaged place; places: in order, none in another."""
    found: list[list[str]] = [[] for _ in places]
    number = 0
    for at, one in enumerate(cleaned.text):
        start, end = cleaned.source_span(at, at + 1)
        while number < len(places) and places[number].end <= start:
            number += 1
        if number == len(places):
            break
        if places[number].start < end and start < places[number].end:
            found[number].append(one)
    return ["".join(one) for one in found]
