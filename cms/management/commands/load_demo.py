"""Loads the demo: the year 2010, classes of this year in every state, accounts, news."""

import logging
from typing import Any

from django.core.management.base import BaseCommand

from cms.demo.accounts import SignIn, signins_file
from cms.demo.build import build_demo


class Command(BaseCommand):
    help = "Load the demo and print its sign-ins; run again it changes nothing."

    def handle(self, *, verbosity: int, **options: Any) -> None:
        # Wagtail reports each page that is published; here nobody waits for it.
        logging.getLogger("wagtail").setLevel(logging.WARNING)
        sign_ins = build_demo(self._say if verbosity else lambda line: None)
        self.stdout.write(_table(sign_ins))
        self.stdout.write(f"\nThe passwords are kept in {signins_file()}")

    def _say(self, line: str) -> None:
        # Progress is no error: without the red of Django's standard error.
        self.stderr.write(line, style_func=lambda text: text)


def _table(sign_ins: list[SignIn]) -> str:
    head = SignIn("role", "e-mail", "password", "what to try")
    rows = [(one.role, one.email, one.password, one.what_to_try) for one in (head, *sign_ins)]
    widths = [max(map(len, column)) for column in zip(*rows, strict=True)]
    lines = ("  ".join(map(str.ljust, row, widths)).rstrip() for row in rows)
    return "\n".join(["Sign-ins of the demo", "", *lines])
