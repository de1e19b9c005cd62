"""What the documents say is there: settings, commands, roles, files, pictures, names, words."""

import ast
import json
import pkgutil
import re
from collections.abc import Iterator
from pathlib import Path

import pytest

from django.apps import apps
from django.conf import settings
from django.core.management import get_commands

from cms.demo.accounts import ROLES
from tests.screenshots import WANTED

ROOT = Path(settings.BASE_DIR)
DOCS = ROOT / "docs"
OWN_APPS = ("courses", "enrollment", "certificates", "cms")
FOR_EVERYBODY = sorted([*ROOT.glob("*.md"), *DOCS.rglob("*.md")])
FOR_DEVELOPERS = [DOCS / "architecture.md", DOCS / "glossary.md", *DOCS.glob("decisions/*.md")]
GUIDES = [DOCS / f"{role}.md" for role in ROLES]
LINK = re.compile(r'\]\(([^)\s]+)\)|<img src="([^"]+)"')


def name_of(path: Path) -> str:
    return str(path.relative_to(ROOT))


def prose(path: Path) -> str:
    """The text without blocks of code."""
    return re.sub(r"^```.*?^```", "", path.read_text(), flags=re.DOTALL | re.MULTILINE)


def rows(path: Path) -> dict[str, list[str]]:
    """Cells of each row of all tables, by the first word in its first cell."""
    lines = [line for line in prose(path).splitlines() if line.startswith("| ")]
    cells = [[cell.strip() for cell in re.split(r"(?<!\\)\|", line)[1:-1]] for line in lines]
    return {row[0].strip("`").split()[0].strip("`"): row for row in cells}


def settings_read() -> Iterator[tuple[str, str]]:
    """Name and default, as an operator reads it, of what the settings take from the environment."""
    for path in ROOT.glob("cms/settings/*.py"):
        for node in ast.walk(ast.parse(path.read_text())):
            if isinstance(node, ast.Call) and re.fullmatch(r"env\.\w+", ast.unparse(node.func)):
                defaults = [word.value for word in node.keywords if word.arg == "default"]
                yield ast.literal_eval(node.args[0]), in_words(*defaults)


def in_words(default: ast.expr | None = None) -> str:
    """Empty for none and for what is computed."""
    value = default.value if isinstance(default, ast.Constant) else ""
    return ("off", "on")[value] if isinstance(value, bool) else str(value)


def test_operators_are_told_every_setting_and_no_other():
    told = {word for word in rows(DOCS / "operator.md") if re.fullmatch(r"[A-Z][A-Z_]+", word)}

    assert told == {name for name, _default in settings_read()} | {"DJANGO_SETTINGS_MODULE"}


def test_operators_are_told_the_defaults():
    told = rows(DOCS / "operator.md")

    assert [name for name, default in settings_read() if default not in told[name][-1]] == []


def test_every_command_of_ours_is_explained():
    commands = {name for name, app in get_commands().items() if app in OWN_APPS}

    assert commands - rows(DOCS / "operator.md").keys() == set()


@pytest.mark.parametrize("path", FOR_EVERYBODY, ids=name_of)
def test_commands_and_targets_that_are_named_exist(path):
    text = path.read_text()
    targets = set(re.findall(r"^([a-z-]+):", (ROOT / "Makefile").read_text(), re.MULTILINE))

    assert set(re.findall(r"manage\.py ([a-z_]+)", text)) - get_commands().keys() == set()
    assert set(re.findall(r"[`(]make ([a-z-]+)", text)) - targets == set()


@pytest.mark.parametrize("role", ROLES)
def test_every_role_has_a_guide_and_a_place_in_the_tour(role):
    assert (DOCS / f"{role}.md").read_text().startswith("# ")
    assert re.search(rf"^\| [a-z ]*{role} \|", (ROOT / "README.md").read_text(), re.MULTILINE)
    assert f"](docs/{role}.md)" in (ROOT / "README.md").read_text()


@pytest.mark.parametrize("path", sorted(DOCS.glob("*.md")), ids=name_of)
def test_every_document_has_a_heading_and_stands_in_the_index(path):
    assert re.match(r"# \S", path.read_text())
    assert path.name == "README.md" or f"]({path.name})" in (DOCS / "README.md").read_text()


@pytest.mark.parametrize("path", FOR_EVERYBODY, ids=name_of)
def test_links_lead_somewhere(path):
    broken = [target for target in targets_of(path) if not leads_somewhere(path, target)]

    assert broken == []


def targets_of(path: Path) -> list[str]:
    found = ["".join(groups) for groups in LINK.findall(prose(path))]
    return [target for target in found if not re.match(r"[a-z]+:", target)]


def leads_somewhere(path: Path, target: str) -> bool:
    name, _hash, anchor = target.partition("#")
    file = (path.parent / name).resolve() if name else path
    if file.parent == DOCS / "images":
        return True  # the next test compares all pictures at once
    return file.exists() and (not anchor or anchor in anchors(file))


def anchors(path: Path) -> set[str]:
    headings = re.findall(r"^#+ (.+)$", prose(path), re.MULTILINE)
    return {re.sub(r"[^\w\- ]", "", text.lower()).replace(" ", "-") for text in headings}


def test_pictures_are_the_ones_that_are_taken_and_each_is_shown():
    taken = {f"{picture.name}.png" for picture in WANTED}
    shown = {Path(t).name for path in FOR_EVERYBODY for t in targets_of(path) if "images/" in t}

    assert shown == taken
    assert {path.name for path in DOCS.glob("images/*")} == taken


def test_words_of_the_glossary_are_models():
    first_cells = re.findall(r"^\| ([^|]+)\|", (DOCS / "glossary.md").read_text(), re.MULTILINE)
    codes = {code for cell in first_cells for code in quoted(cell)}
    models = {model.__name__ for app in OWN_APPS for model in apps.get_app_config(app).get_models()}

    assert {code for code in codes if code[0].isupper()} - models == set()


def quoted(text: str) -> list[str]:
    return re.findall(r"`([^`\n]+)`", text)


@pytest.mark.parametrize("path", FOR_DEVELOPERS, ids=name_of)
def test_names_and_paths_in_the_code_exist(path):
    for word in quoted(prose(path)):
        if re.fullmatch(rf"({'|'.join(OWN_APPS)})(\.\w+)+", word):
            assert pkgutil.resolve_name(word), word
        if re.fullmatch(rf"({'|'.join(OWN_APPS)}|tests|docs|requirements|\.ci)/[\w./-]*", word):
            assert (ROOT / word).exists(), word


def test_decisions_are_numbered_and_complete():
    decisions = sorted(DOCS.glob("decisions/*.md"))

    assert [int(path.name[:4]) for path in decisions] == list(range(1, len(decisions) + 1))
    for number, path in enumerate(decisions, 1):
        text = path.read_text()
        assert text.startswith(f"# {number}. "), path.name
        for part in ("**Question.**", "**Decision.**", "**Cost.**"):
            assert part in text, path.name


@pytest.fixture(scope="module")
def words_of_the_screens() -> set[str]:
    """All Vietnamese of the catalogues, and the titles of the pages that each site begins with."""
    strings = re.compile(r'^msgstr(?:\[0\])? ((?:"(?:[^"\\]|\\.)*"\n?)+)', re.MULTILINE)
    found = [
        "".join(ast.literal_eval(line) for line in block.splitlines())
        for catalogue in ROOT.glob("cms/locale*/vi/LC_MESSAGES/django.po")
        for block in strings.findall(catalogue.read_text())
    ]
    pack = json.loads((ROOT / "cms/data/vn.json").read_text())
    return {bare(text) for text in found} | {bare(p["title"]) for p in pack["pages"]["vi"].values()}


def bare(text: str) -> str:
    """As it is compared: without what is filled in, and with any first letter."""
    text = re.sub(r"\s+", " ", re.sub(r"%\(\w+\)[sd]|\{\w*\}", "", text)).strip(" :.…?")
    return text[:1].lower() + text[1:]


def test_vietnamese_of_the_glossary_is_on_the_screens(words_of_the_screens):
    table = re.findall(r"^\| [^|]+ \| ([^|]+) \|", (DOCS / "glossary.md").read_text(), re.MULTILINE)
    words = {word.strip() for cell in table[1:] for word in re.split(r"[,/]", cell)}
    screens = "\n".join(words_of_the_screens).lower()

    assert {word for word in words if word not in screens} == set()


@pytest.mark.parametrize("path", GUIDES, ids=name_of)
def test_bold_words_of_the_guides_are_on_the_screens(path, words_of_the_screens):
    bold = re.findall(r"\*\*(.+?)\*\*", prose(path), re.DOTALL)

    assert [words for words in bold if bare(words) not in words_of_the_screens] == []
