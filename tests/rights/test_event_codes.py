"""The table of event codes: shipped, strict, an office's own over it."""

from __future__ import annotations

from datetime import date
from pathlib import Path

import pytest

from zhishu.flows.derive_patents import load_event_codes
from zhishu.rights.event_codes import read_event_codes
from zhishu.rights.legal_status import LegalEvent, effect_of
from zhishu.rules.loading import RulebookError, load_yaml
from zhishu.rules.rulebook import load_rulebook

GOOD = """event_codes: 代码
source: 公报
codes:
  CF01: {meaning: 终止, effect: ceases}
"""


@pytest.mark.samples
def test_every_code_of_the_real_lists_that_ends_or_revives_a_right_is_known(
    samples: Path,
) -> None:
    codes = load_event_codes(load_rulebook())
    headings = samples / "data/patents/headings"
    national = (headings / "cnipa_prs_codes.tsv").read_text(encoding="utf-8").split("\n")[1:]
    assert {line.split("\t")[0] for line in national if line} <= codes.keys()
    # The international list marks them; codes of the nineties that the gazette no longer uses
    # (EXPY, MK4A and the like) have no reading of their own here.
    effects = {"H": {"ceases"}, "B": {"ends_filing"}, "K": {"restores"}, "G": {"extends"}}
    wanted = {}
    lines = (headings / "cn_legal_codes_inpadoc_2024.tsv").read_text(encoding="utf-8").split("\n")
    for line in lines[1:]:
        code, _, _, kind, *_ = (*line.split("\t"), "", "", "", "")
        if kind in effects and code in codes:
            wanted[code] = effects[kind]
    assert {"CF01", "AV01", "AD01", "CX01", "IW01", "WD01", "RJ01", "RR01", "TG01"} <= wanted.keys()
    assert {code: {codes[code].effect} for code in wanted} == wanted


@pytest.mark.parametrize(
    ("text", "line", "says"),
    [
        (GOOD.replace("ceases", "kills"), 4, "effect"),
        (GOOD.replace("meaning: 终止, ", ""), 4, "meaning"),
        (GOOD.replace("effect: ceases", "effect: ceases, until: 3"), 4, "until"),
        (GOOD.replace("source: 公报\n", ""), 1, "source"),
        (GOOD + "  CF01: {meaning: 又一次, effect: none}\n", 5, "CF01"),
    ],
)
def test_a_bad_table_is_refused_by_line(text: str, line: int, says: str) -> None:
    with pytest.raises(RulebookError) as told:
        read_event_codes(load_yaml(text, where="codes.yaml"), where="codes.yaml")
    assert says in told.value.what
    assert f"第{line}行" in told.value.where


def test_words_narrow_an_effect() -> None:
    codes = read_event_codes(
        load_yaml(
            GOOD + "  IP01: {meaning: 无效, effect: ceases, only_where: 全部无效}\n", where="x"
        ),
        where="x",
    )
    day = date(2020, 1, 1)
    assert effect_of(LegalEvent("IP01", day, "宣告全部无效"), codes) == "ceases"
    assert effect_of(LegalEvent("IP01", day, "宣告部分无效"), codes) == "none"
    assert effect_of(LegalEvent("CF01", day), codes) == "ceases"
    assert effect_of(LegalEvent("XX01", day), codes) == "none"


def test_an_office_lays_its_own_table_over_the_shipped_one(tmp_path: Path) -> None:
    folder = tmp_path / "rulebook" / "local"
    folder.mkdir(parents=True)
    (folder / "legal_event_codes.yaml").write_text(GOOD.replace("ceases", "none"), encoding="utf-8")
    codes = load_event_codes(load_rulebook(tmp_path / "rulebook"))
    assert (codes["CF01"].effect, codes["IW01"].effect) == ("none", "ceases")
