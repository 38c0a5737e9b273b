"""URLs of holders."""

from __future__ import annotations

from django.urls import path

from zhishu.portal.rights.holders import views

app_name = "holders"
urlpatterns = [
    path("", views.queue, name="queue"),
]
