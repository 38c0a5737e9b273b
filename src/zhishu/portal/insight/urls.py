"""URLs of indicators."""

from __future__ import annotations

from django.urls import path

from zhishu.portal.insight import views

app_name = "insight"
urlpatterns = [
    path("", views.dashboard, name="dashboard"),
    path("table/<slug:table>.<str:kind>", views.export_dashboard, name="export"),
    path("<slug:name>/", views.indicator, name="indicator"),
    path("<slug:name>/rows/", views.rows, name="rows"),
    path("<slug:name>/rows.<str:kind>", views.export_rows, name="export_rows"),
]
