"""An editor, or an approver, asks every address of the admin: of persons none tells anything."""

import contextlib
from collections.abc import Iterator
from typing import NamedTuple

import pytest

from django.urls import NoReverseMatch, reverse
from django.utils.http import urlencode

from wagtail.admin.views.bulk_action.registry import bulk_action_registry
from wagtail.contrib.redirects.models import Redirect
from wagtail.log_actions import log
from wagtail.models import Collection, Comment, Workflow

from cms.models import HomePage
from courses.models import Instructor
from enrollment.models import AgencyCoordinator
from enrollment.models.people import ADMINISTRATORS, APPROVERS, EDITORS, ORGANIZERS
from tests.factories.cms import ImageFactory, NewsPageFactory
from tests.factories.courses import SessionFactory, TrainingClassFactory, days_ahead
from tests.factories.documents import DocumentFactory, DocumentKindFactory
from tests.factories.enrollment import AgencyFactory, EnrollmentFactory, TraineeFactory, UserFactory
from tests.test_access import Address, all_addresses, is_admin

pytestmark = pytest.mark.django_db

# Records that are asked for by number have this one, so that one walk asks for all of them.
NUMBER = 4711
# Names, addresses of accounts, and what a person is where.
SECRETS = {
    "name of a trainee": "Chim Yến",
    "account of a trainee": "chim-yen@",
    "account of a coordinator": "dau-moi@",
    "account of an instructor": "giang-vien@",
    "account of an organizer": "to-chuc@",
    "position in an agency": "Chức vụ Chim Yến",
}
# Pages take their numbers themselves.
PK_OF_PAGES = "pk of pages"
# They end the session of whoever walks, and fail on purpose.
LEFT_OUT = ("wagtailadmin_logout", "wagtailadmin_error_test")
MODELS = [
    ("cms", "newspage"),
    ("cms", "document"),
    ("wagtailimages", "image"),
    ("enrollment", "user"),
    ("enrollment", "trainee"),
    ("enrollment", "agency"),
    ("courses", "trainingclass"),
    ("wagtailcore", "page"),
]
# By what a page offers: how it is searched by a name, and taken away as a file.
FURTHER = (
    ('name="q"', {"q": "Chim"}),
    ('name="q"', {"q": "chim-yen"}),
    ("export=", {"export": "csv"}),
)


class Answer(NamedTuple):
    url: str
    status: int
    told: str


@pytest.fixture(autouse=True)
def _plain_search(settings):
    """The tables of the full-text search come with migrations, which these tests skip."""
    backend = {"BACKEND": "modelsearch.backends.database.fallback"}
    settings.WAGTAILSEARCH_BACKENDS = {"default": backend}
    settings.MODELSEARCH_BACKENDS = {"default": backend}


@pytest.fixture
def persons(site_tree):
    """A trainee with an account in a class; a coordinator, an instructor; acts of an organizer."""
    account = UserFactory(id=NUMBER, email="chim-yen@example.org")
    organizer = UserFactory(email="to-chuc@example.org", role=ORGANIZERS)
    agency = AgencyFactory()
    trainee = TraineeFactory(id=NUMBER, full_name="Quách Thị Chim Yến", user=account)
    training_class = TrainingClassFactory(id=NUMBER)
    user = UserFactory(email="giang-vien@example.org")
    teacher = Instructor.objects.create(id=NUMBER, full_name="Giảng viên", user=user)
    SessionFactory(training_class=training_class, instructor=teacher)
    EnrollmentFactory(
        trainee=trainee, training_class=training_class, agency=agency, position="Chức vụ Chim Yến"
    )
    coordinator = UserFactory(email="dau-moi@example.org")
    AgencyCoordinator.objects.create(
        id=NUMBER, user=coordinator, agency=agency, valid_from=days_ahead(-1)
    )
    # What was done in the admin, about persons and by them, stands in its own log.
    log(account, "wagtail.edit", user=organizer)
    log(training_class.course, "wagtail.edit", user=organizer)
    return organizer


@pytest.fixture
def numbers(persons) -> dict[str, object]:
    """What editors work with, by the names under which addresses ask for it."""
    writer = UserFactory(email="bien-tap@example.org", role=EDITORS)
    page = NewsPageFactory()
    first, second = page.save_revision(user=writer), page.save_revision(user=writer)
    Comment.objects.create(page=page, user=writer, text="Nhận xét", contentpath="title")
    ImageFactory(id=NUMBER, uploaded_by_user=persons)
    DocumentFactory(id=NUMBER, uploaded_by_user=persons, kind=DocumentKindFactory(id=NUMBER))
    Redirect.objects.create(id=NUMBER, old_path="/cu", redirect_page=page)
    workflow = Workflow.objects.get()
    state = workflow.start(page, writer)
    step = state.current_task_state
    home = HomePage.objects.get(locale__language_code="vi")
    named = {
        "parent_page_id": home.pk,
        "destination_id": home.pk,
        "collection_id": Collection.get_first_root_node().pk,
        "revision_id": second.pk,
        "revision_id_a": first.pk,
        "revision_id_b": second.pk,
        "workflow_pk": workflow.pk,
        "workflow_state_id": state.pk,
        "task_id": step.task_id,
        "task_state_id": step.pk,
        "action_name": "approve",
        "filter_spec": "width-100",
        "session_id": 1,
        "uidb64": "NDcxMQ",
        "token": "set-password",
        "content_type_app_name": "cms",
        "content_type_model_name": "newspage",
        "object_id": NUMBER,
    }
    named |= dict.fromkeys(["page_id", "page_pk", "page_to_move_id", PK_OF_PAGES], page.pk)
    others = ["pk", "image_id", "document_id", "doc_id", "redirect_id", "uploaded_file_id"]
    return named | dict.fromkeys(others, NUMBER)


def walker(client, role: str):
    client.force_login(UserFactory(email="toi@example.org", role=role))
    return client


def urls_of(address: Address, numbers: dict[str, object]) -> Iterator[str]:
    """Every way in which this address can be asked for; once for each model if it names one."""
    parts = address.pattern.pattern
    wanted = set(getattr(parts, "converters", {})) | set(parts.regex.groupindex)
    for app, model in MODELS if wanted & {"app_label", "app_name"} else MODELS[:1]:
        known = numbers | {"app_label": app, "app_name": app, "model_name": model}
        if address.name.startswith(("wagtailadmin_pages:", "wagtailadmin_api:pages:")):
            known["pk"] = known["object_id"] = numbers[PK_OF_PAGES]
        actions = [
            one.action_type for one in bulk_action_registry.get_bulk_actions_for_model(app, model)
        ]
        for action in actions if "action" in wanted else [""]:
            values = {name: (known | {"action": action})[name] for name in wanted}
            with contextlib.suppress(NoReverseMatch):
                url = reverse(address.name, kwargs=values)
                yield f"{url}?{urlencode({'id': NUMBER})}" if action else url


def ask(client, url: str) -> Answer:
    response = client.get(
        url, headers={"X-Requested-With": "XMLHttpRequest"} if "q=" in url else {}
    )
    told = response.getvalue().decode(errors="replace") + response.headers.get("Location", "")
    return Answer(url, response.status_code, told)


def walk(client, numbers: dict[str, object], below: str = "admin/") -> Iterator[Answer]:
    """The answers of the whole admin; lists are searched and taken as files as well."""
    for address in all_addresses():
        is_left_out = address.name.endswith("None") or address.name in LEFT_OUT
        if is_left_out or not is_admin(address) or not address.route.startswith(below):
            continue
        for url in urls_of(address, numbers):
            answer = ask(client, url)
            yield answer
            for sign, more in FURTHER:
                if sign in answer.told and "?" not in url:
                    yield ask(client, f"{url}?{urlencode(more)}")


def found_in(answer: Answer) -> list[str]:
    return [f"{what}: {answer.url}" for what, word in SECRETS.items() if word in answer.told]


@pytest.mark.parametrize("role", [EDITORS, APPROVERS])
def test_no_address_of_the_admin_tells_of_a_person(client, numbers, role):
    answers = list(walk(walker(client, role), numbers))

    assert [line for answer in answers for line in found_in(answer)] == []
    assert [answer.url for answer in answers if answer.status >= 500] == []
    # Otherwise the walk would have met nothing but closed doors.
    assert len([answer for answer in answers if answer.status == 200]) > 150


def test_the_same_walk_of_an_administrator_finds_persons(client, numbers):
    """The twin: what is hidden above is there, and the walk sees it."""
    found = {
        line.partition(":")[0]
        for answer in walk(walker(client, ADMINISTRATORS), numbers, below="admin/users/")
        for line in found_in(answer)
    }

    accounts = {name for name in SECRETS if name.startswith("account")}
    assert accounts <= found
