"""Who gets the money of the measures of a list of sums, and on what conditions."""

from __future__ import annotations

import re

from zhishu.policy.measures.beneficiaries import (
    find_anyone,
    find_beneficiary,
    find_borrower,
    find_condition,
    find_natural_person,
    find_recipient,
    fulfil,
    is_anyone,
    name_tier,
    names_all,
)
from zhishu.policy.measures.drafts import BREAK, Context, Draft
from zhishu.policy.measures.meant import names_no_one
from zhishu.policy.measures.names import mask, says_who
from zhishu.policy.measures.tiers import name_rows, name_tiers, reach_tier

_HIMSELF = re.compile(r"(?:给予?|奖励?|补助|补贴|资助|发给?)其?本人")
_TRIM = re.compile(
    r"^(?:[，,；;:：。\s▶●◆■·•]|答:|对(?!外)|凡|其中|同时|并|且|鼓励|支持)+|[，,；;:：。\s]+$"
)
_VERB_PIECE = re.compile(
    r"^(?:按照?|给予|予以|分别|每|一次性|择优|最高|不超过|各|单|同一|奖励|资助|补助|补贴|由|再|(?:标准|方式|额度|内容)$)"
)


def name_drafts(
    text: str,
    start: int,
    begun: list[Draft],
    limit: int,
    made: list[Draft],
    before: list[Draft],
    context: Context,
) -> None:
    """Who gets the money of the measures of a group, and on what conditions."""
    first, last = begun[0], begun[-1]
    words = text[first.start : first.at]
    behind = text[last.end : min(limit, last.end + 60)]
    sentence = text.find("。", last.end, last.end + 60)
    behind = behind if sentence < 0 else behind[: max(0, sentence - last.end)]
    who = find_borrower(words) if first.form == "担保贷款" else None
    if _HIMSELF.search(words[-12:] + BREAK.split(behind)[0][:12]):
        who = find_natural_person(text[start : first.at])
    who = who or find_beneficiary(words, behind)
    given = who is not None and who == find_recipient(_last_words(words), mask(behind)[:16])
    if who is None and not made and not before:
        who = find_beneficiary(text[start : first.start], "")
    guessed = False
    if who is None:
        who, guessed = _carried(words, first, made, before, context)
    conditions = _conditions(words, who)
    sums = len({draft.at for draft in begun})
    tiers = name_rows(words, sums) if len(begun) > sums else name_tiers(words, sums)
    for index, draft in enumerate(begun):
        tier = tiers[index] if sums > 1 and len(tiers) == len(begun) else None
        named = len(begun) > sums or (
            who is not None
            and tiers
            and (
                (who in tiers[-1] and (who != tiers[-1] or names_all(tiers)))
                or (who in tiers[0] and names_all(tiers))
            )
        )
        tier_named = name_tier(tier) if tier and named else None
        draft.who = tier_named if names_no_one(who) or not names_no_one(tier_named) else who
        draft.who = draft.who or who
        bare = tier and not named and not any(one[0].isdigit() for one in tiers)
        if tier and bare and who is not None and who.endswith("的"):
            draft.who = reach_tier(tiers[0], tier)
        draft.guessed, draft.given = guessed, given
        draft.conditions = (tier,) if tier else conditions


def _last_words(words: str) -> str:
    return BREAK.split(mask(words))[-1]


def _carried(
    words: str, first: Draft, made: list[Draft], before: list[Draft], context: Context
) -> tuple[str | None, bool]:
    """Who the words before go on about: of the sentence, of the clause, of a sentence before it.

    And whether that is a guess, which what the document says of all its money is better than.
    """
    condition = find_condition(words)
    if condition and says_who(mask(condition)):
        return condition, False
    if condition:
        # In one sentence the same one is spoken of: 企业授权专利奖5千元；获驰名商标的奖50万元.
        if made and not names_no_one(made[-1].who):
            return made[-1].who, False
        return fulfil(condition, context.who or (before[-1].who if before else None)), False
    earlier = made[-1].who if made else None
    if earlier or context.who:
        return earlier or context.who, False
    earlier = before[-1].who if before else None
    if earlier is not None and is_anyone(earlier):
        return earlier, True
    own = find_anyone(words)
    return (own, True) if own is not None or first.is_lost else (earlier, True)


def _conditions(words: str, who: str | None) -> tuple[str, ...]:
    """The conditions as printed, without who fulfils them."""
    found: list[str] = []
    for piece in re.split(r"[，,；;:：]", words):
        bare = _TRIM.sub("", piece)
        stop = re.search(
            r"(?:按照?(?!期|时)|给予|予以|分别|一次性|奖励|资助|补助|补贴)[^的]{0,16}$", bare
        )
        bare = bare[: stop.start()] if stop else bare
        if who and who.endswith("的"):
            pass
        elif who and bare.endswith(who):
            bare = bare.removesuffix(who)
        elif who and bare.startswith(who):
            bare = bare.removeprefix(who)
        bare = bare.rstrip("的再并")
        if len(bare) >= 2 and not _VERB_PIECE.match(bare):
            found.append(bare)
    return tuple(found[:4])
