"""Step 7, quantities: every number of a text once, as value, unit, range and comparator, with its place.

Numbers are read whole before anything is decided about them: `3—5万元` is one range of 30,000 to 50,000,
`GB/T 29490-2023` one standard's number, `〔2023〕5号` a part of a document's number. What a quantity is
for (target, sum, threshold, time limit) is told by those who read targets, measures and times.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from decimal import Decimal
from typing import Literal, cast

from zhishu.base.errors import InvalidValueError
from zhishu.base.money import parse_numeral
from zhishu.policy.text.narrowed import Narrowed, narrow_passage

Comparator = Literal["=", ">=", ">", "<=", "<", "range"]
# What a number is part of, where that settles it.
Form = Literal[
    "quantity",
    "year",
    "date",
    "ordinal",
    "document_number",
    "standard",
    "phone",
    "code",
    "ratio",
    "counted_words",
]

_SIZES = {
    "": 1, "十": 10, "百": 100, "千": 1000, "万": 10**4, "十万": 10**5, "百万": 10**6, "千万": 10**7,
    "亿": 10**8, "十亿": 10**9, "百亿": 10**10, "千亿": 10**11, "万亿": 10**12,
}  # fmt: skip
_SIZE = "(?:万亿|[十百千]?亿|[十百千]?万|[十百千])"
_ARABIC = (
    r"(?:\d{1,3}(?:,\d{3}){1,4}(?![\d,])|\d{1,3}(?: \d{3}){1,4}(?=[万亿元])|\d{1,15}(?:\.\d{1,6})?)"
)
_DIGIT = "一二两三四五六七八九壹贰叁肆伍陆柒捌玖"
_CN = f"{_DIGIT}十百千零〇拾佰仟"
_NUMERAL = (
    rf"[{_DIGIT}十拾][{_CN}]{{0,8}}(?:亿[{_CN}]{{1,8}}(?:万[{_CN}]{{0,8}})?|万[{_CN}]{{1,8}})?"
)
# What a number counts, as it is printed; a longer one stands before those it begins with.
UNITS = (
    "微克/立方米|毫克/升|立方米|公斤|千克|个工作日|个百分点|百分点|个自然日|自然日|日历日|日历天|个小时|个月|个季度|个|平方公里|平方千米|平方米|"
    "公里|公顷|工作日|季度|小时|分钟|人次|人·次|家次|户次|场次|件次|项次|美元|欧元|元人民币|元(?!宇宙|素|器件|旦)|圆|"
    "名|位|人(?!民|大|才|力|工|均|员)|件|家(?!庭|级)|项(?!目)|户(?!籍|外)|笔|次|批|场(?!所|地|景)|期(?!间|限|满|末)|篇|部(?!门|分|级)|"
    "款|种(?!子|业|植)|条(?!件|例)|所|类|站|处(?!理|置|罚)|亩|吨|倍|成(?![立为果员长功本效套就交果绩])|天|日|周(?!期)|"
    "年|月|份|片|台|套|门|届|例|宗|组(?!织|建|合|成)|支(?!持|付|出|撑|行)|对(?!于|接|象)|岁|学时|课时|千瓦时|千瓦|单(?!位|一|个|独)|册|辆|座|间|"
    "分(?!之|别|为|成|期|档|公司|局|中心|类|布|钟)|%|‰"
)
_BEFORE: tuple[tuple[re.Pattern[str], Comparator], ...] = (
    (re.compile(r"(?:不低于|不少于|不小于|不得低于|不得少于|至少|最低|低于不|起码|≥|>=)(?:[为达至到]|达到|人民币|每年)?$"), ">="),
    (re.compile(r"(?:不超过|不高于|不多于|不大于|不得超过|不得高于|不得多于|最高|最多|最长|至多|上限为?|≤|<=|=<)(?:[为达至到]|达到|人民币|每年)?$"), "<="),
    (re.compile(r"(?:超过|突破|超|高于|多于|大于|逾|>)(?:人民币)?$"), ">"),
    (re.compile(r"(?:低于|少于|小于|不足|不满|<)(?:人民币)?$"), "<"),
)  # fmt: skip
# Weaker than 以上 behind the number: 稳定控制在98%以上.
_WITHIN = re.compile(r"(?:控制在|压减[至到]|压缩[至到]|缩短[至到]|缩减[至到])$")
_AFTER: tuple[tuple[re.Pattern[str], Comparator], ...] = (
    (re.compile(r"(?:\([^()]{1,8}\))?[(]?(?:及其?以上|[或和]以上|以上|起(?=[,，。;；、]))"), ">="),
    (
        re.compile(
            r"(?:\([^()]{1,8}\))?[(]?(?:及其?以下|以内|之内|内(?![容部外资涵需])|以下|封顶)"
        ),
        "<=",
    ),
)
_TO = r"(?:-{1,2}|—{1,2}|~{1,2}|至|到)"
_MONTH = r"(?:1[0-2]|0?[1-9])"
_DAY = r"(?:3[01]|[12]\d|0?[1-9])"
_YEAR = r"(?:19|20)\d{2}"
_CN_YEAR = "[二一][〇零○O0o九][〇零○O0o一二三四五六七八九]{2}"
# In the order in which they are tried at one place; each is bounded.
_FORMS: tuple[tuple[str, str], ...] = (
    ("document_number_a", rf"[〔\[【(]{_YEAR}[〕\]】)]第?\d{{1,5}}号?|第(?:\d{{1,5}}|[{_CN}]{{1,5}})号"),
    ("standard_a", r"(?<![A-Za-z])(?:GB|DB|ISO|IEC|WW|YY|SN|HJ|NY|QB|JJF|T/[A-Z]{2,8})\d{0,4}(?:/[A-Z]{1,6}){0,2} ?\d{2,6}(?:\.\d{1,3})?(?: ?[-—:] ?\d{2,4})?"),
    ("code_a", r"(?:ICP备|公网安备)\d{4,14}号?(?:-\d{1,3})?|[A-Za-z]{1,8}-?\d{1,12}(?![\d.]*[%元件])|(?<!\d)\d{1,4}[×xX*]\d{1,4}"),
    ("phone_a", r"(?:(?:电话|热线|传真|手机|联系方式|邮编|邮政编码|QQ群?|微信号?|账号|帐号|备案号|点击|浏览次数|阅读次数|阅读量|索引号)[为是]?:?)(?:\(?\d[\d\-—() 转]{2,30}(?<=[\d)]))(?![.\d]{0,8}[万%件次])"),
    ("phone_b", r"(?<!\d)(?:0\d{2,3} ?[-—)] ?\d{7,8}(?:转\d{1,4})?|1[3-9]\d{9}|400[-—]?\d{3}[-—]?\d{4})(?!\d)"),
    ("phone_c", r"(?<!\d)(?:12345|12315|12330|12365|12358|96\d{3,4})(?![\d.])(?![万元件家个人项户次%])"),
    ("date_a", rf"(?<!\d){_YEAR}(?:年{_MONTH}月(?:{_DAY}日?)?|[-./]{_MONTH}[-./]{_DAY}(?!\d))"),
    ("date_b", rf"{_CN_YEAR}年(?:[一二三四五六七八九十]{{1,2}}月(?:[一二三四五六七八九十]{{1,3}}日)?)?"),
    ("date_c", rf"(?<!\d){_MONTH}(?:月(?:{_TO}{_MONTH}月?|份|底|末|初|中旬|上旬|下旬|{_DAY}日)|{_TO}{_MONTH}月份?)|(?<=年)(?<!\d){_MONTH}月"),
    ("date_d", rf"(?<![\d个{_CN}])[一二三四五六七八九十]{{1,2}}月(?:份|底|末|初|中旬|上旬|下旬|[一二三四五六七八九十]{{1,3}}日)"),
    ("year_a", rf"(?<!\d){_YEAR}(?:年度?(?:{_TO}{_YEAR}年度?)?|(?:{_TO}{_YEAR})年?(?![\d万件家个项元名人])|(?=[、,和及或]{_YEAR}年))"),
    ("ordinal_a", rf"第(?:\d{{1,4}}|[{_CN}]{{1,5}})|前(?:\d{{1,3}}|[{_CN}]{{1,3}})(?:名|位|强|列)|\((?:\d{{1,2}}|[一二三四五六七八九十]{{1,3}})\)|附件[:：]?\d{{1,2}}|(?:指标|表|图|专栏)\d{{1,2}}(?![\d幅张份套件个])|[{_DIGIT}\d]级"),
    ("code_b", r"(?<![\d.])\d{1,6}(?:[号幢栋室层楼](?!召|准)|[A-Za-z]{1,8}(?![A-Za-z]))"),
    ("counted_words_a", r"十[一二三四五]五(?=[”\"时规期末]|[^\u4e00-\u9fff])|[一二三四五六七八九十]是(?!否)|[“\"](?:\d{1,4}|[一二三四五六七八九十百千万]{1,3})(?:[+\u4e00-\u9fff]{1,5}|\+\d{1,3}\+[\w]{1,3})[”\"]"),
    ("ratio_a", r"(?<![\d.:])(?P<antecedent>\d{1,3}(?:\.\d{1,2})?)[:∶比](?P<consequent>\d{1,3}(?:\.\d{1,2})?)(?![\d.:])"),
)  # fmt: skip
# A numeral behind these is part of a word (统一, 任一), before those it names no number (一批, 两会).
_NOT_BEHIND = "统唯同任之单逐每某这那该另专划归进如数第几周星"
_WORDS = r"(?:一(?:次|批|类|条|套|部|项|个|家|名|位|种|件|份|期|站|台|处|门|对|组|支|户|人|场|款|所|篇|单|座|间|片|笔|届|例|宗|册|分)|(?:两|二)(?:会|类人|级|头)|三(?:农|产)|十分|百家|千家|万家|百人|千人|万人|百年)"
_SCANNER = re.compile(
    r"(?=[\d百千万亿第前附〔\[【(“\"A-Za-z电热传手联邮微账帐备点浏阅索公指表图专" + _CN + "])(?:"
    + "|".join(f"(?P<{name}>{pattern})" for name, pattern in _FORMS)
    + rf"|(?P<share_of>百分之|千分之|万分之)(?P<share>{_ARABIC}|{_NUMERAL}(?:点[{_CN}]{{1,3}})?)"
    rf"(?:{_TO}(?:百分之|千分之|万分之)(?P<share_to>{_ARABIC}|{_NUMERAL}(?:点[{_CN}]{{1,3}})?))?"
    rf"|(?P<words>(?<![{_CN}\d]){_WORDS}(?![{_CN}]))"
    rf"|(?P<arabic>{_ARABIC})(?P<tail>[余多]?(?P<size>{_SIZE})?[余多]?(?P<unit>{UNITS})?)"
    rf"|(?<![{_NOT_BEHIND}{_CN}])(?P<numeral>{_NUMERAL})(?P<cn_tail>[余多]?(?P<cn_size>{_SIZE})?[余多]?(?P<cn_unit>{UNITS})?)"
    r"|(?<![不得]超过)(?<!不超)(?<=[超过破达逾上近])(?P<bare>万亿|[十百千]?亿|[十百千]万)(?P<bare_unit>元|件|家|户|人|吨|美元|亩)"
    r")"
)  # fmt: skip
_TWO_DIGITS = re.compile(f"[{_DIGIT}][{_DIGIT}]")
_VAGUE = re.compile("[余多]")
_RANGE = re.compile(_TO)
_UPPER = re.compile(
    rf"(?:(?P<arabic>{_ARABIC})|(?P<numeral>{_NUMERAL}))(?P<size>{_SIZE})?(?P<unit>{UNITS})?"
)
# 1亿5000万元, 2万5千元
_COMPOUND = re.compile(
    rf"(?P<arabic>\d{{1,4}}(?:\.\d{{1,4}})?)(?P<size>[千百]?万|千)(?P<unit>{UNITS})"
)
_TIMES = (
    "年",
    "月",
    "日",
    "天",
    "周",
    "小时",
    "分钟",
    "工作日",
    "个工作日",
    "个月",
    "季度",
    "自然日",
)
_ONE_UNIT = {
    "圆": "元", "元人民币": "元", "百分点": "个百分点", "自然日": "日", "个自然日": "日", "日历日": "日",
    "日历天": "日", "个小时": "小时", "个季度": "季度", "人·次": "人次", "平方千米": "平方公里", "‰": "%", "成": "%",
}  # fmt: skip


@dataclass(frozen=True)
class Quantity:
    """A number as read: value and, for a range, its upper end, multiplied out; text[start:end] holds it all.

    value and unit are of the form `quantity`; a `ratio` a:b has a and b as value and value_max.
    vague: 余, 多 behind it. 三成 and 百分之三十 are 30 with the unit %.
    """

    form: Form
    start: int
    end: int
    value: Decimal | None = None
    value_max: Decimal | None = None
    unit: str = ""
    comparator: Comparator = "="
    vague: bool = False

    @property
    def is_money(self) -> bool:
        """Whether it counts 元."""
        return self.unit == "元"

    @property
    def is_share(self) -> bool:
        """Whether it is a percentage."""
        return self.unit == "%"


def read_quantities(text: str, start: int = 0, end: int | None = None) -> list[Quantity]:
    """Every number of text[start:end], in order; those that are no quantity say what they are part of."""
    passage = narrow_passage(text, start, len(text) if end is None else end)
    found: list[Quantity] = []
    at = 0
    while match := _SCANNER.search(passage.text, at):
        made = _read(passage, match)
        if made is None:
            at = match.end()
            continue
        one, at = made
        found.append(one)
    return found


def _read(passage: Narrowed, match: re.Match[str]) -> tuple[Quantity, int] | None:
    """The number at a place, and where reading goes on; None where it is none."""
    plain = passage.text
    kind = _kind(match)
    if kind is not None:
        numbers: tuple[Decimal | None, Decimal | None] = (None, None)
        if kind == "ratio":
            numbers = Decimal(match["antecedent"]), Decimal(match["consequent"])
        return Quantity(kind, *passage.span(*match.span()), *numbers), match.end()
    if match["words"]:
        return Quantity("counted_words", *passage.span(*match.span())), match.end()
    if match["share_of"]:
        return _share(passage, match)
    if match["bare"]:
        value = Decimal(_SIZES[match["bare"]])
        return _compared(
            passage, match.start(), match.end(), value, None, match["bare_unit"], False
        )
    arabic = match["arabic"] is not None
    read = _value(match["arabic"] or match["numeral"])
    size = match["size" if arabic else "cn_size"] or ""
    unit = match["unit" if arabic else "cn_unit"] or ""
    vague = _VAGUE.search(match["tail" if arabic else "cn_tail"]) is not None
    if read is None:
        return None
    end = match.end()
    upper = _upper(plain, end, read, size, unit, arabic)
    if upper is not None:
        value, highest, unit, end = upper
        return _compared(passage, match.start(), end, value, highest, unit, vague)
    if not arabic and not unit and not size:
        return None
    if arabic and not unit and not size and match.end("arabic") - match.start() > 7:
        return Quantity("code", *passage.span(*match.span())), end
    value = read * _SIZES[size]
    if arabic and not unit and (more := _COMPOUND.match(plain, end)) and size in ("亿", "万"):
        rest = Decimal(more["arabic"]) * _SIZES[more["size"]]
        if rest < _SIZES[size]:
            value, unit, end = value + rest, more["unit"], more.end()
    return _compared(passage, match.start(), end, value, None, unit, vague)


def _kind(match: re.Match[str]) -> Form | None:
    for name, _ in _FORMS:
        if match[name] is not None:
            return cast(Form, name[:-2])
    return None


def _value(printed: str) -> Decimal | None:
    bare = printed.replace(",", "").replace(" ", "")
    if bare[0].isdigit():
        return Decimal(bare)
    whole, _, fraction = bare.partition("点")
    # Digits beside each other name no number: 七八家.
    if _TWO_DIGITS.search(whole):
        return None
    try:
        value = Decimal(parse_numeral(whole))
        if fraction:
            digits = "".join(str(parse_numeral(one)) for one in fraction)
            value += Decimal(f"0.{digits}")
    except InvalidValueError:
        return None
    return value


def _upper(
    plain: str, end: int, low: Decimal, size: str, unit: str, arabic: bool
) -> tuple[Decimal, Decimal, str, int] | None:
    """The upper end behind 至 or a dash: it lends its size and unit to a first number that has none."""
    to = _RANGE.match(plain, end)
    more = _UPPER.match(plain, to.end()) if to else None
    if more is None or (more["arabic"] is not None) != arabic:
        return None
    high = _value(more["arabic"] or more["numeral"])
    last_unit, last_size = more["unit"] or "", more["size"] or ""
    if high is None or (unit and _one_unit(unit) != _one_unit(last_unit)):
        return None
    if not arabic and not last_unit and not last_size:
        return None
    low *= _SIZES[size or ("" if unit else last_size)]
    high *= _SIZES[last_size]
    return (low, high, last_unit, more.end()) if low < high else None


def _share(passage: Narrowed, match: re.Match[str]) -> tuple[Quantity, int] | None:
    share = _value(match["share"])
    upper = _value(match["share_to"]) if match["share_to"] else None
    if share is None:
        return None
    parts = {"百分之": 1, "千分之": 10, "万分之": 100}[match["share_of"]]
    high = upper / parts if upper is not None else None
    return _compared(passage, match.start(), match.end(), share / parts, high, "%", False)


def _shortest(value: Decimal) -> Decimal:
    """0.5万 is 5000, not 5000.0."""
    whole = value.to_integral_value()
    return whole if whole == value else value


def _one_unit(unit: str) -> str:
    """The unit in one form: 圆 is 元."""
    return _ONE_UNIT.get(unit, unit)


def _compared(
    passage: Narrowed, start: int, end: int, value: Decimal, upper: Decimal | None, unit: str,
    vague: bool,
) -> tuple[Quantity, int]:  # fmt: skip
    """The quantity with the comparator told by the words before and behind it."""
    plain = passage.text
    if unit in ("成", "‰"):
        factor = Decimal(10) if unit == "成" else Decimal("0.1")
        value, upper = value * factor, upper * factor if upper is not None else None
    before = plain[max(0, start - 10) : start]
    sign = next((sign for pattern, sign in _BEFORE if pattern.search(before)), None)
    if sign is None:
        for pattern, behind in _AFTER:
            tail = pattern.match(plain, end)
            if tail is not None and not (behind == ">=" and "起" in tail[0] and unit in _TIMES):
                sign, end = behind, tail.end()
                break
    if sign is None and _WITHIN.search(before):
        sign = "<="
    if upper is not None:
        sign = "range"
    elif sign is None:
        sign = ">" if vague else "="
    span = passage.span(start, end)
    value, upper = _shortest(value), _shortest(upper) if upper is not None else None
    return Quantity("quantity", *span, value, upper, _one_unit(unit), sign, vague), end
