"""Who signs in: allauth's backend, for which a damaged account is nobody."""

from __future__ import annotations

import logging

from allauth.account.auth_backends import AuthenticationBackend

from zhishu.base.errors import DamagedDataError
from zhishu.portal.accounts.models import User

logger = logging.getLogger(__name__)


class Backend(AuthenticationBackend):
    """A session whose account does not hold is a visitor's; signing in says what is wrong by name."""

    def get_user(self, user_id: int) -> User | None:
        """The account of a session."""
        try:
            return super().get_user(user_id)
        except DamagedDataError as error:
            logger.error("%s", error)
            return None
