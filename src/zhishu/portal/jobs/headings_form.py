"""The form of a mapping: a title, and for each column the field that it means."""

from __future__ import annotations

from collections.abc import Mapping
from pathlib import PurePath
from typing import Any

from django import forms
from django.forms.boundfield import BoundField

from zhishu.flows.map_headings import LONGEST_TITLE, Column, LookedAt


class HeadingsForm(forms.Form):
    """`f0`, `f1`, … stand for the columns in their order: a heading never becomes a name of a field."""

    title = forms.CharField(
        label="格式的名称",
        help_text="下次上传同样标题行的文件会自动认出，显示这个名称",
        max_length=LONGEST_TITLE,
        error_messages={
            "required": "格式的名称没有写",
            "max_length": f"格式的名称不超过{LONGEST_TITLE}个字",
        },
    )

    def __init__(self, found: LookedAt, file_name: str, data: Mapping[str, Any] | None) -> None:
        super().__init__(data)
        self.subject, self.columns = found.subject, found.columns
        choices = [("", "不导入"), *found.subject.titles.items()]
        self.fields["title"].initial = PurePath(file_name).stem[:LONGEST_TITLE]
        for at, column in enumerate(found.columns):
            self.fields[f"f{at}"] = forms.ChoiceField(
                label=f"{column.heading}对应的字段",
                choices=choices,
                required=False,
                initial=column.field,
                error_messages={"invalid_choice": f"“{column.heading}”没有这个字段可选"},
            )

    def rows(self) -> list[tuple[Column, BoundField]]:
        """The columns with their selects."""
        return [(column, self[f"f{at}"]) for at, column in enumerate(self.columns)]

    def told(self) -> dict[str, str]:
        """Heading -> field, empty for one that is not imported."""
        return {
            column.heading: self.cleaned_data[f"f{at}"] for at, column in enumerate(self.columns)
        }
