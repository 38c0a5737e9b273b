"""Titles for comparing: the same document is cited in many spellings."""

from __future__ import annotations

import re

from zhishu.base.text import inner_title


def bare_title(title: str) -> str:
    """A title for comparing: what a notice issues, without quotes, blanks, year dashes and bracket kinds."""
    bare = inner_title(title) or title
    return re.sub(r"[\s《》〈〉<>—─–\-]", "", bare).replace("（", "(").replace("）", ")")
