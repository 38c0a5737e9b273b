"""Real laws are read to their articles in order and their chapters; real 文号 are read wherever they stand."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest

from law_checking import is_law, misses
from policy_numbers import NOTICE, PRINTED, cited_number, own_number, real_numbers, stored
from zhishu.importers.policy_page import page_as_json, read_page

OWN = "云知发〔2024〕3号"


def read(text: str) -> list[dict[str, Any]]:
    found: list[dict[str, Any]] = page_as_json(read_page(text.encode()), evidence=False)[
        "documents"
    ]
    return found


@pytest.mark.samples
def test_every_law_on_intellectual_property_is_read_to_its_articles(samples: Path) -> None:
    laws = 0
    for path in sorted((samples / "data/policy/laws_md/ip").glob("*.md")):
        text = path.read_text("utf-8")
        if is_law(text):
            laws += 1
            assert misses(text, read(text)) == [], path.name
    assert laws > 60


LAW = """# 云澜市知识产权促进条例
{contents}
## 第一章 总则

第九百九十九条 为了促进知识产权工作，根据《某法》，制定本条例。

第一千条 市人民政府领导知识产权工作。第一千零一条 市知识产权局主管知识产权工作。

第一千零二条 违反本条例
第一千条的规定的，依照第三条处理。

## 第二章 附则

第一千零三条 本条例自2025年1月1日起施行。
"""
ARTICLES = ["第九百九十九条", "第一千条", "第一千零一条", "第一千零二条", "第一千零三条"]


@pytest.mark.parametrize(
    "contents",
    [
        "",
        "目 录\n第一章 总则\n第二章 附则\n",
        "第一章 总则\n第二章 附则\n",
        "## 第一章 总则 第二章 附则\n",
    ],
)
def test_articles_beyond_a_thousand_and_contents_of_any_print(contents: str) -> None:
    [document] = read(LAW.format(contents=contents))
    paths = [clause["path"] for clause in document["clauses"] if clause["path"]]
    assert paths == ["第一章", *ARTICLES[:4], "第二章", ARTICLES[4]]


@pytest.mark.parametrize("printed", PRINTED)
def test_a_number_is_read_however_it_is_printed(printed: str) -> None:
    number = PRINTED[printed]("川办发〔2020〕108号")
    assert own_number(read(NOTICE.format(number=number, cited=OWN))) == "川办发〔2020〕108号"
    assert cited_number(read(NOTICE.format(number=OWN, cited=number))) == "川办发〔2020〕108号"


@pytest.mark.samples
def test_every_real_number_is_parsed_and_some_are_read_in_a_notice(samples: Path) -> None:
    numbers = list(real_numbers(samples))
    assert len(numbers) > 3000
    for place, printed in enumerate(numbers):
        wanted = stored(printed)
        if place % 100 == 0:
            assert own_number(read(NOTICE.format(number=printed, cited=OWN))) == wanted
            assert cited_number(read(NOTICE.format(number=OWN, cited=printed))) == wanted
