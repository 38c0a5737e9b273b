"""The names of tiers: 金奖、银奖、优秀奖 beside three sums, one name a sum."""

from __future__ import annotations

import re

_PARTS = re.compile(r"[，,；;:：]")
_ITEMS = re.compile(r"、|和|及|与|或者?")
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


def _items(part: str) -> list[str]:
    items = [item for item in _ITEMS.split(part) if item]
    if not items:
        return []
    items[0] = items[0].lstrip("对")
    items[-1] = _END.split(items[-1])[0] or items[-1]
    # 国家级、省级、市级示范企业: what stands behind the last level is said of each.
    level, _, shared = items[-1].partition("级")
    if level and shared and all(item.endswith("级") for item in items[:-1]):
        items[:-1] = [item + shared for item in items[:-1]]
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
