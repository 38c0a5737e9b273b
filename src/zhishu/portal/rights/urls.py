"""URLs of patents."""

from __future__ import annotations

from django.urls import path, re_path

from zhishu.portal.rights import views

app_name = "rights"
urlpatterns = [
    path("", views.patents, name="patents"),
    # A foreign number that cannot be read is kept as printed, with any character in it.
    re_path(r"^(?P<patent_id>[\s\S]+)/$", views.patent, name="patent"),
]
