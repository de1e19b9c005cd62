"""Vietnamese is complete: no string missing, none fuzzy, sign-in and e-mails included."""

import re
import subprocess

import pytest

from django.utils import translation
from django.utils.translation import gettext


@pytest.mark.parametrize("folder", ["locale", "locale_libraries"])
def test_no_string_of_the_catalogue_is_untranslated_or_fuzzy(folder, project_root):
    catalogue = project_root / "cms" / folder / "vi" / "LC_MESSAGES" / "django.po"

    result = subprocess.run(
        ["/usr/bin/msgfmt", "--check", "--statistics", "-o", "/dev/null", catalogue],
        capture_output=True,
        text=True,
        env={"LC_ALL": "C.UTF-8", "PATH": "/usr/bin:/bin"},
        check=False,
    )

    assert re.fullmatch(r"\d+ translated messages\.\n", result.stderr), result.stderr


@pytest.mark.parametrize(
    ("source", "vietnamese"),
    [
        ("Waiting list", "Danh sách chờ"),
        ("Sign In", "Đăng nhập"),
        ("Enter a valid date.", "Nhập một ngày hợp lệ."),
    ],
)
def test_words_of_the_trade_and_of_the_libraries_are_vietnamese(source, vietnamese):
    with translation.override("vi"):
        assert gettext(source) == vietnamese
