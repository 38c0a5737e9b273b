"""The app of funding: it keeps what firms say of themselves where no data tells."""

from __future__ import annotations

from django.apps import AppConfig


class FundingConfig(AppConfig):
    """Measures, entitlements, statements."""

    name = "zhishu.portal.funding"
    label = "funding"
    verbose_name = "专项资金"
