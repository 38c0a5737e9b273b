"""The enterprise registry as CSV; universities, institutes and agencies come the same way."""

from __future__ import annotations

import re
from collections.abc import Mapping
from decimal import Decimal

from zhishu.base.dates import parse_date
from zhishu.base.identifiers import CreditCode
from zhishu.base.money import Money
from zhishu.base.text import narrow
from zhishu.importers.format import Faults, Row, SetAside, TabularFormat
from zhishu.parties.party import fold_name, former_names, party_kind
from zhishu.parties.place import Places
from zhishu.parties.tables import PARTIES

_STATUS, _STATUS_DAY = "登记状态", "登记状态日期"
# A capital whose unit stands in the heading: 区域数据交换.
_CAPITAL_10K = "注册资金（万元）"
_EMPTY = {"", "N/A", "NA", "-", "--", "无", "NULL", "null"}


def _cell(cells: Mapping[str, str], name: str) -> str:
    value = cells.get(name, "").strip()
    return "" if value in _EMPTY else value


def _capital(text: str) -> Money:
    """Registered capital as registries print it: 18(万元人民币), 31.7万人民币, 500万人民币元, 1,600(万美元).

    A bare 50(万) is in yuan by their headings.
    """
    bare = narrow(text).replace("人民币元", "人民币")
    return Money.parse(re.sub(r"\(万\)$", "(万元)", bare))


def _names(text: str) -> list[str]:
    return [name for name in (part.strip() for part in re.split(r"[;；、,，]", text)) if name]


def read_row(number: int, cells: Mapping[str, str], places: Places) -> Row | SetAside:
    """One party, known by its credit code, or by its name where the code does not hold."""
    faults = Faults()
    name = _cell(cells, "企业名称")
    if not name:
        return SetAside(number, "name", "缺企业名称", "")
    code: CreditCode | None = faults.read(
        "credit_code", _cell(cells, "统一社会信用代码"), CreditCode.parse
    )
    printed_capital = _cell(cells, "注册资金")
    if not printed_capital and (in_10k := _cell(cells, _CAPITAL_10K)):
        printed_capital = f"{in_10k}(万元)"
    money: Money | None = faults.read("registered_capital", printed_capital, _capital)
    capital: Decimal | None = None
    if money is not None and money.currency == "CNY":
        capital = money.amount
    elif money is not None:
        faults.note("registered_capital", "外币，不折算", printed_capital)
    address = _cell(cells, "注册地址")
    province, place = _cell(cells, "所在省份"), _cell(cells, "地区")
    values = {
        "party_id": str(code) if code else f"name:{fold_name(name)}",
        "kind": party_kind(name, _cell(cells, "企业类型"), code),
        "name": name,
        "folded_name": fold_name(name),
        "former_names": former_names(_names(_cell(cells, "曾用名")), name) or None,
        "credit_code": str(code) if code else None,
        "registered_on": faults.read("registered_on", _cell(cells, "注册日期"), parse_date),
        "type_printed": _cell(cells, "企业类型") or None,
        "legal_representative": _cell(cells, "法人代表") or None,
        "registered_capital": capital,
        "registered_capital_printed": printed_capital or None,
        "business_scope": _cell(cells, "经营范围") or None,
        "province": province or None,
        "place": place or None,
        "address": address or None,
        "region_code": places.find_within(address, province, place),
    }
    # A file without these columns says nothing of them: what another one told stays.
    if _STATUS in cells:
        values["status_printed"] = _cell(cells, _STATUS) or None
    if _STATUS_DAY in cells:
        values["status_on"] = faults.read("status_on", _cell(cells, _STATUS_DAY), parse_date)
    return Row(number, values, faults.all())


def _carried(headings: frozenset[str]) -> frozenset[str]:
    left_out = {
        column
        for heading, column in ((_STATUS, "status_printed"), (_STATUS_DAY, "status_on"))
        if heading not in headings
    }
    return frozenset(column.name for column in PARTIES.columns) - left_out


REGISTRY_CSV = TabularFormat(
    name="registry_csv",
    title="企业登记（CSV）",
    kind="registry",
    table=PARTIES,
    required=("企业名称", "统一社会信用代码"),
    optional=(
        "注册日期",
        "企业类型",
        "法人代表",
        "注册资金",
        _CAPITAL_10K,
        "经营范围",
        "所在省份",
        "地区",
        "注册地址",
        "曾用名",
        _STATUS,
        _STATUS_DAY,
    ),
    carried=_carried,
    read=read_row,
    aliases={
        "企业（机构）类型": "企业类型",
        "经营（业务）范围": "经营范围",
        "地址": "注册地址",
        "名称": "企业名称",
        "机构名称": "企业名称",
        "法定代表人": "法人代表",
        "成立日期": "注册日期",
        "住所": "注册地址",
        "经营状态": _STATUS,
        "企业状态": _STATUS,
        "注销日期": _STATUS_DAY,
        "吊销日期": _STATUS_DAY,
        "注销吊销日期": _STATUS_DAY,
    },
)
