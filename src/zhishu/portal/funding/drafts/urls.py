"""URLs of drafts."""

from __future__ import annotations

from django.urls import path

from zhishu.portal.funding.drafts import views

app_name = "drafts"
urlpatterns = [
    path("", views.documents, name="documents"),
    path("<slug:document_id>/", views.document, name="document"),
    path("<slug:document_id>/<slug:key>/", views.draft, name="draft"),
    path("<slug:document_id>/<slug:key>/check/", views.check, name="check"),
    path("<slug:document_id>/<slug:key>/trial/", views.trial, name="trial"),
]
