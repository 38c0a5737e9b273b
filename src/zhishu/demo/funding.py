"""What the demo city's measures are judged by: recognitions, awards paid, figures, credit, expenses, controllers.

Who has what goes by the number of the firm, so that the smallest city has some of each: a firm that gets a
measure, one that lacks something, one that was paid already, one whose sister was paid for the same thing.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc

from zhishu.demo.chance import Chance, day_number
from zhishu.demo.city import LAST, NEVER, SURNAMES, TODAY, City
from zhishu.demo.life import Lifetimes, Lives, owners
from zhishu.demo.marks import indication_columns
from zhishu.demo.parties import DEMO_FIRM, FIRST_WORDS, SECOND_WORDS, DemoParty
from zhishu.demo.sheet import join, padded, printed_days, words
from zhishu.demo.themes import THEMES

Row = tuple[str, ...]
RECOGNITION_HEADINGS = [
    *("单位名称", "统一社会信用代码", "认定名称", "级别", "等次", "专利号", "认定对象"),
    *("认定日期", "有效期至", "文号", "所在地区"),
]
AWARD_HEADINGS = [
    *("单位名称", "统一社会信用代码", "措施编号", "政策依据", "兑付项目", "兑付对象"),
    *("兑付金额（元）", "兑付年度", "兑付日期", "兑付编号", "所在地区"),
]
FIGURE_HEADINGS = [
    *("企业名称", "统一社会信用代码", "年度", "从业人数", "营业收入（万元）"),
    *("应纳税所得额（万元）", "研发费用（万元）", "经营场所面积（平方米）"),
]
CREDIT_HEADINGS = [
    *("企业名称", "统一社会信用代码", "失信类别", "列入日期", "移出日期", "文号", "列入机关"),
]
EXPENSE_HEADINGS = [
    *("企业名称", "统一社会信用代码", "费用类别", "金额（元）", "支付日期", "发票号码"),
    *("专利号", "费用对象", "案件结果"),
]
CONTROLLER_HEADINGS = [
    *("企业名称", "统一社会信用代码", "实际控制人", "持股比例", "起始日期", "电子邮箱"),
]
# The rules of the fund that measures are of, and those before them, which paid for products too.
_FUND, _EARLIER_FUND = "云澜市知识产权专项资金管理办法", "云澜市专利专项资金管理办法"
CERTIFICATION, PREMIUM = "demo/fund/5-1", "demo/fund/5-3"
_CERTIFICATE = "知识产权管理规范认证"
# A year's interest on a loan of 万元, in 元.
_INTEREST = 400
_INTEREST_SINCE = LAST - 700
_EDITIONS = (("第二十五届", day_number(TODAY) - 480), ("第二十六届", day_number(TODAY) - 110))


class Funding:
    """Rows by the number of the firm, and those that follow from the lives of patents."""

    def __init__(self, city: City, lifetimes: Lifetimes, parties: Sequence[DemoParty], seed: int):
        self._city, self._lifetimes, self._seed = city, lifetimes, seed
        self._firms = [one for one in parties if one.industry and one.industry != "代理"]
        self._schools = [one for one in parties if one.name.endswith(("大学", "学院"))]
        self._institutes = [one for one in parties if "研究院" in one.name and not one.industry]
        self._codes = {one.name: one.credit_code for one in parties}
        self._is_demo_firm_awarded = False

    def recognitions(self) -> list[pa.Array]:
        """Certificates, standings, products, uses of indications, centres, zones; one that nobody knows."""
        return _columns([*self._of_firms(), *self._of_schools(), *self._of_places()])

    def patent_awards(self, lives: Lives) -> list[pa.Array | str]:
        """A few patents, and the first valid one of the demo's own firm, won an award of the last two editions."""
        patents, draws = lives.patents, self._city.draws
        edition = draws.below("award edition", patents.at, len(_EDITIONS))
        told = np.array([day for _, day in _EDITIONS])[edition]
        valid = (
            (patents.granted < told) & (lives.ends > LAST) & (lives.due == NEVER) & ~lives.silent
        )
        holder = owners(self._city, patents, lives.assigned <= LAST)
        chosen = valid & draws.happens("award", patents.at, 0.0008)
        own = np.flatnonzero(valid & np.asarray(pc.equal(holder, DEMO_FIRM)))
        if len(own) and not self._is_demo_firm_awarded:
            self._is_demo_firm_awarded = True
            chosen[own[0]] = True
        rows = np.flatnonzero(chosen)
        share = draws.share("award grade", patents.at[rows])
        grade = pa.array(("金奖", "银奖", "优秀奖")).take(
            pa.array(np.searchsorted([0.1, 0.4], share, side="right"))
        )
        names = pa.array([name for name, _ in _EDITIONS]).take(pa.array(edition[rows]))
        return [
            holder.take(pa.array(rows)),
            "",
            join(names, "中国专利", grade),
            "国家级",
            grade,
            join("ZL", self._city.application_numbers(patents.some(rows))),
            "",
            printed_days(told[rows], "%Y-%m-%d"),
            "",
            "",
            "示例省云澜市",
        ]

    def awards_paid(self) -> list[pa.Array]:
        """Certificates and premiums paid already, and products paid twice through sisters."""
        paid: list[tuple[DemoParty, str, str, str, int]] = []
        for number, firm in enumerate(self._firms):
            if number % 21 == 14:
                paid.append((firm, CERTIFICATION, "管理规范认证补贴", "", 16_000))
            if number % 39 == 31:
                paid.append((firm, PREMIUM, "专利执行险保费资助", "", 6_000))
            if sister := self._sister(number):
                other = self._firms[sister]
                product = _products(other, sister)[0]
                paid.append((firm, "", "专利产品奖励", product, 1_000))
                if number:  # the sister of the demo's own firm has not been paid
                    paid.append((other, "", "专利产品奖励", product, 1_000))
        return _columns([_award(number, *one) for number, one in enumerate(paid, 1)])

    def figures(self) -> list[pa.Array]:
        """Two years of the larger firms and some others, one year of a few, none of the rest."""
        chance, rows = Chance(self._seed, "figures"), []
        for number, firm in enumerate(self._firms):
            if number % 6 not in (0, 4):
                continue
            employees = chance.number(3, 40) if number % 3 else chance.number(60, 900)
            turnover = employees * chance.number(18, 60)
            for year in (2024, 2025):
                if number % 12 == 4 and year == 2025:
                    continue
                income = turnover * chance.number(-3, 12) // 100
                research = turnover * chance.number(1, 9) // 100
                area = employees * chance.number(8, 30)
                cells = (year, employees, turnover, income, research, area)
                rows.append((firm.name, firm.credit_code, *map(str, cells)))
                turnover = turnover * chance.number(90, 125) // 100
        return _columns(rows)

    def credit_records(self) -> list[pa.Array]:
        """A few firms that are barred, and some that were."""
        rows: list[Row] = []
        for number, firm in enumerate(self._firms):
            since, until = (
                ("2025-04-02", "2028-04-01") if number % 2 else ("2021-06-01", "2024-05-31")
            )
            for kind, authority, is_so in (
                ("严重违法失信", "云澜市市场监督管理局", number % 67 == 40),
                ("非正常专利申请", "国家知识产权局", number % 71 == 50),
                ("禁止申报专项资金", "云澜市财政局", number % 97 == 57),
            ):
                if is_so:
                    document = f"示例信〔{since[:4]}〕{number}号"
                    rows.append(
                        (firm.name, firm.credit_code, kind, since, until, document, authority)
                    )
        return _columns(rows)

    def expenses(self) -> list[pa.Array]:
        """Fees of certificates, premiums, cases and navigation; one amount nobody can read."""
        chance, rows = Chance(self._seed, "expenses"), []
        for number, firm in enumerate(self._firms):
            if number % 7 == 0:
                day = "2025-09-12" if number % 21 == 14 else "2026-05-20"
                fee = "约两万" if number == 56 else str(chance.number(120, 320) * 100)
                rows.append(_expense(firm, number, "认证费", fee, day))
            if number % 13 == 5:
                premium = str(chance.number(30, 300) * 100)
                rows.append(_expense(firm, number, "保险费", premium, "2026-03-15", "专利执行险"))
            if number % 31 == 4:
                fee, result = str(chance.number(100, 900) * 100), ("胜诉", "败诉", "未结")
                case = f"（2026）示01知民初{number + 1}号"
                how = result[number // 31 % 3]
                rows.append(_expense(firm, number, "代理费", fee, "2026-06-08", case, how))
            if number % 37 == 6:
                fee = str(chance.number(500, 3000) * 100)
                rows.append(_expense(firm, number, "导航分析费", fee, "2026-04-01"))
        school = self._schools[0]
        rows.append(_expense(school, len(self._firms), "认证费", "26000", "2026-05-20"))
        return _columns(rows)

    def interest(self, lives: Lives) -> list[pa.Array | str]:
        """A year's interest of the pledges that were released of late."""
        rows = np.flatnonzero((lives.released <= LAST) & (lives.released > _INTEREST_SINCE))
        patents = lives.patents.some(rows)
        return [
            owners(self._city, patents, lives.assigned[rows] <= lives.pledged[rows]),
            "",
            "贷款利息",
            words(self._lifetimes.loans(patents.at) * _INTEREST),
            printed_days(lives.released[rows], "%Y-%m-%d"),
            join("LX", padded(patents.at + 1, 8)),
            join("ZL", self._city.application_numbers(patents)),
            "",
            "",
        ]

    def controllers(self) -> list[pa.Array]:
        """Who controls some of the firms; sisters share a controller and an address."""
        chance, rows, names = Chance(self._seed, "controllers"), [], set()
        for number, firm in enumerate(self._firms):
            sister = self._sister(number)
            if not (sister or number % 9 == 4):
                continue
            name = ""
            while not name or name in names:
                stem = f"{chance.pick(FIRST_WORDS)}{chance.pick(SECOND_WORDS)}"
                name = f"云澜{stem}{chance.pick(SURNAMES)}氏投资有限公司"
            names.add(name)
            mail, share = f"lianxi{number}@example.com", chance.number(51, 90)
            for one in (firm, self._firms[sister]) if sister else (firm,):
                since = f"{chance.number(2015, 2023)}-01-01"
                rows.append((one.name, one.credit_code, name, f"{share}%", since, mail))
        return _columns(rows)

    def _sister(self, number: int) -> int:
        """The number of the firm that shares its controller with this one; 0 for none."""
        return number + 1 if number % 24 == 0 and number + 1 < len(self._firms) else 0

    def _of_firms(self) -> Iterator[Row]:
        chance, uses = Chance(self._seed, "recognitions"), indication_columns()[0].to_pylist()
        for number, firm in enumerate(self._firms):
            if number % 7 == 0:  # for the first time now, renewed, or a year ago and paid since
                for day in (("2026-05-28",), ("2022-03-10", "2025-03-09"), ("2025-09-20",))[
                    number // 7 % 3
                ]:
                    yield _recognised(firm, _CERTIFICATE, day, until=_years_on(day, 3))
            if number % 11 == 0:
                title, level = (
                    ("国家知识产权优势企业", "国家级"),
                    ("示例省知识产权示范企业", "省级"),
                    ("云澜市知识产权优势企业", "市级"),
                )[number // 11 % 3]
                day = chance.pick(("2026-02-06", "2024-02-06"))
                yield _recognised(firm, title, day, level, until=_years_on(day, 3))
            if number % 12 == 0:
                yield _recognised(firm, "高新技术企业", "2024-12-02", "国家级", until="2027-12-01")
            if number % 9 == 0:
                for product in _products(firm, number):
                    yield _recognised(firm, "专利产品备案", "2026-03-30", "国家级", about=product)
            if number % 18 == 0:
                product = _products(firm, number)[0]
                yield _recognised(firm, "专利密集型产品", "2026-08-14", "国家级", about=product)
            if sister := self._sister(number):
                product, other = _products(self._firms[sister], sister)[0], self._firms[sister]
                yield _recognised(firm, "专利产品备案", "2025-06-30", "国家级", about=product)
                yield _recognised(other, "专利产品备案", "2025-07-15", "国家级", about=product)
            if number % 29 == 3:
                use = chance.pick(uses)
                yield _recognised(firm, "地理标志专用标志使用企业", "2026-04-22", about=use)
            if number == 5:
                yield _recognised(firm, "年度先进集体", "2026-01-05")

    def _of_schools(self) -> Iterator[Row]:
        first, second, third = self._schools[:3]
        yield _recognised(first, _CERTIFICATE, "2026-05-28", until="2029-05-27")
        yield _recognised(second, "高校国家知识产权信息服务中心", "2026-01-15", "国家级")
        yield _recognised(third, "技术与创新支持中心", "2026-01-15", "国家级")
        yield _recognised(
            self._institutes[0], "国家知识产权信息公共服务网点", "2026-03-03", "国家级"
        )
        yield _recognised(self._institutes[1], "知识产权信息公共服务网点", "2026-03-03", "省级")

    def _of_places(self) -> Iterator[Row]:
        """Places, and the office of one of them."""
        for place, code, title in (
            (
                "临溪区市场监督管理局",
                self._codes["临溪区市场监督管理局"],
                "国家知识产权强国建设示范区",
            ),
            ("示例省云澜市望川县", "", "国家知识产权强国建设试点县"),
            ("示例省云澜市青岚区白鹭高新区", "", "国家知识产权强国建设试点园区"),
            ("示例省云澜市望川县", "", "国家地理标志产品保护示范区"),
        ):
            address = "示例省云澜市临溪区" if code else place
            yield (place, code, title, "国家级", "", "", "", "2026-02-20", "", "", address)


def _recognised(
    party: DemoParty, title: str, day: str, level: str = "", *, until: str = "", about: str = ""
) -> Row:
    named = (party.name, party.credit_code, title, level, "", "", about, day, until)
    return (*named, f"示例知〔{day[:4]}〕{int(day[5:7])}号" if level else "", party.address)


def _expense(
    party: DemoParty,
    number: int,
    kind: str,
    yuan: str,
    day: str,
    about: str = "",
    result: str = "",
) -> Row:
    voucher = f"FP{number:06d}{kind[0]}"
    return (party.name, party.credit_code, kind, yuan, day, voucher, "", about, result)


def _award(number: int, party: DemoParty, measure: str, item: str, about: str, yuan: int) -> Row:
    policy, day = (_FUND, "2026-06-30") if measure else (_EARLIER_FUND, "2025-11-20")
    named = (party.name, party.credit_code, measure, policy, item, about, str(yuan))
    return (*named, day[:4], day, f"DF{day[:4]}{number:06d}", party.address)


def _products(firm: DemoParty, number: int) -> list[str]:
    """One to four products that bear the firm's name."""
    things = next(theme.things for theme in THEMES if theme.industry == firm.industry)
    return [f"{firm.name[2:4]}牌{thing}" for thing in things[: 1 + number % 4]]


def _years_on(day: str, years: int) -> str:
    return f"{int(day[:4]) + years}{day[4:]}"


def _columns(rows: Sequence[Row]) -> list[pa.Array]:
    return [pa.array(column, pa.string()) for column in zip(*rows, strict=True)]
