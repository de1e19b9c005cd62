"""Sign-in sheets printed at once: what each process of that race does and reports."""

import time

from django.db import DatabaseError

from courses.models import TrainingClass
from enrollment.models import SheetNumber
from enrollment.running.paper_entry import number_rows


def take_the_guard_away() -> None:
    """Read who has no number yet, and write a moment later."""
    store = SheetNumber.objects.bulk_create

    def store_later(rows):
        read = list(rows)
        time.sleep(0.3)
        return store(read)

    SheetNumber.objects.bulk_create = store_later


def print_sheet(code: str) -> dict[str, int]:
    try:
        return {f"version {number_rows(TrainingClass.objects.get(code=code))}": 1}
    except DatabaseError as error:
        return {f"error: {type(error).__name__}": 1}


def report(code: str) -> list[int]:
    """The numbers that were given, in their order."""
    rows = SheetNumber.objects.filter(training_class__code=code)
    return list(rows.order_by("number").values_list("number", flat=True))
