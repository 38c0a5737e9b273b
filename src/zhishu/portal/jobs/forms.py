"""The upload form."""

from __future__ import annotations

from typing import Any

from django import forms
from django.conf import settings
from django.core.files.uploadedfile import UploadedFile

from zhishu.importers.formats import KINDS

NAME_LENGTH = 200


class ManyFilesInput(forms.ClearableFileInput):
    """A file input that takes several at once."""

    allow_multiple_selected = True

    def value_from_datadict(self, data: Any, files: Any, name: str) -> list[UploadedFile]:
        """All files of the field."""
        return list(files.getlist(name)) if hasattr(files, "getlist") else [files[name]]


class ManyFilesField(forms.FileField):
    """One file or several; a fault names the file it is about."""

    widget = ManyFilesInput

    def clean(self, data: Any, initial: Any = None) -> list[UploadedFile]:
        """Each file by itself, all faults together."""
        clean, faults = [], []
        for file in data or [None]:  # none at all is one fault
            try:
                clean.append(super().clean(file, initial))
            except forms.ValidationError as error:
                name = f"{file.name}：" if file and len(data) > 1 else ""
                faults += [f"{name}{message}" for message in error.messages]
        if faults:
            raise forms.ValidationError(faults)
        return clean

    def validate(self, value: UploadedFile) -> None:
        """Refuse what is larger than the setting allows."""
        super().validate(value)
        if value and value.size and value.size > settings.UPLOAD_MEGABYTES * 1024 * 1024:
            raise forms.ValidationError(
                f"超过{settings.UPLOAD_MEGABYTES}MB，请拆小，或在服务器上用zhishu import导入"
            )


class UploadForm(forms.Form):
    """Files, and their kind where it is not to be told by itself."""

    file = ManyFilesField(
        label="文件",
        allow_empty_file=False,
        error_messages={
            "required": "没有选文件",
            "empty": "文件是空的，确认选对了文件",
            "missing": "没有选文件",
            "invalid": "没有收到文件，请重新选择",
        },
    )
    kind = forms.ChoiceField(
        label="种类",
        required=False,
        help_text="一般不用选，按标题行认出",
        choices=[("", "自动认出"), *KINDS.items()],
        error_messages={"invalid_choice": "没有这个种类，请重新选"},
    )

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["file"].help_text = (
            "表格：CSV、XLSX；政策：文本、网页、PDF、DOCX、OFD，装了识别扩展时还有扫描件和图片。"
            f"一次最多{settings.DATA_UPLOAD_MAX_NUMBER_FILES}个，"
            f"合计不超过{settings.UPLOAD_MEGABYTES}MB"
        )
