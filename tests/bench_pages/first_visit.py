"""What a browser that knows nothing of the site loads to show the home page."""

import os
from dataclasses import dataclass

from playwright.sync_api import sync_playwright


@dataclass(frozen=True)
class Visit:
    requests: int
    bytes: int
    parts: tuple[tuple[str, int], ...]


def first_visit(address: str) -> Visit:
    """All requests, headers included, as they came over the wire."""
    sizes: dict[str, int] = {}
    names: dict[str, str] = {}
    with sync_playwright() as player:
        browser = player.chromium.launch(
            executable_path=os.environ.get("CHROMIUM", "/usr/bin/chromium"),
            args=["--no-sandbox", "--disable-gpu", "--disable-background-networking"],
        )
        page = browser.new_page(viewport={"width": 1280, "height": 900})
        wire = page.context.new_cdp_session(page)
        wire.send("Network.enable")
        wire.on(
            "Network.requestWillBeSent",
            lambda e: names.update({e["requestId"]: e["request"]["url"]}),
        )
        wire.on(
            "Network.loadingFinished",
            lambda e: sizes.update({e["requestId"]: e["encodedDataLength"]}),
        )
        page.goto(address, wait_until="networkidle")
        page.evaluate("window.scrollTo(0, document.body.scrollHeight)")
        page.wait_for_timeout(500)
        browser.close()
    parts = sorted(((names[key], int(size)) for key, size in sizes.items()), key=lambda p: -p[1])
    return Visit(len(parts), sum(size for _name, size in parts), tuple(parts))
