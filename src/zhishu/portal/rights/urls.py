"""URLs of patents."""

from __future__ import annotations

from django.urls import path

from zhishu.portal.rights import views

app_name = "rights"
urlpatterns = [
    path("", views.patents, name="patents"),
    path("<str:patent_id>/", views.patent, name="patent"),
]
