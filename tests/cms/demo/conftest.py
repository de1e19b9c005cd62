"""The demo, built once: nothing here loads it into an empty database (`test_demo_loading` does)."""

import pytest

from django.db import transaction
from django.test import override_settings

from wagtail.models import Collection

from cms.demo.build import build_demo
from courses.models import TrainingClass
from enrollment.models import Enrollment
from tests.cms.demo.known import PHASES, ignore


@pytest.fixture(scope="package")
def demo(django_db_setup, django_db_blocker, tmp_path_factory):
    """The whole demo, built once for the files of this folder and taken back after them."""
    var = tmp_path_factory.mktemp("var")
    with (
        django_db_blocker.unblock(),
        override_settings(
            VAR_DIR=var, MEDIA_ROOT=var / "media", PRIVATE_MEDIA_ROOT=var / "media" / "private"
        ),
        transaction.atomic(),
    ):
        if Collection.get_first_root_node() is None:
            Collection.add_root(name="Root")
        yield build_demo(ignore)
        transaction.set_rollback(True)


@pytest.fixture
def of_2010(demo):
    return Enrollment.objects.held_in(2010)


@pytest.fixture
def classes_now(demo):
    return {one.code: one for one in TrainingClass.objects.filter(code__in=PHASES)}
