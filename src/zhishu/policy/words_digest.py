"""The digest that tells whether a clause still has the words that a rule was written from."""

from __future__ import annotations

import hashlib

from zhishu.policy.review.reading import clause_words


def words_digest(heading: str | None, text: str) -> str:
    """SHA-256 of a clause's heading and text, white space left out: line breaks differ between pages."""
    words = "".join(clause_words(heading, text).split())
    return hashlib.sha256(words.encode()).hexdigest()
