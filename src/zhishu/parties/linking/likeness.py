"""How like a holder's name and a party's are: points for what agrees, caps for what speaks against, each with its reason."""

from __future__ import annotations

from dataclasses import dataclass

from zhishu.parties.linking.alignment import align
from zhishu.parties.linking.holder_name import HolderName, lies_within
from zhishu.parties.linking.keys import spell_place
from zhishu.parties.linking.lookalikes import Lookalikes
from zhishu.parties.linking.readings import Readings
from zhishu.parties.linking.slips import Slip, find_slip
from zhishu.parties.linking.words import LinkingWords

EQUAL = 100
SAME_NAME = "名称相同"


@dataclass(frozen=True)
class Likeness:
    """The points of 100 that a pair of names comes to, and why, in words for an officer."""

    score: int
    reasons: tuple[str, ...]


class _Tally:
    """Points, the lowest cap so far, and the reasons told."""

    def __init__(self, words: LinkingWords) -> None:
        self._words = words
        self._points = 0
        self._cap = EQUAL
        self._reasons: list[str] = []

    def add(self, weight: str, reason: str) -> None:
        self._points += self._words.weights[weight]
        self._reasons.append(reason)

    def cap(self, name: str, reason: str) -> None:
        self._cap = min(self._cap, self._words.caps[name])
        self._reasons.append(reason)

    def total(self) -> Likeness:
        return Likeness(min(self._points, self._cap, EQUAL), tuple(self._reasons))


class Comparison:
    """Compares names by the words of the rulebook and the readings of characters."""

    def __init__(self, words: LinkingWords, readings: Readings, lookalikes: Lookalikes) -> None:
        self.words = words
        self.readings = readings
        self.lookalikes = lookalikes

    def compare(self, holder: HolderName, party: HolderName, *, former: bool = False) -> Likeness:
        """The likeness of a holder's name and a name of a party; former: the party bore it before."""
        tally = _Tally(self.words)
        if holder.is_masked:
            return Likeness(0, ("名称有遮盖，看不出是谁",))
        if holder.text == party.text:
            if former:
                return Likeness(
                    self.words.caps["former"], (f"与这家企业的曾用名“{party.text}”相同",)
                )
            return Likeness(EQUAL, (SAME_NAME,))
        if former:
            tally.cap("former", f"与这家企业的曾用名“{party.text}”比对")
        if holder.is_foreign:
            self._compare_foreign(tally, holder, party)
            return tally.total()
        slip = find_slip(holder.text, party.text)
        part = ""
        if slip is not None:
            if self._is_another_in_order(slip):
                told = "、".join(one for one in (slip.found, slip.meant) if one)
                tally.cap("ordinal_different", f"只差“{told}”：序数、方位不同的是两家")
            if not _is_read_alike(holder, party):
                aligned = align(holder, party, slip)
                holder, part = aligned.name, aligned.part
        self._compare_trade_names(tally, holder, party)
        if slip is not None and part == "place" and holder.regions == party.regions:
            tally.add("place_slip", f"地区差一字：“{slip.found}”应为“{slip.meant}”")
        else:
            self._compare_places(tally, holder, party)
        self._compare_trades(tally, holder, party)
        if part == "ending":
            tally.add("form_slip", f"组织形式差一字，应为{party.ending.word}")
        else:
            self._compare_endings(tally, holder, party)
        if part == "branch":
            tally.cap("branch_unsure", f"分支的名称差一字，应为{party.branch}")
        else:
            self._compare_branches(tally, holder, party)
        return tally.total()

    def _compare_trade_names(self, tally: _Tally, holder: HolderName, party: HolderName) -> None:
        mine, theirs = holder.trade_name, party.trade_name
        if mine == theirs and (mine or holder.regions & party.regions):
            tally.add("trade_name_same", f"字号相同：{mine}" if mine else "都以地区为名")
        elif (slip := find_slip(mine, theirs)) and min(len(mine), len(theirs)) >= 2:
            tally.add("trade_name_slip", f"字号差一字：{mine}、{theirs}")
            if self._is_another_in_order(slip):
                tally.cap("ordinal_different", "字号只差序数或方位，是两家")
            if self.readings.sound_alike(mine, theirs):
                tally.add("trade_name_sounds", "字号读音相同")
        else:
            tally.cap("trade_name_different", f"字号不同：{mine or '没有'}、{theirs or '没有'}")

    def _compare_places(self, tally: _Tally, holder: HolderName, party: HolderName) -> None:
        mine, theirs = holder.regions, party.regions
        if holder.zone != party.zone:
            tally.add("place_missing", f"只有一方写了{holder.zone or party.zone}")
        elif not mine and not theirs:
            tally.add("place_same", "都没有写地区")
        elif not mine or not theirs:
            tally.add("place_missing", f"只有一方写了地区：{holder.place or party.place}")
            if not self.readings.sound_alike(holder.trade_name, party.trade_name):
                tally.cap("trade_name_different", "地区不能印证，字号又不同音")
        elif mine & theirs:
            tally.add("place_same", f"地区相同：{party.place}")
        elif lies_within(mine, theirs) or lies_within(theirs, mine):
            # 福建鑫源 and 福州鑫源 are entered in two registers: two firms.
            tally.cap("place_within", f"地区一大一小：{holder.place}、{party.place}")
        else:
            tally.cap("place_different", f"地区不同：{holder.place}、{party.place}")

    def _compare_trades(self, tally: _Tally, holder: HolderName, party: HolderName) -> None:
        mine, theirs = holder.trade, party.trade
        if mine == theirs:
            tally.add("industry_same", f"行业相同：{mine}" if mine else "都没有写行业")
            return
        if holder.groups != party.groups:
            tally.cap("group_different", "一方是集团或控股公司：集团和成员是两家")
        if (slip := find_slip(mine, theirs)) and not self.words.covers(mine):
            sure = self._is_sure_slip(slip)
            weight = "industry_slip" if sure else "industry_extended"
            tally.add(weight, f"行业差一字：{mine}、{theirs}")
        elif not mine or not theirs:
            tally.add("industry_missing", f"只有一方写了行业：{mine or theirs}")
        elif mine in theirs or theirs in mine:
            tally.add("industry_extended", f"行业一长一短：{mine}、{theirs}")
        else:
            tally.cap("industry_different", f"行业不同：{mine}、{theirs}")

    def _is_another_in_order(self, slip: Slip) -> bool:
        """一厂 and 二厂, 电机厂 and 老电机厂; not 恒大 for 恒达."""
        return {*slip.found, *slip.meant} <= self.words.ordinals

    def _is_sure_slip(self, slip: Slip) -> bool:
        """Left out, turned round, sounding or looking alike: what a hand or a reader gets wrong.

        光缆 for 电缆 is another trade, though the list of trade words may not have it.
        """
        return (
            not slip.found
            or len(slip.found) == 2
            or self.readings.sound_alike(slip.found, slip.meant)
            or self.lookalikes.look_alike(slip.found, slip.meant)
        )

    def _compare_endings(self, tally: _Tally, holder: HolderName, party: HolderName) -> None:
        mine, theirs = holder.ending, party.ending
        related = self.words.related_forms
        if mine.body == theirs.body and mine.form == theirs.form:
            tally.add(
                "form_same", f"组织形式相同：{theirs.word}" if theirs.word else "都没有写形式"
            )
        elif mine.body == theirs.body and {mine.form, theirs.form} <= related:
            tally.add("form_related", f"组织形式不同：{mine.word}、{theirs.word}，可能改制")
        elif not mine.body or not theirs.body:
            tally.add("form_related", f"只有一方写了组织形式：{mine.word or theirs.word}")
        else:
            tally.cap("body_different", f"单位形态不同：{mine.word}、{theirs.word}")

    def _compare_branches(self, tally: _Tally, holder: HolderName, party: HolderName) -> None:
        mine, theirs = holder.branch, party.branch
        followers = tuple(self.words.followers)
        if mine == theirs:
            return
        if theirs and not mine:
            tally.cap("branch_of_holder", f"登记的是分支：{theirs}")
        elif theirs:
            tally.cap("branch_different", f"分支不同：{mine}、{theirs}")
        elif mine.endswith(followers):
            tally.cap("branch_follows", f"“{mine}”不是独立法人，随{party.text}")
        elif any(word in mine for word in self.words.apart):
            tally.cap("branch_apart", f"“{mine}”另有法人资格，不是{party.text}")
        else:
            tally.cap("branch_unsure", f"“{mine}”是否独立，请核对")

    def _compare_foreign(self, tally: _Tally, holder: HolderName, party: HolderName) -> None:
        """A name in Latin letters: the place and trade name spelt out, the trade translated; never sure."""
        tally.cap("foreign", "外文名称按读音和译意比对，要由人确定")
        words = [one for one in holder.words if one not in self.words.foreign_forms]
        spelt = self.readings.ways(party.trade_name)
        found = next(
            (
                (start, end)
                for start in range(len(words))
                for end in range(start + 1, len(words) + 1)
                if "".join(words[start:end]) in spelt
            ),
            None,
        )
        if found is None or len(party.trade_name) < 2:
            tally.cap("trade_name_different", "字号的拼音不在外文名称里")
            return
        start, end = found
        tally.add("foreign_trade_name", f"字号的拼音相同：{party.trade_name}")
        place = "".join(words[:start])
        if place and place.endswith(self._spelt_places(party)):
            tally.add("foreign_place", f"地区的拼音相同：{party.place}")
        elif place:
            tally.cap("place_different", f"地区的拼音不同：{place}、{party.place or '没有写'}")
        translated = {one for word in words[end:] for one in self.words.foreign.get(word, ())}
        if any(one in party.trade for one in translated):
            tally.add("foreign_industry", f"行业译意相同：{party.trade}")
        if holder.words[-1] in self.words.foreign_forms and party.ending.body == "company":
            tally.add("form_same", "都是公司")

    def _spelt_places(self, party: HolderName) -> tuple[str, ...]:
        return tuple(way for place in party.places for way in spell_place(place, self.readings))


def _is_read_alike(holder: HolderName, party: HolderName) -> bool:
    """Whether the names agree in all but the place: 福州市 and 福州 differ by no slip."""
    return (holder.trade_name, holder.trade, holder.ending, holder.branch) == (
        party.trade_name, party.trade, party.ending, party.branch,
    )  # fmt: skip
