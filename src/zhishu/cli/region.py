"""The region as an argument."""

from __future__ import annotations

import click

from zhishu.base.errors import InvalidValueError
from zhishu.base.region import RegionCode


class Region(click.ParamType[RegionCode]):
    """A region by its code."""

    name = "区划代码"

    def convert(
        self, value: str | RegionCode, param: click.Parameter | None, ctx: click.Context | None
    ) -> RegionCode:
        """Read the code, or refuse in words."""
        if isinstance(value, RegionCode):
            return value
        try:
            return RegionCode.parse(value)
        except InvalidValueError as error:
            self.fail(str(error), param, ctx)
