"""A contradiction between the events of a patent: told to officers, never a crash, never mended by a guess."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date

from zhishu.rights.legal_event import Event

RULES: dict[str, str] = {
    "unknown_code": "代码表里没有的事务",
    "unclear_value": "事务内容看不出是哪一种",
    "future_date": "公告日在今天以后",
    "before_filing": "早于申请日",
    "before_grant": "授权前就有专利权的事务",
    "strange_day": "事务内容所写的日期不可能",
    "granted_twice": "授权日有两个",
    "granted_after_end": "申请终止后又授权",
    "filing_ended_after_grant": "授权后又公告申请终止",
    "ended_twice": "终止后又终止",
    "ended_after_invalidation": "全部无效后又终止",
    "expired_early": "期限未满就公告届满",
    "restored_without_end": "没有终止却恢复",
    "restored_after_term": "期限届满后恢复",
    "dealt_after_end": "权利终止后又有交易",
    "never_began": "解除或变更的登记没有开始",
    "which_unclear": "看不出解除或变更的是哪一项",
    "not_from_holder": "转移前的权利人与所知不符",
}


@dataclass(frozen=True)
class StatusFinding:
    """A contradiction: its rule, one sentence, and the event it is seen at (None: the patent's own days)."""

    rule: str
    words: str
    code: str | None
    announced_on: date | None


def finding(rule: str, words: str, event: Event | None) -> StatusFinding:
    """A finding at an event; a rule that is not listed is a fault of the program."""
    if rule not in RULES:
        raise ValueError(rule)
    if event is None:
        return StatusFinding(rule, words, None, None)
    return StatusFinding(rule, words, event.code, event.announced_on)
