"""The publications of the demo city's patents: an export as search services make it, a gazette, citations."""

from __future__ import annotations

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc

from zhishu.demo.chance import Flags
from zhishu.demo.city import INVENTION, KINDS, LAST, NEVER, City, Patents
from zhishu.demo.life import Lives
from zhishu.demo.sheet import join, padded, printed_days, where, words
from zhishu.demo.texts import Texts, Writer

PATENT_HEADINGS = [
    *(
        "标题",
        "摘要",
        "申请人",
        "公开（公告）号",
        "公开（公告）日",
        "申请号",
        "申请日",
        "专利类型",
        "IPC主分类",
    ),
    *(
        "IPC",
        "洛迦诺分类号",
        "发明人",
        "代理机构",
        "代理人",
        "申请人地址",
        "申请人省市代码",
        "优先权信息",
    ),
    *("首项权利要求", "权利要求数量", "引证次数", "被引证次数", "简单同族", "当前权利人"),
]
GAZETTE_HEADINGS = [
    *("item", "name", "authorization_notice_id", "authorized_announcement_date", "filing_id"),
    *("filing_date", "patentee", "designer", "address", "Int.Cl."),
]
CITATION_HEADINGS = ["申请号", "公开（公告）号", "被引证公开（公告）号", "引证类别"]
# Inventions granted in so many last days come by the gazette: one source among others.
GAZETTE_DAYS = 180


class Bibliography:
    """Writes what was published of patents; keeps count of the rows of the gazette."""

    def __init__(self, city: City) -> None:
        self._city = city
        self._writer = Writer(city.draws)
        self._in_gazette = 0
        self._second: list[str] = []

    def texts(self, lives: Lives) -> Texts:
        """The texts of a batch, for the columns below."""
        return self._writer.write(lives.patents)

    def publication_columns(self, lives: Lives, texts: Texts) -> list[pa.Array | str]:
        """A row for each publication and each grant that the gazette below has not."""
        patents, city = lives.patents, self._city
        has_grant = (patents.granted < NEVER) & ~_by_gazette(patents)
        count = len(patents.at)
        documents = np.flatnonzero(np.concatenate([patents.published < NEVER, has_grant]))
        documents = documents[np.argsort(documents % count, kind="stable")]
        rows, is_grant = pa.array(documents % count), documents >= count
        first, second, address = city.holders(patents)
        agency, agent = city.agents(patents.at)
        cited = sum(
            (flags.astype(np.int64) for flags, _ in city.cited(patents)), np.zeros(count, np.int64)
        )
        number = where(
            is_grant,
            city.publication_numbers(patents, grant=True).take(rows),
            city.publication_numbers(patents, grant=False).take(rows),
        )
        day = np.where(
            is_grant, patents.granted[documents % count], patents.published[documents % count]
        )
        current = where(lives.assigned <= LAST, city.buyers(patents), first)

        def of(column: pa.Array) -> pa.Array:
            return column.take(rows)

        return [
            of(texts.title),
            of(texts.abstract),
            of(_both(first, second)),
            number,
            printed_days(day, "%Y.%m.%d"),
            of(city.application_numbers(patents)),
            of(printed_days(patents.filed, "%Y.%m.%d")),
            of(pa.array(KINDS).take(pa.array(patents.kind))),
            of(texts.main_ipc),
            of(texts.ipc),
            of(texts.locarno),
            of(city.inventors(patents.at)),
            of(agency),
            of(agent),
            of(address),
            "示例;99",
            "",
            of(texts.first_claim),
            of(texts.claim_count),
            of(words(cited)),
            of(words(city.cited_by_count(patents))),
            of(self._families(patents)),
            of(current),
        ]

    def citation_columns(self, patents: Patents) -> list[pa.Array]:
        """A row for each citation of a patent by another: who cites what, and who found it."""
        city = self._city
        rows, cited = [], []
        for flags, there in city.cited(patents):
            found = np.flatnonzero(flags)
            rows.append(found)
            cited.append(there.at[found])
        citing = np.concatenate(rows)
        order = np.argsort(citing, kind="stable")
        there, here = city.patents(np.concatenate(cited)[order]), patents.some(citing[order])
        by_examiner = city.draws.happens("cited by examiner", here.at * 31 + there.at, 0.7)
        return [
            city.application_numbers(here),
            city.publication_numbers(here, grant=False),
            city.publication_numbers(there, grant=False),
            where(by_examiner, "审查员", "申请人"),
        ]

    def gazette_columns(self, lives: Lives, texts: Texts) -> list[pa.Array]:
        """As gazettes come about: numbers destroyed by a spreadsheet, lost blanks, rows twice."""
        patents, city = lives.patents, self._city
        found = np.flatnonzero(_by_gazette(patents))
        item = self._in_gazette + 1 + np.arange(len(found))
        self._in_gazette += len(found)
        index, some = pa.array(found), patents.some(found)
        first, second, address = city.holders(some)
        printed = _both(first, second)
        number = city.application_numbers(some)
        broken = pa.array(
            [f"{float(one[:12]) * 10:.4E}" for one in number.to_pylist()], pa.string()
        )
        plain = pc.replace_substring(number, ".", "")
        separated = pc.replace_substring(printed, "; ", ";??")
        classes = pc.replace_substring(texts.ipc.take(index), "; ", ";??")
        columns = [
            words(item),
            texts.title.take(index),
            city.publication_numbers(some, grant=True),
            printed_days(some.granted, "%Y.%m.%d"),
            where(item % 9 == 0, broken, plain),
            printed_days(some.filed, "%Y.%m.%d"),
            where(item % 7 == 0, join(separated, ";"), pc.replace_substring(printed, "; ", ";")),
            pc.replace_substring(city.inventors(some.at), "; ", ";"),
            join(words(city.draws.between("postcode", some.at, 990_100, 990_999)), address),
            where(item % 5 == 0, join(classes, ";"), classes),
        ]
        if len(self._second) == 0 and self._in_gazette > 3:
            row = pa.array(np.flatnonzero(item == 2))
            self._second = [column.take(row)[0].as_py() for column in columns] if len(row) else []
        twice = np.sort(np.concatenate([np.arange(len(found)), np.flatnonzero(item % 40 == 0)]))
        return [column.take(pa.array(twice)) for column in columns]

    def conflict_columns(self) -> list[pa.Array]:
        """The last row of the gazette: other content under a number that stood there before."""
        if not self._second:
            return [pa.array([], pa.string())] * len(GAZETTE_HEADINGS)
        item, name, *rest = self._second
        return [pa.array([one]) for one in (item, f"{name}（改）", *rest)]

    def _families(self, patents: Patents) -> pa.Array:
        """Members here and abroad of the inventions that were filed abroad as well."""
        draws, at = self._city.draws, patents.at
        year = patents.filed.astype("datetime64[D]").astype("datetime64[Y]").astype(np.int64) + 1971
        serial = draws.below("family", at, 10_000_000)
        members = [
            (0.07, join("; US", words(year), padded(serial, 7), "A1")),
            (0.04, join("; EP", padded(serial % 5_000_000, 7), "A1")),
            (0.03, join("; JP", words(year), padded(serial % 600_000, 6), "A")),
            (0.05, join("; WO", words(year), padded(serial % 250_000, 6), "A1")),
        ]
        chosen = [
            (patents.kind == INVENTION) & draws.happens(f"abroad {place}", at, share)
            for place, (share, _) in enumerate(members)
        ]
        texts = [where(flags, text) for flags, (_, text) in zip(chosen, members, strict=True)]
        granted = where(
            patents.granted < NEVER, join("; ", self._city.publication_numbers(patents, grant=True))
        )
        own = join(self._city.publication_numbers(patents, grant=False), granted)
        return where(np.logical_or.reduce(chosen), join(own, *texts))


def _by_gazette(patents: Patents) -> Flags:
    is_recent = (patents.granted >= LAST - GAZETTE_DAYS) & (patents.granted < NEVER)
    by_gazette: Flags = (patents.kind == INVENTION) & is_recent
    return by_gazette


def _both(first: pa.Array, second: pa.Array) -> pa.Array:
    return join(first, where(np.asarray(second.is_valid()), join("; ", second)))
