"""Who works here: organisations, users with one role each, the regions a user looks after."""

from __future__ import annotations

from datetime import date

from django.contrib.auth.base_user import AbstractBaseUser, BaseUserManager
from django.core.exceptions import ValidationError
from django.core.validators import RegexValidator
from django.db import models, transaction
from django.utils import timezone

from zhishu.base.errors import InvalidValueError
from zhishu.base.identifiers import CreditCode
from zhishu.base.region import RegionCode
from zhishu.portal.pages.only_added import AddedRow
from zhishu.portal.pages.permissions import ROLES, VISITOR
from zhishu.portal.pages.sealed import Sealed, SealedQuerySet

# What somebody may do in an organisation's space: its own people all, agents what they were let in for.
OWN, READ, MANAGE = "own", "read", "manage"
SCOPES = {READ: "查看", MANAGE: "查看并代为办理"}
ROLE_CHOICES = [(role, name) for role, name in ROLES.items() if role != VISITOR]
_USERNAME = RegexValidator(r"\A[a-z0-9][a-z0-9._-]{1,30}\Z", "只用小写字母、数字和._-，2至31个字符")


class Organisation(Sealed):
    """An office, firm, university or service body that users belong to."""

    name = models.CharField("名称", max_length=120, unique=True)
    credit_code = models.CharField("统一社会信用代码", max_length=18, blank=True)

    class Meta:
        verbose_name = "单位"
        ordering = ["name"]

    def __str__(self) -> str:
        return self.name

    def clean(self) -> None:
        """A credit code, where there is one, must hold."""
        if self.credit_code:
            self.credit_code = str(CreditCode.parse(self.credit_code))


class Users(BaseUserManager.from_queryset(SealedQuerySet)):
    """Makes users; every one of them has a role and an organisation."""

    def create_user(
        self,
        username: str,
        password: str,
        *,
        role: str,
        organisation: Organisation | None = None,
        name: str = "",
        regions: tuple[str, ...] = (),
    ) -> User:
        """A new user; InvalidValueError when the log-in name, role or a region does not hold."""
        if role not in dict(ROLE_CHOICES):
            raise InvalidValueError(
                f"没有“{role}”这个角色", next_step=f"应为{'、'.join(dict(ROLE_CHOICES))}之一"
            )
        try:
            _USERNAME(username)
        except ValidationError as error:
            raise InvalidValueError(
                f"登录名“{username}”不能用", next_step=error.messages[0]
            ) from None
        codes = [str(RegionCode.parse(code)) for code in regions]
        user = self.model(username=username, name=name, role=role, organisation=organisation)
        user.set_password(password)
        with transaction.atomic(using=self._db):
            user.save(using=self._db)
            for code in codes:
                UserRegion.objects.create(user=user, region_code=code)
        return user


class User(Sealed, AbstractBaseUser):
    """Somebody who signs in. The role decides what may be done, the regions for whom."""

    username = models.CharField("登录名", max_length=31, unique=True, validators=[_USERNAME])
    name = models.CharField("姓名", max_length=60, blank=True)
    role = models.CharField("角色", max_length=20, choices=ROLE_CHOICES)
    organisation = models.ForeignKey(
        Organisation, models.PROTECT, null=True, blank=True, verbose_name="单位"
    )
    is_active = models.BooleanField("可以登录", default=True)
    created_at = models.DateTimeField("建立时间", auto_now_add=True)

    objects = Users()
    USERNAME_FIELD = "username"
    REQUIRED_FIELDS: list[str] = []

    class Meta:
        verbose_name = "用户"
        ordering = ["username"]

    def __str__(self) -> str:
        return self.name or self.username

    def region_codes(self) -> list[str]:
        """The regions this user looks after, as codes."""
        return [one.region_code for one in self.regions.all()]

    def clients(self) -> list[int]:
        """The organisations that let this user's organisation in today."""
        if self.organisation_id is None:
            return []
        mandates = Mandate.standing(timezone.localdate(), agent=self.organisation)
        return [row.holder_id for row in mandates]

    def scope_over(self, organisation_id: int) -> str:
        """What this user may do for an organisation today: own, manage, read, or nothing (empty)."""
        if self.organisation_id is None:
            return ""
        if self.organisation_id == organisation_id:
            return OWN
        mandates = Mandate.standing(timezone.localdate(), agent=self.organisation)
        return next((row.scope for row in mandates if row.holder_id == organisation_id), "")

    def may_act_for(self, organisation_id: int) -> bool:
        """Whether this user may state facts and take note for an organisation."""
        return self.scope_over(organisation_id) in (OWN, MANAGE)


class UserRegion(Sealed):
    """One region that a user looks after."""

    user = models.ForeignKey(User, models.CASCADE, related_name="regions")
    region_code = models.CharField("区划代码", max_length=8)

    class Meta:
        verbose_name = "管辖区划"
        ordering = ["region_code"]
        constraints = [
            models.UniqueConstraint(fields=["user", "region_code"], name="user_region_once")
        ]

    def __str__(self) -> str:
        return self.region_code


class Mandate(AddedRow):
    """A holder's act towards an agent: a scope given until a day, or (no scope) taken back.

    The newest act between two organisations says how they stand. Only the holder acts; an agent never asks.
    """

    holder = models.ForeignKey(
        Organisation, models.PROTECT, related_name="mandates_given", verbose_name="权利人"
    )
    agent = models.ForeignKey(
        Organisation, models.PROTECT, related_name="mandates_held", verbose_name="代理机构"
    )
    scope = models.CharField("范围", max_length=10, blank=True)
    until = models.DateField("截止日", null=True)
    user = models.ForeignKey(User, models.PROTECT, verbose_name="由谁")
    made_at = models.DateTimeField("时间", auto_now_add=True)

    class Meta:
        verbose_name = "委托"
        ordering = ["id"]

    @classmethod
    def standing(
        cls, day: date, *, holder: Organisation | None = None, agent: Organisation | None = None
    ) -> list[Mandate]:
        """The mandates that hold on a day, of a holder or of an agent."""
        rows = cls.objects.select_related("holder", "agent", "user").order_by("pk")
        if holder is not None:
            rows = rows.filter(holder=holder)
        if agent is not None:
            rows = rows.filter(agent=agent)
        newest = {(row.holder_id, row.agent_id): row for row in rows}
        return [row for row in newest.values() if row.holds_on(day)]

    def holds_on(self, day: date) -> bool:
        """Whether this act, as the newest, lets the agent in on a day."""
        return bool(self.scope) and (self.until is None or day <= self.until)
