"""URLs of the policy library."""

from __future__ import annotations

from django.urls import path

from zhishu.portal.policy import lint_views, review_views, views

app_name = "policy"
urlpatterns = [
    path("", views.library, name="library"),
    path("<slug:document_id>/", views.policy, name="policy"),
    path("<slug:document_id>/original/", views.original, name="original"),
    path("<slug:document_id>/lint/", lint_views.lint, name="lint"),
    path("<slug:document_id>/review/", review_views.review, name="review"),
]
