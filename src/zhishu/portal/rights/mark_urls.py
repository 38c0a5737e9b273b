"""URLs of marks beside names."""

from __future__ import annotations

from django.urls import path

from zhishu.portal.rights import mark_views

app_name = "marks"
urlpatterns = [
    path("search/", mark_views.search, name="search"),
    path("firm-name/", mark_views.firm_name, name="firm_name"),
    path("owners/", mark_views.owners, name="owners"),
]
