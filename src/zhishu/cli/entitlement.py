"""`zhishu entitlement`: what a firm is entitled to, which firms a measure is for, its form, awards paid twice."""

from __future__ import annotations

import click

from zhishu.cli.entitlement_application import application
from zhishu.cli.entitlement_doubles import doubles
from zhishu.cli.entitlement_firm import firm
from zhishu.cli.entitlement_measure import measure_command


@click.group("entitlement", help="免申即享：一个单位能享受哪些措施，一项措施有哪些单位符合。")
def command() -> None:
    """Group of the commands on entitlements."""


for _one in (firm, measure_command, application, doubles):
    command.add_command(_one)
