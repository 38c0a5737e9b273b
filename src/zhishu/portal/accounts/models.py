"""Who works here: organisations, users with one role each, the regions a user looks after."""

from __future__ import annotations

from django.contrib.auth.base_user import AbstractBaseUser, BaseUserManager
from django.core.exceptions import ValidationError
from django.core.validators import RegexValidator
from django.db import models, transaction

from zhishu.base.errors import InvalidValueError
from zhishu.base.identifiers import CreditCode
from zhishu.base.region import RegionCode
from zhishu.portal.pages.permissions import ROLES, VISITOR
from zhishu.portal.pages.sealed import Sealed, SealedQuerySet

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
