"""What is garbled is put back word for word; the maker of damage makes the same from the same seed."""

from __future__ import annotations

from pathlib import Path

import pytest

from policy_damage import DAMAGES, GARBLED, count_repaired, damage_text
from policy_scoring import load_cases
from zhishu.importers.policy_page import read_page
from zhishu.importers.reading.decode import decode

CASES = load_cases(Path(__file__).parent / "cases" / "development")
TEXT = """云澜市知识产权局关于开展知识产权保护工作的通知
云知发〔2025〕10号
各县区知识产权局：
一、总体要求
到2027年，全市有效发明专利达到5000件，知识产权质押融资金额达到20亿元。
二、工作措施
（一）加强专利保护。对首次获得认证的企业，一次性奖励10万元。（责任单位：市知识产权局、市财政局）
（二）完善工作机制。自受理之日起5个工作日内办结。
云澜市知识产权局
2025年3月10日
"""


@pytest.mark.parametrize("kind", DAMAGES)
def test_a_seed_makes_the_same_damage_and_the_file_can_be_read(kind: str) -> None:
    made = [damage_text(kind, TEXT, seed) for seed in range(4)]
    assert made == [damage_text(kind, TEXT, seed) for seed in range(4)]
    assert any(one.data != TEXT.encode() for one in made)
    assert all(read_page(one.data).read.documents for one in made)


@pytest.mark.parametrize("kind", [kind for kind in GARBLED if kind != "lost_lead_bytes"])
def test_garbled_lines_are_put_back_word_for_word(kind: str) -> None:
    repaired, garbled, wrong = count_repaired(damage_text(kind, TEXT, 3), TEXT)
    assert garbled
    assert (repaired, wrong) == (garbled, [])


def test_a_lost_lead_byte_is_restored_or_told_as_lost() -> None:
    """Most are restored; what bytes, reading and neighbours leave open is no guess but a loss."""
    right = total = 0
    for case in CASES[:12]:
        text = read_page(case.path.read_bytes()).file.text
        done, places, _ = count_repaired(damage_text("lost_lead_bytes", text, 3), text)
        right, total = right + done, total + places
    assert total > 20
    assert right >= 0.6 * total


@pytest.mark.parametrize(
    ("read", "written", "told"),
    [
        ("latin-1", "utf-8", "utf-8/latin-1"),
        ("cp1252", "gb18030", "gb18030/latin-1"),
        ("latin-1", "gb18030", "gb18030/latin-1"),
        ("gb18030", "utf-8", "utf-8/gb18030"),
    ],
)
def test_an_encoding_taken_for_another_is_taken_back(read: str, written: str, told: str) -> None:
    words = "关于促进知识产权运用的办法\n第一条　为了促进运用，制定本办法。"
    wrong = words.encode(written).decode(read, "replace")
    found = decode(wrong.encode())
    assert found.encoding == told
    # A byte that was lost on the way is a character that is told as lost, never another one.
    assert len(found.text) == len(words)
    assert all(new in (old, "\ufffd") for new, old in zip(found.text, words, strict=True))


@pytest.mark.parametrize(
    "text", ["café à la carte, naïve façade", "知识产权局\n联通", "plain", "№ 5 — «да»"]
)
def test_what_was_read_rightly_is_left_alone(text: str) -> None:
    assert decode(text.encode()).text == text
