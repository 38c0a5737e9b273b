"""Pages about accounts; log-in and password pages are allauth's."""

from __future__ import annotations

from django.urls import path

from zhishu.portal.accounts import views

app_name = "accounts"
urlpatterns = [
    path("", views.own, name="own"),
    path("list/", views.list_accounts, name="list"),
]
