"""Proposals of a language model: what is asked, how an answer is read, and what of it stands in the source."""
