"""Rows that are only ever added: what a person decides or states stays as it was said; undoing it is another row."""

from __future__ import annotations

from typing import Any

from zhishu.portal.pages.sealed import Sealed, SealedQuerySet

_REFUSED = "such rows are only added"


class OnlyAdded(SealedQuerySet):
    """Rows that are neither changed nor taken out."""

    def update(self, **changes: Any) -> int:
        """Not for what was decided."""
        raise TypeError(_REFUSED)

    def delete(self) -> Any:
        """Not for what was decided."""
        raise TypeError(_REFUSED)


class AddedRow(Sealed):
    """A row that is added once and for good."""

    objects = OnlyAdded.as_manager()

    class Meta:
        abstract = True

    def save(self, *arguments: Any, **options: Any) -> None:
        """Add the row; one that is there stays as it is."""
        if self.pk is not None:
            raise TypeError(_REFUSED)
        super().save(*arguments, **options)

    def delete(self, *arguments: Any, **options: Any) -> Any:
        """Not for what was decided."""
        raise TypeError(_REFUSED)
