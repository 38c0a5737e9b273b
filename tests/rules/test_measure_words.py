"""The clauses that shipped measures stand in, read from their documents: title, days and words are those of the measure."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

from zhishu.demo.files import POLICIES
from zhishu.flows.read_policy import read_policy_file
from zhishu.policy.bare_title import bare_title
from zhishu.policy.words_digest import words_digest
from zhishu.rules.measure import Measure
from zhishu.rules.rulebook import SHIPPED, Rulebook

MEASURES = Rulebook((SHIPPED,)).measures
SEEDS = ("000*.txt", "002*.txt")


def read(paths: Iterator[Path]) -> dict[str, dict[str, Any]]:
    """Documents by each of their titles."""
    documents = [one for path in paths for one in read_policy_file(path)["documents"]]
    return {
        bare_title(title): document
        for document in documents
        for title in (document["title"], *document["other_titles"])
    }


def check(measure: Measure, documents: dict[str, dict[str, Any]]) -> None:
    source = measure.source
    document = documents[bare_title(source.title)]
    for told, printed in (
        (source.issued_on, document["issued_on"]),
        (source.effective_from, document["effective_from"]),
        (source.effective_to, document["effective_to"]),
    ):
        assert printed in (None, told and told.isoformat())
    digests = {words_digest(one["heading"], one["text"]) for one in document["clauses"]}
    # What is lost as a whole has no words.
    assert source.words_digest in digests or (measure.is_lost and not source.words_digest)


def test_the_demo_city_s_measures_have_the_words_of_its_policies() -> None:
    documents = read(iter(sorted(POLICIES.iterdir())))
    found = [one for name, one in MEASURES.items() if name.startswith("demo/")]
    assert len(found) == 9
    for measure in found:
        assert measure.synthetic
        check(measure, documents)


@pytest.mark.samples
def test_measures_have_the_words_of_the_source_documents(samples: Path) -> None:
    paths = (path for pattern in SEEDS for path in sorted((samples / "seeds").glob(pattern)))
    documents = read(paths)
    found = [
        one
        for name, one in MEASURES.items()
        if name.startswith("361000/") or name == "national/operations_city/3"
    ]
    assert len(found) == 53
    for measure in found:
        check(measure, documents)
