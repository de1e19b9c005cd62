"""Issue the certificates of a class, as the button at the desk does."""

import json
from argparse import ArgumentParser
from typing import Any

from django.core.management.base import BaseCommand, CommandError

from certificates.runs import ordering
from courses.models import TrainingClass
from courses.refusals import Refusal
from enrollment.models import User
from enrollment.models.people import normal_email


class Command(BaseCommand):
    help = "Number and freeze the certificates of a class and have their files made."

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("class_code")
        parser.add_argument("--format", choices=["json"], default="json")
        parser.add_argument("--by", help="E-mail address of the account that is logged.")

    def handle(self, *args: Any, **options: Any) -> None:
        code = options["class_code"]
        training_class = TrainingClass.objects.filter(code=code).first()
        if training_class is None:
            raise CommandError(f"There is no class {code}.")
        by = _account(options["by"])
        try:
            issued, _run = ordering.issue_with_files(training_class, by=by)
        except Refusal as refusal:
            raise CommandError(f"{refusal.text} ({refusal.code})") from refusal
        certificates = [
            {
                "serial": one.serial,
                "number": one.number,
                "year": one.content["year"],
                "full_name": one.content["person"]["full_name"],
                "code": one.code,
            }
            for one in issued
        ]
        answer = {"class": code, "issued": len(certificates), "certificates": certificates}
        self.stdout.write(json.dumps(answer, ensure_ascii=False, indent=2))


def _account(address: str | None) -> User | None:
    if not address:
        return None
    found = User.objects.filter(email=normal_email(address)).first()
    if found is None:
        raise CommandError(f"There is no account {address}.")
    return found
