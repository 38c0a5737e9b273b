"""From when to when a policy says that it holds: one that pays should say both."""

from __future__ import annotations

import re

from zhishu.policy.document import PolicyDocument
from zhishu.policy.lint.wording import plain

# Papers that set standards, and those that only ask for applications, plan or explain.
_SETS_RULES = re.compile(r"办法|措施|政策|规定|细则|意见|规则|标准")
_SETS_NONE = re.compile(
    r"申报|征集|开展|公示|名单|方案|规划|计划|要点|解读|问答|通报|总结|草案|征求意见"
)
_FROM = re.compile(
    r"自[^,。;]{0,24}(?:起|后)[^。;]{0,12}(?:施行|实施|执行|生效|试行)|(?:印发|发布|公布)之日|\d日起|(?:施行|实施|执行|有效)(?:日期|时间|期)"
)
_TO = re.compile(
    r"有效期|试行期|执行期|实施期|(?:施行|试行|执行|实施|有效)(?:至|到|[一二三四五六七八九十\d]{1,2}年)|截止|期限|自动(?:失效|废止)"
)
# Of the paper itself, not of a licence or a title that it speaks of.
_ITSELF = re.compile(
    r"本(?:办法|措施|政策|规定|细则|意见|规则|条例|标准|通知|文件|方案|实施)|施行|试行|起执行|起实施|之日|政策(?:有效|执行|期)"
)


def find_missing(document: PolicyDocument) -> str:
    """What a policy that pays leaves unsaid of its duration, in words; empty where it says both or need not."""
    titles = " ".join([document.title, *document.other_titles])
    kind = document.other_titles[-1] if document.other_titles else document.title
    if not document.measures or not _SETS_RULES.search(titles) or _SETS_NONE.search(kind):
        return ""
    told = [
        sentence
        for clause in document.clauses
        for sentence in re.split("[。;\n]", plain(clause.text))
        if _ITSELF.search(sentence)
    ]
    missing = []
    if document.effective_from is None and not any(map(_FROM.search, told)):
        missing.append("施行日期")
    if document.effective_to is None and not any(map(_TO.search, told)):
        missing.append("有效期")
    whole = document.completeness == "complete"
    lost = "" if whole else "；原文有缺损或删减，可能是缺失"
    return f"没有读到{'和'.join(missing)}{lost}" if missing else ""
