"""Made firms, and their names as rights print them: ten kinds of noise, six of names that are nobody's; seeded.

The trade words are our own and not those of the rulebook: some of them it does not know.
"""

from __future__ import annotations

import random
from collections.abc import Callable
from dataclasses import dataclass

from opencc import OpenCC

from zhishu.parties.linking.readings import Readings

CITIES = (
    "福州 厦门 泉州 漳州 莆田 南平 龙岩 三明 宁德 杭州 宁波 温州 嘉兴 湖州 绍兴 金华 台州 南京 苏州 无锡 常州 南通 徐州 合肥 芜湖 "
    "南昌 赣州 广州 深圳 东莞 佛山 长沙 武汉 成都 绵阳 西安 郑州 洛阳 济南 青岛"
).split()
_TRADE_NAME = (
    "鑫源恒达瑞丰博远嘉禾泰安正和宏图锦程永兴旭日康宁华盛金星银河天宇海纳百川众诚信义广汇通联顺捷飞腾翔鹏龙凤祥瑞福禄寿喜国泰民富强盛世昌隆茂森林木青松柏翠竹兰芳梅香"
    "雅韵文博智慧创新科维力拓展卓越优品冠群英豪杰伟业鼎立基石磐固耀辉煌灿明亮晶莹润泽洁净清源水秀山峰岳岭云霞虹彩艺匠精工巧思妙想奇迹神州九鼎"
)
# What stands behind the trade name, and how a letterhead puts it into English (empty: it does not).
_TRADES = {
    "贸易": "Trading", "电子": "Electronics", "电子科技": "Electronic Technology", "机械": "Machinery", "机械设备": "Machinery Equipment",
    "食品": "Food", "软件": "Software", "信息技术": "Information Technology", "网络科技": "Network Technology", "纺织": "Textile",
    "服装": "Garment", "鞋业": "Footwear", "塑料制品": "Plastic Products", "化工": "Chemical", "医疗器械": "Medical Equipment",
    "生物科技": "Biotechnology", "建设工程": "Construction Engineering", "物流": "Logistics", "农业开发": "Agricultural Development",
    "环保科技": "Environmental Technology", "新能源": "Energy", "光电": "Photoelectric", "自动化": "Automation", "五金": "Hardware",
    "包装": "Packaging", "印刷": "Printing", "家具": "Furniture", "陶瓷": "Ceramics", "玻璃": "Glass", "文化传媒": "Culture Media",
    "光缆": "", "渔具": "", "香料": "", "竹编": "", "石雕": "", "漆器": "", "茶具": "", "烘焙": "", "棉业": "", "羽绒": "", "鳗业": "", "藻业": "",
    "汽车配件": "", "水产": "", "茶业": "", "模具": "", "仪器": "", "装饰": "", "餐饮管理": "", "电缆": "", "电机": "", "轴承": "", "涂料": "",
}  # fmt: skip
_FORMS = ("有限公司",) * 16 + ("有限责任公司", "有限责任公司", "股份有限公司", "厂")
_LOOKS_LIKE = {
    one[0]: one[1]
    for one in (
        "源原 丰半 未末 日曰 士土 己已 天夫 大太 人入 干千 易昜 限阴 科枓 技枝 电龟 子孑 业亚 司可 公么 机杌 材村 林木 化仳 工土"
    ).split()
}
OWN_KINDS = (
    "width", "brackets", "traditional", "form", "place", "branch", "former", "english", "slip", "joint",
)  # fmt: skip
OTHER_KINDS = ("other_place", "other_trade", "other_order", "child", "masked", "person")


@dataclass(frozen=True)
class Firm:
    """A registered firm: its number is its party."""

    party_id: str
    city: str
    trade_name: str
    trade: str
    form: str
    former: str = ""

    @property
    def name(self) -> str:
        return f"{self.city}{self.trade_name}{self.trade}{self.form}"


@dataclass(frozen=True)
class Printed:
    """A holder as a right prints it: how it was spoilt (`exact`: not at all), and which firms it is."""

    kind: str
    name: str
    truth: tuple[str, ...]


def make_firms(count: int, seed: int) -> list[Firm]:
    """Firms of different names; one in twenty bore another name before."""
    chance = random.Random(seed)
    names: set[str] = set()
    firms: list[Firm] = []
    while len(firms) < count:
        firm = _draw(chance, f"P{len(firms):07d}")
        if firm.name not in names:
            names.add(firm.name)
            firms.append(firm)
    return firms


def _draw(chance: random.Random, party_id: str) -> Firm:
    def trade_name() -> str:
        return "".join(chance.choice(_TRADE_NAME) for _ in range(2 + (chance.random() < 0.25)))

    city = chance.choice(CITIES) + ("市" if chance.random() < 0.3 else "")
    trade, form, name = chance.choice(list(_TRADES)), chance.choice(_FORMS), trade_name()
    former = f"{city}{trade_name()}{trade}{form}" if chance.random() < 0.05 else ""
    return Firm(party_id, city, name, trade, form, former)


class Spoiler:
    """Spoils the names of firms, and makes names that are nobody's."""

    def __init__(self, firms: list[Firm], readings: Readings, seed: int) -> None:
        self._firms = firms
        self._chance = random.Random(seed)
        self._readings = readings
        self._names = {firm.name for firm in firms} | {firm.former for firm in firms}
        self._to_traditional = OpenCC("s2t")
        self._alike: dict[str, list[str]] = {}
        for one, ways in readings.by_character.items():
            self._alike.setdefault(ways[0], []).append(one)
        self._renamed = [firm for firm in firms if firm.former]
        self._translated = [firm for firm in firms if _TRADES[firm.trade] and "公司" in firm.form]

    def make(self, kind: str) -> Printed:
        """One name of a kind: `exact`, of OWN_KINDS or of OTHER_KINDS."""
        if kind == "exact":
            firm = self._chance.choice(self._firms)
            return Printed(kind, firm.name, (firm.party_id,))
        make: Callable[[], tuple[str, tuple[str, ...]]] = getattr(self, f"_{kind}")
        while True:
            name, truth = make()
            # What happens to be another firm's name is no spoilt one.
            if kind == "former" or name not in self._names:
                return Printed(kind, name, truth)

    def _any(self) -> Firm:
        return self._chance.choice(self._firms)

    def _width(self) -> tuple[str, tuple[str, ...]]:
        firm = self._any()
        at = self._chance.randrange(2, len(firm.name))
        blank = self._chance.choice((" ", "\u3000", "\u00a0", "  "))
        return firm.name[:at] + blank + firm.name[at:], (firm.party_id,)

    def _brackets(self) -> tuple[str, tuple[str, ...]]:
        firm = self._any()
        left, right = self._chance.choice(("()", "（）", "〔〕"))
        city = firm.city.removesuffix("市")
        return f"{firm.trade_name}{left}{city}{right}{firm.trade}{firm.form}", (firm.party_id,)

    def _traditional(self) -> tuple[str, tuple[str, ...]]:
        firm = self._any()
        return self._to_traditional.convert(firm.name), (firm.party_id,)

    def _form(self) -> tuple[str, tuple[str, ...]]:
        firm = self._any()
        other = {"有限公司": "有限责任公司", "有限责任公司": "有限公司", "股份有限公司": "股份公司"}
        while firm.form not in other:
            firm = self._any()
        return firm.name.removesuffix(firm.form) + other[firm.form], (firm.party_id,)

    def _place(self) -> tuple[str, tuple[str, ...]]:
        firm = self._any()
        short = firm.city.removesuffix("市")
        city = short if firm.city != short else f"{short}市"
        return city + firm.name.removeprefix(firm.city), (firm.party_id,)

    def _branch(self) -> tuple[str, tuple[str, ...]]:
        firm = self._any()
        while "公司" not in firm.form:
            firm = self._any()
        return f"{firm.name}{self._chance.choice(CITIES)}分公司", (firm.party_id,)

    def _former(self) -> tuple[str, tuple[str, ...]]:
        firm = self._chance.choice(self._renamed)
        return firm.former, (firm.party_id,)

    def _english(self) -> tuple[str, tuple[str, ...]]:
        firm = self._chance.choice(self._translated)
        city, name = (
            "".join(self._readings.of(text)).capitalize()
            for text in (firm.city.removesuffix("市"), firm.trade_name)
        )
        return f"{city} {name} {_TRADES[firm.trade]} Co., Ltd.", (firm.party_id,)

    def _slip(self) -> tuple[str, tuple[str, ...]]:
        """One character is left out, written twice, turned round, or another that looks or sounds like it."""
        firm = self._any()
        name = firm.name
        at = self._chance.randrange(len(name) - 1)
        way = self._chance.choice(("out", "twice", "round", "like", "like", "like"))
        alike = [
            *_LOOKS_LIKE.get(name[at], ""),
            *self._alike.get(self._readings.of(name[at])[0], ()),
        ]
        if way == "out":
            return name[:at] + name[at + 1 :], (firm.party_id,)
        if way == "twice":
            return name[: at + 1] + name[at:], (firm.party_id,)
        if way == "round":
            return name[:at] + name[at + 1] + name[at] + name[at + 2 :], (firm.party_id,)
        return name[:at] + self._chance.choice(alike) + name[at + 1 :], (firm.party_id,)

    def _joint(self) -> tuple[str, tuple[str, ...]]:
        first, second = self._any(), self._any()
        mark = self._chance.choice((";", "；", "、", "，", ""))
        return f"{first.name}{mark}{second.name}", (first.party_id, second.party_id)

    def _other_place(self) -> tuple[str, tuple[str, ...]]:
        firm = self._any()
        others = [one for one in CITIES if one != firm.city.removesuffix("市")]
        return self._chance.choice(others) + firm.name.removeprefix(firm.city), ()

    def _other_trade(self) -> tuple[str, tuple[str, ...]]:
        firm = self._any()
        trade = self._chance.choice([one for one in _TRADES if one != firm.trade])
        return f"{firm.city}{firm.trade_name}{trade}{firm.form}", ()

    def _other_order(self) -> tuple[str, tuple[str, ...]]:
        """Another of the same trade name by its number or side: 鑫源二 beside 鑫源."""
        firm = self._any()
        mark = self._chance.choice("一二三东西南北新老")
        return f"{firm.city}{firm.trade_name}{mark}{firm.trade}{firm.form}", ()

    def _child(self) -> tuple[str, tuple[str, ...]]:
        """A firm of its own beside its parent: of the group, or of a trade of its own behind the parent's."""
        firm = self._any()
        while "公司" not in firm.form:
            firm = self._any()
        if self._chance.random() < 0.5:
            return f"{firm.city}{firm.trade_name}{firm.trade}集团{firm.form}", ()
        return (
            f"{firm.city}{firm.trade_name}{firm.trade}{self._chance.choice(list(_TRADES))}{firm.form}",
            (),
        )

    def _masked(self) -> tuple[str, tuple[str, ...]]:
        firm = self._any()
        return firm.name.replace(firm.trade_name, self._chance.choice(("**", "某某", "××"))), ()

    def _person(self) -> tuple[str, tuple[str, ...]]:
        surname = self._chance.choice("林赵何陈周吴郑冯沈韩杨朱秦许张孔曹魏")
        return surname + "".join(self._chance.choice(_TRADE_NAME) for _ in range(2)), ()
