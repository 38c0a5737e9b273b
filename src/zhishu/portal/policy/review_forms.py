"""The fields of an item as an officer corrects them (policy.review.fields)."""

from __future__ import annotations

from typing import Any

from django import forms

from zhishu.base.errors import InvalidValueError
from zhishu.policy.review.fields import (
    FIELDS,
    HINTS,
    Field,
    Values,
    check_values,
    read_value,
    show_value,
)
from zhishu.policy.review.reading import Reading
from zhishu.portal.pages.templatetags.zhishu import clause_path


class _Kept(forms.Field):
    """A field whose value is read by the rule of its kind."""

    def __init__(self, field: Field, widget: forms.Widget) -> None:
        super().__init__(
            label=field.title, required=False, help_text=HINTS.get(field.form, ""), widget=widget
        )
        self._field = field

    def clean(self, value: Any) -> Any:
        """The value to keep."""
        try:
            return read_value(self._field, value)
        except InvalidValueError as error:
            raise forms.ValidationError(f"{error.what}，{error.next_step}") from None


class ItemForm(forms.Form):
    """The clause and the fields of an item of a kind; values: as they stand.

    key: the item's, so that no two forms have fields of one id: a page that is changed in place keeps
    what such a field holds, and one item would get the figures of another.
    """

    def __init__(
        self, kind: str, reading: Reading, values: Values | None, data: Any = None, *, key: str
    ) -> None:
        super().__init__(data, prefix="v", auto_id=f"{key}-%s")
        self.kind = kind
        paths = [(one.path, clause_path(one.path)) for one in reading.clauses]
        values = values or {"clause": paths[0][0] if paths else ""}
        for field in FIELDS[kind]:
            made = self.fields[field.name] = _Kept(field, _widget(field))
            made.initial = show_value(field, values.get(field.name))
        self.fields["clause"] = forms.ChoiceField(
            label="条款",
            choices=paths,
            initial=values["clause"],
            # The preface has no path.
            required=False,
            error_messages={"invalid_choice": "没有这一条"},
        )

    def clean(self) -> dict[str, Any]:
        """What does not go together is told at its field."""
        told = super().clean() or {}
        if not self.errors:
            for name, fault in check_values(self.kind, told).items():
                self.add_error(name, fault)
        return told

    @property
    def values(self) -> Values:
        """The values of a form that holds, in the order in which they are kept."""
        told = self.cleaned_data
        return {name: told[name] for name in ("clause", *(one.name for one in FIELDS[self.kind]))}


def _widget(field: Field) -> forms.Widget:
    if field.form in ("passage", "lines", "units"):
        return forms.Textarea(attrs={"rows": 3 if field.form == "passage" else 2})
    if field.form == "choice":
        return forms.Select(choices=list(field.choices.items()))
    if field.form == "flag":
        return forms.CheckboxInput()
    mode = {"inputmode": "decimal"} if field.form in ("number", "percent") else {}
    return forms.TextInput(attrs=mode)
