"""The parties of the demo city: firms by industry, universities, institutes, agencies, offices."""

from __future__ import annotations

from dataclasses import dataclass

from stdnum.cn import uscc

from zhishu.demo.chance import Chance
from zhishu.demo.themes import THEMES

# County as addresses write it, its code, how many of a hundred parties sit there.
PLACES = (
    ("青岚区", "990102", 18),
    ("青岚区白鹭高新区", "990102", 26),
    ("临溪区", "990103", 24),
    ("望川县", "990121", 13),
    ("石埠县", "990122", 10),
    ("南汀县", "990123", 9),
)
_STREETS = [
    "青云路",
    "临江路",
    "望湖大道",
    "科创一路",
    "科创二路",
    "白鹭大道",
    "石桥街",
    "南汀路",
    "工业园一路",
    "竹海路",
    "云澜大道",
    "学府路",
]
FIRST_WORDS = [
    "云",
    "澜",
    "青",
    "岚",
    "临",
    "溪",
    "望",
    "川",
    "石",
    "南",
    "汀",
    "鹭",
    "澄",
    "泓",
    "岳",
    "衡",
    "瑞",
    "嘉",
    "启",
    "恒",
    "鸿",
    "拓",
    "锐",
    "博",
    "翰",
    "融",
    "泽",
    "沐",
    "晟",
    "铭",
    "朗",
    "凯",
    "宏",
    "远",
    "景",
    "盛",
    "正",
    "和",
    "丰",
    "源",
]
SECOND_WORDS = [
    "芯",
    "智",
    "联",
    "达",
    "创",
    "科",
    "能",
    "华",
    "瀚",
    "源",
    "通",
    "材",
    "谷",
    "维",
    "曜",
    "程",
    "益",
    "捷",
    "安",
    "信",
    "图",
    "越",
    "帆",
    "宇",
    "辰",
    "森",
    "禾",
    "磊",
    "峰",
    "驰",
    "翔",
    "腾",
    "邦",
    "兴",
    "隆",
    "诚",
    "力",
    "元",
    "川",
    "阳",
]
# The firm of the demo's account `qiye` (portal/accounts/demo.py), the largest of its industry.
DEMO_FIRM, DEMO_INDUSTRY = "云澜芯光电科技有限公司", "光电"
_TYPES = ("有限责任公司", "有限责任公司(自然人投资或控股)", "股份有限公司", "个人独资企业", "N/A")
_CAPITALS = ("{n}(万元人民币)", "{n}万人民币", "{n}万元", "N/A", "{n}(万元人民币)", "{n}(万美元)")


@dataclass(frozen=True)
class DemoParty:
    """A party as the registry prints it, and the industry its patents come from."""

    name: str
    credit_code: str
    registered_on: str
    type_printed: str
    capital: str
    scope: str
    address: str
    industry: str


def make_parties(seed: int, firms: int) -> list[DemoParty]:
    """Firms first (the large ones at the front), then universities, institutes, agencies, offices."""
    chance = Chance(seed, "parties")
    codes: set[str] = set()
    industries = sorted({theme.industry for theme in THEMES})
    parties = [_firm(Chance(seed, "demo firm"), codes, DEMO_FIRM, DEMO_INDUSTRY)]
    names = {DEMO_FIRM}
    while len(parties) < firms:
        industry = chance.pick(industries)
        stem = f"云澜{chance.pick(FIRST_WORDS)}{chance.pick(SECOND_WORDS)}"
        name = f"{stem}{industry}{chance.pick(('科技', '', '技术', '制造'))}{chance.pick(('有限公司', '有限公司', '股份有限公司'))}"
        if name in names:
            continue
        names.add(name)
        parties.append(_firm(chance, codes, name, industry))
    for name in (
        "云澜大学",
        "云澜理工大学",
        "云澜师范学院",
        "云澜农林学院",
        "云澜医学院",
        "云澜职业技术学院",
    ):
        parties.append(_public(chance, codes, name, "12", "高等教育、科学研究", "事业单位"))
    for industry in industries[:8]:
        name = f"云澜市{industry}研究院"
        parties.append(_public(chance, codes, name, "12", f"{industry}领域研究开发", "事业单位"))
    for index in range(15):
        stem = f"云澜{FIRST_WORDS[index * 2]}{SECOND_WORDS[index * 2 + 1]}"
        parties.append(_agency(chance, codes, f"{stem}知识产权代理事务所（普通合伙）"))
    for name in ("云澜市市场监督管理局", "临溪区市场监督管理局", "云澜市科学技术局"):
        parties.append(_public(chance, codes, name, "11", "行政管理", "机关"))
    return parties


def _code(chance: Chance, codes: set[str], prefix: str, region: str) -> str:
    while True:
        body = f"{prefix}{region}MA9{chance.number(10000, 99999)}0"
        digits = body[8:16]
        weights = (3, 7, 9, 10, 5, 8, 4, 2)
        rest = 11 - sum(int(c, 36) * w for c, w in zip(digits, weights, strict=True)) % 11
        body = body[:16] + {10: "X", 11: "0"}.get(rest, str(rest))
        code = f"{body}{uscc.calc_check_digit(body)}"
        if code not in codes:
            codes.add(code)
            return code


def _place(chance: Chance) -> tuple[str, str]:
    roll = chance.number(1, 100)
    for name, code, share in PLACES:
        roll -= share
        if roll <= 0:
            return name, code
    return PLACES[0][0], PLACES[0][1]


def _address(chance: Chance, place: str) -> str:
    return f"示例省云澜市{place}{chance.pick(_STREETS)}{chance.number(1, 320)}号"


def _firm(chance: Chance, codes: set[str], name: str, industry: str) -> DemoParty:
    place, region = _place(chance)
    themes = [theme for theme in THEMES if theme.industry == industry]
    things = "、".join(chance.some(themes[0].things, 3))
    day = f"{chance.number(1998, 2024)}-{chance.number(1, 12):02d}-{chance.number(1, 28):02d}"
    return DemoParty(
        name,
        _code(chance, codes, "91", region),
        day,
        chance.pick(_TYPES),
        chance.pick(_CAPITALS).format(n=chance.number(5, 600) * 10),
        f"{things}的研发、生产、销售及技术服务。(依法须经批准的项目，经相关部门批准后方可开展经营活动)",
        _address(chance, place),
        industry,
    )


def _public(
    chance: Chance, codes: set[str], name: str, prefix: str, scope: str, kind: str
) -> DemoParty:
    place, region = _place(chance)
    code = _code(chance, codes, prefix, region)
    return DemoParty(name, code, "1986-09-01", kind, "N/A", scope, _address(chance, place), "")


def _agency(chance: Chance, codes: set[str], name: str) -> DemoParty:
    place, region = _place(chance)
    code = _code(chance, codes, "91", region)
    return DemoParty(
        name, code, "2012-05-18", "普通合伙", "50万人民币", "专利代理、商标代理、知识产权咨询",
        _address(chance, place), "代理",
    )  # fmt: skip
