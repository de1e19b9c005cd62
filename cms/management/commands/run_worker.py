"""Runs the task worker: tasks, letters, and what a killed worker left behind."""

from typing import Any

from django.core.management.base import BaseCommand, CommandParser

from cms.worker import run_worker


class Command(BaseCommand):
    help = "Run queued tasks and send due letters until SIGTERM or Ctrl-C."

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("--interval", type=float, default=0.5, help="seconds between looks")

    def handle(self, *, interval: float, **options: Any) -> None:
        run_worker(interval=interval)
