"""URLs of notices."""

from __future__ import annotations

from django.urls import path

from zhishu.portal.notices import views

app_name = "notices"
urlpatterns = [
    path("", views.notices, name="list"),
    path("<int:notice_id>/note/", views.take_note, name="note"),
]
