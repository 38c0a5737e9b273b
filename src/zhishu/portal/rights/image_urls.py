"""URLs of the search by picture."""

from __future__ import annotations

from django.urls import path

from zhishu.portal.rights import image_views

app_name = "images"
urlpatterns = [path("", image_views.search, name="search")]
