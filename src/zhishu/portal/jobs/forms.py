"""The upload form."""

from __future__ import annotations

from django import forms
from django.conf import settings
from django.core.files.uploadedfile import UploadedFile

from zhishu.importers.formats import KINDS


class UploadForm(forms.Form):
    """One file, and its kind where it is not to be told by itself."""

    file = forms.FileField(
        label="文件",
        error_messages={
            "required": "没有选文件",
            "empty": "文件是空的，确认选对了文件",
            "missing": "没有选文件",
        },
    )
    kind = forms.ChoiceField(
        label="种类", required=False, choices=[("", "自动认出"), *KINDS.items()]
    )

    def clean_file(self) -> UploadedFile:
        """Refuse what is larger than the setting allows."""
        file: UploadedFile = self.cleaned_data["file"]
        if file.size and file.size > settings.UPLOAD_MEGABYTES * 1024 * 1024:
            raise forms.ValidationError(
                f"文件超过{settings.UPLOAD_MEGABYTES}MB，请用命令行zhishu import导入"
            )
        return file
