"""Static files as they are served: compressed, without references to source maps we do not ship."""

from __future__ import annotations

import re
from typing import Any

from django.core.files.base import ContentFile
from whitenoise.storage import CompressedStaticFilesStorage

_SOURCE_MAP = re.compile(rb"^[ \t]*+(?://[#@]|/\*[#@])[ \t]*+sourceMappingURL=.*$", re.MULTILINE)


class StaticStorage(CompressedStaticFilesStorage):
    """A browser's tools would ask for each map and get a 404 page."""

    def _save(self, name: str, content: Any) -> str:
        if name.endswith((".js", ".css")):
            content = ContentFile(_SOURCE_MAP.sub(b"", content.read()))
        return str(super()._save(name, content))
