"""What a fresh installation needs: languages, the page tree, and the reference data of a country.

The words come from a data pack (`cms/data/<pack>.json`), so another country is another file. What
is there already is left as people have changed it.
"""

import json
from pathlib import Path
from typing import Any, Final
from urllib.parse import urlparse

from django.conf import settings
from django.db import models, transaction

from wagtail.models import Collection, Locale, Page, Site

from certificates.designing import ship_designs
from certificates.models import RequestRule
from cms.models import (
    ContentPage,
    DocumentKind,
    DocumentsPage,
    HomePage,
    NewsIndexPage,
    SchedulePage,
)
from cms.newsroom.approval_setup import set_up_approval
from cms.roles import sync_roles
from courses.models import (
    AccountingExport,
    AttendanceRule,
    CostKind,
    ExportColumn,
    FundingSource,
    PaperHeading,
    RankingScheme,
)
from enrollment.models import AgencyLevel, ConsentText, CountedGroup, TargetGroup

PACKS: Final = Path(__file__).parent / "data"
# In the order of the menu.
BELOW_HOME: Final[dict[str, type[Page]]] = {
    "schedule": SchedulePage,
    "news": NewsIndexPage,
    "documents": DocumentsPage,
    "about": ContentPage,
}
PORTS: Final = {"http": 80, "https": 443}

Pack = dict[str, Any]


def packs() -> list[str]:
    return sorted(path.stem for path in PACKS.glob("*.json"))


def read_pack(name: str) -> Pack:
    return json.loads((PACKS / f"{name}.json").read_text(encoding="utf-8"))


def set_up(pack: Pack) -> None:
    """Make what is missing, in one transaction; run again it changes nothing."""
    with transaction.atomic():
        _reference_data(pack)
        first, *others = [_locale(code) for code in pack["languages"]]
        home = _home(first, pack["pages"][first.language_code])
        _site(home)
        _collection()
        for locale in others:
            _translate(home, locale, pack["pages"][locale.language_code])
        sync_roles()
        set_up_approval(**pack["approval"])


def _reference_data(pack: Pack) -> None:
    for row in pack["levels"]:
        _keep_or_make(AgencyLevel, ("code",), row)
    for row in pack["headings"]:
        _keep_or_make(PaperHeading, ("name", "valid_from"), row)
    for row in pack["attendance_rules"]:
        _keep_or_make(AttendanceRule, ("name", "valid_from"), row)
    for row in pack["request_rules"]:
        _keep_or_make(RequestRule, ("name", "valid_from"), row)
    for row in pack["document_kinds"]:
        _keep_or_make(DocumentKind, ("slug",), row)
    for row in pack["counted_groups"]:
        _keep_or_make(CountedGroup, ("code",), row)
    ship_designs()
    _target_groups(pack)
    for row in pack["consents"]:
        _keep_or_make(ConsentText, ("version", "language"), row)
    for row in pack["funding_sources"]:
        _keep_or_make(FundingSource, ("code",), row)
    _costs(pack)
    for row in pack["ranking_schemes"]:
        fields = {name: value for name, value in row.items() if name != "bands"}
        scheme, created = _keep_or_make(RankingScheme, ("name", "valid_from"), fields)
        for band in row["bands"] if created else ():
            scheme.bands.create(**band)


def _costs(pack: Pack) -> None:
    for row in pack["cost_kinds"]:
        _keep_or_make(CostKind, ("code",), row)
    for row in pack["accounting_exports"]:
        export, created = _keep_or_make(AccountingExport, ("name",), {"name": row["name"]})
        for place, column in enumerate(row["columns"] if created else ()):
            ExportColumn.objects.create(export=export, sort_order=place, **column)


def _target_groups(pack: Pack) -> None:
    for row in pack["target_groups"]:
        fields = {name: value for name, value in row.items() if name != "levels"}
        group, created = _keep_or_make(TargetGroup, ("name",), fields)
        if created:
            group.levels.set(AgencyLevel.objects.filter(code__in=row["levels"]))


def _keep_or_make(
    model: type[models.Model], keys: tuple[str, ...], row: dict[str, Any]
) -> tuple[Any, bool]:
    known = {name: row[name] for name in keys}
    return model._default_manager.get_or_create(**known, defaults=row)


def _locale(language_code: str) -> Locale:
    return Locale.objects.get_or_create(language_code=language_code)[0]


def _home(locale: Locale, texts: Pack) -> HomePage:
    """The home page of the first language with what stands below it."""
    home = HomePage.objects.filter(locale=locale).first()
    if home is None:
        root = Page.get_first_root_node()
        home = _publish(root, HomePage(locale=locale, **texts["home"]))
    for name, model in BELOW_HOME.items():
        if not model.objects.child_of(home).exists():
            _publish(home, model(locale=locale, show_in_menus=True, **_fields(texts[name])))
    return home


def _publish(parent: Page, page: Page) -> Page:
    parent.add_child(instance=page)
    page.save_revision().publish()
    return page


def _fields(texts: Pack) -> Pack:
    blocks = [{"type": kind, "value": value} for kind, value in texts.get("body", [])]
    return {**texts, "body": json.dumps(blocks)} if blocks else texts


def _translate(home: HomePage, locale: Locale, texts: Pack) -> None:
    """The same tree in another language, linked page by page."""
    originals = {"home": home} | {
        name: model.objects.child_of(home).first() for name, model in BELOW_HOME.items()
    }
    for name, page in originals.items():
        if page.has_translation(locale):
            continue
        copy = page.copy_for_translation(locale)
        for field, value in _fields(texts[name]).items():
            setattr(copy, field, value)
        copy.save_revision().publish()


def _collection() -> None:
    """The one collection of pictures and documents; Wagtail's migrations make it too."""
    if Collection.get_first_root_node() is None:
        Collection.add_root(name="Root")


def _site(home: HomePage) -> None:
    """One site, found at BASE_URL; Wagtail's page of welcome goes."""
    address = urlparse(settings.BASE_URL)
    site = Site.objects.filter(is_default_site=True).first() or Site(is_default_site=True)
    before = site.root_page if site.root_page_id else None
    site.hostname = address.hostname
    site.port = address.port or PORTS[address.scheme]
    site.site_name = settings.WAGTAIL_SITE_NAME
    site.root_page = home
    site.save()
    if before and before.specific_class is Page and not before.is_root() and before.is_leaf():
        before.delete()
