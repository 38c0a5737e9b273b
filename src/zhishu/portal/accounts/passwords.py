"""The rules of passwords in the portal's own words; the checks are Django's."""

from __future__ import annotations

from django.contrib.auth import password_validation


class LongEnough(password_validation.MinimumLengthValidator):
    """At least so many characters."""

    def get_error_message(self) -> str:
        return f"口令太短，至少{self.min_length}个字符"

    def get_help_text(self) -> str:
        return f"至少{self.min_length}个字符"


class NotLikeTheAccount(password_validation.UserAttributeSimilarityValidator):
    """Not near the log-in name or the person's name."""

    def __init__(self) -> None:
        super().__init__(user_attributes=("username", "name"))

    def get_error_message(self) -> str:
        return "口令与登录名或姓名太相似"

    def get_help_text(self) -> str:
        return "不能与登录名或姓名相近"


class NotCommon(password_validation.CommonPasswordValidator):
    """Not in the list of what everybody takes."""

    def get_error_message(self) -> str:
        return "这是常见口令，容易被猜到"

    def get_help_text(self) -> str:
        return "不能是常见口令"


class NotOnlyDigits(password_validation.NumericPasswordValidator):
    """Not a number."""

    def get_error_message(self) -> str:
        return "口令不能只有数字"

    def get_help_text(self) -> str:
        return "不能只有数字"
