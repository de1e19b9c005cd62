"""What the public check page says about a code."""

import json
from argparse import ArgumentParser
from dataclasses import asdict
from typing import Any

from django.core.management.base import BaseCommand, CommandError
from django.core.serializers.json import DjangoJSONEncoder

from certificates.verification import find_by_code


class Command(BaseCommand):
    help = "Look a verification code up; exit status 1 when no certificate has it."

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("code")
        parser.add_argument("--format", choices=["json"], default="json")

    def handle(self, *args: Any, **options: Any) -> None:
        result = find_by_code(options["code"])
        answer = {
            "state": result.state,
            **(asdict(result.facts) if result.facts else {}),
            "revoked_on": result.revoked_on,
            "reason": result.reason,
        }
        self.stdout.write(json.dumps(answer, ensure_ascii=False, indent=2, cls=DjangoJSONEncoder))
        if not result.is_known:
            raise CommandError("No certificate has this code.")
