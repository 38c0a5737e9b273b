"""Rows for the import benchmarks: patents of our own making under fifteen headings, seeded, written fast.

Every row is sound and every number different, so that all of them are accepted; holders, places and
classes repeat as they do in real files, titles, abstracts and numbers do not.
"""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import numpy as np
import numpy.typing as npt
import pyarrow as pa
import pyarrow.compute as pc
import pyarrow.csv
import xlsxwriter

SEED = 20260302
BATCH = 50_000
HEADINGS = (
    "公开（公告）号", "公开（公告）日", "申请号", "申请日", "名称", "主分类号", "分类号", "申请人",
    "发明人", "代理人", "代理机构", "地址", "国省代码", "优先权", "摘要",
)  # fmt: skip

_WEIGHTS = np.array([2, 3, 4, 5, 6, 7, 8, 9, 2, 3, 4, 5])
_SUBCLASSES = ("H01M", "G06F", "A61K", "B01J", "H04L", "C08L", "F16H", "G01N", "B65D", "E04B")
_WORDS = (
    "电池", "隔膜", "极片", "涂层", "支架", "阀体", "转子", "传感器", "控制器", "散热片", "滤芯", "管路",
    "数据", "图像", "网络", "模型", "识别", "加密", "压缩", "调度", "复合", "耐磨", "导热", "防水",
)  # fmt: skip
_CLAUSES = (
    "，包括壳体和设于壳体内的{0}，所述{0}与{1}相连", "，在{1}表面设置{0}，厚度均匀", "，采用{0}代替{1}，减少损耗",
    "，通过{0}对{1}进行检测，及时报警", "，将{1}加热后与{0}混合，冷却成型", "；本申请结构简单，{0}便于更换",
    "；所述{1}的两侧均设有{0}，受力均匀，使用寿命长", "，根据{0}的变化调整{1}，提高精度",
)  # fmt: skip
_PLACES = (
    ("江西;36", "江西省抚州市临川区"), ("江西;36", "江西省南昌市青山湖区"), ("福建;35", "福建省福州市鼓楼区"),
    ("江苏;32", "江苏省苏州市昆山市"), ("广东;44", "广东省深圳市南山区"), ("北京;11", "北京市海淀区"),
    ("浙江;33", "浙江省杭州市余杭区"), ("湖北;42", "湖北省武汉市洪山区"),
)  # fmt: skip


def write_csv(path: Path, rows: int) -> Path:
    """The rows as CSV in UTF-8, every cell quoted as real exports quote them."""
    options = pyarrow.csv.WriteOptions(quoting_style="all_valid")
    with pyarrow.csv.CSVWriter(path, _schema(), write_options=options) as writer:
        for table in tables(rows):
            writer.write_table(table)
    return path


def write_xlsx(path: Path, rows: int) -> Path:
    """The rows as a workbook, every cell a text."""
    with xlsxwriter.Workbook(str(path), {"constant_memory": True}) as book:
        sheet = book.add_worksheet()
        sheet.write_row(0, 0, HEADINGS)
        at = 0
        for table in tables(rows):
            for cells in zip(*(column.to_pylist() for column in table.columns), strict=True):
                at += 1
                for column, cell in enumerate(cells):
                    sheet.write_string(at, column, cell)
    return path


def tables(rows: int) -> Iterator[pa.Table]:
    """The rows in batches; the first ones are the same whatever the number asked for."""
    for first in range(0, rows, BATCH):
        yield _table(first, BATCH).slice(0, min(BATCH, rows - first))


def _schema() -> pa.Schema:
    return pa.schema([(heading, pa.string()) for heading in HEADINGS])


def _table(first: int, count: int) -> pa.Table:
    chance = np.random.default_rng([SEED, first])
    serial = np.arange(first, first + count)
    kind = chance.choice([1, 1, 2, 3], count)
    year = chance.integers(2004, 2024, count)
    filed = _day(year, chance)
    published = filed + chance.integers(200, 900, count).astype("timedelta64[D]")
    letter = np.where(kind == 1, np.where(serial % 2 == 0, "A", "B"), np.where(kind == 2, "U", "S"))
    publication = pc.binary_join_element_wise(
        "CN", _text(kind), _padded(serial, 8), pa.array(letter), ""
    )
    title, abstract = _sentences(chance, count)
    holder = _holders(chance, count)
    place = chance.integers(0, len(_PLACES), count)
    provinces, towns = (pa.array(one).take(pa.array(place)) for one in zip(*_PLACES, strict=True))
    street = _text(chance.integers(1, 999, count))
    main, others = _classes(chance, kind)
    agency = pa.array([f"云澜第{at}专利代理事务所（普通合伙）" for at in range(300)])
    columns = [
        publication,
        _printed(published),
        _applications(year, kind, serial),
        _printed(filed),
        title,
        main,
        others,
        holder,
        _names(chance, count),
        _names(chance, count),
        agency.take(pa.array(chance.integers(0, 300, count))),
        pc.binary_join_element_wise(towns, "工业路", street, "号", ""),
        provinces,
        pa.repeat("", count),
        abstract,
    ]
    return pa.table(columns, schema=_schema())


def _day(year: npt.NDArray[np.int64], chance: np.random.Generator) -> npt.NDArray[np.datetime64]:
    begun = (year - 1970).astype("datetime64[Y]").astype("datetime64[D]")
    return begun + chance.integers(0, 365, len(year)).astype("timedelta64[D]")


def _printed(days: npt.NDArray[np.datetime64]) -> pa.Array:
    return pa.array(days).cast(pa.date32()).cast(pa.string())


def _text(numbers: npt.NDArray[np.int64]) -> pa.Array:
    return pa.array(numbers).cast(pa.string())


def _padded(numbers: npt.NDArray[np.int64], width: int) -> pa.Array:
    return pc.utf8_lpad(_text(numbers), width, "0")


def _applications(
    year: npt.NDArray[np.int64], kind: npt.NDArray[np.int64], serial: npt.NDArray[np.int64]
) -> pa.Array:
    body = pc.binary_join_element_wise(_text(year), _text(kind), _padded(serial, 7), "")
    digits = np.array([list(one) for one in body.to_pylist()]).astype(np.int64)
    check = np.array([*map(str, range(10)), "X"])[digits @ _WEIGHTS % 11]
    return pc.binary_join_element_wise("CN", body, ".", pa.array(check), "")


def _sentences(chance: np.random.Generator, count: int) -> tuple[pa.Array, pa.Array]:
    """Titles and abstracts of some two hundred characters."""
    words = pa.array(_WORDS)

    def word() -> pa.Array:
        return words.take(pa.array(chance.integers(0, len(_WORDS), count)))

    first, second = word(), word()
    title = pc.binary_join_element_wise("一种", word(), first, "与", second, "的装置及其方法", "")
    pool = pa.array(
        [
            clause.format(_WORDS[a], _WORDS[b])
            for clause in _CLAUSES
            for a in range(len(_WORDS))
            for b in range(len(_WORDS))
        ]
    )
    parts = [pool.take(pa.array(chance.integers(0, len(pool), count))) for _ in range(9)]
    return title, pc.binary_join_element_wise("本申请公开", title, *parts, "。", "")


def _holders(chance: np.random.Generator, count: int) -> pa.Array:
    names = pa.array([f"云澜{_WORDS[at % 24]}第{at}科技有限公司" for at in range(20_000)])
    one = names.take(pa.array(chance.integers(0, 20_000, count)))
    two = pc.binary_join_element_wise(
        one, names.take(pa.array(chance.integers(0, 20_000, count))), "; "
    )
    return pc.if_else(pa.array(chance.random(count) < 0.1), two, one)


def _names(chance: np.random.Generator, count: int) -> pa.Array:
    families, given = "赵钱孙李周吴郑王冯陈林何", "伟芳娜敏静秀丽强磊军洋勇艳杰"
    names = pa.array([f"{a}{b}{c}" for a in families for b in given for c in given])
    parts = [names.take(pa.array(chance.integers(0, len(names), count))) for _ in range(2)]
    return pc.binary_join_element_wise(*parts, "; ")


def _classes(chance: np.random.Generator, kind: npt.NDArray[np.int64]) -> tuple[pa.Array, pa.Array]:
    """The main class and all classes: IPC with its version, Locarno for designs."""
    symbols = pa.array(
        [f"{sub}{group}/{at:02d}(2006.01)I" for sub in _SUBCLASSES for group in range(1, 40) for at in range(0, 60, 2)]
    )  # fmt: skip
    locarno = pa.array([f"{at:02d}-{sub:02d}" for at in range(1, 33) for sub in range(1, 8)])
    count = len(kind)
    main = symbols.take(pa.array(chance.integers(0, len(symbols), count)))
    more = symbols.take(pa.array(chance.integers(0, len(symbols), count)))
    both = pc.if_else(
        pa.array(chance.random(count) < 0.6), pc.binary_join_element_wise(main, more, "; "), main
    )
    design = locarno.take(pa.array(chance.integers(0, len(locarno), count)))
    is_design = pa.array(kind == 3)
    return pc.if_else(is_design, design, main), pc.if_else(is_design, design, both)
