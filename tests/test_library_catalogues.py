"""What people meet of our libraries is Vietnamese: editor, approval, sign-in, letters, scripts.

Each package listed here is promised complete: every string of the installed version, plurals and
contexts too, has a Vietnamese one, from the package itself or from `cms/locale_libraries`.
"""

import gettext
import io
import json
import re
import subprocess
from functools import cache
from pathlib import Path
from typing import Final

import allauth
import django_tables2
import pytest
import taggit

import django
from django.utils import translation
from django.utils.translation import trans_real

import wagtail

WAGTAIL: Final = Path(wagtail.__file__).parent
ALLAUTH: Final = Path(allauth.__file__).parent
DJANGO: Final = Path(django.__file__).parent
# Folders of files, since `*` of msggrep does not cross a slash.
SIGN_IN: Final = tuple(
    f"{folder}{depth}"
    for folder in ("account/", "core/", "mfa/", "templates/account/", "templates/mfa/")
    for depth in ("*", "*/*")
)
FORMS: Final = ("forms/*", "core/*", "db/models/*", "db/models/fields/*", "utils/*")
# The package, and the files of it that people meet; all of them where none are named.
PROMISED: Final = {
    "wagtail": (WAGTAIL, ()),
    "page editor": (WAGTAIL / "admin", ()),
    "images": (WAGTAIL / "images", ()),
    "documents": (WAGTAIL / "documents", ()),
    "snippets": (WAGTAIL / "snippets", ()),
    "accounts and groups": (WAGTAIL / "users", ()),
    "sites": (WAGTAIL / "sites", ()),
    "locales": (WAGTAIL / "locales", ()),
    "search": (WAGTAIL / "search", ()),
    "embeds": (WAGTAIL / "embeds", ()),
    "redirects": (WAGTAIL / "contrib" / "redirects", ()),
    "settings": (WAGTAIL / "contrib" / "settings", ()),
    "tables in texts": (WAGTAIL / "contrib" / "typed_table_block", ()),
    "translations of pages": (WAGTAIL / "contrib" / "simple_translation", ()),
    "sign-in and its letters": (ALLAUTH, SIGN_IN),
    "tags": (Path(taggit.__file__).parent, ()),
    "tables": (Path(django_tables2.__file__).parent, ()),
    "errors of forms": (DJANGO / "conf", FORMS),
    "passwords": (DJANGO / "contrib" / "auth", ()),
}
LETTERS_OF_OLD_SPELLING: Final = re.compile(r"\b(hoà|xoá|khoá|hoá|uỷ|thuỷ|toà)\b", re.IGNORECASE)
PRONOUN: Final = re.compile(r"\bbạn\b", re.IGNORECASE)


@cache
def strings_of(folder: Path, files: tuple[str, ...], domain: str = "django") -> frozenset:
    """Keys of the package's own list of strings, as gettext knows them; of a plural its first."""
    source = folder / "locale" / "en" / "LC_MESSAGES" / f"{domain}.po"
    chosen = [part for name in files for part in ("--location", name)]
    picked = run("msggrep", *chosen, str(source)) if chosen else source.read_bytes()
    compiled = run("msgfmt", "-o", "-", "-", stdin=run("msgen", "-", stdin=picked))
    keys = gettext.GNUTranslations(io.BytesIO(compiled))._catalog
    return frozenset(key for key in keys if key and (isinstance(key, str) or key[1] == 0))


def run(tool: str, *arguments: str, stdin: bytes | None = None) -> bytes:
    command = [f"/usr/bin/{tool}", *arguments]
    return subprocess.run(command, input=stdin, capture_output=True, check=True).stdout


def vietnamese(key) -> str | None:
    return trans_real.translation("vi")._catalog.get(key)


@pytest.mark.parametrize("package", PROMISED)
def test_no_string_of_a_promised_package_is_left_in_english(package):
    strings = strings_of(*PROMISED[package])

    assert strings
    assert [key for key in strings if not vietnamese(key)] == []


def test_scripts_of_the_editor_get_their_strings(client):
    """From the address that the admin asks; a plural is a list of its one form."""
    with translation.override("vi"):
        text = client.get("/admin/jsi18n/").text
    catalogue = json.loads(re.search(r"newcatalog = (\{.*?\});\n", text, re.DOTALL)[1])
    names = {
        key[0] if isinstance(key, tuple) else key
        for key in strings_of(WAGTAIL / "admin", (), "djangojs")
    }

    assert names
    assert sorted(names - {name for name, told in catalogue.items() if told}) == []


def test_packages_speak_as_the_site_does():
    """No pronoun; hòa, xóa, ủy; one word for one thing."""
    said = {}
    for package in PROMISED.values():
        said |= {key: vietnamese(key) for key in strings_of(*package)}

    assert [said[key] for key in said if PRONOUN.search(said[key])] == []
    assert [said[key] for key in said if LETTERS_OF_OLD_SPELLING.search(said[key])] == []
    assert (said["Approve"], said["Workflow"], said["Comment"]) == (
        *("Phê duyệt", "Quy trình duyệt", "Ghi chú"),
    )
    # Words of two notions for one, as catalogues made by many hands have them.
    for word in ("luồng công việc", "bình luận", "phê chuẩn", "vùng miền"):
        assert [told for told in said.values() if word in told.lower()] == []


def test_tags_of_a_translation_are_those_of_its_source():
    """Links and emphasis are neither lost nor opened without an end."""
    tag = re.compile(r"</?[a-z]+")

    for package in PROMISED.values():
        for key in strings_of(*package):
            source = key[0] if isinstance(key, tuple) else key.rpartition("\x04")[2]
            # Links to other hosts may go: nobody is sent there from an office.
            if 'href="http' not in source:
                assert sorted(tag.findall(vietnamese(key))) == sorted(tag.findall(source)), source
