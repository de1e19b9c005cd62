"""Articles that cite figures: their blocks, what a reader sees, what an editor sends."""

import datetime as dt

from django.core.cache import cache

from cms.models import NewsIndexPage, NewsPage
from tests.certificates.classes import held_class, held_on
from tests.factories.cms import NewsCategoryFactory, NewsPageFactory, body_of
from tests.factories.enrollment import EnrollmentFactory

# The lists that an article's form always sends along.
EMPTY_LISTS = {
    f"{name}-{count}_FORMS": "0"
    for name in ("comments", "chosen_related", "named_agencies")
    for count in ("TOTAL", "INITIAL")
}
MARCH_2010 = dt.date(2010, 3, 9)


def class_of(people):
    """Held in March 2010, with that many people."""
    names = [f"Bùi Thị Ước {n}" for n in range(people)]
    return held_class(names, finalized=False, **held_on(MARCH_2010))


def figure(name="participations", year=2010, mode="live", frozen=""):
    value = {"year": year, "figure": name, "mode": mode, "frozen": frozen, "again": False}
    return ("year_figure", value)


def indicator(one, **fields):
    return (
        "indicator",
        {"indicator": one.pk, "as_of": None, "show": "value", "per": None} | fields,
    )


def chart(by="month", year=2010, name="participations"):
    return ("chart", {"year": year, "by": by, "figure": name, "caption": ""})


def class_list(state="coming", **fields):
    value = {"heading": "Các lớp", "state": state, "category": "", "year": None, "most": 4}
    return ("class_list", value | {"has_link": True} | fields)


def article(*blocks):
    return NewsPageFactory(body=body_of(*blocks))


def read(client, page):
    """What stands between the lead and the end of the article."""
    cache.clear()
    text = client.get(page.get_url()).text
    return body_in(text)


def body_in(text):
    return text.partition('<div class="prose">')[2].partition("<aside")[0]


def one_more(training_class):
    return EnrollmentFactory(training_class=training_class)


def form_of(blocks):
    """What the editor's browser sends for an article of these figures."""
    form = {
        "title": "Bài có số liệu", "slug": "bai-co-so-lieu", "category": NewsCategoryFactory().pk,
        "published_at": "16/03/2011 00:00", "lead": "Lời dẫn", "body-count": str(len(blocks)),
    }  # fmt: skip
    form |= EMPTY_LISTS
    for place, (kind, value) in enumerate(blocks):
        prefix = f"body-{place}"
        form |= {f"{prefix}-deleted": "", f"{prefix}-order": str(place), f"{prefix}-id": ""}
        form |= {f"{prefix}-type": kind}
        form |= {
            f"{prefix}-value-{name}": "on" if one is True else one
            for name, one in value.items()
            if one not in (False, None)
        }
    return form


def preview(editor, blocks):
    address = f"/admin/pages/add/cms/newspage/{index_pk()}/preview/"
    assert editor.post(address, form_of(blocks)).json()["is_valid"]
    return editor.get(address).text


def index_pk():
    return NewsIndexPage.objects.get(locale__language_code="vi").pk


def publish(editor, blocks, page=None):
    add = f"/admin/pages/add/cms/newspage/{index_pk()}/"
    address = f"/admin/pages/{page.pk}/edit/" if page else add
    response = editor.post(address, form_of(blocks) | {"action-publish": "1"})
    return response, NewsPage.objects.filter(
        slug="bai-co-so-lieu", locale__language_code="vi"
    ).first()
