"""Ask a language model about the documents of a file that was read, and keep what stands in them.

The reading itself is not touched: proposals stand beside it, each with its places, unconfirmed. A
model that is away, late or wrong costs its proposals and nothing else, within a bounded time.
"""

from __future__ import annotations

import time
from collections import Counter
from collections.abc import Mapping
from typing import Any

from zhishu.base.errors import ZhishuError
from zhishu.flows.open_model import Model
from zhishu.importers.door import Door
from zhishu.policy.proposals.prompt import is_kept, make_request, split_clauses
from zhishu.policy.proposals.proposal import ORIGIN, STATE, source_of

# All questions about a file together take no longer than so many of one.
PATIENCE = 10


def propose_items(entry: Mapping[str, Any], model: Model, door: Door) -> dict[str, Any]:
    """The value of `proposals` for an entry of `files`: items, refusals with counts by reason, an error or null."""
    asking = _Asking(model, door)
    for index, document in enumerate(entry["documents"]):
        asking.ask_about(index, document)
    return asking.told()


class _Asking:
    """The questions about one file and what became of them."""

    def __init__(self, model: Model, door: Door) -> None:
        self._model, self._door = model, door
        self._deadline = time.monotonic() + PATIENCE * model.seconds
        self._items: list[dict[str, Any]] = []
        self._refused: list[dict[str, Any]] = []
        self._faults: Counter[str] = Counter()
        self._kept: list[int] = []
        self._questions = self._unasked = self._duplicates = 0
        self._error: ZhishuError | None = None

    def ask_about(self, index: int, document: dict[str, Any]) -> None:
        """Ask about the clauses of a document, some at a time, until an error ends it."""
        source = source_of(document)
        if is_kept(source):
            self._kept.append(index)
            return
        portions = split_clauses(source, self._model.characters)
        self._unasked += sum(bool(one.text or one.heading) for one in source.clauses)
        for asked in portions:
            left = self._deadline - time.monotonic()
            if self._error is None and left <= 0:
                self._error = ZhishuError(
                    "问完全部条款要的时间太长",
                    next_step="把ZHISHU_MODEL_SECONDS或ZHISHU_MODEL_CHARACTERS调大",
                    code="took_too_long",
                )
            if self._error is not None:
                return
            request = make_request(source, asked, self._model.name)
            try:
                answer = self._model.ask(request, min(left, self._model.seconds))
                told = self._door.answer(document, asked, answer)
            except ZhishuError as error:
                self._error = error
                return
            self._questions += 1
            self._unasked -= len(asked)
            self._keep(index, told)

    def _keep(self, index: int, told: Mapping[str, Any]) -> None:
        shared = {"origin": ORIGIN, "model": self._model.name, "state": STATE}
        self._items += [{"document": index, **shared, **one} for one in told["accepted"]]
        self._refused += [{"document": index, **one} for one in told["refused"]]
        self._duplicates += told["duplicates"]
        if told["fault"]:
            self._faults[told["fault"]] += 1

    def told(self) -> dict[str, Any]:
        """Everything, as JSON; duplicates, answers that were none and clauses not asked about are counted."""
        return {
            "model": self._model.name,
            "error": self._error
            and {
                "code": self._error.code,
                "message": self._error.what,
                "next_step": self._error.next_step,
            },
            "questions": self._questions,
            "unasked_clauses": self._unasked,
            "documents_kept_back": self._kept,
            "unusable_answers": dict(self._faults),
            "duplicates": self._duplicates,
            "refused_by_reason": dict(Counter(one["reason"] for one in self._refused)),
            "refused": self._refused,
            "items": self._items,
        }
