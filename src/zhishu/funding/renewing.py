"""A rule that stands, carried on to a new version of its clause: new figures from their day on, old ones kept before."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date
from typing import Any

from zhishu.funding.touching import FigureDifference
from zhishu.rules.loading import load_yaml
from zhishu.rules.writing import write_yaml


def renew_rule(
    text: str,
    differences: Iterable[FigureDifference],
    *,
    since: date,
    clause: str,
    digest: str,
) -> str:
    """The text of a rule with the figures of the new version added from its day on, and the digest of its words.

    A figure for which the clause prints several others, or none, stays open: which is meant is for an officer.
    A rule that has a value of that day or later is not touched there.
    """
    content: dict[str, Any] = dict(load_yaml(text, where="规则"))
    content["source"] = {**content["source"], "words_digest": digest}
    still_open = list(content.get("open") or ())
    parameters = {name: dict(one) for name, one in (content.get("parameters") or {}).items()}
    for one in differences:
        values = dict(parameters[one.parameter]["values"])
        if len(one.printed) == 1 and max(values) < since.isoformat():
            values[since.isoformat()] = {
                "value": one.printed[0], "clause": clause, "verified": False,
            }  # fmt: skip
            parameters[one.parameter]["values"] = values
        else:
            still_open.append(
                f"数字：{one.title}，规则{one.rule_words}，这一条原文{one.printed_words}"
            )
    if parameters:
        content["parameters"] = parameters
    if still_open:
        content["open"] = still_open
    return write_yaml(content)
