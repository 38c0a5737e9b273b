"""The form of a search by picture."""

from __future__ import annotations

from django import forms
from django.core.files.uploadedfile import UploadedFile

from zhishu.base.errors import InvalidValueError
from zhishu.flows.search_images import ImageFilter
from zhishu.importers.reading.picture_archive import MAX_BYTES
from zhishu.rights.images.codes import parse_code


class PictureForm(forms.Form):
    """A picture, and what narrows the ones that it is compared with."""

    file = forms.FileField(
        label="图片",
        allow_empty_file=False,
        help_text=f"PNG、JPEG、BMP或TIFF，不超过{MAX_BYTES >> 20}MB。只用来比对，不保存",
        error_messages={
            "required": "没有选图片",
            "empty": "文件是空的，确认选对了图片",
            "missing": "没有选图片",
            "invalid": "没有收到图片，请重新选择",
        },
    )
    vienna = forms.CharField(
        label="图形要素分类",
        required=False,
        max_length=20,
        help_text="写开头即可，如3.1；只看商标",
        error_messages={"max_length": "分类号太长，写开头即可"},
    )
    locarno = forms.CharField(
        label="洛迦诺分类",
        required=False,
        max_length=20,
        help_text="如06-01；只看外观设计",
        error_messages={"max_length": "分类号太长，写开头即可"},
    )
    nice_class = forms.IntegerField(
        label="商品服务类别",
        required=False,
        min_value=1,
        max_value=45,
        help_text="1到45；只看商标",
        error_messages={
            "invalid": "类别应为1到45的整数",
            "min_value": "类别应为1到45的整数",
            "max_value": "类别应为1到45的整数",
        },
    )

    def clean_file(self) -> UploadedFile:
        """Refuse what is larger than a picture may be."""
        file: UploadedFile = self.cleaned_data["file"]
        if file.size and file.size > MAX_BYTES:
            raise forms.ValidationError(f"图片超过{MAX_BYTES >> 20}MB，请缩小后再试")
        return file

    def clean_vienna(self) -> str:
        """A class of figures that can be read, or none."""
        return _code(self.cleaned_data["vienna"])

    def clean_locarno(self) -> str:
        """A class of designs that can be read, or none."""
        return _code(self.cleaned_data["locarno"])

    def wanted(self) -> ImageFilter:
        """What the fields narrow to."""
        found = self.cleaned_data
        return ImageFilter(found["vienna"], found["locarno"], found["nice_class"])


def _code(text: str) -> str:
    try:
        if text.strip():
            parse_code(text)
    except InvalidValueError as error:
        raise forms.ValidationError(f"{error.what}，{error.next_step}") from None
    return text
