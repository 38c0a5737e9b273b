"""Marks whose owner is no more: by the state of each owner in the register."""

from __future__ import annotations

from collections.abc import Sequence

OWNER_STATES = {
    "ended": "权利人已注销",
    "partly_ended": "部分权利人已注销",
    "revoked": "权利人被吊销",
    "existing": "权利人存续",
    "unknown": "权利人状态未知",
}
# What is to be told of each, in the words of the law of registration.
CONSEQUENCES = {
    "ended": "主体已经终止；商标没有办理移转的，是否有承受人要查",
    "partly_ended": "共有人里有已经终止的主体",
    "revoked": "营业执照被吊销，主体到清算、注销后才终止",
}


def owner_state(states: Sequence[str]) -> str:
    """The state of a mark's owners, given each one's (parties.registration): unknown unless all is known, or one ended."""
    if states and all(one == "cancelled" for one in states):
        return "ended"
    if "cancelled" in states:
        return "partly_ended"
    if "revoked" in states:
        return "revoked"
    return "existing" if states and all(one == "existing" for one in states) else "unknown"
