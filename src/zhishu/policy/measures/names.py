"""Names of those who can get money, and of the things it is given for: told by what a name ends in.

A closed list of heads (企业, 机构, 合作社) and the endings with which Chinese makes words for people and bodies
(者, 方, 户, 商 …); a verb right before a head is part of the name (承担单位, 参展企业).
"""

from __future__ import annotations

import re

# What a name of those who get money ends in; longer ones stand before those they end in.
HEADS = (
    "业主委员会|村集体经济组织|村集体|主办方|承办方|受让方|许可方|联合体|个体工商户|工商户|自然人|法人|企业|公司|单位|机构|个人|专利权人|商标权人|品种权人|著作权人|权利人|代理人|申请人|申报人|发明人|设计人|完成人|"
    "当事人|投保人|举报人|注册人|持有人|受让人|承担人|负责人|人员|人才|团队|注册主体|申报主体|经营主体|市场主体|创新主体|主体|"
    "保护中心|培育中心|交易中心|服务中心|研究中心|技术中心|中心|联盟|园区|集聚区|示范区|基地|银行|保险公司|高校|学校|院校|院所|研究院|研究所|"
    "实验室|平台|协会|商会|合作社|工作站|服务站|指导站|站点|网点|代理师|律师|学生|教师|职工|作者|农户|大户|市场|县区|区县|"
    "县\\(市、区\\)|乡镇|街道|社区|(?<!通)村|部门|大学|医院|事务所|集团|(?:社会|经济|合作|公益|行业|中介|民间|群团|基层|党|等|各类|国际|其他)组织|组织(?=$|[的、和,，])|载体|孵化器|使用者|持证者|获奖者|获得者|创业者|从业者|受让者|声明人|登记人|许可人|使用人|出质人|经纪人|卖家|商户|经营户|"
    "服务商|运营商|供应商|经销商|零售商|开发商|承包商|制造商|商家|商铺|门店|店铺|民宿|酒店|旅行社|景区|剧团|院团|农场|养殖场|牧场|幼儿园|"
    "养老院|众创空间|城市|(?:本科|大专|专科)(?=每|、|和|一次性|$)|居民|村民|市民|家庭|牧民|渔民|司机|医师|医生|护士|教练|运动员|专家|工匠|技师|车主|船东|货主|老人|儿童|"
    "(?:承运|运营|经营|承租|出租|投资|借款|购房|购车|传承|主理|带头|引荐|推荐|中介|被保险|管护|受益|托管)人|"
    "(?:低保|监测|救助|保障|优抚|帮扶|参保)对象|人口|寄宿生|大学生|研究生|招商中介|中介|综合体|(?:本科|大专|专科|硕士|博士|高中|中职|技校|师范|留学)生|"
    "劳动模范|创客|高管|博士后|选手|院士|教授|员工|业主|经理人|弟子|传承人|负责人|带头人|(?:支持|补贴|补助|奖励|扶持|资助|奖补)对象|"
    "群体|(?<!领)军人|毕业生|农民|社会团体|团体|学会|知识产权师|博士|硕士"
)
THINGS = "项目|产品|商标|专利|标准|品牌|作品|地理标志|植物新品种|品种|案件|课题|成果|论文|案例"
_THING_LAST = re.compile(f"(?:{THINGS})$")
HEAD = re.compile(f"(?:{HEADS})(?:[和及、或](?:(?!的)[\\u4e00-\\u9fff]){{0,5}}?(?:{HEADS})){{0,2}}")
ANY_HEAD = re.compile(f"(?:{HEADS})")
# 承担单位, 参展企业: a verb before these is part of the name, but for those of what is done to them.
_WHO_DOES = re.compile("单位|机构|企业|主体|人|方|公司|商")
_NO_PART = {"年内", "年度", "引进", "聘用", "引荐", "认定", "评定", "评为", "购买", "参加"}
# What words for people and bodies end in: 卖方, 选手, 业主, 民营车企, 证书持有者.
ENDING = (
    r"(?:[^或前后]者|[^地配处一双多]方|[业车船货雇户园店机房]主|[^动]员|[律医教技药厨导]师|(?:[学考门毕研招]|实习)生"
    r"|(?:选|能|歌|高|好|机|助|水)手|[^开落入挂账帐过每]户|[^招经工协磋]商|[队社店厂校馆团]|[^场]所|[^法]院|[专作画厂商农]家"
    r"|[^每本他法工个]人|[车药房民国央微]企|工人|直部门)"
)
_ENDS = re.compile(f"{ENDING}$")
# A noun phrase does not reach over these.
VERBS = re.compile(
    r"获得?|通过|被|评为|评定|认定|建设(?!单位)|新建|引进|取得|参加|参与|入驻|迁入|落户|设立|成立|聘请|签订|组建|创建|创办|举办|投保|承保|购买|购入|发放|首次|达到|完成|入选|从事|实施|开展|聘用|引荐|租用|租赁|考取|"
    r"经(?!营|纪|济)|为(?!主)|在|于|由|与|向|去|将|按|年度|年内|的|新(?=[认获建引设取增注组])"
)
_BECOMES = re.compile(
    r"(?:认定|评定|评选|确认|命名|列|评|升级|晋升)为|入选|获批|获评|新[建设]|[创组]建|设立"
)
_MASK = re.compile(r"《[^《》]{0,80}》|\([^()]{0,60}\)|“[^“”]{0,30}”")


def mask(text: str) -> str:
    """The text with titles, brackets and quotes blotted out: their words name no one."""
    return _MASK.sub(lambda match: "※" * len(match.group()), text)


def ends_in_person(text: str) -> bool:
    """Whether words end in a name of those who get money; titles and quotes are to be blotted out before."""
    return any(match.end() == len(text) for match in ANY_HEAD.finditer(text))


def has_person(text: str) -> bool:
    """Whether words name someone who is not just counted (30家企业)."""
    return any(
        not text[match.end() : match.end() + 1].isdigit() for match in ANY_HEAD.finditer(text)
    )


def names_someone(text: str) -> bool:
    """Whether words name someone: of the list of heads anywhere, or by what they end in."""
    return has_person(text) or _ENDS.search(text) is not None


def says_who(condition: str) -> bool:
    """Whether a condition says what one becomes: 认定为示范企业的."""
    return _BECOMES.search(condition) is not None and ends_in_person(condition.removesuffix("的"))


def names_first(text: str) -> bool:
    """Whether a condition begins with who fulfils it: 企业引进博士的."""
    first = ANY_HEAD.search(text)
    return first is not None and first.start() <= 10 and not find_verb(text, 0, first.start())


def ends_in_thing(text: str) -> bool:
    """Whether words end in a thing that money is given for."""
    return _THING_LAST.search(text) is not None


def ends_in_name(text: str) -> bool:
    """Whether words end in a name of those who get money, of the list of heads or by its ending."""
    return ends_in_person(text) or _ENDS.search(text) is not None


def find_verb(text: str, start: int, end: int) -> re.Match[str] | None:
    """The last verb of text[start:end] over which no name reaches; none that begins a name itself (承担单位)."""
    found = None
    for match in VERBS.finditer(text, start, end):
        if len(match[0]) != 2 or match[0] in _NO_PART or not _WHO_DOES.match(text, match.end()):
            found = match
    return found
