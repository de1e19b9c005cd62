"""Proof that what must always hold does hold; see `certificates.invariants`."""

import json
import sys
from argparse import ArgumentParser
from dataclasses import asdict
from typing import Any

from django.core.management.base import BaseCommand
from django.db import InterfaceError, OperationalError

from certificates.invariants import find_breaches


class Command(BaseCommand):
    help = "Exit status 0 when everything holds, 1 on a breach, 2 without a database to judge."
    requires_system_checks: list[str] = []

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("--format", choices=["json"], default="json")

    def handle(self, *args: Any, **options: Any) -> None:
        try:
            breaches = find_breaches()
        except (InterfaceError, OperationalError) as error:
            self.stderr.write(f"The database cannot be judged: {error}")
            sys.exit(2)
        answer = {"breaches": [asdict(breach) for breach in breaches]}
        self.stdout.write(json.dumps(answer, ensure_ascii=False))
        if breaches:
            sys.exit(1)
