"""Awards for the best only: 择优, 竞争性评审; said beside a sum, of what follows, or of other clauses by number."""

from __future__ import annotations

import re
from collections.abc import Sequence

from zhishu.policy.measures.reach import find_meant
from zhishu.policy.structure.clauses import Node

COMPETITIVE = re.compile(
    r"择优(?!推荐)|竞争性|竞争(?:立项|择优|遴选)|差额遴选|公开遴选|揭榜|名额\d{1,3}个[^。]{0,8}(?:评审|答辩|论证)|评审(?:论证)?后?(?:择优|确定|立项)"
)
_ALL_BEFORE = re.compile(r"(?:以上|上述)(?:各[项类条]|项目|奖励|补助|资助|扶持|奖补|政策)")
_SENTENCE = re.compile(r"[^。；;\n]+")


def find_competitive(nodes: Sequence[Node], passages: Sequence[str]) -> set[int]:
    """The clauses of which another says that the best alone are chosen: 上述一至三项奖励择优支持."""
    found: set[int] = set()
    for index, passage in enumerate(passages):
        for sentence in _SENTENCE.findall(passage):
            if COMPETITIVE.search(sentence) is None:
                continue
            meant, excepted = find_meant(sentence, index, nodes)
            if _ALL_BEFORE.search(sentence):
                meant |= set(range(index))
            found |= meant - excepted - {index}
    return found
