"""What a register prints of how a right stands, read by its words.

`撤销/无效宣告申请审查中` and `部分无效` hold the words of an end and are none: the first line of the table whose
words stand there decides.
"""

from __future__ import annotations

from typing import Literal

# grace: past its term, but can still be renewed; expired: past its term; asked: only asked for.
Printed = Literal["standing", "ceased", "expired", "grace", "asked", ""]

_ENDS = ("无效", "失效", "终止", "撤销", "注销", "放弃")
_UNDER_WAY = ("审查中", "审理中", "审核中", "复审中", "办理中", "申请中", "受理", "待审")
# One word of each group must stand there.
_LINES: tuple[tuple[Printed, tuple[tuple[str, ...], ...]], ...] = (
    ("ceased", (("宽展期满", "宽展期已满", "宽展期届满", "宽展期内未"),)),
    ("grace", (("宽展",),)),
    ("standing", (("部分",), _ENDS)),
    ("standing", (("维持有效", "维持注册", "继续有效"),)),
    ("standing", (_UNDER_WAY, _ENDS)),
    ("asked", (_UNDER_WAY,)),
    ("ceased", (_ENDS,)),
    ("expired", (("届满", "有效期满", "专用期满", "保护期满"),)),
    ("asked", (("申请", "等待", "未注册", "未授权", "未登记", "不予"),)),
    ("standing", (("有效", "维持", "注册", "授权", "登记"),)),
)


def read_printed(printed: str | None) -> Printed:
    """How a right stands by what was printed; empty where that tells nothing."""
    for found, groups in _LINES:
        if all(any(word in (printed or "") for word in group) for group in groups):
            return found
    return ""
