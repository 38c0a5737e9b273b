"""The day as an argument; apart from the other options, for reading one needs the tables of characters."""

from __future__ import annotations

from datetime import date

import click

from zhishu.base.dates import parse_date
from zhishu.base.errors import InvalidValueError


class Day(click.ParamType[date]):
    """A day in any of the usual forms."""

    name = "日期"

    def convert(
        self, value: str | date, param: click.Parameter | None, ctx: click.Context | None
    ) -> date:
        """Read the day, or refuse in words."""
        try:
            return value if isinstance(value, date) else parse_date(value)
        except InvalidValueError as error:
            self.fail(str(error), param, ctx)
