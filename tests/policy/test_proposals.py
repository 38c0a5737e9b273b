"""Proposals of a language model: what stands in the source is accepted with its places, an answer that is none is told."""

from __future__ import annotations

import json

import pytest

from proposed_policy import (
    BASIS,
    COUNT,
    CREATE,
    DOCUMENT,
    EVERY,
    FIRST,
    HONEST,
    SECOND,
    TIMES,
    USE,
    checked,
    honest,
)
from standin_model import completion
from zhishu.policy.proposals.reply import check_answer


def test_an_honest_answer_is_accepted_whole_and_every_value_has_its_place() -> None:
    told = checked(HONEST)
    assert (told["refused"], told["duplicates"], told["fault"]) == ([], 0, None)
    assert len(told["accepted"]) == COUNT
    clauses = {one["path"]: one for one in DOCUMENT["clauses"]}
    for one in told["accepted"]:
        for place in one["places"]:
            words = clauses[place["clause"]][place["part"]][place["start"] : place["end"]]
            assert words, place
            value = one["item"].get(place["field"])
            if isinstance(value, str) and place["field"] != "deadline":
                assert words.replace("\n", "") == value


def test_what_is_accepted_has_the_shape_of_what_is_read() -> None:
    """So that a page can show both in one way."""
    for one in checked(HONEST)["accepted"]:
        read = DOCUMENT[one["kind"]]
        if read:
            assert set(one["item"]) == set(read[0])
    [target, *_] = [one["item"] for one in checked(HONEST)["accepted"] if one["kind"] == "targets"]
    assert (target["value"], target["unit"], target["deadline"]) == (1800, "件", "2027")


# whole answers: bytes, why none of it is used
ANSWERS: dict[str, tuple[bytes, str]] = {
    "nothing": (b"", "不是完整的JSON"),
    "no JSON": (b"Bad Gateway", "不是完整的JSON"),
    "not UTF-8": (b'{"choices": "\xff"}', "不是完整的JSON"),
    "half an answer": (completion(HONEST)[:-40], "不是完整的JSON"),
    "half a content": (completion(json.dumps(HONEST)[:-20]), "不是完整的JSON"),
    "broken off by its length": (completion(HONEST, "length"), "没有说完"),
    "a filter's word": (completion("{}", "content_filter"), "没有说完"),
    "an error": (b'{"error": {"message": "x"}}', "不是一次对话补全"),
    "a list": (b"[1, 2]", "不是一次对话补全"),
    "no choice": (b'{"choices": []}', "不是一次对话补全"),
    "two choices": (
        json.dumps({"choices": json.loads(completion(HONEST))["choices"] * 2}).encode(),
        "不是一次对话补全",
    ),
    "a choice that is none": (b'{"choices": ["x"]}', "不是一次对话补全"),
    "a call of a tool": (
        json.dumps(
            {"choices": [{"message": {"content": None, "tool_calls": []}, "finish_reason": "stop"}]}
        ).encode(),
        "没有文字",
    ),
    "words around it": (
        completion(f"好的：```json\n{json.dumps(HONEST)}\n```"),
        "不是完整的JSON",
    ),
    "a list of items": (completion([HONEST]), "不是约定的形状"),
    "another key": (completion({**HONEST, "command": "rm"}), "不是约定的形状"),
    "an object for a list": (completion({"targets": {}}), "不是约定的形状"),
    "a key said twice": (completion('{"tasks": [], "tasks": []}'), "不是完整的JSON"),
    "not a number": (completion('{"targets": [{"value": NaN}]}'), "不是完整的JSON"),
    "a number that grows": (completion('{"targets": [{"value": 1e999999}]}'), "不是完整的JSON"),
    "a number beyond measure": (
        completion('{"targets": [{"value": ' + "9" * 5000 + "}]}"),
        "不是完整的JSON",
    ),
    "depth": (completion("[" * 100_000), "不是完整的JSON"),
    "depth outside": (b"[" * 100_000, "不是完整的JSON"),
    "too large": (completion(" " * (1 << 20)), "太大"),
}


@pytest.mark.parametrize("name", ANSWERS)
def test_an_answer_that_is_none_is_told(name: str) -> None:
    answer, words = ANSWERS[name]
    told = check_answer(DOCUMENT, EVERY, answer)
    assert (told["accepted"], told["refused"]) == ([], [])
    assert words in told["fault"]


def test_an_envelope_may_hold_more_than_is_asked() -> None:
    envelope = json.loads(completion(HONEST))
    envelope |= {"created": 1.7e9, "usage": {"total_tokens": 9}, "x": [1e-05, None]}
    told = check_answer(DOCUMENT, EVERY, json.dumps(envelope).encode())
    assert len(told["accepted"]) == COUNT


def test_what_was_not_asked_about_is_refused() -> None:
    asked = [FIRST - 1, SECOND - 1]
    told = checked(HONEST, asked)
    assert [one["kind"] for one in told["accepted"]] == ["measures"]
    assert {one["reason"] for one in told["refused"]} == {"unknown_clause"}


def test_what_the_program_found_is_not_proposed_again() -> None:
    again = {
        "targets": [
            {
                "clause": CREATE,
                "text": "每年新增贯标企业20家",
                "indicator": "贯标企业",
                "value": 20,
                "unit": "家",
                "comparator": "=",
                "period": "每年",
                "quotes": {"indicator": "贯标企业", "value": "20家", "period": "每年"},
            }
        ],
        "measures": [
            {
                "clause": FIRST,
                "text": "一次性奖励5万元",
                "amount": 50000,
                "quotes": {"amount": "奖励5万元"},
            }
        ],
    }
    told = checked(again)
    assert (told["accepted"], told["refused"], told["duplicates"]) == ([], [], 2)


def test_an_item_said_again_and_again_is_one() -> None:
    told = checked({"targets": HONEST["targets"][:1] * 50})
    assert (len(told["accepted"]), told["duplicates"]) == (1, 49)


def test_more_proposals_than_a_document_can_hold_are_cut() -> None:
    told = checked({"targets": [honest("targets", deadline="2028")["targets"][0]] * 400})
    assert {one["reason"] for one in told["refused"]} == {"other_date", "too_many"}
    assert sum(one["reason"] == "too_many" for one in told["refused"]) == 1
    assert len(told["refused"]) == 201


def test_the_basis_is_what_the_tables_take_it_for() -> None:
    """The numbers of clauses that the tables use."""
    paths = [
        DOCUMENT["clauses"][number - 1]["path"]
        for number in (BASIS, CREATE, USE, FIRST, SECOND, TIMES)
    ]
    assert paths == ["一", "二(一)", "二(二)", "三(一)", "三(二)", "四"]
