"""URLs of funding; a measure's name is its region, document and clause."""

from __future__ import annotations

from django.urls import path, re_path

from zhishu.portal.funding import measure_views

_MEASURE = r"^measures/(?P<measure>[\w-]{1,40}(?:/[\w-]{1,60}){1,4})"

app_name = "funding"
urlpatterns = [
    path("", measure_views.measures, name="measures"),
    re_path(rf"{_MEASURE}/$", measure_views.measure, name="measure"),
]
