"""`zhishu accounts`: make and list accounts of a real instance."""

from __future__ import annotations

import os
from pathlib import Path

import click

from zhishu.base.errors import ZhishuError
from zhishu.base.identifiers import CreditCode
from zhishu.cli.options import home_option, json_option, print_json, say
from zhishu.cli.serve import prepare_portal, set_up_portal

_ROLES = ("firm", "county_officer", "city_officer", "administrator")


@click.group(help="账户：建立和列出。不开放注册。")
def command() -> None:
    """Group of the account commands."""


def _open(home: Path) -> None:
    environment = prepare_portal(home)
    set_up_portal(home, environment)
    os.environ.update(environment)
    import django

    django.setup()


@command.command("create", help="建一个账户；口令在终端里输入两次。")
@click.argument("username")
@click.option(
    "--role", type=click.Choice(_ROLES), default="administrator", show_default=True, help="角色。"
)
@click.option("--organisation", default="", help="单位名称。")
@click.option("--credit-code", default="", help="单位的统一社会信用代码，空间按它找名下的权利。")
@click.option("--region", multiple=True, help="负责的区划代码，可写多次。")
@click.password_option(
    "--password", prompt="口令", confirmation_prompt="再输一次", help="口令；不写时在终端里输入。"
)
@home_option
def create(
    username: str,
    role: str,
    organisation: str,
    credit_code: str,
    region: tuple[str, ...],
    password: str,
    home: Path,
) -> None:
    """Make an account."""
    _open(home)
    from django.contrib.auth.password_validation import validate_password
    from django.core.exceptions import ValidationError

    from zhishu.portal.accounts.models import Organisation, User

    if User.objects.filter(username=username).exists():
        raise ZhishuError(f"账户{username}已经有了", next_step="换一个登录名")
    try:
        validate_password(password, User(username=username, role=role))
    except ValidationError as error:
        raise ZhishuError("口令不合要求", next_step="；".join(error.messages)) from None
    if credit_code and not organisation:
        raise ZhishuError("写了信用代码而没有单位名称", next_step="加上--organisation")
    code = str(CreditCode.parse(credit_code)) if credit_code else ""
    unit = Organisation.objects.get_or_create(name=organisation)[0] if organisation else None
    if unit is not None and code and unit.credit_code != code:
        if unit.credit_code:
            raise ZhishuError(
                f"{unit}已有信用代码{unit.credit_code}，与{code}不同，账户没有建",
                next_step="核对单位名称和代码；单位已有代码的，不用再写--credit-code",
            )
        unit.credit_code = code
        unit.save()
    User.objects.create_user(username, password, role=role, organisation=unit, regions=region)
    say(f"已建账户{username}")


@command.command("list", help="列出账户。")
@home_option
@json_option
def list_accounts(home: Path, as_json: bool) -> None:
    """Who there is."""
    _open(home)
    from zhishu.portal.accounts.models import User

    users = [
        {
            "username": user.username,
            "role": user.role,
            "organisation": str(user.organisation or ""),
            "active": user.is_active,
        }
        for user in User.objects.select_related("organisation").order_by("username")
    ]
    if as_json:
        print_json(users)
        return
    for user in users:
        click.echo(f"{user['username']}  {user['role']}  {user['organisation']}")
