"""The database as operators build it: by migrations, on both databases."""

import os
import subprocess
import sys
from importlib import import_module
from types import SimpleNamespace

import pytest

from django.apps import apps
from django.core.files.base import ContentFile
from django.core.management import call_command
from django.db import connection

from wagtail.documents.models import Document as WagtailDocument
from wagtail.models import Collection

from cms.models import Document


@pytest.mark.django_db
def test_models_and_migrations_agree():
    call_command("makemigrations", check=True, dry_run=True, verbosity=0)


def manage(project_root, address, *arguments):
    return subprocess.run(
        [sys.executable, "manage.py", *arguments],
        cwd=project_root,
        env=os.environ | {"DATABASE_URL": address, "DJANGO_SETTINGS_MODULE": "cms.settings.test"},
        capture_output=True,
        text=True,
        check=False,
    )


@pytest.fixture
def fresh_database(tmp_path, django_db_blocker, database_address):
    """Address of an empty database of the kind under test."""
    if connection.vendor == "sqlite":
        yield f"sqlite:///{tmp_path / 'fresh.sqlite3'}"
        return
    name = "taphuan_migrations"
    with django_db_blocker.unblock(), connection._nodb_cursor() as cursor:
        cursor.execute(f"DROP DATABASE IF EXISTS {name}")
        cursor.execute(f"CREATE DATABASE {name}")
    yield database_address(name)
    with django_db_blocker.unblock(), connection._nodb_cursor() as cursor:
        cursor.execute(f"DROP DATABASE {name} WITH (FORCE)")


@pytest.mark.migrations
@pytest.mark.database
def test_a_fresh_database_migrates_and_holds_all_invariants(fresh_database, project_root):
    migrated = manage(project_root, fresh_database, "migrate", "--verbosity=0")
    checked = manage(project_root, fresh_database, "check_invariants", "--format=json")

    assert (migrated.returncode, migrated.stderr) == (0, "")
    assert (checked.returncode, checked.stdout.strip()) == (0, '{"breaches": []}')


@pytest.mark.django_db
@pytest.mark.database
def test_documents_filed_before_there_was_a_library_keep_number_file_and_tags():
    Collection.add_root(name="Root")
    for title in ("Kế hoạch năm 2009", "Đề án 06"):
        old = WagtailDocument.objects.create(title=title, file=ContentFile(b"...", "de-an.pdf"))
    old.tags.add("đề án")
    editor = SimpleNamespace(connection=connection, execute=connection.cursor().execute)

    import_module("cms.migrations.0004_documents_of_wagtail").carry(apps, editor)

    new = Document.objects.get(pk=old.pk)
    assert (new.title, new.file.name, new.folded) == ("Đề án 06", old.file.name, "de an 06")
    assert (new.created_at, new.year) == (old.created_at, old.created_at.year)
    assert [tag.name for tag in new.tags.all()] == ["đề án"]
    # The next number is free.
    assert Document.objects.create(title="Mới", file=ContentFile(b"...", "moi.pdf")).pk > old.pk
