"""Names of bodies: what an issuing authority looks like, alone, in a list, or before 关于印发."""

from __future__ import annotations

import re

import re2

from zhishu.policy.segment import SIGNED_DATE

_ENDING = (
    r"(?:人民政府(?:办公厅|办公室)?|办公厅|办公室|委员会(?:办公室)?|管委会|党工委|省委|市委|县委|区委|联席会议(?:办公室)?|"
    r"局|部|委|厅|院|署|会|中心|银行|总局|监管局|监管分局|检察院|法院|海关|科学院|分行|党组)"
)
# What RE2 does not count as a blank by itself stands here too.
_BLANKS = r"\s" + "\x0b\x1c-\x1f\x85\u00a0\u1680\u2000-\u200a\u2028\u2029\u202f\u205f\u3000"
_HAN = "[\u4e00-\u9fff]"
_NAME = rf"{_HAN}{{2,24}}?{_ENDING}(?:[(（]{_HAN}{{2,12}}[)）])?"
_ONE = re.compile(rf"{_HAN}{{1,26}}{_ENDING}(?:[(（]{_HAN}{{2,12}}[)）])?")
_COUNTED = re.compile(r"等[一二三四五六七八九十\d]+(?:部门|单位|部委|部门单位|委局)$")
# A list of names can be cut in more ways than there is time for: RE2, whose time is that of the text.
_BEFORE_ISSUING = re2.compile(
    rf"^(?P<names>{_NAME}(?:[{_BLANKS}、,，]+{_NAME})*)(?:等[一二三四五六七八九十\d]+个?部门)?(?:联合)?(?:关于(?:印发|转发|公布|发布|做好|开展|加强|推进|加快|进一步|实施|调整|修订)|印发(?:关于|《)|关于)"
)
_MADE = re2.compile(
    rf"(?:^|[,，。;；{_BLANKS}]|近日[,，]?|日前[,，]?)(?P<names>{_NAME}(?:[、和及]{_NAME})*)(?:联合|共同)?(?:制定|印发|发布|出台|研究制定|修订)了?(?:《|〈|<|关于)"
)


def split_authorities(text: str) -> list[str]:
    """The bodies of a list parted by blanks or 、; empty when any part is none."""
    parts = [part for part in re.split(r"[\s、,，]+", text.strip()) if part]
    if not parts or not all(_ONE.fullmatch(part) for part in parts):
        return []
    return parts


def is_signature(text: str) -> bool:
    """Whether a paragraph is names of bodies, with or without the day, and nothing else."""
    rest = SIGNED_DATE.sub("", re.sub(r"[(（][^()（）]{2,14}[)）]", "", text)).strip()
    if not rest:
        return SIGNED_DATE.search(text) is not None
    return len(rest) <= 160 and bool(split_authorities(rest))


def authorities_in_title(title: str) -> list[str]:
    """Who issues, as the title says before 关于: 某市人民政府办公室关于印发…; empty when it does not.

    A title that names one and counts the others (等十五部门) is no list.
    """
    match = _BEFORE_ISSUING.match(title)
    if match is None or _COUNTED.search(title[: match.end(1) + 8].rstrip("关于印发")):
        return []
    names = re.split(r"[\s、,，]+", match["names"])
    return [name for name in names if name not in {"两部门", "多部门"}]


def authorities_in_lead(text: str) -> list[str]:
    """Who made it, as a lead says: 近日，某省委、某省人民政府印发了《…》."""
    match = _MADE.search(text)
    if match is None:
        return []
    names = re.sub(r"^(?:近日|日前)[,，]?", "", match["names"])
    return [name for name in re.split(r"[、和及]", names) if _ONE.fullmatch(name)]
