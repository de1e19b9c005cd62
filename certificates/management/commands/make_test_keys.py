"""Makes the keys that a trial installation signs with; what exists is left alone."""

from pathlib import Path
from typing import Any

from django.conf import settings
from django.core.management.base import BaseCommand, CommandParser

from certificates.signing.trial_keys import make_trial_keys


class Command(BaseCommand):
    help = "Make a signing key with a certificate and a record key, both marked as tests."

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("--folder", type=Path, default=Path(settings.VAR_DIR) / "keys")

    def handle(self, *args: Any, folder: Path, **options: Any) -> None:
        for path in make_trial_keys(folder):
            self.stderr.write(f"Made {path}")
