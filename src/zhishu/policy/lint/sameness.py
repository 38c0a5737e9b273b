"""Whether two measures pay for the same thing: by their words without sums, and by level, grade and kind."""

from __future__ import annotations

import re
from dataclasses import dataclass
from decimal import Decimal

from zhishu.policy.document import Measure
from zhishu.policy.lint.wording import plain

# Words that tell two measures apart however alike the rest is.
_MARKS = re.compile(
    r"国家级?|省级?|市级|县级|区级|国际|世界|示范|优势|试点|金奖|银奖|优秀奖|特等|[一二三]等奖|发明|实用新型|外观设计|国内|国外|境外|海外|首次|复审|复核|新增|续展"
    r"|地理标志|商标|版权|著作权|专利|布图|商业秘密|质押|保险|许可|转让|导航|认证|贯标|维权|评估|人才|平台|机构|园区|县区|高校|个人|自然人|法人|小微|规上|申请|授权|年费"
)
_SUM = re.compile(
    r"[\d.,]{1,14}(?:[万千百亿]?元|%|件|项|个|家|年)?|[一二三四五六七八九十百千]{1,6}[万千]?元"
)
_COMMON = re.compile(
    r"给予|予以|资助|补助|补贴|奖励|奖补|奖金|支持|扶持|一次性|最高|不超过|每[年件项个家]|单个|分别|的|对|按|企业|单位|项目|资金|进行|开展|[,;:。、()《》“”\n]"
)
# So many pairs of characters tell what is paid for; so large a share of them is shared.
_LEAST, _ALIKE = 5, Decimal("0.75")


@dataclass(frozen=True)
class Thing:
    """What a measure pays for, ready to be compared."""

    measure: Measure
    marks: frozenset[str]
    pairs: frozenset[str]

    @classmethod
    def of(cls, measure: Measure) -> Thing:
        """The words of a measure, its conditions among them, without its sums."""
        words = _SUM.sub("", plain(f"{measure.beneficiary or ''},{measure.text}"))
        bare = _COMMON.sub("", words)
        pairs = frozenset(bare[at : at + 2] for at in range(len(bare) - 1))
        return cls(measure, frozenset(_MARKS.findall(words)), pairs)

    def likeness(self, other: Thing) -> Decimal:
        """Of the pairs of the shorter the share that both have; 0 where marks differ or words are too few."""
        least = min(len(self.pairs), len(other.pairs))
        if least < _LEAST or self.marks != other.marks:
            return Decimal(0)
        return Decimal(len(self.pairs & other.pairs)) / least

    def is_same(self, other: Thing) -> bool:
        """Whether both pay for the same thing."""
        return self.likeness(other) >= _ALIKE


def top(measure: Measure) -> Decimal | None:
    """The most that a measure pays, in 元; None where no sum is told."""
    sums = [one for one in (measure.amount, measure.amount_max, measure.cap) if one is not None]
    return max(sums) if sums else None
