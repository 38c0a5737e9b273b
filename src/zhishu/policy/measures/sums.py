"""What the sums and shares of a sentence are for: amount, rate or cap of a measure, or nothing of the kind.

A number is told by the nearest cue before it in its part of the sentence (奖励3万元, 最高50万元, 营业收入1000万元),
or by the word right behind it (30万元资助, 50%给予补助). Sums that were set aside, paid out or are asked of the
applicant are none of a measure's; where a cue stands and its figure is gone, the sum is lost, not guessed.
"""

from __future__ import annotations

import re
from dataclasses import dataclass, replace
from decimal import Decimal
from typing import Literal

from zhishu.policy.text.quantities import Quantity, read_quantities

Kind = Literal["amount", "cap", "rate", "loan"]

PAY_NOUN = "援助(?!中心|机构|站|平台|工作|体系|机制|服务)|奖励|奖补|补助|资助|补贴|贴息|补偿|扶持|支持|配套|减免|返还|嘉奖|激励|奖金|后补助|贴费|贴保|抵扣|津贴"
PAID = re.compile(
    rf"{PAY_NOUN}|给予|予以|给与|赐与|奖给|兑现|补足|报销|领取|(?<![弥增修])补(?![充正齐报缴办])|(?<![等金银铜秀利明特质计观设大得获])奖(?![项状牌杯])|(?<![张粘津])贴(?![心近])"
)
_CUE = re.compile(
    r"(?P<total>专项资金|专项经费|资金池|基金|预算|盘子|资金规模|(?:资助|奖励|补助|奖补|补贴|扶持)资金(?=[^，,。;]{0,4}\d)|(?:发放|兑现|兑付|下达|支出)[^，,。;]{0,6}(?:资金|奖金|经费)|共兑|共支出|累计下达|安排(?:资金|经费)?(?=\d|$)|安排(?:资金|经费)|财政收入|社会资本|拨款)"
    r"|(?P<cap>(?:≤|<=|最高|最多|至多|顶多|不超过?|不得超过|不高于|不得高于|不突破|不得突破|上限|封顶|限额|限(?=[补领报]))(?:可|不超过|再|一次性|分别|累计|只能){0,2}"
    rf"(?:获得?|给予|予以|享受|领取?|出|补|奖|报销|{PAY_NOUN})?(?:金额|额度)?[为达可]?)"
    rf"|(?P<pay>(?:{PAY_NOUN})(?:金额|额度|标准|总额|额|费用|款)?|给予|予以|给与|赐与|奖给|(?<![等金银铜秀利明特质计观设]|大)奖|按照?(?=每|一次性|人民币|\d))"
    r"|(?P<threshold>收入|销售额|产值|产出|营收|营业额|贷款|融资|交易额|成交额|合同额|登记额|到账额?|投资额?|投入|规模|资产|资本|利润|税收|纳税|"
    r"费用|保额|余额|总额|金额|额度|价值|单价|注册资金|达到|超过|突破|不足|不低于|增收|下降|损失|保证金|罚|没收|违法)"
)
# Right before a number: what gives it, and what limits it.
_GIVES = re.compile(
    r"(?:(?<![弥增修])补|(?<![等金银铜秀利明特质计观设大得获])奖|(?<![张粘津])贴|给|拨付?|发放|追加|另加|(?<![所取获不])得|领取?|报销|包干|垫付|返还|奖金|兑现|(?<![支付超])出|开办费|建设经费|生活费|安家费)"
    r"(?:给|足|付|助)?(?:每[件项个人次名户]|各|人民币|一次性|再|[一二三四五六]次性)?$"
)
_GIVEN = re.compile(r"(?:给予|予以|奖励|补助|资助|补贴)(?:每[件项个人次名户位家])?$")
_SETS_ASIDE = re.compile(r"的[，,][\u4e00-\u9fff]{0,8}安排$")
# 协会，每篇4万元: so much for each, where nothing is charged.
_FOR_EACH = re.compile(r"^(?:每[件项个篇家人名户案次场册幅部](?:每[年月])?|一次性)$")
_CHARGED = re.compile(r"收费|缴纳|收取|定价|价格|成本|缴存|售价|交纳|费率")
_LIMITS = re.compile(r"(?:不过|(?<![年期时权有])限|只能领|限补|加满|补足|领满)(?:人民币)?$")
_LIMITS_BEHIND = re.compile(r"(?:元)?(?:为限|封顶|为止|止[，,。;；]|为上限|为顶)")
_BORNE = re.compile(
    r"(?:(?:财政|资金池|基金|政府|管委会)[^，,。;；]{0,8}|县\(区\)|区县|市级|区级|省级|开发区|高新区|新区|园区)承担[^，,。;；]{0,12}$"
)
_SHARE_GIVEN = re.compile(r"(?:补|(?<![张粘津])贴|掏|报销|(?<![支付])出)(?:其|了)?$")
_NEXT_CASE = re.compile(r"(?!剩余|其余|其中|另)[\u4e00-\u9fff]{2,8}")
_NEXT_AT_MOST = re.compile(r"^[\u4e00-\u9fff]{1,12}(?:不超过|不高于|最高)$")
_AT_MOST = re.compile(r"(?:不超过?|不高于|不突破|不得超过|不得高于)[^，,。;；]{0,16}$")
_SHARE_CUE = re.compile(
    rf"(?P<pay>按照?|{PAY_NOUN}|给予|予以|赐与|依照|提取)"
    r"|(?P<not>拨付|支付|占比?|比重|权重|增长|增幅|提高|提升|上浮|下浮|下降|降低|降至|达到|(?<!不)(?<!不得)超过|突破|利率|自筹|首付|预拨|合格率|覆盖率|满意度|归|承担|负担|分担)"
)
_PAY_BEHIND = re.compile(
    rf"(?:/[\u4e00-\u9fff]{{1,3}})?(?:不等)?的?(?:标准|额度|金额)?[，,]?(?:分别|一次性|专项|财政|资金|经费|项目|配套|以?奖代补|给予|予以|进行){{0,3}}(?:{PAY_NOUN}|给予|予以|资金支持|经费)"
    r"(?![^，,。;；]{0,6}\d)"
)
_ASKED = re.compile(
    r"(?:\([^()]{1,8}\))?(?:及以上|及以下)?的(?![，,]?(?:资助|奖励|补助|补贴|资金|经费|贴息|一次性|配套|标准|额度|项目经费))"
)
_SHARE_PAID = re.compile(
    r"(?:的(?:比例|标准|额度|部分)[，,]?|的|[，,])?(?:\([^()]{0,20}\))?(?:分别|一次性|再|另行?|贷款|利息|保费|租金|运费|财政|累加|叠加|择优|分期|折合人民币|对[\u4e00-\u9fff]{1,10}|由[\u4e00-\u9fff]{1,12}){0,2}"
    rf"(?:给予|予以|给与|赐与|用于奖|{PAY_NOUN}|奖(?![项状金])|资金支持|核定|结算|减[收征缴]|计[奖发酬算提]|兑付|奖给|领取?|报销|实报|追加|拨给?|补(?![充正])|贴(?![心近])|归(?:成果)?(?:完成人|发明人|设计人|团队|个人|研发|项目组|课题组))"
)
_SHARE_FOR = re.compile(r"的(?:比例|标准)?[，,]?(?:用于|奖|补|资助|贴|资金支持)")
# 按上述标准的50%执行
_SHARE_OF_STANDARD = re.compile(r"按[^，,。;；]{0,20}标准的$")
_OF_A_PART = re.compile(r"部分(?:按)?$")
_BY_PARTS = re.compile(rf"分[段档]|计酬|酬金|{PAY_NOUN}")
_CARRIED_OUT = ("执行", "发放", "计发", "享受", "兑现")
_SHARE_ASKED = re.compile(r"的(?:[，,]|给予|予以)")
_ENDS = re.compile(
    r"(?:[，,。；;(（)：、]|$|给|且|并|的[\u4e00-\u9fff]{0,5}(?:补贴|补助|奖励|贴息|资助|减免|优惠))"
)
_PER_BEHIND = re.compile(r"^/[\u4e00-\u9fff]{1,2}")
_BY_SHARE = re.compile(r"(?:按照?|依照|以)[^，,。;；]{0,40}$")
# 补贴比例提高到70%: said of the rate itself.
_RATE_ITSELF = re.compile(
    rf"(?:{PAY_NOUN})(?:比例|率|标准)(?:可?(?:提高|提升|上浮|调整))?(?:到|至|为|按|不超过|最高|最高为)?$"
)
# 验收合格后拨付40%: how a sum is paid out.
_APART = re.compile(
    r"(?:拨付|支付|预拨|占比?|达到?|增长|提高|下降|[比权]重)(?:到|至|为|不低于|不超过)?(?:剩余|其余)?的?$"
)
_WHOLE = re.compile(
    rf"全额(?:给予|予以|进行)?(?:{PAY_NOUN}|补(?!足)|报销|承担|负担|奖)|(?:给予|予以)全额(?:{PAY_NOUN})|(?<=[，,])全额(?=$|[|，,。;；])"
    rf"|以[\u4e00-\u9fff]{{1,10}}为限(?:给予|予以)(?:{PAY_NOUN})|(?:出|补|贴|付|承担|{PAY_NOUN})一半"
    rf"|(?<=的)一半(?:给予|予以|{PAY_NOUN})"
    r"|(?:全额|全部|予以)?免[收征缴交除](?=[^，,。;；|]{0,16}[费税租金息])(?![^，,。;；|]{0,16}的(?:[，,]|$))|(?<![减全])免(?=租金|房租|学费|利息|租[、，,。；;])|(?:一律|全部|全额|予以|均|(?<=[业位人体户者构]))免[收征缴交除](?=[，,。；;])|实报实销|(?<=年)全额(?=[、，,。；;])|全免|全部免除"
    rf"|[减折]半(?:收取|缴纳|征收|收费|给予|执行|发放|享受|{PAY_NOUN}|(?=[，,。;；]))"
)
# 所列奖励由区财政全额承担: where the money comes from.
_FUNDED = re.compile("(?:奖励|补贴|补助|资助|资金|经费)[^，,。；;]{0,4}由[^，,。；;]{0,10}$")
# A sum whose figure is gone: 每项万元, 最高不超过 at an end.
_LOST = re.compile(
    r"(?:(?:不超过?|最高|给予|奖励|补助|资助|补贴|每[件项家个人户年]|为|额)(?:人民币)?|(?:金额|额度|标准)为?[^，,。；;\d]{0,4})\n?(?P<unit>[万千]元)|(?:最高|不超过|最高不超过?)(?=$|[。；;，,]|第[一二三四五六七八九十]{1,3}[章条])"
)
_LOAN = re.compile(r"(?:担保|创业|无息|低息)贷款")
_LOAN_BEHIND = re.compile(
    r"(?:以内)?的?(?:创业|政策性|融资|小额|专利权?质押)?(?:担保|创业|无息|低息)贷款"
)
_LOAN_SUM = re.compile(r"(?:可?申请|额度|金额|提供|发放|提高[到至])[^，,。;；]{0,14}$")
_PAID_OUT = "兑现|兑付|支出|发放|拨付|下达|投入|安排|奖励|补助|资助|贴息|补贴|惠及"
_ALL_OF_US = "全[市省县区旗州]|市本级|[我本][市省县区旗州局]|园区|开发区"
_PAST = re.compile(
    rf"(?:共|已)(?:为|向|{_PAID_OUT})|实际(?:兑现|兑付|下达)(?=\d)|列支[^，,。；;]{0, 16}(?=\d)|累计(?:为|向|兑现|兑付|支出|发放|拨付|下达|投入|惠及)|去年|上月|上一[\u4e00-\u9fff]{{0,4}}周期|追回"
    # 2025年全区营收418亿元，兑现2604万元; 1至6月，全市兑现资助727件
    rf"|(?:(?:19|20)\d{{2}}|二[〇零一二三四五六七八九]{{3}})年度?[，,]?(?:{_ALL_OF_US}|共|已)[^。；;]{{0,24}}(?:{_PAID_OUT}|累计|共|为|实现|完成|达|新增)"
    rf"|(?:上半年|前三季度|今年以来|截至[^，,。；;]{{2,12}}|\d{{1,2}}月?(?:至|—|-)\d{{1,2}}月)[，,]?[^，,。；;]{{0,8}}(?:兑现|兑付|支出|发放|拨付|下达|惠及)"
    rf"|(?:{_ALL_OF_US})(?:共|已|累计)?(?:兑现|兑付)(?![的])"
)
# 原第六条“每件资助2000元”，修改为: what held before.
_FORMER = re.compile(
    r"原(?:第[\u4e00-\u9fff\d]{1,4}条|规定|标准|条款|来|有关|[“\"])[^。；;]{0,120}?(?=现|修订|修改为|调整为|改为|提高到|提高至|取消|废止|[。；;]|$)"
)
# 分五年发放，每年8万元; 分两次拨付，第一年40万元: a part of the sum before.
_INSTALMENT = re.compile(
    r"分[一二两三四五六\d]{1,2}[年次期批][^，,。；;：:]{0,8}[，,：:](?:[^。；;]{0,30}[，,、])?(?:每[年次期批]|各|第[一二三四五][年次期批])[^，,。；;\d]{0,4}$"
    r"|\d[万千亿]?元[^。；;]{0,24}[，,]分[一二两三四五六\d]{1,2}[年次期批](?:各|每[年次期批]|等额|平均)(?:兑付|兑现|拨付|发放|支付)?$"
)
_ANNOUNCED = re.compile(
    rf"竞争立项|揭榜|(?:{PAY_NOUN})(?:标准|金额|额度|档次|等次)?(?:分别)?(?:为|如下)?[:：]"
)
# 举个例子，某企业研发费用2000万元，补助60万元: told to make it plain.
_EXAMPLE = re.compile(
    r"举(?:个)?例|[例比]如[，,:：]?(?:某|一家|一个|甲)|假[设如]|[，,。；;]某(?:企业|公司|单位|人)"
)
# 省级承担60%，市县承担40%: who pays which share of it.
_FUNDED_BY = re.compile(
    r"(?:中央|[省市县区州镇])(?:本?级)?(?:财政)?(?:承担|负担|分担)(?P<share>\d{1,3})%"
)
_FINE = re.compile(r"罚款|罚金|处以|没收|滞纳金|违约金")
_PIECE = re.compile(r"[，,。；;：:]")
_CASE_BEHIND = re.compile(
    r"(?:以上|以下|以内)?的?[，,]?(?:分别|再|一次性)?(?:给予|予以|奖|补|给)[^，,。；;]{0,6}\d"
)
_OWN_WORDS = re.compile(rf"{PAID.pattern}|[最超高限每单年]|累计|合计|同一")
# 、国外: another case of the same kind; (国内: a bracket that opens behind a rate.
_OTHER_CASE = re.compile(r"、[\u4e00-\u9fff]{1,8}")
_BRACKETED = re.compile(r"[^()，,。；;]{0,8}\([\u4e00-\u9fff]{1,8}")
_JOINED = re.compile(r"(?:、|和|及|与|或|或者|以及|,|，)(?:其次)?")
_PART = re.compile(
    r"(?:其中|(?:用于|承担(?!单位|机构|企业|主体|人|者|方|任务|额)|自筹|负担)[^，,]{0,6}|其中第[一二三四五]年度?|[首末二三]期|首付|尾款|预拨)$"
)


@dataclass(frozen=True)
class Sum:
    """A number of a measure: value (None where its figure is lost) and upper end, and its place."""

    kind: Kind
    start: int
    end: int
    value: Decimal | None
    value_max: Decimal | None = None


def find_sums(text: str, start: int, end: int, paid: bool) -> list[list[Sum]]:
    """The sums of text[start:end], a sentence, in order; those of one list (5万元、3万元) together.

    paid: what stands before says that money is given (标准如下：), so that a bare sum is an amount.
    """
    sentence = text[start:end]
    if _FINE.search(sentence) or _EXAMPLE.search(sentence):
        return []
    numbers = read_quantities(text, start, end)
    found: list[Sum] = []
    past = _PAST.search(sentence) is not None
    lends = _LOAN.search(sentence) is not None
    pays = PAID.search(sentence) is not None
    paid = paid or _ANNOUNCED.search(sentence) is not None
    former = [match.span() for match in _FORMER.finditer(text, start, end)]
    told = [
        one
        for one in numbers
        if one.form == "quantity" and not any(a <= one.start < b for a, b in former)
    ]
    funded = sum(int(one["share"]) for one in _FUNDED_BY.finditer(sentence)) == 100
    for run in _runs(text, told):
        if funded and run[0].unit == "%" and _FUNDED_BY.search(text[start : run[0].end]):
            continue
        if run[0].unit == "%" or (run[0].unit == "个百分点" and "贴息" in sentence):
            follows = bool(found) and found[-1].kind == "rate"
            found.extend(_shares(text, run, start, end, follows))
        elif past or not (run[0].is_money or _is_bare_money(text, run[-1])):
            continue
        elif lends and (loans := _loans(text, run, start, end)):
            found.extend(loans)
        else:
            found.extend(_money(text, run, start, end, paid or bool(found)))
    found.extend(_ratios(text, start, end, numbers, found))
    if pays and not past:
        found.extend(_without_figure(text, start, end, found))
    return _grouped(text, _as_caps(text, sorted(found, key=lambda one: one.start)))


def _as_caps(text: str, sums: list[Sum]) -> list[Sum]:
    """Sums that are caps as their neighbours are: 国内10万元、国外30万元封顶; 按50%补助(国内10万元、国外30万元)."""
    found = list(sums)
    for place in range(len(found) - 2, -1, -1):
        one, behind = found[place], found[place + 1]
        other_case = _is_other_case(text[one.end : behind.start])
        if (one.kind, behind.kind) == ("amount", "cap") and other_case:
            found[place] = replace(one, kind="cap")
    for place, one in enumerate(found[1:], 1):
        before = found[place - 1]
        between = text[before.end : one.start]
        in_brackets = _BRACKETED.fullmatch(between) and before.kind == "rate"
        goes_on = _is_other_case(between) and before.kind == "cap"
        if one.kind == "amount" and one.value_max is None and (in_brackets or goes_on):
            found[place] = replace(one, kind="cap")
    return found


def _is_other_case(between: str) -> bool:
    """Whether words between two sums only name a next case: 、国外."""
    return _OTHER_CASE.fullmatch(between) is not None and not _OWN_WORDS.search(between)


def _runs(text: str, numbers: list[Quantity]) -> list[list[Quantity]]:
    """Numbers of one unit in lists: only a comma or 和 between them."""
    runs: list[list[Quantity]] = []
    for one in numbers:
        if runs and runs[-1][-1].unit == one.unit and runs[-1][-1].end <= one.start:
            between = text[runs[-1][-1].end : one.start]
            if not between or (_JOINED.fullmatch(between) and not _begins_case(text, between, one)):
                runs[-1].append(one)
                continue
        runs.append([one])
    return runs


def _begins_case(text: str, between: str, one: Quantity) -> bool:
    """Whether a number behind a comma is what is asked in a next case: 奖100万元，1亿元以上奖200万元."""
    return between in ("，", ",") and _CASE_BEHIND.match(text, one.end) is not None


def _is_bare_money(text: str, one: Quantity) -> bool:
    """10万 without 元 may be money; 2021 is not."""
    return not one.unit and text[one.start : one.end].rstrip("以上下内")[-1:] in ("万", "千")


def _piece(text: str, start: int, at: int) -> str:
    """The words from the last comma to a place."""
    begin = max(start, at - 60)
    cut = [match.end() for match in _PIECE.finditer(text, begin, at)]
    return text[cut[-1] if cut else begin : at]


def _last(pattern: re.Pattern[str], text: str) -> str:
    kinds = [match.lastgroup or "" for match in pattern.finditer(text)]
    return kinds[-1] if kinds else ""


def _money(text: str, run: list[Quantity], start: int, end: int, paid: bool) -> list[Sum]:
    """Sums as amounts or caps; [] where they are asked of someone, set aside or paid in parts."""
    before = _piece(text, start, run[0].start)
    behind = text[run[-1].end : min(end, run[-1].end + 30)]
    cue = _last(_CUE, before)
    if _PART.search(before) or _INSTALMENT.search(text, start, run[0].start):
        return []
    if _LIMITS.search(before) or _LIMITS_BEHIND.match(behind):
        return _caps(run)
    if cue != "cap" and (_GIVES.search(before) or _SETS_ASIDE.search(text, start, run[0].start)):
        cue = "pay"
    paid_behind = _PAY_BEHIND.match(behind) is not None
    # 给予200万元、400万元的创业启动补助: the giving stands right before it.
    given = run[-1].comparator == "=" and (
        _GIVES.search(before) is not None or _GIVEN.search(before) is not None
    )
    asked = _ASKED.match(behind) is not None and not given
    if run[-1].comparator in (">=", ">", "<", "<=") and asked and cue != "cap" and not paid_behind:
        return []
    if cue == "cap" and not asked:
        return _caps(run)
    if paid_behind or (cue == "pay" and not asked):
        return _caps(run) if run[0].comparator == "<=" else _amounts(run)
    told = text[start : run[0].start]
    each = _FOR_EACH.match(before) is not None and ("的" in told or PAID.search(told) is not None)
    # 按星级奖补，五星的0.15元
    if before.endswith("的") and PAID.search(told) and run[0].is_money and not asked:
        return _amounts(run)
    paid = paid or (each and not _CHARGED.search(text, start, end))
    bare = (
        not cue
        and len(before.rpartition("、")[2]) <= 20
        and _ENDS.match(_PER_BEHIND.sub("", behind)) is not None
    )
    bare = bare and run[0].comparator not in (">=", ">")
    if paid and bare and not asked and run[0].is_money:
        return _caps(run) if run[0].comparator == "<=" else _amounts(run)
    return []


def _amounts(run: list[Quantity]) -> list[Sum]:
    # 5万元以上10万元以下: two ends of one amount.
    if len(run) == 2 and run[0].comparator == ">=" and run[1].comparator == "<=":
        return [Sum("amount", run[0].start, run[1].end, run[0].value, run[1].value)]
    return [Sum("amount", one.start, one.end, one.value, one.value_max) for one in run]


def _caps(run: list[Quantity]) -> list[Sum]:
    return [Sum("cap", one.start, one.end, one.value_max or one.value) for one in run]


def _loans(text: str, run: list[Quantity], start: int, end: int) -> list[Sum]:
    """Sums that may be borrowed: 可申请20万元的创业担保贷款."""
    before = _piece(text, start, run[0].start)
    behind = text[run[-1].end : min(end, run[-1].end + 30)]
    if _LOAN_BEHIND.match(behind) or ("贷款" in before and _LOAN_SUM.search(before)):
        return [Sum("loan", one.start, one.end, one.value_max or one.value) for one in run]
    return []


def _shares(text: str, run: list[Quantity], start: int, end: int, follows: bool) -> list[Sum]:
    """Shares as rates; follows: another rate stands before in the sentence."""
    before = _piece(text, start, run[0].start)
    behind = text[run[-1].end : min(end, run[-1].end + 40)]
    cue = _last(_SHARE_CUE, before)
    by = _BY_SHARE.search(before) is not None
    itself = _RATE_ITSELF.search(before) is not None
    given = itself or _SHARE_GIVEN.search(before) is not None or _BORNE.search(before) is not None
    given = given or (follows and _NEXT_AT_MOST.search(before) is not None)
    # 重点展会补贴80%，一般展会50%
    given = given or (follows and cue != "not" and _NEXT_CASE.fullmatch(before) is not None)
    # 分段计酬：1亿元以下部分0.5%
    given = given or (
        _OF_A_PART.search(before) is not None and _BY_PARTS.search(text, start, end) is not None
    )
    given = given or (_SHARE_OF_STANDARD.search(before) is not None and behind[:2] in _CARRIED_OUT)
    if not given and (_APART.search(before) or (cue == "not" and not by)):
        return []
    if _SHARE_ASKED.match(behind) and not by:
        return []
    paid = _SHARE_PAID.match(behind) is not None
    if not (given or paid or (cue == "pay" and _ENDS.match(behind))):
        return []
    most = run[0].comparator == "<=" or _AT_MOST.search(before) is not None
    if most and behind.startswith("的部分"):
        return []
    threshold = run[0].comparator in (">=", ">", "<") and paid
    if threshold and not by and not _SHARE_FOR.match(behind):
        return []
    return [_rate(one, most) for one in run if one.value is not None]


def _rate(one: Quantity, most: bool) -> Sum:
    """A share of 1; what is said to be the most is the upper end alone."""
    low = (one.value or Decimal(0)) / 100
    high = one.value_max / 100 if one.value_max is not None else None
    if most and high is None:
        return Sum("rate", one.start, one.end, None, low)
    return Sum("rate", one.start, one.end, low, high)


def _ratios(text: str, start: int, end: int, numbers: list[Quantity], sums: list[Sum]) -> list[Sum]:
    """全额补助 is all of it, 减半 half of it, 1:1 配套 once the other's sum."""
    found: list[Sum] = []
    for match in _WHOLE.finditer(text, start, end):
        if match[0].endswith(("承担", "负担")) and _FUNDED.search(text, start, match.start()):
            continue
        if match[0][0] not in "减折":
            share = Decimal("0.5") if "一半" in match[0] else Decimal(1)
            found.append(Sum("rate", match.start(), match.end(), share))
            continue
        # Half of a figure is no figure of the text; half of all is.
        known = [one for one in [*sums, *found] if one.end <= match.start()]
        last = max(known, key=lambda one: one.start, default=None)
        if last is None or (last.kind == "rate" and last.value == 1):
            found.append(Sum("rate", match.start(), match.end(), Decimal("0.5")))
    for one in numbers:
        if one.form == "ratio" and one.value == 1 and one.value_max:
            around = text[max(start, one.start - 12) : min(end, one.end + 10)]
            if "配套" in around and "拨付" not in around:
                found.append(Sum("rate", one.start, one.end, one.value_max))
    return found


def _without_figure(text: str, start: int, end: int, found: list[Sum]) -> list[Sum]:
    """Places where a sum is announced and its figure is not there."""
    lost: list[Sum] = []
    for match in _LOST.finditer(text, start, end):
        if any(one.start < match.end() and match.start() < one.end for one in found):
            continue
        cap = re.search("最高|不超", match[0]) is not None
        lost.append(Sum("cap" if cap else "amount", match.start(), match.end(), None))
    return lost


def _grouped(text: str, sums: list[Sum]) -> list[list[Sum]]:
    groups: list[list[Sum]] = []
    for one in sums:
        if groups and groups[-1][-1].kind == one.kind:
            between = text[groups[-1][-1].end : one.start]
            if between and _JOINED.fullmatch(between):
                groups[-1].append(one)
                continue
        groups.append([one])
    return groups
