"""Rows and files (I11): nothing named is missing or empty, nothing lies about unnamed."""

import time
from collections.abc import Iterator
from pathlib import Path
from typing import Final

from django.apps import apps
from django.core.files.storage import FileSystemStorage
from django.db.models import FileField

from certificates.invariants.findings import Findings

# A younger file may belong to somebody who is about to name it.
ORPHAN_AFTER: Final = 24 * 60 * 60


def rows_and_files_match() -> Findings:
    """All file fields of all apps; local folders are searched for files nobody names."""
    named: set[Path] = set()
    roots: set[Path] = set()
    for field in _file_fields():
        storage = field.storage
        if isinstance(storage, FileSystemStorage):
            roots.add(Path(storage.location))
        for pk, name in _names(field):
            if isinstance(storage, FileSystemStorage):
                named.add(Path(storage.path(name)))
            if not storage.exists(name):
                yield f"{field.model._meta.label} {pk}", f"the file {name} is missing"
            elif storage.size(name) == 0:
                yield f"{field.model._meta.label} {pk}", f"the file {name} is empty"
    yield from _orphans(roots, named)


def _file_fields() -> Iterator[FileField]:
    for model in apps.get_models():
        for field in model._meta.local_concrete_fields:
            if isinstance(field, FileField):
                yield field


def _names(field: FileField) -> Iterator[tuple[int, str]]:
    rows = field.model._base_manager.exclude(**{field.name: ""}).order_by("pk")
    yield from rows.values_list("pk", field.name).iterator()


def _orphans(roots: set[Path], named: set[Path]) -> Findings:
    youngest = time.time() - ORPHAN_AFTER
    found = {path for root in roots if root.is_dir() for path in root.rglob("*")}
    for path in sorted(found - named):
        if path.is_file() and path.stat().st_mtime < youngest:
            yield path.name, "no row names this file"
