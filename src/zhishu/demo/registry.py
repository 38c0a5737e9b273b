"""The registry file of the demo city: who still exists, and names that rights print a little otherwise."""

from __future__ import annotations

import csv
from collections.abc import Sequence
from pathlib import Path

from zhishu.demo.chance import Chance
from zhishu.demo.parties import DemoParty

REGISTRY_HEADINGS = [
    "企业名称",
    "统一社会信用代码",
    "注册日期",
    "企业类型",
    "法人代表",
    "注册资金",
    "经营范围",
    "所在省份",
    "地区",
    "注册地址",
    "登记状态",
    "登记状态日期",
]
# The largest firms stay as they are: pages and tests speak of them.
_LARGE = 20
# Of a hundred firms: so many have ended, have lost their licence, are registered with 市, with another character.
_ENDED, _REVOKED, _LONGER, _OTHERWISE = 3, 1, 4, 2
# How the registry writes a character of the trade name that rights write as it sounds.
_SOUNDS = str.maketrans(
    "云青临石南瑞启恒鸿锐博融晟铭凯宏景盛正丰源芯智联达创科能华通",
    "耘清林时楠睿祺衡洪瑞铂荣胜明铠弘璟圣政峰元新志连大闯珂宁桦同",
)


def write_registry(path: Path, parties: Sequence[DemoParty], seed: int) -> None:
    """Write the file: the same seed and parties give the same bytes."""
    chance = Chance(seed, "registry")
    with path.open("w", encoding="utf-8-sig", newline="") as stream:
        writer = csv.writer(stream, lineterminator="\n")
        writer.writerow(REGISTRY_HEADINGS)
        for number, party in enumerate(parties):
            is_small_firm = number >= _LARGE and bool(party.industry)
            name = _registered_name(party.name, chance) if is_small_firm else party.name
            state, day = _state(chance) if is_small_firm else ("存续", "")
            writer.writerow(
                [
                    name, party.credit_code, party.registered_on, party.type_printed, "",
                    party.capital, party.scope, "示例", "云澜", party.address, state, day,
                ]
            )  # fmt: skip


def _registered_name(name: str, chance: Chance) -> str:
    roll = chance.number(1, 100)
    if roll <= _LONGER:
        return name.replace("云澜", "云澜市", 1)
    if roll <= _LONGER + _OTHERWISE:
        return name[:3] + name[3].translate(_SOUNDS) + name[4:]
    return name


def _state(chance: Chance) -> tuple[str, str]:
    roll = chance.number(1, 100)
    day = f"{chance.number(2021, 2025)}-{chance.number(1, 12):02d}-{chance.number(1, 28):02d}"
    if roll <= _ENDED:
        return "注销", day
    return ("吊销，未注销", day) if roll <= _ENDED + _REVOKED else ("存续", "")
