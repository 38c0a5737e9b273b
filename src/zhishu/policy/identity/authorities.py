"""Names of bodies: what an issuing authority looks like, alone, in a list, glued to others, or before 关于印发."""

from __future__ import annotations

import re

import re2

from zhishu.policy.text.marking import SIGNED_DATE

_ENDING = (
    r"(?:人民政府(?:办公厅|办公室)?|办公厅|办公室|委员会(?:办公室)?|管委会|党工委|省委|市委|县委|区委|联席会议(?:办公室)?|"
    r"局|部|委|厅|院|署|会|中心|领导小组|总站|研究所|银行|总局|监管局|监管分局|检察院|法院|海关|科学院|分行|党组|大学|学院|公司|集团|总队|支队|分局|督查室|研究室)"
)
# What RE2 does not count as a blank by itself stands here too.
_BLANKS = r"\s" + "\x0b\x1c-\x1f\x85\u00a0\u1680\u2000-\u200a\u2028\u2029\u202f\u205f\u3000"
_HAN = "[\u4e00-\u9fff]"
_NAME = rf"{_HAN}{{2,24}}?{_ENDING}(?:[(（]{_HAN}{{2,12}}[)）])?"
_ONE = re.compile(rf"{_HAN}{{1,26}}{_ENDING}(?:[(（]{_HAN}{{2,12}}[)）])?")
# 农业发展银行某市分行 is one body.
_BRANCH = re.compile(r"[\u4e00-\u9fff]{2,8}(?:分行|支行|分公司)")
# The red word under the bodies at the head of a sheet.
RED_WORD = re.compile(r"文\s?件")
_COUNTED = re.compile(r"等[一二三四五六七八九十\d]+(?:部门|单位|部委|部门单位|委局)$")
# A list of names can be cut in more ways than there is time for: RE2, whose time is that of the text.
_BEFORE_ISSUING = re2.compile(
    rf"^(?P<names>{_NAME}(?:[{_BLANKS}、,，]+{_NAME})*)(?:等[一二三四五六七八九十\d]+个?部门)?(?:联合)?(?:关于(?:印发|转发|公布|发布|做好|开展|加强|推进|加快|进一步|实施|调整|修订)|印发(?:关于|《)|关于)"
)
_MADE = re2.compile(
    rf"(?:^|[,，。;；{_BLANKS}]|近日[,，]?|日前[,，]?)(?P<names>{_NAME}(?:[、和及]{_NAME})*)(?:联合|共同)?(?:制定|印发|发布|出台|研究制定|修订)了?(?:《|〈|<|关于)"
)
_PASSED = re.compile(
    r"(?P<place>[\u4e00-\u9fff]{2,12}?)(?:第[一二三四五六七八九十]{1,4}届)?(?P<body>人民代表大会(?:常务委员会)?)第[一二三四五六七八九十]{1,5}次会议"
)
_EXPLAINS = re.compile(
    r"(?:解读|答复|咨询|起草)(?:机关|单位|部门)\s{0,4}[:：]\s{0,4}(?P<name>[\u4e00-\u9fff]{4,26}?)(?=[;；,，。\s]|$)"
)
_STAMP = re.compile(r"[（(](?:盖章|公章|印章|章|代章)[)）]")
# A headline of a meeting ends as a body may.
_EVENT = re.compile(
    r"召开|举行|举办|推进会|座谈会|发布会|培训会|宣讲会|动员会|(?:机|大|晚|年|社|展览|博览)会$"
)
# Bodies of the centre that may stand behind another name without a blank; theirs are whole names.
_CENTRAL = (
    "国家", "中国", "中共", "全国", "中央", "国务院", "国资委", "最高人民", "教育部", "科技部", "科学技术部", "财政部", "商务部", "农业农村部", "农业部", "公安部", "司法部",
    "民政部", "文化和旅游部", "文化部", "工业和信息化部", "人力资源和社会保障部", "人力资源社会保障部", "自然资源部", "生态环境部", "住房和城乡建设部", "住房城乡建设部",
    "交通运输部", "海关总署", "市场监管总局", "税务总局", "税务局", "人民银行", "金融监管总局", "银保监会", "证监会", "发展改革委", "卫生健康委",
)  # fmt: skip
_REGION = re.compile(
    r"[\u4e00-\u9fff]{2,7}?(?:省|自治区|自治州|自治县|市|县|区|旗|盟|州)(?=[\u4e00-\u9fff]{2})"
)
_WHOLE_ENDING = re.compile(
    r"(?:人民政府(?:办公厅|办公室)?|办公厅|办公室|委员会|管委会|局|部|委|厅|院|署|会|中心|银行|海关|大学|学院|分行)$"
)
# Full names that texts shorten; taken only where the text itself writes the full one.
_SHORT = {
    "国资委": "国务院国有资产监督管理委员会",
    "国务院国资委": "国务院国有资产监督管理委员会",
    "发展改革委": "国家发展和改革委员会",
    "国家发展改革委": "国家发展和改革委员会",
    "科技部": "科学技术部",
    "市场监管总局": "国家市场监督管理总局",
    "人民银行": "中国人民银行",
    "人力资源社会保障部": "人力资源和社会保障部",
    "卫生健康委": "国家卫生健康委员会",
}


def split_authorities(text: str) -> list[str]:
    """The bodies of a list parted by blanks or 、, glued ones too; empty when any part is none."""
    parts = [part for part in re.split(r"[\s、,，]+", _STAMP.sub("", text).strip()) if part]
    if _EVENT.search(text):
        return []
    if not parts or not all(_ONE.fullmatch(part) or len(split_glued(part)) > 1 for part in parts):
        return []
    return with_region([name for part in parts for name in split_glued(part)])


def with_region(names: list[str]) -> list[str]:
    """市财政局 behind 湘潭市科技局 is 湘潭市财政局: a name that begins with the kind of region takes the first's."""
    if not names or (region := _REGION.match(names[0])) is None:
        return names
    place = region.group()
    return [
        place + name[1:] if name[0] == place[-1] and not name.startswith("市场") else name
        for name in names
    ]


def split_glued(text: str) -> list[str]:
    """Bodies that stand against each other: …财政局某市…, cut where a name ends and a region or the centre begins."""
    names: list[str] = []
    rest = text
    while rest:
        cut = _first_cut(rest)
        if cut is None:
            names.append(rest)
            break
        names.append(rest[:cut])
        rest = rest[cut:]
    if len(names) > 1 and not all(_ONE.fullmatch(name) or name in _CENTRAL for name in names):
        return [text]
    return names


def _first_cut(text: str) -> int | None:
    """Where the first name of a glued list ends; None where the whole is one name."""
    region = _REGION.match(text)
    for at in range(3, min(len(text) - 2, 40)):
        if not _WHOLE_ENDING.search(text[max(0, at - 10) : at]):
            continue
        rest = text[at:]
        if rest.startswith("员会") or _BRANCH.fullmatch(rest):
            continue
        if text[0] in "市省县区州旗" and rest[0] == text[0] and not rest.startswith("市场"):
            return at
        if region and rest[0] == region.group()[-1] and not rest.startswith("市场"):
            return at
        if region and rest.startswith(region.group()):
            return at
        if rest.startswith(_CENTRAL) and not text[:at].endswith((*_CENTRAL, "中共")):
            return at
        if rest.startswith(_CENTRAL) and text[:at] in _CENTRAL and text[:at] != "国务院":
            return at
        other = _REGION.match(rest)
        if other and _ONE.fullmatch(rest) and not rest.startswith("市场"):
            return at
    return None


def is_signature(text: str) -> bool:
    """Whether a paragraph is names of bodies, with or without the day, and nothing else."""
    rest = SIGNED_DATE.sub("", re.sub(r"[(（][^()（）]{1,14}[)）]", "", text)).strip()
    if not rest:
        return SIGNED_DATE.search(text) is not None
    return len(rest) <= 320 and bool(split_authorities(rest))


def authorities_in_title(title: str) -> list[str]:
    """Who issues, as the title says before 关于: 某市人民政府办公室关于印发…; empty when it does not.

    A title that names one and counts the others (等十五部门) is no list.
    """
    match = _BEFORE_ISSUING.match(title)
    if match is None or _COUNTED.search(title[: match.end(1) + 8].rstrip("关于印发")):
        return []
    names = [
        one for name in re.split(r"[\s、,，]+", match["names"]) if name for one in split_glued(name)
    ]
    return [name for name in names if name not in {"两部门", "多部门"}]


def authorities_in_lead(text: str) -> list[str]:
    """Who made it, as a lead says: 近日，某省委、某省人民政府印发了《…》."""
    match = _MADE.search(text)
    if match is None:
        return []
    names = re.sub(r"^(?:近日|日前)[,，]?", "", match["names"])
    return [name for name in re.split(r"[、和及]", names) if _ONE.fullmatch(name)]


def congress_in(text: str) -> str | None:
    """The congress or its standing committee that passed a law, without the count of its terms."""
    match = _PASSED.search(text)
    return f"{match['place']}{match['body']}" if match else None


def explaining_body(text: str) -> str | None:
    """The body that explains, as an explanation says at its end: 解读机关：某市市场监督管理局."""
    match = _EXPLAINS.search(text)
    return match["name"] if match and _ONE.fullmatch(match["name"]) else None


def in_full(names: list[str], text: str) -> list[str]:
    """Shortened names of central bodies in full where the text itself writes them so."""
    return [_SHORT[name] if name in _SHORT and _SHORT[name] in text else name for name in names]
