"""All URLs; the word of the room is the word of its address."""

from __future__ import annotations

from django.urls import include, path

from zhishu.portal.api import api
from zhishu.portal.pages import gauges, health

urlpatterns = [
    path("", include("zhishu.portal.home.urls")),
    path("space/", include("zhishu.portal.home.space_urls")),
    path("notices/", include("zhishu.portal.notices.urls")),
    path("policy/", include("zhishu.portal.policy.urls")),
    path("patents/", include("zhishu.portal.rights.urls")),
    path("rights/marks/", include("zhishu.portal.rights.mark_urls")),
    path("rights/holders/", include("zhishu.portal.rights.holders.urls")),
    path("rights/", include("zhishu.portal.rights.register_urls")),
    path("images/", include("zhishu.portal.rights.image_urls")),
    path("insight/", include("zhishu.portal.insight.urls")),
    path("funding/drafts/", include("zhishu.portal.funding.drafts.urls")),
    path("funding/simulation/", include("zhishu.portal.funding.simulation_urls")),
    path("funding/", include("zhishu.portal.funding.urls")),
    path("data/", include("zhishu.portal.jobs.urls")),
    path("accounts/", include("zhishu.portal.accounts.urls")),
    path("accounts/", include("allauth.account.urls")),
    path("api/v1/", api.urls),
    path("healthz", health.healthz, name="healthz"),
    path("readyz", health.readyz, name="readyz"),
    path("metrics", gauges.show_gauges, name="metrics"),
]
handler400 = "zhishu.portal.pages.errors.bad_request"
handler403 = "zhishu.portal.pages.errors.forbidden"
handler404 = "zhishu.portal.pages.errors.not_found"
handler500 = "zhishu.portal.pages.errors.server_error"
