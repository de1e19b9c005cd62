"""Makes the index of the search say what is public now; may be killed and run again."""

import time
from typing import Any

from django.core.management.base import BaseCommand

from cms.search.writing import rebuild


class Command(BaseCommand):
    help = "Compare everything public with the index of the search and write what differs."

    def handle(self, **options: Any) -> None:
        begun = time.monotonic()
        changed: dict[str, int] = {}
        for step in rebuild():
            changed[step.kind] = step.changed
            if options["verbosity"]:
                self.stdout.write(f"{step.kind}: {step.done}/{step.total}, {step.changed} changed")
        if options["verbosity"]:
            seconds = time.monotonic() - begun
            self.stdout.write(f"{sum(changed.values())} entries changed in {seconds:.1f} s")
