"""The WSGI application that gunicorn serves."""

from __future__ import annotations

import os

from django.core.wsgi import get_wsgi_application

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "zhishu.portal.settings")
application = get_wsgi_application()

# Every page is loaded before the first visitor asks for one.
import zhishu.portal.urls  # noqa: E402, F401
