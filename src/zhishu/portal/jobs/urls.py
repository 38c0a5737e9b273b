"""URLs of data and uploads."""

from __future__ import annotations

from django.urls import path

from zhishu.portal.jobs import headings_views, views

app_name = "jobs"
urlpatterns = [
    path("", views.list_sources, name="sources"),
    path("uploads/", views.list_jobs, name="list"),
    path("uploads/new/", views.upload, name="upload"),
    path("uploads/<int:job_id>/", views.job_detail, name="detail"),
    path("uploads/<int:job_id>/rerun/", views.rerun, name="rerun"),
    path("uploads/<int:job_id>/headings/", headings_views.map_headings, name="headings"),
    path("uploads/<int:job_id>/rejects.<str:kind>", views.export_rejects, name="rejects"),
]
