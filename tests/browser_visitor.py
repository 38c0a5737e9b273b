"""A visitor with a real browser: one page at one width that remembers what the console said."""

from __future__ import annotations

import os
from pathlib import Path

FLAGS = [
    "--no-sandbox", "--disable-gpu", "--disable-quic", "--no-first-run",
    "--disable-background-networking", "--disable-component-update", "--disable-sync",
    "--disable-dev-shm-usage",
]  # fmt: skip
WIDTHS = (1280, 390)
AXE = Path(__file__).parent / "portal/vendor/axe.min.js"
SHOTS = os.environ.get("ZHISHU_SCREENSHOTS", "")
# A rule's finding of these impacts is a fault.
SERIOUS = {"serious", "critical"}


class Visitor:
    """A page at one width that remembers what the console said."""

    def __init__(self, browser: object, server: str, width: int) -> None:
        self.context = browser.new_context(viewport={"width": width, "height": 900}, locale="zh-CN")  # type: ignore[attr-defined]
        self.page = self.context.new_page()
        self.server, self.width = server, width
        self.complaints: list[str] = []
        self.page.on("console", self._hear)
        self.page.on("pageerror", lambda error: self.complaints.append(str(error)))

    def _hear(self, message: object) -> None:
        if message.type in {"error", "warning"} and "status of 403" not in message.text:  # type: ignore[attr-defined]
            self.complaints.append(message.text)  # type: ignore[attr-defined]

    def go(self, address: str) -> None:
        self.page.goto(self.server + address)

    def look(self, name: str) -> None:
        """No serious axe finding, no sideways scroll; a picture where one was asked for."""
        page = self.page
        page.evaluate(AXE.read_text(encoding="utf-8"))
        found = page.evaluate("async () => (await axe.run()).violations")
        serious = [
            f"{one['id']}: {one['nodes'][0]['html'][:200]}"
            for one in found
            if one["impact"] in SERIOUS
        ]
        assert not serious, f"{name} {self.width}: {serious}"
        wide = page.evaluate("document.documentElement.scrollWidth - window.innerWidth")
        assert wide <= 0, f"{name} {self.width}: {wide} px too wide"
        if SHOTS:
            # A caret that is hidden would be a style that the policy of the page forbids.
            page.screenshot(
                path=f"{SHOTS}/{name}-{self.width}.png", full_page=True, caret="initial"
            )

    def sign_in(self, username: str, password: str) -> None:
        self.go("/accounts/login/")
        self.page.fill("input[name=login]", username)
        self.page.fill("input[name=password]", password)
        self.page.click("main button:has-text('登录')")
        self.page.wait_for_url(self.server + "/**")

    def upload(self, path: Path) -> None:
        self.go("/data/uploads/")
        self.page.set_input_files("input[type=file]", str(path))
        self.page.click("main form[enctype] button")
        self.page.wait_for_selector("text=接受", timeout=90_000)
