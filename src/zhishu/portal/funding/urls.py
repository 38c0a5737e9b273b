"""URLs of funding; a measure's name is its region, document and clause."""

from __future__ import annotations

from django.urls import path, register_converter
from django.urls.converters import StringConverter

from zhishu.portal.funding import (
    application_views,
    firm_views,
    measure_views,
    own_views,
    push_views,
)


class MeasureName(StringConverter):
    """361000/fund/9-1."""

    regex = r"[\w-]{1,40}(?:/[\w-]{1,60}){1,4}"


class PartyKey(StringConverter):
    """A credit code; of a party without one `name:` and its name, with any character in it."""

    regex = r"[\s\S]{1,400}?"


register_converter(MeasureName, "measure")
register_converter(PartyKey, "party")

app_name = "funding"
urlpatterns = [
    path("", measure_views.measures, name="measures"),
    # Before the measure itself: its name may hold any word.
    path("measures/<measure:measure>/cases/", measure_views.cases, name="cases"),
    path("measures/<measure:measure>/firms/", push_views.firms_of_measure, name="firms_of_measure"),
    path("measures/<measure:measure>/", measure_views.measure, name="measure"),
    path("firms/", firm_views.firms, name="firms"),
    path("firms/<party:party>/why/<measure:measure>/", firm_views.why, name="why"),
    path("firms/<party:party>/rows/<slug:table>/", firm_views.rows, name="rows"),
    path(
        "firms/<party:party>/application/<measure:measure>/",
        application_views.application,
        name="application",
    ),
    path("doubles/", application_views.doubles, name="doubles"),
    path(
        "own/<int:organisation_id>/application/<measure:measure>/",
        application_views.own_application,
        name="own_application",
    ),
    path("own/<int:organisation_id>/", own_views.own, name="own"),
    path("own/<int:organisation_id>/questions/", own_views.questions, name="questions"),
    path("own/<int:organisation_id>/why/<measure:measure>/", own_views.own_why, name="own_why"),
    # Behind the addresses below it: a party's key may hold a stroke.
    path("firms/<party:party>/", firm_views.firm, name="firm"),
]
