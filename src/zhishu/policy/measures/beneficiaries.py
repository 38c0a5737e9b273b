"""Who gets the money of a measure: the one it is given to, else 对…, else the subject of the condition."""

from __future__ import annotations

import re

from zhishu.policy.measures.names import (
    ANY_HEAD,
    ENDING,
    HEAD,
    HEADS,
    THINGS,
    VERBS,
    ends_in_name,
    ends_in_person,
    ends_in_thing,
    find_verb,
    mask,
    names_someone,
    says_who,
)

_GIVE = "(?:奖励|补助|补贴|资助|发放|拨付|支付|兑付|奖|发)给|归|给予|予以|赐与|奖励给|奖给|支付给|发给|奖励|嘉奖|资助|补助|补贴|贴息|给|(?<![获得大等金银铜])奖(?![励项状金补])"
_GIVEN_TO = re.compile(
    rf"(?:{_GIVE})(?P<who>(?![按每各一最不全其本])[\u4e00-\u9fff]{{0,8}}?(?:{HEADS}|{ENDING})(?:[和及、][\u4e00-\u9fff]{{0,6}}?(?:{HEADS}))?)"
    rf"(?=每|各|一次性|最高|不超过|不高于|人民币|分别|依次|总计|共|奖励|补助|资助|补贴|贴息|\d|[一二两三四五六七八九十]+[万千]|[，,。；;、)和及]|\s|$|其余)"
)
_CLAIMED_BY = re.compile(rf"由(?P<who>[\u4e00-\u9fff]{{0,8}}?(?:{HEADS}))(?:申领|申请|领取|享受)")
_FOR = re.compile(r"(?<![面针相反绝])对于?(?![外口应比象策接])")
# 建设一批平台，对通过认定的: what stands before it is a goal, unless it begins with who is to reach it.
_CONDITION_FOR = re.compile(r"(?<![面针相反绝])对于?(?![外口应比象策接])[^，,。；;]{2,60}的[，,]")
_STOPS = re.compile(
    r"[，,；;:：]|按照?(?![期时规])|依照|给予|予以|赐与|分别|依次|每(?=[件家项个户人单年起笔完新成月名案份平亩张吨公场间台辆床千度次天日晚趟班标立])|一次性|择优|可(?=追加|再|按|获得|享受|申领|给予|资助|补助|奖励)|实行|进行(?=[奖补资])|各(?=[奖给补资])|最高|不超过|再给|"
    r"(?:奖励|嘉奖|资助|补助|补贴|贴息|拨付|发放|[奖补贴给])(?=\d|[一二三五]+[万千]|$)"
)
_LEAD = re.compile(
    r"(?:答[:：]|鼓励|引导|支持(?:一批)?|凡|对|其中|同时|另|此外|新|首次|每年|当年|年度|上年度|上述期间|区内|有|等)"
)
_LEAD_OF_CONDITION = re.compile(r"(?:凡|其中|同时|另外?|此外|且|并|对于?(?![外口应比象策接]))+")
_PARTS = re.compile(r"[，,；;:：]")
# What is chosen for support names itself who or what gets it.
_CHOSEN = re.compile(
    r"(?:(?:每年|每两年|年度|择优|重点|竞争性|通过评审|面向[\u4e00-\u9fff]{1,8}?)(?=每|年|择|重|竞|通|支|遴|选|扶|评|立|资)){0,4}"
    r"(?:择优|支持|遴选|选择|扶持|评选|立项|资助){1,4}(?:一批|若干|不超过)?"
)
_USED_FOR = re.compile(r"用于(?:奖励|资助|补助|补贴|支持)(?P<who>[^，,。；;\d]{2,40})")
_PER = re.compile(
    r"(?:单个|单户|单家|每户|每家|每个|同一|每位|每名|各)(?P<who>[\u4e00-\u9fff]{0,4}?(?:企业|单位|机构|公司|学校|高校|园区|平台|银行|个人|主体))"
)
_RECOGNISED = re.compile("认定|鉴定|评定|验收|备案|评估|评审|考核|评价|称号|资格|资质")
_SENT_TO = re.compile(r"向(?P<who>[^，,。；;向给]{2,14}?)(?:发放|兑付|拨付|提供)")
_NO_NAME = re.compile(r"[\d费数额率]|实训|培训|培养|贡献|保险|经费|资质|证书")
_SUCH_AS = re.compile(rf"等(?:各类)?(?P<kind>[\u4e00-\u9fff]{{0,10}}?(?:{HEADS}))")
_COUNTED = re.compile(r"(?:不超过|约)?\d{1,4}[件项家个名户]")
_NO_ONE = re.compile(
    r"(?:下列|以下|上述|前述)(?:项目|情形|对象|标准)|不|再|并|其中|部分$|标准$|该部分|超出部分"
)
_STANDARD = re.compile(r"(?:奖励|资助|补助|补贴|支持|扶持|奖补)(?:标准|项目)$")
_HAN_BEFORE = re.compile(r"[\u4e00-\u9fff]{1,20}$")
_ANYONE = re.compile("企业|单位|机构|个人|高校|专利权人|权利人|申请人|公司|团体")
# 产品完成备案认定的: a thing that does what is asked.
_THING_FIRST = re.compile(
    rf"(?P<thing>[\u4e00-\u9fff]{{0,10}}?(?:{THINGS}))(?=完成|获|通过|入选|被|由|经|验收|采取|实行|按|登记|实现)"
)
_FURTHER = re.compile(
    r"^(?:支持|培育|建设|鼓励|资助|奖励|壮大|引进|引育|扶持|激励|发展|做强|做大|打造|加强|加快|推进|推动|强化|新)+"
)
_LENT_TO = re.compile(r"[为向给](?P<who>[^，,。；;为向给]{2,12}?)(?:提供|发放|办理)")
_NATURAL = re.compile(
    r"博士后|博士|硕士|毕业生|(?:企业|单位|机构|高校)?(?:人才|人员|高管|专家|员工|职工|教师|医生|选手|教练|工匠|完成人|发明人)"
)
# Longer ones are told without whom they are asked of.
_LONGEST_CONDITION = 40
_LONGEST_KIND = 16
_LONGEST_NAME = 8
_MANNER = re.compile(
    r"并?(?:按照?|依照|以|从|将|根据)|对?(?:符合|满足)[^，,]{0,8}(?:条件|要求|规定)的"
)
_BEHIND_CONDITION = re.compile(
    r"(?<=的)(?:每[件项个家人年名次户]|各|再|另|分别|一次性|给)[^的]{0,6}$"
)
_HIRES = re.compile(r"引进|聘用|招[聘引收用]|培[养育]|吸纳")
_EVERY = re.compile(r"^(?:每[家个位户名]|单[个家户]|同一)")
_EACH_ONE = re.compile(
    rf"(?:每[个家位名户]|各)(?P<who>[\u4e00-\u9fff]{{0,10}}?(?:{HEADS}|{THINGS}))(?=给予|予以|奖|补|资助|最高|$)"
)
_SPENT = re.compile(
    r"(?:费|费用|利息|保费|贷款|房租|租金|支出|投入|金额|损失|额|内容|环节|情形|奖项|资金|方式|贡献|收入|产值)$"
)


def find_recipient(before: str, behind: str) -> str | None:
    """The one named right beside the giving: 给予受让企业N元补助, N元奖励团队; the one before the sum first."""
    found = None
    for match in _GIVEN_TO.finditer(f"{before}0{behind}"):
        if found is not None and match.start() > len(before):
            break
        found = match["who"]
    return found


def find_natural_person(words: str) -> str | None:
    """Who is meant by 本人: the last person that the words before name."""
    masked = mask(words)
    found = None
    for match in _NATURAL.finditer(masked):
        found = match
    if found is None:
        return None
    begin = max(masked.rfind(sign, 0, found.start()) for sign in "，,；;。") + 1
    whole = found.end() - begin <= _LONGEST_NAME and not find_verb(masked, begin, found.start())
    return words[begin if whole else found.start() : found.end()]


def find_beneficiary(before: str, behind: str) -> str | None:
    """Who gets the money, from the words before its first number (from the last full stop) and behind it."""
    found = _find(before, behind)
    return None if found is None or _NO_ONE.match(found) else _EVERY.sub("", found)


def _find(before: str, behind: str) -> str | None:
    masked, masked_behind = mask(before), mask(behind)
    given = find_recipient(_last_part(masked), re.split("[；;。]", masked_behind[:16])[0])
    if given:
        return given
    sent = _SENT_TO.search(masked)
    if sent and ends_in_name(sent["who"]):
        return sent["who"]
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
    condition = _CONDITION_FOR.search(masked)
    subject = _subject(masked[: condition.start()] if condition else masked, before)
    if subject and (condition is None or before.startswith(subject)):
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
        if at and ANY_HEAD.search(whole, at) and len(tail) <= 24:
            return tail
        if not at and ends_in_name(whole) and not find_verb(whole, 0, len(whole) - 2):
            return printed[: len(whole)]
        first = _first_name(masked, printed)
        if first:
            return first
        kind = whole.rfind("等") + 1
        if kind and ends_in_thing(whole) and not find_verb(whole, kind, len(whole)):
            return printed[kind : len(whole)]
        if _SPENT.search(whole):
            return None
        return tail if 1 < len(tail) <= 24 else None
    return _first_name(masked, printed) or _last_name(whole, printed)


def _first_name(masked: str, printed: str) -> str | None:
    """A name at the beginning: 专利转化服务机构年度促成…, 受让的省内企业年推广…"""
    match = HEAD.search(masked)
    if match is None or match.start() > 20:
        return None
    verb = find_verb(masked, 0, match.start())
    if verb and (verb[0] != "的" or match.start() - verb.end() > 6):
        return None
    if verb is None and match.start() > 14:
        return None
    end = match.end()
    while (more := ANY_HEAD.match(masked, end)) is not None:
        end = more.end()
    # 院士等顶尖人才: the kind that those before it are of.
    kind = _SUCH_AS.match(masked, end)
    if kind:
        return printed[kind.start("kind") : kind.end("kind")]
    # 服务本地企业30家以上的, 人员费: what is counted or part of another word gets nothing.
    return None if _NO_NAME.match(masked, end) else printed[:end]


def _last_name(masked: str, printed: str) -> str | None:
    """The last name of a clause such as 被认定为高新技术企业的, with what belongs to it."""
    found = None
    for match in ANY_HEAD.finditer(masked):
        found = match
    if found is None:
        return None
    # 通过高新技术企业认定的: what was recognised is the condition.
    if _RECOGNISED.match(masked, found.end()):
        return None
    run = _HAN_BEFORE.search(masked, max(0, found.start() - 20), found.start())
    start = run.start() if run else found.start()
    for verb in VERBS.finditer(masked, start, found.start()):
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
    """The last resort: anyone who is named."""
    named = _ANYONE.search(mask(words))
    return named[0] if named else None


def find_condition(words: str) -> str | None:
    """What is asked of whoever gets the money where no one is named: 马德里商标成功注册的."""
    masked = mask(words)
    end = len(masked)
    for part in reversed(_PARTS.split(masked)):
        start = end - len(part)
        # 获得银奖的每项: what each is given begins behind the condition.
        if each := _BEHIND_CONDITION.search(part):
            part, end = part[: each.start()], start + each.start()
        if end < len(masked) and len(part) > 3 and part.endswith("的") and not _MANNER.match(part):
            lead = _LEAD_OF_CONDITION.match(masked, start, end)
            return words[lead.end() if lead else start : end]
        end = start - 1
    return None


def fulfil(condition: str, who: str | None) -> str:
    """Whoever fulfils a condition, with the word for such: 重新认定的企业; the condition where none is known."""
    if who is None or len(condition) > _LONGEST_CONDITION:
        return condition
    masked = mask(condition)
    if says_who(masked):
        return condition
    kind = who[who.rfind("的") + 1 :]
    named = ends_in_name(mask(kind)) or ends_in_thing(kind)
    return condition + kind if named and len(kind) <= _LONGEST_KIND else condition


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
    return all(names_someone(mask(tier)) and not _HIRES.search(tier) for tier in tiers)


def find_thing(topic: str) -> str | None:
    """The thing that a sentence of one noun names: 专利导航项目。"""
    bare = topic.strip("。；;，, ")
    return _thing(bare, bare) if len(bare) <= 14 else None


def _named(words: str, printed: str) -> str | None:
    whole = words.rstrip("※的 ")
    at = whole.rfind("的") + 1
    if not words.endswith("的") and ends_in_name(whole):
        # 取得资格证书者: what stands before 者 belongs to the name.
        if whole.endswith("者") and not ends_in_person(whole):
            return printed[: len(whole)]
        if at:
            return printed[at : len(whole)]
        if not ends_in_person(whole):
            return printed[: len(whole)] if find_verb(words, 0, len(whole) - 1) is None else None
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
