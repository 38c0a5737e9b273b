"""The table of event codes: shipped, strict, an office's own over it."""

from __future__ import annotations

from datetime import date
from pathlib import Path
from typing import get_args

import pytest

from zhishu.flows.derive_patents import load_event_codes
from zhishu.rights.event_codes import read_event_codes
from zhishu.rights.legal_event import Effect, LegalEvent, read_event
from zhishu.rules.loading import RulebookError, load_yaml
from zhishu.rules.rulebook import load_rulebook

GOOD = """event_codes: 代码
source: 公报
codes:
  CF01: {meaning: 终止, effect: ceases}
"""


@pytest.mark.samples
def test_every_code_of_the_real_lists_is_known_and_does_what_its_class_says(samples: Path) -> None:
    codes = load_event_codes(load_rulebook())
    headings = samples / "data/patents/headings"
    national = (headings / "cnipa_prs_codes.tsv").read_text(encoding="utf-8").split("\n")[1:]
    assert {line.split("\t")[0] for line in national if line} <= codes.keys()
    # What the classes of the international list mean for the life of a right.
    effects = {
        "H": {"ceases"},
        "B": {"ends_filing"},
        "K": {"restores"},
        "C": {"restores"},
        "G": {"extends"},
        "F": {"grants", "none"},
        "M": {"none", "unclear"},
    }
    lines = (headings / "cn_legal_codes_inpadoc_2024.tsv").read_text(encoding="utf-8").split("\n")
    listed = [(*line.split("\t"), "", "", "")[:4] for line in lines[1:] if line]
    assert len(listed) == 110
    for code, _, _, kind in listed:
        assert codes[code].event_class == kind
        assert codes[code].effect in effects.get(kind, {"none"} if kind else get_args(Effect))


def test_whatever_does_something_rests_on_a_clause() -> None:
    for code in load_event_codes(load_rulebook()).values():
        assert code.basis
        if code.effect != "none" or (code.dealing and code.act != "renames"):
            assert "条" in code.basis or "办法" in code.basis, code.code


@pytest.mark.parametrize(
    ("text", "line", "says"),
    [
        (GOOD.replace("ceases", "kills"), 4, "effect"),
        (GOOD.replace("meaning: 终止, ", ""), 4, "meaning"),
        (GOOD.replace("effect: ceases", "effect: ceases, until: 3"), 4, "until"),
        (GOOD.replace("source: 公报\n", ""), 1, "source"),
        (GOOD + "  CF01: {meaning: 又一次, effect: none}\n", 5, "CF01"),
        (GOOD.replace("effect: ceases", "effect: ceases, stage: gone"), 4, "stage"),
        (GOOD.replace("effect: ceases", "effect: none, dealing: pledge"), 4, "dealing"),
        (
            GOOD + "  X01: {meaning: 一, effect: grants, by_value: [{where: 二, effect: none}]}\n",
            5,
            "授权",
        ),
        (
            GOOD + "  X01: {meaning: 一, effect: none, by_value: [{where: 二, effect: grants}]}\n",
            5,
            "授权",
        ),
        (GOOD + "  X01: {meaning: 一, effect: none, by_value: 二}\n", 5, "by_value"),
    ],
)
def test_a_bad_table_is_refused_by_line(text: str, line: int, says: str) -> None:
    with pytest.raises(RulebookError) as told:
        read_event_codes(load_yaml(text, where="codes.yaml"), where="codes.yaml")
    assert says in told.value.what
    assert f"第{line}行" in told.value.where


def test_words_of_the_value_decide() -> None:
    codes = load_event_codes(load_rulebook())

    def reading(code: str, value: str = "") -> tuple[str, str, str]:
        found = read_event(LegalEvent(code, date(2020, 1, 1), value), codes)
        return found.effect, found.stage, found.act

    assert reading("IP01", "宣告专利权全部无效") == ("ceases", "invalid", "")
    assert reading("IP01", "宣告专利权部分无效") == ("none", "partly_invalid", "")
    assert reading("IP01", "维持专利权有效") == ("none", "", "")
    # A part stands after it: what the decision says of the rest decides, not what it says of the part.
    partly = ("none", "partly_invalid", "")
    for code in ("IP01", "C32", "C35"):
        for value in (
            "宣告专利权部分无效，在权利要求2-6的基础上继续维持专利权有效",
            "权利要求1-3全部无效，在权利要求4-8的基础上维持有效",
            "审查结论：在权利要求4-8的基础上维持专利权有效",
        ):
            assert reading(code, value) == partly, (code, value)
        assert reading(code, "维持专利权全部有效") == ("none", "", "")
        assert reading(code, "宣告专利权全部无效") == ("ceases", "invalid", "")
    assert reading("C35") == reading("C32", "全部或部分无效") == ("unclear", "unclear", "")
    assert reading("C35", "全部无效") == ("ceases", "invalid", "")
    assert reading("PLDC", "质押合同登记的注销") == ("none", "", "ends")
    assert reading("PLDC", "质押合同登记的生效、变更及注销") == ("none", "", "unclear")
    assert reading("LICC", "合同备案的生效") == ("none", "", "begins")
    assert reading("RINS", "专利权的保全及其解除") == ("none", "", "unclear")
    assert reading("RINS", "专利权保全的解除") == ("none", "", "ends")
    assert reading("XX01") == ("none", "", "")


def test_an_office_lays_its_own_table_over_the_shipped_one(tmp_path: Path) -> None:
    folder = tmp_path / "rulebook" / "local"
    folder.mkdir(parents=True)
    (folder / "legal_event_codes.yaml").write_text(GOOD.replace("ceases", "none"), encoding="utf-8")
    codes = load_event_codes(load_rulebook(tmp_path / "rulebook"))
    assert (codes["CF01"].effect, codes["IW01"].effect) == ("none", "ceases")
