"""The patents of the demo city: titles and abstracts that fit their classes, publications and grants."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, timedelta

from zhishu.base.identifiers import ApplicationNumber
from zhishu.demo.chance import Chance, gazette_day
from zhishu.demo.parties import DemoParty
from zhishu.demo.themes import DESIGN_STYLES, DESIGN_THINGS, THEMES, Theme

# The day the demo's data ends: nothing in it is later.
TODAY = date(2026, 10, 31)
FIRST_FILING = date(2012, 1, 4)
_SURNAMES = [
    "林",
    "赵",
    "何",
    "陈",
    "周",
    "吴",
    "郑",
    "冯",
    "褚",
    "卫",
    "蒋",
    "沈",
    "韩",
    "杨",
    "朱",
    "秦",
    "许",
    "吕",
    "张",
    "孔",
    "曹",
    "严",
    "华",
    "金",
    "魏",
    "陶",
    "姜",
]


@dataclass(frozen=True)
class DemoPatent:
    """An application with its publications; granted_on None while or where it is not granted."""

    number: str
    kind: str  # invention | utility_model | design
    title: str
    abstract: str
    classes: tuple[str, ...]
    holders: tuple[str, ...]
    inventors: tuple[str, ...]
    agency: str
    agent: str
    address: str
    filed_on: date
    published_on: date | None
    granted_on: date | None
    serial: int

    @property
    def dotted(self) -> str:
        """The number as registers print it."""
        return f"{self.number[:-1]}.{self.number[-1]}"

    def publication_number(self, *, grant: bool) -> str:
        """CN + kind digit + serial + kind code."""
        digit = {"invention": 1, "utility_model": 2, "design": 3}[self.kind]
        code = {"invention": "B" if grant else "A", "utility_model": "U", "design": "S"}[self.kind]
        return f"CN{digit}{self.serial:08d}{code}"


def make_patents(seed: int, parties: list[DemoParty], count: int) -> list[DemoPatent]:
    """`count` applications that are published or granted, in the order of their filing."""
    chance = Chance(seed, "patents")
    writer = _Writer(chance)
    firms = [party for party in parties if party.industry and party.industry != "代理"]
    schools = [party for party in parties if "大学" in party.name or "学院" in party.name]
    institutes = [party for party in parties if "研究院" in party.name]
    agencies = [party for party in parties if party.industry == "代理"]
    # Some of the last filings are not published yet and so not known: write enough for `count`.
    spare = count // 20 + 4
    days = sorted(
        chance.day(FIRST_FILING, TODAY - timedelta(days=120)) for _ in range(count + spare)
    )
    by_industry: dict[str, list[DemoParty]] = {}
    for firm in firms:
        by_industry.setdefault(firm.industry, []).append(firm)
    patents = []
    for serial, day in enumerate(days, 1):
        theme = THEMES[chance.number(0, len(THEMES) - 1)]
        own = by_industry.get(theme.industry) or firms
        holders, address = _holders(chance, own, schools, institutes)
        kind = _kind(chance)
        title, abstract, classes = writer.write(theme, kind)
        published, granted = _dates(chance, kind, day)
        digit = {"invention": 1, "utility_model": 2, "design": 3}[kind]
        body = f"{day.year}{digit}99{serial:05d}"
        agency = chance.pick(agencies).name if chance.happens(0.85) else ""
        patents.append(
            DemoPatent(
                body + ApplicationNumber.check_digit(body),
                kind, title, abstract, classes, holders,
                tuple(f"{surname}某" for surname in chance.some(_SURNAMES, chance.number(1, 5))),
                agency,
                f"{chance.pick(_SURNAMES)}某" if agency else "",
                address, day, published, granted, serial,
            )
        )  # fmt: skip
    known = [patent for patent in patents if patent.published_on or patent.granted_on]
    return known[-count:]


def _kind(chance: Chance) -> str:
    roll = chance.number(1, 100)
    return "invention" if roll <= 45 else "utility_model" if roll <= 90 else "design"


def _holders(
    chance: Chance, own: list[DemoParty], schools: list[DemoParty], institutes: list[DemoParty]
) -> tuple[tuple[str, ...], str]:
    roll = chance.number(1, 100)
    if roll <= 3:
        return (f"{chance.pick(_SURNAMES)}某某",), "示例省云澜市临溪区"
    if roll <= 7:
        return (
            f"示例{chance.pick(('恒达', '中拓', '远图', '博衡'))}装备有限公司",
        ), "示例省示例工业园一号"
    if roll <= 25:
        first = schools[chance.skewed(len(schools), 1.6)]
    elif roll <= 31:
        first = chance.pick(institutes)
    else:
        first = own[chance.skewed(len(own))]
    holders: tuple[str, ...] = (first.name,)
    if chance.happens(0.06):
        other = own[chance.skewed(len(own))]
        holders = tuple(dict.fromkeys((first.name, other.name)))
    return holders, first.address


def _dates(chance: Chance, kind: str, filed: date) -> tuple[date | None, date | None]:
    if kind != "invention":
        granted = gazette_day(filed + timedelta(days=chance.number(120, 330)))
        return None, granted if granted <= TODAY else None
    published = gazette_day(filed + timedelta(days=chance.number(90, 540)))
    granted = gazette_day(published + timedelta(days=chance.number(180, 1100)))
    is_granted = chance.happens(0.58) and granted <= TODAY
    return (published if published <= TODAY else None), (granted if is_granted else None)


class _Writer:
    """Titles and abstracts; no title is written twice."""

    def __init__(self, chance: Chance) -> None:
        self._chance = chance
        self._seen: set[str] = set()

    def write(self, theme: Theme, kind: str) -> tuple[str, str, tuple[str, ...]]:
        """(title, abstract, classes)."""
        for _ in range(200):
            made = self._design() if kind == "design" else self._technical(theme, kind)
            if made[0] not in self._seen:
                break
        self._seen.add(made[0])
        return made

    def _design(self) -> tuple[str, str, tuple[str, ...]]:
        chance = self._chance
        locarno, things = chance.pick(DESIGN_THINGS)
        thing = chance.pick(things.split())
        style = "".join(chance.some(DESIGN_STYLES, 2))
        title = f"{thing}（{style}{chance.number(1, 480)}）"
        abstract = f"1.本外观设计产品的名称：{title}。2.本外观设计产品的用途：{thing}。3.设计要点：整体形状及{style[:2]}表面的结合。"
        return title, abstract, (locarno,)

    def _technical(self, theme: Theme, kind: str) -> tuple[str, str, tuple[str, ...]]:
        chance = self._chance
        thing, trouble = chance.pick(theme.things), chance.pick(theme.troubles)
        mean, gain = chance.pick(theme.means), chance.pick(theme.gains)
        parts = chance.some(theme.parts, 3)
        is_method = thing.endswith("方法")
        core = thing.removesuffix("方法") if is_method else thing
        if is_method:
            title = chance.pick(
                (
                    f"一种基于{mean}的{thing}",
                    f"一种面向{trouble}场景的{core}方法及装置",
                    f"结合{mean}与{parts[0]}的{thing}",
                    f"一种用于{gain}的{mean}{thing}",
                )
            )
        elif kind == "utility_model":
            title = chance.pick(
                (
                    f"一种带有{mean}{parts[0]}的{thing}",
                    f"一种防止{trouble}的{thing}",
                    f"一种{thing}的{parts[0]}与{parts[1]}连接结构",
                    f"便于更换{parts[0]}的{mean}{thing}",
                    f"一种{mean}{thing}用{parts[0]}组件",
                )
            )
        else:
            title = chance.pick(
                (
                    f"一种基于{mean}的{thing}及其制备方法",
                    f"一种改善{trouble}的{thing}及其控制方法",
                    f"采用{mean}的{thing}{parts[0]}及其制造工艺",
                    f"一种{thing}{trouble}的抑制方法",
                    f"一种可{gain}的{mean}{thing}",
                    f"{thing}的{parts[0]}{mean}方法及系统",
                )
            )
        return (
            title,
            self._abstract(theme, kind, thing, trouble, mean, gain, parts),
            self._classes(theme),
        )

    def _classes(self, theme: Theme) -> tuple[str, ...]:
        return tuple(self._chance.some(theme.ipc, self._chance.number(1, 3)))

    def _abstract(
        self,
        theme: Theme,
        kind: str,
        thing: str,
        trouble: str,
        mean: str,
        gain: str,
        parts: list[str],
    ) -> str:
        chance = self._chance
        opening = "本实用新型公开了" if kind == "utility_model" else "本发明公开了"
        measure = chance.pick(
            (
                f"所述{parts[0]}的厚度为{chance.number(2, 90) / 10}毫米",
                f"所述{parts[1]}的处理温度为{chance.number(40, 900)}摄氏度，保持{chance.number(5, 180)}分钟",
                f"所述{parts[0]}与{parts[2]}的间隙为{chance.number(1, 60) / 10}毫米",
                f"所述{parts[2]}的质量分数为{chance.number(1, 45)}%",
                f"所述{parts[1]}的响应时间小于{chance.number(2, 90) * 10}毫秒",
            )
        )
        relation = chance.pick(
            (
                "之间设有缓冲间隙",
                "可拆卸连接",
                "沿周向均匀布置",
                "依次层叠",
                "通过导向结构滑动配合",
                "由同一控制信号驱动",
            )
        )
        result = chance.pick(
            (
                f"与现有结构相比，{gain}{chance.number(8, 45)}%以上",
                f"试验表明可{gain}，连续运行{chance.number(3, 60) * 100}小时未见异常",
                f"在{chance.number(10, 60)}次循环后仍能{gain}",
                f"能够{gain}，并使单件成本下降{chance.number(3, 28)}%",
            )
        )
        second = theme.gains[(theme.gains.index(gain) + 1) % len(theme.gains)]
        return (
            f"{opening}一种{thing}，涉及{theme.industry}技术领域。包括{parts[0]}、{parts[1]}和{parts[2]}，"
            f"所述{parts[0]}与所述{parts[1]}{relation}，{measure}。针对{trouble}的问题，采用{mean}的方式对"
            f"{parts[0]}进行处理，{result}，同时有助于{second}。"
        )
