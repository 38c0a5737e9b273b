"""`python -m zhishu.portal.accounts.setup_demo`: a demo's accounts, one line each; nothing elsewhere."""

from __future__ import annotations

import sys

import django


def main() -> None:
    """Print the log-ins of a demo instance; a real instance prints nothing."""
    django.setup()
    from zhishu.portal.accounts.demo import create_demo_accounts
    from zhishu.portal.pages.instance import instance
    from zhishu.portal.pages.permissions import ROLES

    if instance().demo:
        for login in create_demo_accounts():
            sys.stdout.write(f"演示账户  {ROLES[login.role]}  {login.username}  {login.password}\n")


if __name__ == "__main__":
    main()
