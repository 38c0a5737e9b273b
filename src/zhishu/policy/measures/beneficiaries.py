"""Who gets the money of a measure: the one it is given to, else 对…, else the subject of the condition."""

from __future__ import annotations

import re

# What a name of those who get money ends in; longer ones stand before those they end in.
_HEADS = (
    "主办方|承办方|受让方|许可方|联合体|个体工商户|工商户|自然人|法人|企业|公司|单位|机构|个人|专利权人|商标权人|品种权人|著作权人|权利人|代理人|申请人|申报人|发明人|设计人|完成人|"
    "当事人|投保人|举报人|注册人|持有人|受让人|承担人|负责人|人员|人才|团队|注册主体|申报主体|经营主体|市场主体|创新主体|主体|"
    "保护中心|培育中心|交易中心|服务中心|研究中心|技术中心|中心|联盟|园区|集聚区|示范区|基地|银行|保险公司|高校|学校|院校|院所|研究院|研究所|"
    "实验室|平台|协会|商会|合作社|工作站|服务站|指导站|站点|网点|代理师|律师|学生|教师|职工|作者|农户|大户|市场|县区|区县|"
    "县\\(市、区\\)|乡镇|街道|社区|(?<!通)村|部门|大学|医院|事务所|集团|社会组织|组织|载体|孵化器|使用者|持证者|获奖者|获得者|创业者|从业者|受让者|声明人|登记人|许可人|使用人|出质人|经纪人|卖家|商户|经营户|"
    "服务商|运营商|供应商|经销商|零售商|开发商|承包商|制造商|商家|商铺|门店|店铺|民宿|酒店|旅行社|景区|剧团|院团|农场|养殖场|牧场|幼儿园|"
    "养老院|众创空间|居民|村民|市民|家庭|牧民|渔民|司机|医师|医生|护士|教练|运动员|专家|工匠|技师|车主|船东|货主|老人|儿童|"
    "(?:承运|运营|经营|承租|出租|投资|借款|购房|购车|传承|主理|带头|引荐|推荐|中介|被保险|管护|受益|托管)人|"
    "(?:低保|监测|救助|保障|优抚|帮扶|参保)对象|人口|寄宿生|大学生|研究生|招商中介|中介|综合体|(?:本科|大专|专科|硕士|博士|高中|中职|技校|师范|留学)生|"
    "群体|军人|毕业生|农民|社会团体|团体|学会|知识产权师|博士|硕士"
)
_THINGS = "项目|产品|商标|专利|标准|品牌|作品|地理标志|植物新品种|品种|案件|课题|成果|论文|案例"
_THING_LAST = re.compile(f"(?:{_THINGS})$")
_HEAD = re.compile(
    f"(?:{_HEADS})(?:[和及、或](?:(?!的)[\\u4e00-\\u9fff]){{0,5}}?(?:{_HEADS})){{0,2}}"
)
_ANY_HEAD = re.compile(f"(?:{_HEADS})")
_GIVE = "归|给予|予以|赐与|奖励给|奖给|支付给|奖励|嘉奖|资助|补助|补贴|贴息|给"
_GIVEN_TO = re.compile(
    rf"(?:{_GIVE})(?P<who>(?!按)[\u4e00-\u9fff]{{0,10}}?(?:{_HEADS})(?:[和及、][\u4e00-\u9fff]{{0,6}}?(?:{_HEADS}))?)"
    rf"(?=每|各|一次性|最高|不超过|人民币|分别|总计|共|奖励|补助|资助|补贴|贴息|\d|[一二两三四五六七八九十]+[万千]|[，,。；;、)]|\s|$|其余)"
)
_CLAIMED_BY = re.compile(rf"由(?P<who>[\u4e00-\u9fff]{{0,8}}?(?:{_HEADS}))(?:申领|申请|领取|享受)")
_FOR = re.compile(r"(?<![面针相反绝])对(?![外口应比象策接])")
_STOPS = re.compile(
    r"[，,；;:：]|按照?(?![期时规])|依照|给予|予以|赐与|分别|每(?=[件家项个户人单年起笔完新成月名案份平亩张吨公场间台辆床千度次天日晚趟班标立])|一次性|择优|实行|进行(?=[奖补资])|各(?=[奖给补资])|最高|不超过|再给|"
    r"(?:奖励|嘉奖|资助|补助|补贴|贴息|拨付|发放|[奖补贴给])(?=\d|[一二三五]+[万千]|$)"
)
# A noun phrase does not reach over these.
_VERBS = re.compile(
    r"获得?|通过|被|评为|评定|认定|建设(?!单位)|新建|引进|取得|参加|参与|投保|承保|购买|购入|发放|首次|达到|完成|入选|从事|实施|开展|聘用|引荐|租用|租赁|考取|"
    r"经(?!营|纪|济)|为(?!主)|在|于|由|与|向|去|将|按|年度|年内|的|新(?=[认获建引设取增注组])"
)
_LEAD = re.compile(
    r"(?:答[:：]|鼓励|引导|支持(?:一批)?|凡|对|其中|同时|另|此外|新|首次|每年|当年|年度|上年度|上述期间|区内|有|等)"
)
# What is chosen for support names itself who or what gets it.
_CHOSEN = re.compile(
    r"(?:(?:每年|每两年|年度|择优|重点|竞争性|通过评审|面向[\u4e00-\u9fff]{1,8}?)(?=每|年|择|重|竞|通|支|遴|选|扶|评|立|资)){0,4}"
    r"(?:择优|支持|遴选|选择|扶持|评选|立项|资助){1,4}(?:一批|若干|不超过)?"
)
_USED_FOR = re.compile(r"用于(?:奖励|资助|补助|补贴|支持)(?P<who>[^，,。；;\d]{2,40})")
_PER = re.compile(
    r"(?:单个|单户|单家|每户|每家|每个|同一|每位|每名|各)(?P<who>[\u4e00-\u9fff]{0,4}?(?:企业|单位|机构|公司|学校|高校|园区|平台|银行|个人|主体))"
)
_COUNTED = re.compile(r"(?:不超过|约)?\d{1,4}[件项家个名户]")
_NO_ONE = re.compile(
    r"(?:下列|以下|上述|前述)(?:项目|情形|对象|标准)|不|再|并|其中|部分$|标准$|项目$|该部分|超出部分"
)
_STANDARD = re.compile(r"(?:奖励|资助|补助|补贴|支持|扶持|奖补)(?:标准|项目)$")
_HAN_BEFORE = re.compile(r"[\u4e00-\u9fff]{1,20}$")
_ANYONE = re.compile("企业|单位|机构|个人|高校|专利权人|权利人|申请人|公司|团体")
# 产品完成备案认定的: a thing that does what is asked.
_THING_FIRST = re.compile(
    rf"(?P<thing>[\u4e00-\u9fff]{{0,10}}?(?:{_THINGS}))(?=完成|获|通过|入选|被|经|验收|采取|实行|按|登记|实现)"
)
_FURTHER = re.compile(
    r"^(?:支持|培育|建设|鼓励|资助|奖励|壮大|引进|引育|扶持|激励|发展|做强|做大|打造|加强|加快|推进|推动|强化|新)+"
)
_LENT_TO = re.compile(r"[为向给](?P<who>[^，,。；;为向给]{2,12}?)(?:提供|发放|办理)")
_MANNER = re.compile(
    r"并?(?:按照?|依照|以|从|将|根据)|对?(?:符合|满足)[^，,]{0,8}(?:条件|要求|规定)的"
)
_HIRES = re.compile(r"引进|聘用|招[聘引收用]|培[养育]|吸纳")
_EVERY = re.compile(r"^每[家个位户名]")
_EACH_ONE = re.compile(
    rf"(?:每[个家位名户]|各)(?P<who>[\u4e00-\u9fff]{{0,10}}?(?:{_HEADS}|{_THINGS}))(?=给予|予以|奖|补|资助|最高|$)"
)
_SPENT = re.compile(
    r"(?:费|费用|利息|保费|贷款|房租|租金|支出|投入|金额|损失|额|内容|环节|情形|奖项|资金|方式|贡献|收入|产值)$"
)
_MASK = re.compile(r"《[^《》]{0,80}》|\([^()]{0,60}\)|“[^“”]{0,30}”")


def mask(text: str) -> str:
    """The text with titles, brackets and quotes blotted out: their words name no one."""
    return _MASK.sub(lambda match: "※" * len(match.group()), text)


def find_recipient(before: str, behind: str) -> str | None:
    """The one named right beside the giving: 给予受让企业N元补助, N元奖励团队."""
    found = None
    for match in _GIVEN_TO.finditer(f"{before}0{behind}"):
        found = match["who"]
        if match.end() > len(before):
            break
    return found


def find_beneficiary(before: str, behind: str) -> str | None:
    """Who gets the money, from the words before its first number (from the last full stop) and behind it."""
    found = _find(before, behind)
    return None if found is None or _NO_ONE.match(found) else _EVERY.sub("", found)


def _find(before: str, behind: str) -> str | None:
    masked, masked_behind = mask(before), mask(behind)
    given = find_recipient(_last_part(masked), masked_behind[:16])
    if given:
        return given
    claimed = _CLAIMED_BY.search(masked_behind)
    if claimed:
        return claimed["who"]
    used = _USED_FOR.search(masked_behind)
    if used:
        return behind[used.start("who") : used.end("who")].lstrip("给")
    each = _EACH_ONE.match(_last_part(masked))
    if each:
        return each["who"]
    addressed = _addressed(masked, before)
    if addressed:
        return addressed
    subject = _subject(masked, before)
    if subject:
        return subject
    per = _PER.search(masked_behind)
    return per["who"] if per else None


def _last_part(text: str) -> str:
    parts = re.split(r"[，,；;]", text)
    return parts[-1]


def _addressed(masked: str, before: str) -> str | None:
    starts = [match.end() for match in _FOR.finditer(masked)]
    for start in reversed(starts):
        stop = _STOPS.search(masked, start)
        end = stop.start() if stop else len(masked)
        named = name_in(masked[start:end], before[start:end])
        if named:
            return named
    return None


def name_in(masked: str, printed: str) -> str | None:
    """The name in 获得…的企业 (what stands behind the last 的) or in 企业获得…的 (what stands first)."""
    whole = masked.rstrip("※ ")
    if not whole:
        return None
    if not whole.endswith("的"):
        at = whole.rfind("的") + 1
        tail = printed[at : len(whole)]
        if at and _ANY_HEAD.search(whole, at) and len(tail) <= 24:
            return tail
        if not at and ends_in_person(whole) and not _VERBS.search(whole[:-2]):
            return printed[: len(whole)]
        first = _first_name(masked, printed)
        if first:
            return first
        if _SPENT.search(whole):
            return None
        return tail if 1 < len(tail) <= 24 else None
    return _first_name(masked, printed) or _last_name(whole, printed)


def ends_in_person(text: str) -> bool:
    """Whether words end in a name of those who get money; titles and quotes are to be blotted out before."""
    return any(match.end() == len(text) for match in _ANY_HEAD.finditer(text))


def has_person(text: str) -> bool:
    """Whether words name someone who is not just counted (30家企业)."""
    return any(
        not text[match.end() : match.end() + 1].isdigit() for match in _ANY_HEAD.finditer(text)
    )


def ends_in_thing(text: str) -> bool:
    """Whether words end in a thing that money is given for."""
    return _THING_LAST.search(text) is not None


def _first_name(masked: str, printed: str) -> str | None:
    """A name at the beginning: 专利转化服务机构年度促成…"""
    match = _HEAD.search(masked)
    if match is None or match.start() > 14:
        return None
    if _VERBS.search(masked, 0, match.start()):
        return None
    end = match.end()
    while (more := _ANY_HEAD.match(masked, end)) is not None:
        end = more.end()
    # 服务本地企业30家以上的: what is counted gets nothing.
    return None if masked[end : end + 1].isdigit() else printed[:end]


def _last_name(masked: str, printed: str) -> str | None:
    """The last name of a clause such as 被认定为高新技术企业的, with what belongs to it."""
    found = None
    for match in _ANY_HEAD.finditer(masked):
        found = match
    if found is None:
        return None
    run = _HAN_BEFORE.search(masked, max(0, found.start() - 20), found.start())
    start = run.start() if run else found.start()
    for verb in _VERBS.finditer(masked, start, found.start()):
        start = verb.end()
    return printed[start : found.end()]


def _subject(masked: str, before: str) -> str | None:
    """The subject of the conditions, part by part from the one nearest to the sum."""
    parts: list[tuple[int, int]] = []
    at = 0
    for match in re.finditer(r"[，,；;:：]", masked):
        parts.append((at, match.start()))
        at = match.end()
    parts.append((at, len(masked)))
    things: str | None = None
    for start, end in reversed(parts):
        chosen = _CHOSEN.match(masked, start, end)
        if chosen and (thing := _thing(masked[chosen.end() : end], before[chosen.end() : end])):
            return thing
        stop = _STOPS.search(masked, start, end)
        last = stop.start() if stop else end
        lead = _LEAD.match(masked, start, last)
        while lead and lead.end() > start:
            start = lead.end()
            lead = _LEAD.match(masked, start, last)
        words, printed = masked[start:last], before[start:last]
        if not words:
            continue
        named = _named(words, printed)
        if named:
            return named
        if things is None:
            things = _thing(words, printed)
    return things


def find_anyone(words: str) -> str | None:
    """The last resort: anyone who is named, else the condition as printed (马德里商标成功注册的)."""
    masked = mask(words)
    named = _ANYONE.search(masked)
    if named:
        return named[0]
    for part in reversed(re.split(r"[，,；;:：]", masked)[:-1]):
        if len(part) > 3 and part.endswith("的") and not _MANNER.match(part):
            at = masked.rfind(part)
            return _LEAD.sub("", words[at : at + len(part)], count=1)
    return None


def is_anyone(name: str) -> bool:
    """Whether a name is so general that a next sentence may go on about it: 企业, 权利人."""
    return _ANYONE.fullmatch(name) is not None


def find_topic(question: str) -> str | None:
    """The name that a question or a short heading sentence begins with: 保险公司有奖励吗？"""
    return _first_name(mask(question), question)


def find_in_heading(heading: str) -> str | None:
    """Who a heading names at its end: 培育示范优势企业, 建设保护工作站."""
    bare = _FURTHER.sub("", heading)
    return bare if 2 <= len(bare) <= 14 and ends_in_person(bare) and "、" not in bare else None


def find_borrower(words: str) -> str | None:
    """Who is lent money: 为小微企业提供担保贷款."""
    lent = _LENT_TO.search(words)
    return lent["who"] if lent else None


def names_all(tiers: list[str]) -> bool:
    """Whether every tier names someone: A类企业、B类企业; not whom someone hires (企业引进博士)."""
    return all(_ANY_HEAD.search(mask(tier)) and not _HIRES.search(tier) for tier in tiers)


def find_thing(topic: str) -> str | None:
    """The thing that a sentence of one noun names: 专利导航项目。"""
    bare = topic.strip("。；;，, ")
    return _thing(bare, bare) if len(bare) <= 14 else None


def _named(words: str, printed: str) -> str | None:
    whole = words.rstrip("※的 ")
    at = whole.rfind("的") + 1
    if not words.endswith("的") and ends_in_person(whole):
        if at:
            return printed[at : len(whole)]
        return _first_name(words, printed) or _last_name(whole, printed)
    return _first_name(words, printed)


def _thing(words: str, printed: str) -> str | None:
    """A thing that the money is given for, where no one is named: 市级专利密集型产品."""
    whole = words.rstrip("※ ")
    first = _THING_FIRST.match(whole)
    if first:
        return printed[: first.end("thing")]
    if not whole or whole.endswith("的") or _STANDARD.search(whole):
        return None
    behind = whole.rfind("的") + 1
    least = 1 if whole[-1] in "县区市镇乡" else 2
    if behind and least <= len(whole) - behind <= 12 and not _SPENT.search(whole):
        return printed[behind : len(whole)]
    if not ends_in_thing(whole):
        return None
    counted = _COUNTED.match(whole)
    at = max(whole.rfind("的") + 1, counted.end() if counted else 0)
    tail = printed[at : len(whole)]
    return tail if len(tail) <= 20 and not tail.startswith("每") else None


def name_tier(tier: str) -> str | None:
    """Who a tier names: 新获批的国家级示范园区 is the last, without what stands before 的."""
    name = re.sub(
        r"^(?:被|新|首次|获批|认定为|评为|认定|获评|入选|获得?|列为|确认为|成为)+",
        "",
        tier[tier.rfind("的") + 1 :],
    )
    return name or None
