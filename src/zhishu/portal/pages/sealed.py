"""Rows that carry a seal, a digest over their fields: one that does not hold is refused, never shown.

SQLite's integrity check sees the frame of a database, not the values in it. A model that keeps facts or
decisions is made on `Sealed`; its rows are compared with their seal whenever they are read.
"""

from __future__ import annotations

import hashlib
import json
from collections.abc import Iterable, Iterator, Mapping
from datetime import UTC, date, datetime
from decimal import Decimal
from typing import Any

from django.apps import apps
from django.db import DEFAULT_DB_ALIAS, models, transaction

from zhishu.base.errors import DamagedDataError
from zhishu.portal.pages.database import RESTORE

ALGORITHM = "sha256"
# What reading a value says that is no longer of its column's kind.
MISREAD = (ValueError, TypeError, AttributeError, OverflowError)


def seal_of(model: type[models.Model], values: Mapping[str, Any]) -> str:
    """The seal of a row, given by column attribute; with the name of its algorithm.

    Columns go by name, and one that has its fixed default does not count, so a column added later
    leaves old seals as they are.
    """
    told = []
    for field in sorted(model._meta.concrete_fields, key=lambda one: one.attname):
        value = values[field.attname]
        if field.attname == "seal" or _is_default(field, value):
            continue
        told.append([field.attname, type(value).__name__, _text(value)])
    content = json.dumps([model._meta.label_lower, told], ensure_ascii=False).encode()
    return f"{ALGORITHM}:{hashlib.new(ALGORITHM, content).hexdigest()}"


def _is_default(field: models.Field, value: Any) -> bool:
    if callable(field.default):
        return False
    default = field.get_default()
    return type(value) is type(default) and value == default


def _text(value: Any) -> str | None:
    if isinstance(value, datetime):
        return value.astimezone(UTC).isoformat(timespec="microseconds")
    if value is None or isinstance(value, str):
        return value
    if isinstance(value, int | Decimal | date):
        return str(value)
    raise TypeError(f"a sealed column cannot hold {type(value).__name__}")


def refuse(model: type[models.Model], pk: object) -> DamagedDataError:
    """The one error for a row that is not what was written."""
    return DamagedDataError(
        f"门户数据库里的{model._meta.verbose_name}（编号{pk}）与它的封记不符，不能使用",
        where=model._meta.db_table,
        next_step=RESTORE,
    )


class SealedQuerySet(models.QuerySet):
    """Queries over sealed rows; what would read or write past the seals is refused or sealed."""

    def _fetch_all(self) -> None:
        try:
            super()._fetch_all()
        except MISREAD as error:
            raise refuse(self.model, "读不出来") from error

    def values(self, *fields: Any, **expressions: Any) -> Any:
        """Only keys: other values alone have no seal."""
        return super().values(*_only_keys(fields, expressions))

    def values_list(self, *fields: Any, flat: bool = False, named: bool = False) -> Any:
        """Only keys: other values alone have no seal."""
        return super().values_list(*_only_keys(fields, {}), flat=flat, named=named)

    def count_by(self, name: str) -> dict[Any, int]:
        """How many rows have each value of a column, past the seals: for gauges, not for people."""
        values = models.QuerySet.values_list(self.order_by(), name)
        return dict(values.annotate(models.Count("pk")))

    def update(self, **changes: Any) -> int:
        """Change rows that hold and seal them anew; one that does not hold ends it."""
        with transaction.atomic(using=self.db):
            found = self.select_related(None).order_by().select_for_update()
            keys = [row.pk for row in found]
            changed = _plain(self.model, self.db).filter(pk__in=keys).update(**changes)
            seal_stored(self.model, self.db, keys)
        return changed

    update.alters_data = True  # type: ignore[attr-defined]

    def bulk_create(self, *arguments: Any, **options: Any) -> Any:
        """Not for sealed rows."""
        raise TypeError("sealed rows are saved one by one")

    def bulk_update(self, *arguments: Any, **options: Any) -> Any:
        """Not for sealed rows."""
        raise TypeError("sealed rows are saved one by one, or by update")


def _only_keys(fields: tuple[Any, ...], expressions: Mapping[str, Any]) -> tuple[Any, ...]:
    if expressions or set(fields) != {"pk"}:
        raise TypeError("sealed rows are read whole")
    return fields


class Sealed(models.Model):
    """A model whose rows carry a seal, written by `save` and by `update` of a query."""

    seal = models.CharField(max_length=80, editable=False, default="")

    objects = SealedQuerySet.as_manager()

    class Meta:
        abstract = True

    @classmethod
    def from_db(cls, db: str | None, field_names: Any, values: Any) -> Any:
        """A row as it was written, or DamagedDataError."""
        row = super().from_db(db, field_names, values)
        if len(values) == len(cls._meta.concrete_fields):
            check_seal(cls, dict(zip(field_names, values, strict=True)))
        else:
            # Part of a row has no seal: the whole of it is looked at beside.
            cls._base_manager.using(db).get(pk=row.pk)
        return row

    def save(self, *arguments: Any, **options: Any) -> None:
        """Write and seal, in one transaction; the columns that are not written must hold."""
        using = options.get("using") or self._state.db or DEFAULT_DB_ALIAS
        with transaction.atomic(using=using):
            if options.get("update_fields") is not None:
                type(self)._base_manager.using(using).select_for_update().get(pk=self.pk)
            super().save(*arguments, **options)
            [self.seal] = seal_stored(type(self), using, [self.pk])


def check_seal(model: type[models.Model], values: Mapping[str, Any]) -> None:
    """Raise DamagedDataError unless a whole row has the seal that it was given."""
    try:
        holds = values["seal"] == seal_of(model, values)
    except TypeError:
        holds = False
    if not holds:
        raise refuse(model, values[model._meta.pk.attname])


def _plain(model: type[models.Model], using: str) -> models.QuerySet:
    return models.QuerySet(model, using=using)


def seal_stored(
    model: type[models.Model], using: str, keys: Iterable[Any] | None = None
) -> list[str]:
    """Seal rows as they are stored: those of the keys, or all, as a migration that adds seals does."""
    rows = _plain(model, using).order_by("pk")
    if keys is not None:
        rows = rows.filter(pk__in=list(keys))
    names = [field.attname for field in model._meta.concrete_fields]
    seals = []
    for values in list(rows.values(*names)):
        seals.append(seal_of(model, values))
        _plain(model, using).filter(pk=values[model._meta.pk.attname]).update(seal=seals[-1])
    return seals


def sealed_models() -> list[type[Sealed]]:
    """Every model whose rows carry seals."""
    return [model for model in apps.get_models() if issubclass(model, Sealed)]


def broken_seals(model: type[Sealed], using: str = DEFAULT_DB_ALIAS) -> Iterator[DamagedDataError]:
    """The rows of a model that do not hold, one by one."""
    for key in list(_plain(model, using).order_by("pk").values_list("pk", flat=True)):
        try:
            list(model._base_manager.using(using).filter(pk=key))
        except DamagedDataError as error:
            yield error
        except MISREAD:
            yield refuse(model, key)
