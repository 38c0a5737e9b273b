"""URLs of the simulation of reforms."""

from __future__ import annotations

from django.urls import path

from zhishu.portal.funding import simulation_views

app_name = "simulation"
urlpatterns = [
    path("", simulation_views.simulation, name="simulation"),
    path("<slug:kind>/", simulation_views.export, name="export"),
]
