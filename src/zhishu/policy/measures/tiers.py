"""The names of tiers: 金奖、银奖、优秀奖 beside three sums, one name a sum."""

from __future__ import annotations

import re

_PARTS = re.compile(r"[，,；;:：]")
_ITEMS = re.compile(r"、|和|及|与|或者?")
_LEVEL = re.compile("(?:国家|[部省市州区县镇])级?|[A-Z甲乙丙一二三四五]级|(?:正|副)?[高中初]级")
_ENDS_IN_LEVEL = re.compile(f"(?:{_LEVEL.pattern})$")
_REACHED = re.compile(
    r"[\u4e00-\u9fff]{0,8}?(?:(?:认定|评定|评选|确认|命名|列|评|升级|升)为|获评|获批|获得?|入选|通过|列入|取得|达到)"
)
# 分种子类、培育类两档: how many there are.
_COUNT = re.compile(r"(?:[两二三四五六])(?:档|类|级|个?(?:等次|等级|档次|级别|类别|层次|阶段))$")
_END = re.compile(r"的|分别|给予|予以|奖励|资助|补助|当年|一次性|按")


def name_tiers(words: str, count: int) -> list[str]:
    """The items of the list of `count` in the words before as many sums; [] where there is none.

    The last such list is the one that the sums answer to.
    """
    if count < 2:
        return []
    for part in reversed(_PARTS.split(words)):
        items = _items(part)
        if len(items) == count:
            return items
    return []


def count_rows(words: str, count: int) -> int:
    """How many lists of `count` stand before as many sums and begin alike: each takes all sums."""
    return max(1, len(_rows(words, count)))


def name_rows(words: str, count: int) -> list[str]:
    """The items of those lists, one list behind the other; what the last item ends in holds for its list."""
    named: list[str] = []
    for items in _rows(words, count):
        last = items[-1]
        shared = last[2:] if len(last) > 2 else ""
        named.extend(item if item.endswith(shared) else item + shared for item in items)
    return named


def reach_tier(first: str, tier: str) -> str:
    """Whoever reaches a tier: 评为省级未来工厂, 省级智能工厂 make 评为省级智能工厂的."""
    verb = _REACHED.match(first)
    return f"{tier}的" if verb is None or _REACHED.match(tier) else f"{verb[0]}{tier}的"


def _items(part: str) -> list[str]:
    items = [item for item in _ITEMS.split(part) if item]
    if not items:
        return []
    items[0] = re.sub("^(?:对于?|(?:共?分|设)(?:为|成)?(?=[^，,]))", "", items[0])
    items[-1] = _COUNT.sub("", _END.split(items[-1])[0]) or items[-1]
    # 国家级、省级、市级示范企业: what stands behind the last level is said of each.
    last = _LEVEL.match(items[-1])
    if (
        last
        and last.end() < len(items[-1])
        and all(_ENDS_IN_LEVEL.search(one) for one in items[:-1])
    ):
        items[:-1] = [item + items[-1][last.end() :] for item in items[:-1]]
    return items


def _rows(words: str, count: int) -> list[list[str]]:
    if count < 2:
        return []
    lists = [items for part in _PARTS.split(words) if len(items := _items(part)) == count]
    if len(lists) < 2:
        return []
    first = lists[0][0]
    alike = [items for items in lists[1:] if first.endswith(items[0]) and len(items[0]) >= 2]
    return [lists[0], *alike] if alike else []
