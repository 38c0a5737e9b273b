"""URLs of the front page."""

from __future__ import annotations

from django.urls import path

from zhishu.portal.home import views

app_name = "home"
urlpatterns = [
    path("", views.index, name="front"),
    path("search", views.search, name="search"),
]
