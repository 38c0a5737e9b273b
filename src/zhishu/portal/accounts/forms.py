"""Log-in and password forms: our words, no links to pages that this portal does not offer."""

from __future__ import annotations

from typing import Any

from allauth.account import forms
from django.forms import Form

LABELS = {
    "login": "登录名",
    "password": "口令",
    "oldpassword": "现在的口令",
    "password1": "新口令",
    "password2": "再输一次新口令",
}
REQUIRED = {name: f"请填写{label}" for name, label in LABELS.items()} | {
    "password2": "请再输一次新口令"
}


def _in_our_words(form: Form) -> None:
    for name, field in form.fields.items():
        field.label = LABELS[name]
        field.error_messages["required"] = REQUIRED[name]
        # A placeholder that repeats the label vanishes when it is needed; the hint was a dead link.
        field.widget.attrs.pop("placeholder", None)
        field.help_text = ""


class LoginForm(forms.LoginForm):
    """Log-in name and password."""

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        _in_our_words(self)


class ChangePasswordForm(forms.ChangePasswordForm):
    """The old password and the new one twice."""

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        _in_our_words(self)


class ReauthenticateForm(forms.ReauthenticateForm):
    """The password once more."""

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        _in_our_words(self)
