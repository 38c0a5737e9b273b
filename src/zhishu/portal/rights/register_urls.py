"""URLs of the registers beside patents; only registers that there are have an address."""

from __future__ import annotations

from django.urls import path, re_path

from zhishu.portal.rights import register_views as views
from zhishu.rights.registers import REGISTERS

_REGISTER = f"(?P<register>{'|'.join(REGISTERS)})"

app_name = "registers"
urlpatterns = [
    path("", views.overview, name="overview"),
    re_path(rf"^{_REGISTER}/$", views.register, name="list"),
    re_path(rf"^{_REGISTER}/rows/$", views.export, name="export"),
    # Behind the addresses of the list: a key may hold any character that was printed.
    re_path(rf"^{_REGISTER}/(?P<key>[\s\S]+)/$", views.entry, name="entry"),
]
