"""Marks of an official text that several steps look for: numbers of clauses, addressees, signed days."""

from __future__ import annotations

import re

SIGNED_DATE = re.compile(
    r"(?:(?:19|20)\d{2}\s*+年\s*+\d{1,2}\s*+月\s*+\d{1,2}\s*+日|[二一][〇零○O0oＯ九][〇零○O0oＯ一二三四五六七八九]{2}年[一二三四五六七八九十]{1,2}月[一二三四五六七八九十]{1,3}日)"
)
STRUCTURE = re.compile(
    r"第[一二三四五六七八九十百千零〇]+[章条]|[一二三四五六七八九十]{1,3}、|[(（][一二三四五六七八九十]{1,3}[)）]|\d{1,2}[.．、](?!\d)"
)
# Addressees may stand without their colon: 各市（州）财政局、市场监管局
ADDRESSEES_ONLY = re.compile(
    r"各[^。；;]{4,160}(?:局|委|办|厅|单位|部门|政府|企业|院校|机构|管委会|办事处)(?:[（(][^（）()]{1,12}[)）])?"
)
ADDRESSEE = re.compile(r"^(?:各|市|省|县|区|旗|州|国务院|有关|相关)[^。]{2,260}[:：]$")
