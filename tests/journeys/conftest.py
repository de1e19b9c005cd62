"""A browser that watches: no console error, no request to another host, no barrier on any page."""

import os
import time
from collections.abc import Iterator
from pathlib import Path
from urllib.parse import urlparse

import pytest
from axe_playwright_python.sync_playwright import Axe
from playwright.sync_api import Page

from django.core import mail
from django.core.management import call_command

from enrollment.letters.tasks import send_due_letters
from enrollment.models import User
from tests.conftest import plant_root

PICTURES = Path("build/journeys")
IS_TOO_WIDE = "document.documentElement.scrollWidth > document.documentElement.clientWidth"


def pytest_collection_modifyitems(items):
    for item in items:
        if "journeys" in item.path.parts:
            item.add_marker(pytest.mark.browser)


@pytest.fixture(scope="session")
def browser_type_launch_args():
    return {
        "executable_path": os.environ.get("CHROMIUM", "/usr/bin/chromium"),
        "args": ["--no-sandbox", "--disable-gpu", "--disable-background-networking"],
    }


@pytest.fixture(scope="session")
def browser_context_args():
    return {"viewport": {"width": 1280, "height": 900}, "locale": "vi-VN"}


@pytest.fixture
def site(live_server, settings) -> str:
    """Address of a running site with its page tree; nothing else is in it."""
    settings.BASE_URL = live_server.url
    settings.CSRF_TRUSTED_ORIGINS = [live_server.url]
    plant_root()
    call_command("setup_site", verbosity=0)
    return live_server.url


class Visitor:
    """Somebody in front of a browser; `prefix` is the language part of addresses."""

    def __init__(self, page: Page, site: str, name: str, prefix: str = "") -> None:
        self.page, self.site, self.name, self.prefix = page, site, name, prefix
        self.complaints: list[str] = []
        self.seen = 0
        page.on("console", self._hear)
        page.on("pageerror", lambda error: self.complaints.append(f"error: {error}"))
        page.on("request", self._check_host)

    def _hear(self, message) -> None:
        # The browser itself notes a refused form (422) and a page that is not there (404).
        is_answer = "status of 422" in message.text or "status of 404" in message.text
        if message.type in ("error", "warning") and not is_answer:
            self.complaints.append(f"console: {message.text} at {message.location}")

    def _check_host(self, request) -> None:
        host = urlparse(request.url)
        if host.scheme in ("http", "https") and not request.url.startswith(self.site):
            self.complaints.append(f"foreign request: {request.url}")

    def go(self, path: str, *, picture: bool = True) -> int:
        """Look at the page; returns the status of the answer."""
        answer = self.page.goto(f"{self.site}{self.prefix}{path}")
        self.look(picture=picture)
        return answer.status

    def press(self, name: str, *, role: str = "button") -> None:
        self.page.get_by_role(role, name=name, exact=True).first.click()
        self.page.wait_for_load_state()

    def look(self, *, picture: bool = True) -> None:
        """Ask axe and keep a picture; every page of a journey is looked at."""
        self.seen += 1
        if picture:
            PICTURES.mkdir(parents=True, exist_ok=True)
            path = PICTURES / f"{self.name}-{self.seen:02d}.png"
            self.page.screenshot(path=path, full_page=True)
        if self.page.evaluate(IS_TOO_WIDE):
            self.complaints.append(f"wider than the screen: {self.page.url}")
        found = Axe().run(self.page, options={"resultTypes": ["violations"]})
        self.complaints += [
            f"axe: {v['id']} on {self.page.url}: {v['nodes'][0]['html'][:120]}"
            for v in found.response["violations"]
        ]

    def sign_in(self, user: User) -> None:
        """Through the one door: the address, then the code from the mail."""
        self.page.goto(f"{self.site}{self.prefix}/accounts/login/code/")
        self.enter_address(user.email)

    def enter_address(self, email: str) -> None:
        self.page.locator("input[name=email]:visible").first.fill(email)
        self.page.locator("form:has(input[name=email]:visible) button[type=submit]").first.click()
        self.page.locator("input[name=code]").wait_for()
        self.look()
        self.page.locator("input[name=code]").fill(code_from_last_mail(email))
        self.page.locator("form:has(input[name=code]) button[type=submit]").first.click()
        self.page.wait_for_load_state()


def until(page: Page, script: str, arg=None, *, seconds: float = 20) -> None:
    """Ask the page until it says yes. Playwright's own waiting for a script needs `eval`, which
    our policy refuses."""
    end = time.monotonic() + seconds
    while not page.evaluate(script, arg):
        assert time.monotonic() < end, f"not within {seconds} s: {script}"
        page.wait_for_timeout(50)


def code_from_last_mail(email: str) -> str:
    message = [m for m in mail.outbox if m.to == [email]][-1]
    lines = [line.strip() for line in message.body.splitlines()]
    return next(x for x in lines if x and x == x.upper() and 5 < len(x) < 12 and " " not in x)


@pytest.fixture
def visit(context, site, request) -> Iterator:
    """`visit(language="vi")` opens a page; at the end nobody may have complained."""
    visitors: list[Visitor] = []

    def arrive(name: str, *, language: str = "vi", phone: bool = False) -> Visitor:
        page = context.browser.new_context(
            viewport={"width": 390, "height": 844} if phone else {"width": 1280, "height": 900},
            base_url=site,
            accept_downloads=True,
        ).new_page()
        visitor = Visitor(page, site, f"{name}-{language}", "/en" if language == "en" else "")
        visitors.append(visitor)
        return visitor

    yield arrive
    complaints = [complaint for visitor in visitors for complaint in visitor.complaints]
    for visitor in visitors:
        visitor.page.context.close()
    assert not complaints, "\n".join(complaints)


@pytest.fixture
def deliver():
    """What the worker's sweep does."""
    return send_due_letters


@pytest.fixture
def visitor_at(site) -> Iterator:
    """`visitor_at(page, name)`: the same watch over a page that a test has opened by itself."""
    visitors: list[Visitor] = []

    def arrive(page: Page, name: str) -> Visitor:
        visitors.append(Visitor(page, site, name))
        return visitors[-1]

    yield arrive
    complaints = [complaint for visitor in visitors for complaint in visitor.complaints]
    assert not complaints, "\n".join(complaints)
