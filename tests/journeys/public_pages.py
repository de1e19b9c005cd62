"""One of each kind of public page with something on it, and where each stands in a language."""

from collections.abc import Iterator

from django.utils import timezone, translation

from cms.models import Document, DocumentsPage, NewsIndexPage, NewsPage, SchedulePage
from courses.models import TrainingClass
from courses.releasing import release_schedule
from enrollment.models.people import ADMINISTRATORS
from tests.factories.cms import NewsCategoryFactory, NewsPageFactory
from tests.factories.courses import SessionFactory, TrainingClassFactory
from tests.factories.documents import DocumentFactory
from tests.factories.enrollment import UserFactory

TITLE = "Đẩy mạnh ứng dụng công nghệ thông tin trong hoạt động của các cơ quan Đảng và đoàn thể"
CODE = "MO-2026-01"


def fill() -> None:
    """Two versions of the schedule, articles in two languages, documents."""
    training_class = TrainingClassFactory(code=CODE, title=TITLE)
    SessionFactory(training_class=training_class)
    clerk = UserFactory(role=ADMINISTRATORS)
    release_schedule(by=clerk, note="Quý I")
    TrainingClassFactory(code="MO-2026-02")
    release_schedule(by=clerk, note="Thêm một lớp")
    category = NewsCategoryFactory(name="CNTT và Viễn Thông", slug="cntt")
    for title in (TITLE, "Khai giảng lớp bồi dưỡng", "Tổng kết năm"):
        article = NewsPageFactory(title=title, category=category)
        article.tags.add("chữ ký số")
        article.save_revision().publish()
    _translate(article)
    DocumentFactory(title="Kế hoạch mở lớp", content="Kế hoạch năm")


def _translate(article: NewsPage) -> None:
    english = NewsIndexPage.objects.get(locale__language_code="en").locale
    copy = article.copy_for_translation(english)
    copy.title, copy.slug = "A year in review", "a-year-in-review"
    copy.tags.add("chữ ký số")
    copy.save_revision().publish()


def public_pages(language: str) -> list[str]:
    """Addresses without the language in front."""
    with translation.override(language):
        prefix = "" if language == "vi" else f"/{language}"
        return [address.removeprefix(prefix) for address in _addresses(language)]


def _addresses(language: str) -> Iterator[str]:
    here = {"locale__language_code": language}
    schedule = SchedulePage.objects.get(**here)
    news = NewsIndexPage.objects.get(**here)
    library = DocumentsPage.objects.get(**here)
    home = schedule.get_parent().get_url()
    yield home
    yield from (f"{schedule.get_url()}{query}" for query in ("", "?view=month", "?view=groups"))
    yield f"{schedule.get_url()}?q=khong-co-lop-nao"
    yield schedule.class_url(CODE)
    yield schedule.get_url() + schedule.reverse_subpage("courses")
    yield schedule.course_url(TrainingClass.objects.get(code=CODE).course.slug)
    yield schedule.get_url() + schedule.reverse_subpage("versions")
    yield schedule.get_url() + schedule.reverse_subpage("version", args=[2])
    yield from _news(news)
    yield library.get_url()
    yield library.document_url(Document.objects.get().pk)
    yield f"{home}{'about' if language == 'en' else 'gioi-thieu'}/"
    yield f"{home}statistics/"
    yield f"{home}search/?q=cong+nghe"
    yield f"{home}verify/"


def _news(news: NewsIndexPage) -> Iterator[str]:
    article = news.articles()[0]
    year = timezone.localdate().year
    yield news.get_url()
    yield news.get_url() + news.reverse_subpage("category", ["cntt"])
    yield news.get_url() + news.reverse_subpage("tag", [article.tags.first().slug])
    yield news.get_url() + news.reverse_subpage("year", [year])
    yield article.get_url()
    yield article.get_url() + article.reverse_subpage("print")
