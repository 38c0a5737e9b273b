"""Which registers of an office are known to be whole: only then does absence from them tell something.

`<region>/registers.yaml` of a rulebook says it, of one table, some kinds in it, and up to which day:
`{registers: title, region: "361000", each: [{table: recognitions, kinds: [certification], until: 2026-10-31}]}`.
"""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import dataclass
from datetime import date

from zhishu.base.errors import InvalidValueError
from zhishu.base.region import RegionCode
from zhishu.rules.loading import load_file
from zhishu.rules.rulebook import Rulebook
from zhishu.rules.schema import Fields, iso_date

PATTERN = "*/registers.yaml"


@dataclass(frozen=True)
class WholeRegister:
    """A table that holds all of a region's rows (of some kinds; none named: of all) up to a day."""

    table: str
    region: RegionCode
    kinds: tuple[str, ...]
    until: date

    def tells(self, table: str, kinds: Collection[str], day: date) -> bool:
        """Whether absence from it tells something on a day."""
        is_of = not self.kinds or (bool(kinds) and set(kinds) <= set(self.kinds))
        return self.table == table and is_of and day <= self.until


def whole_registers(rulebook: Rulebook) -> list[WholeRegister]:
    """What a rulebook declares to be whole; RulebookError by line."""
    found = []
    for name, path in rulebook.files(PATTERN):
        fields = Fields(load_file(path, name=name), name)
        fields.text("registers")
        code = fields.text("region")
        try:
            region = RegionCode.parse(code)
        except InvalidValueError as error:
            raise fields.error("region", error.what, error.next_step) from None
        entries = fields.take("each")
        fields.done()
        if not isinstance(entries, list):
            raise fields.error("each", "“each”须是登记簿的列表", "每本前写“- ”")
        found += [_read(Fields(entry, name, fields.line("each")), region) for entry in entries]
    return found


def _read(fields: Fields, region: RegionCode) -> WholeRegister:
    until = iso_date(fields.text("until"), fields.where, fields.line("until"))
    found = WholeRegister(fields.text("table"), region, fields.texts("kinds"), until)
    fields.done()
    return found
