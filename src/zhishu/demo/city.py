"""The patents of the demo city as numbers: what stands at each place, whatever is asked beside it."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, timedelta

import numpy as np
import pyarrow as pa

from zhishu.demo.chance import Draws, Flags, Numbers, day_number, gazette_days
from zhishu.demo.parties import DemoParty
from zhishu.demo.sheet import Choice, join, padded, where, words
from zhishu.demo.themes import THEMES

# The day the demo's data ends: nothing in it is later.
TODAY = date(2026, 10, 31)
FIRST_FILING = date(2012, 1, 4)
# The last filings are those of which the gazette can have told by then.
LAST_FILING = TODAY - timedelta(days=130)
LAST = day_number(TODAY)
NEVER = LAST + 100_000
# Numbers of a year and kind begin here and have seven digits.
FIRST_SERIAL = 9_000_000
MOST_PATENTS = 10_000_000

INVENTION, UTILITY_MODEL, DESIGN = 0, 1, 2
KINDS = ("发明", "实用新型", "外观设计")
_WEIGHTS = (2, 3, 4, 5, 6, 7, 8, 9, 2, 3, 4, 5)
# So many patents before it lies what a patent may cite, as shares of the whole city.
_CITED_BEFORE = (0.07, 0.09, 0.11, 0.14, 0.17, 0.2, 0.24, 0.29, 0.35, 0.42, 0.5, 0.6)

PERSON, STRANGER, SCHOOL, INSTITUTE, FIRM = range(5)
SURNAMES = [
    *("林", "赵", "何", "陈", "周", "吴", "郑", "冯", "褚", "卫", "蒋", "沈", "韩", "杨"),
    *("朱", "秦", "许", "吕", "张", "孔", "曹", "严", "华", "金", "魏", "陶", "姜"),
]
_STRANGERS = ("恒达", "中拓", "远图", "博衡")


@dataclass(frozen=True)
class Patents:
    """Applications side by side; a day that never came is NEVER, a second holder there is not is -1."""

    at: Numbers
    kind: Numbers
    theme: Numbers
    filed: Numbers
    published: Numbers
    granted: Numbers

    @property
    def known_from(self) -> Numbers:
        """The day from which the public knows it."""
        return np.minimum(self.published, self.granted)

    def some(self, rows: Numbers) -> Patents:
        """Those in some rows."""
        return Patents(*(getattr(self, name)[rows] for name in self.__dataclass_fields__))


class City:
    """The city of a seed and a number of patents; every method answers for any places of it."""

    def __init__(self, seed: int, count: int, parties: Sequence[DemoParty]) -> None:
        self.count = count
        self.draws = Draws(seed)
        self._span = day_number(LAST_FILING) - day_number(FIRST_FILING)
        self._years = self._first_of_years()
        self._names = pa.array([party.name for party in parties])
        self._addresses = pa.array([party.address for party in parties])
        industries = {theme.industry: number for number, theme in enumerate(THEMES)}
        by_industry: dict[str, list[int]] = {name: [] for name in industries}
        groups: dict[str, list[int]] = {"school": [], "institute": [], "agency": []}
        for number, party in enumerate(parties):
            if party.industry in by_industry:
                by_industry[party.industry].append(number)
            elif party.industry == "代理":
                groups["agency"].append(number)
            elif "研究院" in party.name:
                groups["institute"].append(number)
            elif "大学" in party.name or "学院" in party.name:
                groups["school"].append(number)
        every = [number for members in by_industry.values() for number in members]
        self._firms = _Members([by_industry[theme.industry] or every for theme in THEMES])
        self._schools = np.array(groups["school"])
        self._institutes = np.array(groups["institute"])
        self._agencies = np.array(groups["agency"])

    def filed(self, at: Numbers) -> Numbers:
        """Days of filing: they rise with the place, and more is filed every year."""
        share = (at + self.draws.share("filed", at)) / self.count
        # Roots are exact everywhere, other powers are not.
        risen = np.sqrt(share) * np.sqrt(np.sqrt(share))
        return day_number(FIRST_FILING) + (risen * (self._span + 1)).astype(np.int64)

    def patents(self, at: Numbers) -> Patents:
        """Kind, theme and days of some places."""
        draws, filed = self.draws, self.filed(at)
        kind = np.searchsorted([0.45, 0.9], draws.share("kind", at), side="right")
        theme = draws.below("theme", at, len(THEMES))
        left = LAST - 4 - filed
        published = gazette_days(filed + draws.between("published", at, 90, np.minimum(540, left)))
        examined = gazette_days(published + draws.between("examined", at, 180, 1100))
        examined = np.where(
            draws.happens("granted", at, 0.58) & (examined <= LAST), examined, NEVER
        )
        registered = gazette_days(
            filed + draws.between("registered", at, 100, np.minimum(330, left))
        )
        is_invention = kind == INVENTION
        return Patents(
            at,
            kind,
            theme,
            filed,
            np.where(is_invention, published, NEVER),
            np.where(is_invention, examined, registered),
        )

    def application_numbers(self, patents: Patents) -> pa.Array:
        """Numbers as registers print them, check digit behind a point."""
        year = patents.filed.astype("datetime64[D]").astype("datetime64[Y]").astype(np.int64)
        serial = FIRST_SERIAL + patents.at - self._years[year + 1970 - FIRST_FILING.year]
        body = ((year + 1970) * 10 + patents.kind + 1) * 10**7 + serial
        rest = (
            sum(body // 10 ** (11 - place) % 10 * weight for place, weight in enumerate(_WEIGHTS))
            % 11
        )
        check = pa.array([*"0123456789X"]).take(pa.array(rest))
        return join(words(body), ".", check)

    def publication_numbers(self, patents: Patents, *, grant: bool) -> pa.Array:
        """CN, the digit of the kind, a serial, the code of the kind."""
        codes = pa.array(["B" if grant else "A", "U", "S"]).take(pa.array(patents.kind))
        return join("CN", words(patents.kind + 1), padded(patents.at + 1, 8), codes)

    def holders(self, patents: Patents) -> tuple[pa.Array, pa.Array, pa.Array]:
        """(first holder, second holder or null, address)."""
        at, draws = patents.at, self.draws
        sort = np.searchsorted([0.03, 0.07, 0.25, 0.31], draws.share("holder", at), side="right")
        party = self._firm("firm", patents)
        party = np.where(
            sort == SCHOOL, self._schools[draws.skewed("school", at, len(self._schools))], party
        )
        party = np.where(
            sort == INSTITUTE,
            self._institutes[draws.below("institute", at, len(self._institutes))],
            party,
        )
        person = join(self._surnames("person", at), "某某")
        strangers = Choice([_STRANGERS]).pick(at * 0, draws.below("stranger", at, 4))
        stranger = join("示例", strangers, "装备有限公司")
        first = where(
            sort == PERSON,
            person,
            where(sort == STRANGER, stranger, self._names.take(pa.array(party))),
        )
        other = self._firm("partner", patents)
        joint = (sort >= SCHOOL) & (other != party) & draws.happens("joint", at, 0.06)
        second = where(joint, self._names.take(pa.array(other)))
        address = where(
            sort == PERSON,
            "示例省云澜市临溪区",
            where(sort == STRANGER, "示例省示例工业园一号", self._addresses.take(pa.array(party))),
        )
        return first, second, address

    def buyers(self, patents: Patents) -> pa.Array:
        """The firm that a patent would be assigned to."""
        return self._names.take(pa.array(self._firm("buyer", patents)))

    def licensees(self, patents: Patents) -> pa.Array:
        """The firm that a patent would be licensed to."""
        return self._names.take(pa.array(self._firm("licensee", patents)))

    def inventors(self, at: Numbers) -> pa.Array:
        """One to five different people."""
        count = self.draws.between("inventors", at, 1, 5)
        first = self.draws.below("inventor", at, len(SURNAMES))
        names = Choice([SURNAMES])
        parts = []
        for number in range(5):
            # Seven and twenty-seven have no common divisor: no name comes twice.
            name = join(names.pick(at * 0, first + 7 * number), "某")
            parts.append(where(count > number, join("; ", name) if number else name))
        return join(*parts)

    def agents(self, at: Numbers) -> tuple[pa.Array, pa.Array]:
        """(agency, agent); null where the holder filed itself."""
        has_one = self.draws.happens("agency", at, 0.85)
        agency = self._agencies[self.draws.below("which agency", at, len(self._agencies))]
        agent = join(self._surnames("agent", at), "某")
        return where(has_one, self._names.take(pa.array(agency))), where(has_one, agent)

    def cited(self, patents: Patents) -> list[tuple[Flags, Patents]]:
        """What the patents cite: for each way of citing, which of them do so and what stands there."""
        return [
            self._citing(way, patents, self.patents(np.maximum(patents.at - before, 0)), before)
            for way, before in enumerate(self._lags())
        ]

    def cited_by_count(self, patents: Patents) -> Numbers:
        """How often they are cited by others: the same citations seen from the other end."""
        count = np.zeros(len(patents.at), np.int64)
        for way, before in enumerate(self._lags()):
            later = self.patents(np.minimum(patents.at + before, self.count - 1))
            later_in = patents.at + before < self.count
            count += self._citing(way, later, patents, before)[0] & later_in
        return count

    def _citing(
        self, way: int, citing: Patents, cited: Patents, before: int
    ) -> tuple[Flags, Patents]:
        appeal = self.draws.share("appeal", cited.at)
        cites = self.draws.share(f"cites {way}", citing.at) < appeal * appeal * 0.7
        technical = (citing.kind != DESIGN) & (cited.kind != DESIGN)
        known = cited.known_from < citing.filed
        return cites & technical & known & (citing.at - before == cited.at), cited

    def _lags(self) -> list[int]:
        return [max(1, int(share * self.count)) + way for way, share in enumerate(_CITED_BEFORE)]

    def _firm(self, what: str, patents: Patents) -> Numbers:
        counts = self._firms.counts[patents.theme]
        return self._firms.members(patents.theme, self.draws.skewed(what, patents.at, counts))

    def _surnames(self, what: str, at: Numbers) -> pa.Array:
        return Choice([SURNAMES]).pick(at * 0, self.draws.below(what, at, len(SURNAMES)))

    def _first_of_years(self) -> Numbers:
        """The place of the first patent filed in each year."""
        first = []
        for year in range(FIRST_FILING.year, TODAY.year + 1):
            start, low, high = day_number(date(year, 1, 1)), 0, self.count
            while low < high:
                middle = (low + high) // 2
                if self.filed(np.array([middle]))[0] < start:
                    low = middle + 1
                else:
                    high = middle
            first.append(low)
        return np.array(first)


class _Members:
    """The parties of each group, the large ones at the front."""

    def __init__(self, groups: Sequence[Sequence[int]]) -> None:
        self.counts = np.array([len(one) for one in groups])
        self._starts = np.concatenate([[0], np.cumsum(self.counts)[:-1]])
        self._every = np.array([number for group in groups for number in group])

    def members(self, group: Numbers, number: Numbers) -> Numbers:
        """For each row member `number` of its group."""
        found: Numbers = self._every[self._starts[group] + number]
        return found
