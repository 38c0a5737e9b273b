"""A rate and its cap in two items: 补助比例为50%; 补助限额：单个项目最高20万元."""

from __future__ import annotations

import re
from collections.abc import Sequence

from zhishu.policy.measures.drafts import Draft
from zhishu.policy.measures.exclusivity import parent_of

_LIMIT = re.compile(r"\s{0,2}[\u4e00-\u9fff]{0,4}(?:上限|限额|封顶)[:：]")

_OF_ONE = re.compile(r"\s{0,2}(?:(?:单|每|同一|一)[个家户人企项笔]|年度|全年|最高|累计)")


def join_limits(
    paths: Sequence[str], passages: Sequence[str], drafts: Sequence[list[Draft]]
) -> None:
    """Caps that stand alone in an item limit the rates without a cap of the item before it, under one clause."""
    for index in range(1, len(paths)):
        made, before = drafts[index], drafts[index - 1]
        parent = parent_of(paths[index])
        beside = parent != "" and parent_of(paths[index - 1]) == parent
        if not (beside and len(made) == 1 and made[0].alone and made[0].cap is not None):
            continue
        words = passages[index][made[0].start :]
        if not _LIMIT.match(words) and not _OF_ONE.match(words):
            continue
        waiting = [draft for draft in before if draft.is_share and not draft.has_cap]
        if waiting and len(waiting) == len(before):
            for draft in waiting:
                draft.cap, draft.has_cap = made[0].cap, True
                draft.per = made[0].per or draft.per
            made.clear()
        elif before and _LIMIT.match(words):
            # 标准：每人50元。上限：每家60万元: a limit to all that one may get.
            for draft in before:
                draft.other_caps.append((made[0].cap, made[0].per or ""))
            made.clear()
