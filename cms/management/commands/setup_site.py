"""Prepares a fresh installation: languages, pages, roles, reference data of a country."""

from typing import Any

from django.core.management.base import BaseCommand, CommandParser

from cms.site_setup import packs, read_pack, set_up


class Command(BaseCommand):
    help = "Make languages, page tree, roles and reference data; what exists is left alone."

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("--pack", choices=packs(), default="vn", help="country (default: vn)")

    def handle(self, *, pack: str, verbosity: int, **options: Any) -> None:
        set_up(read_pack(pack))
        if verbosity:
            self.stdout.write("The site is set up.")
