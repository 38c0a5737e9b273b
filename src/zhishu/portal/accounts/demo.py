"""Accounts of a demo instance: one a role, with log-ins that are printed, never on a real instance."""

from __future__ import annotations

from dataclasses import dataclass

from zhishu.base.errors import ZhishuError
from zhishu.portal.accounts.models import Organisation, User, UserRegion
from zhishu.portal.pages.instance import instance


@dataclass(frozen=True)
class DemoLogin:
    """What a visitor of the demo types."""

    username: str
    password: str
    role: str
    organisation: str
    region: str = ""


DEMO_LOGINS = (
    DemoLogin("qiye", "yanshi-qiye-2026", "firm", "云澜芯光电科技有限公司"),
    DemoLogin("daili", "yanshi-daili-2026", "agency", "云澜云智知识产权代理事务所（普通合伙）"),
    DemoLogin("quxian", "yanshi-quxian-2026", "county_officer", "临溪区市场监督管理局", "990103"),
    DemoLogin("shiji", "yanshi-shiji-2026", "city_officer", "云澜市市场监督管理局", "990100"),
    DemoLogin("guanli", "yanshi-guanli-2026", "administrator", "云澜市市场监督管理局", "990100"),
)


def create_demo_accounts() -> tuple[DemoLogin, ...]:
    """Make (or set back) the demo accounts; refused where the instance is not a demo."""
    if not instance().demo:
        raise ZhishuError("不是演示站，不建演示账户", next_step="用zhishu accounts create建账户")
    for login in DEMO_LOGINS:
        organisation, _ = Organisation.objects.get_or_create(name=login.organisation)
        user, _ = User.objects.get_or_create(username=login.username)
        user.role = login.role
        user.organisation = organisation
        user.is_active = True
        # Hashing takes its time; a rerun leaves a password that holds.
        if not user.check_password(login.password):
            user.set_password(login.password)
        user.save()
        if login.region:
            UserRegion.objects.get_or_create(user=user, region_code=login.region)
    return DEMO_LOGINS
