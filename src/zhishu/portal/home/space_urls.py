"""URLs of the holder's space."""

from __future__ import annotations

from django.urls import path

from zhishu.portal.home import space_acts, space_views

app_name = "space"
urlpatterns = [
    path("", space_views.own_space, name="own"),
    path("mandates/", space_acts.mandates, name="mandates"),
    path("calendar/<str:token>.ics", space_acts.subscription, name="subscription"),
    path("<int:organisation_id>/", space_views.space, name="space"),
    path("<int:organisation_id>/rights/", space_views.rights, name="rights"),
    path(
        "<int:organisation_id>/right/<str:right_type>/<path:row_id>/",
        space_views.right,
        name="right",
    ),
    path("<int:organisation_id>/money/", space_views.money, name="money"),
    path("<int:organisation_id>/due/<path:key>/", space_views.due, name="due"),
    path("<int:organisation_id>/health/", space_views.health, name="health"),
    path("<int:organisation_id>/facts/", space_acts.facts, name="facts"),
    path("<int:organisation_id>/calendar/", space_acts.calendar, name="calendar"),
    path("<int:organisation_id>/calendar.ics", space_acts.calendar_file, name="calendar_file"),
]
