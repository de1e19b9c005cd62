"""What a curious coordinator tries: rows of another agency that would leak, tokens, odd input."""

import datetime as dt
import io
import uuid
import zipfile

import pytest
from structlog.stdlib import ProcessorFormatter

from django.core.files.uploadedfile import SimpleUploadedFile
from django.urls import reverse
from django.utils import timezone

from cms import logs
from courses.private_files import private_storage
from courses.refusals import Refusal
from enrollment.accounts import account_for
from enrollment.models import AgencyCoordinator, AgencySeats, Enrollment, RosterDraft
from enrollment.nominating import deputies, nomination, rounds
from enrollment.nominating.nomination import LetterOfAgency, nominate
from enrollment.people import merging
from enrollment.people.linking import link_record, unlink_record
from enrollment.registering.obstacles import Nominee
from enrollment.registering.offers import accept_offer, find_offer
from enrollment.registering.registration import approve_by_agency, register_trainee
from enrollment.registering.substitution import substitute
from enrollment.running.class_changes import cancel_class, close_list
from tests.factories.courses import TrainingClassFactory, days_ahead
from tests.factories.enrollment import (
    AgencyFactory,
    EnrollmentFactory,
    TraineeFactory,
    UserFactory,
)

pytestmark = pytest.mark.django_db

# Stands in rows of the other agency alone.
CANARY = "CANARY"
PAGE = "/agency/rounds/LOP-A/"


@pytest.fixture
def training_class(db):
    return TrainingClassFactory(code="LOP-A", capacity=20)


@pytest.fixture
def agency(db):
    return AgencyFactory(name="Huyện ủy Tân Lạc", code="TL")


@pytest.fixture
def other(db):
    return AgencyFactory(name=f"Huyện ủy {CANARY}", code="KHAC")


@pytest.fixture
def coordinator(client, agency):
    user = UserFactory(email="tanlac@example.org")
    AgencyCoordinator.objects.create(user=user, agency=agency, valid_from=days_ahead(-9))
    client.force_login(user)
    return user


def works(person, agency, first=dt.date(2020, 1, 1), last=None, position="Văn thư"):
    person.affiliations.create(agency=agency, position=position, valid_from=first, valid_to=last)
    return person


def url(name, *arguments, **query):
    return reverse(f"enrollment:{name}", args=arguments, query=query)


def text_of(response):
    return response.content.decode()


# Rows of another agency


@pytest.fixture
def about_to_leave(agency, other):
    """Works here until tomorrow; the other agency has noted the work of afterwards."""
    person = works(TraineeFactory(full_name="Lê Văn An"), agency, last=days_ahead(1))
    return works(person, other, first=days_ahead(2), position=f"Trưởng phòng {CANARY}")


def test_next_place_of_work_is_not_told(
    client, coordinator, agency, training_class, about_to_leave
):
    enrollment = EnrollmentFactory(training_class=training_class, agency=agency)
    pick = url("agency_substitute", enrollment.public_id)
    chosen = url("agency_substitute", enrollment.public_id, person=about_to_leave.public_id)
    pages = [
        client.get(url("agency_people")),
        client.get(url("agency_person", about_to_leave.public_id)),
        client.get(pick),
        client.get(chosen),
    ]

    assert [page.status_code for page in pages] == [200] * 4
    for page in pages:
        assert "Lê Văn An" in text_of(page)
        assert CANARY not in text_of(page)


def test_clash_names_no_class_to_which_another_agency_sent_the_person(
    client, coordinator, agency, other, training_class
):
    person = works(TraineeFactory(full_name="Lê Văn An", birth_year=1980), agency)
    theirs = TrainingClassFactory(title=f"Lớp {CANARY}")
    EnrollmentFactory(trainee=person, agency=other, training_class=theirs)
    seat = EnrollmentFactory(training_class=training_class, agency=agency)
    pasted = {"agency": agency.code, "pasted": "Họ và tên\tNgày sinh\nLê Văn An\t1980\n"}
    client.post(url("roster_new", "LOP-A"), pasted)
    draft = RosterDraft.objects.get()

    pages = [
        client.get(PAGE),
        client.get(url("roster", draft.public_id)),
        client.get(url("agency_substitute", seat.public_id, person=person.public_id)),
    ]

    for page in pages:
        assert page.status_code == 200
        assert "Lê Văn An" in text_of(page)
        assert CANARY not in text_of(page)


def test_clash_within_the_own_agency_names_the_class(client, coordinator, agency, training_class):
    below = AgencyFactory(parent=agency)
    person = works(TraineeFactory(full_name="Lê Văn An"), agency)
    mine = TrainingClassFactory(title="Lớp Văn thư")
    EnrollmentFactory(trainee=person, agency=below, training_class=mine)

    assert "Lớp Văn thư" in text_of(client.get(PAGE))


@pytest.fixture
def replaced_from_outside(agency, other, training_class, organizer):
    """The desk gave a seat of the agency's list to somebody of the other agency."""
    nominees = [Nominee(TraineeFactory(full_name="Lê Văn An"), agency)]
    batch = nominate(training_class, agency, nominees, by=None)
    stranger = works(TraineeFactory(full_name=f"Bùi {CANARY}"), other)
    substitute(batch.enrollments.get(), stranger, agency=other, by=organizer)
    return batch


def test_page_of_the_class_neither_counts_the_successor_nor_tells_of_a_foreign_letter(
    client, coordinator, agency, other, training_class, replaced_from_outside, organizer
):
    letter = LetterOfAgency(number=f"7-{CANARY}")
    theirs = nominate(
        training_class, other, [Nominee(TraineeFactory(), other)], by=None, letter=letter
    )
    mine = works(TraineeFactory(full_name="Hà Thị Ý"), agency)
    substitute(theirs.enrollments.get(), mine, agency=agency, by=organizer)

    seat = mine.enrollments.get()
    page = client.get(PAGE)

    assert "Hà Thị Ý" in text_of(page)
    assert CANARY not in text_of(page)
    assert CANARY not in text_of(client.get(url("agency_substitute", seat.public_id)))
    assert [batch.count for batch in page.context["batches"]] == [1]


def test_successor_from_another_agency_is_neither_named_nor_counted(
    client, coordinator, replaced_from_outside
):
    page = client.get(url("nomination", replaced_from_outside.public_id))

    assert "Lê Văn An" in text_of(page)
    assert CANARY not in text_of(page)
    assert [count for _label, count in page.context["counts"]] == [1]


def test_desk_sees_who_came_instead(client, organizer, replaced_from_outside):
    client.force_login(organizer)

    assert CANARY in text_of(client.get(url("nomination", replaced_from_outside.public_id)))


def test_roster_does_not_tell_who_is_on_record_elsewhere(
    client, coordinator, agency, other, training_class
):
    """The same answer for a person of the other agency and for one who does not exist."""
    known = TraineeFactory(
        full_name="Lê Văn An", birth_date=dt.date(1980, 3, 16), email="an@example.org"
    )
    works(known, other)
    EnrollmentFactory(trainee=known, agency=other, training_class=training_class)
    pasted = "Họ và tên\tNgày sinh\tEmail\n"
    pasted += "Lê Văn An\t16/03/1980\tan@example.org\nLê Văn Ân\t16/03/1981\tkhong@example.org\n"
    client.post(url("roster_new", "LOP-A"), {"agency": agency.code, "pasted": pasted})
    draft = RosterDraft.objects.get()

    rows = client.get(url("roster", draft.public_id)).context["judgment"].rows
    told = client.post(url("roster_commit", draft.public_id))

    assert {(row.verdict, row.message) for row in rows} == {("new", "")}
    assert told.status_code == 302
    assert known.enrollments.count() == 1


def test_desk_is_told_who_is_on_record_elsewhere(client, organizer, agency, other, training_class):
    works(TraineeFactory(full_name="Lê Văn An", birth_date=dt.date(1980, 3, 16)), other)
    client.force_login(organizer)
    pasted = "Họ và tên\tNgày sinh\nLê Văn An\t16/03/1980\n"
    client.post(url("manage_roster_new", "LOP-A"), {"agency": agency.code, "pasted": pasted})

    page = client.get(url("roster", RosterDraft.objects.get().public_id))

    assert [row.verdict for row in page.context["judgment"].rows] == ["foreign_agency"]


# Deputies


@pytest.mark.parametrize("end", ["dates", "account"])
def test_deputy_acts_no_longer_than_the_coordinator_who_named(client, coordinator, agency, end):
    deputies.name_deputy(
        agency, "pho@example.org", first=days_ahead(0), last=days_ahead(99), by=coordinator
    )
    if end == "dates":
        coordinator.coordinated.update(valid_to=days_ahead(-1))
    else:
        coordinator.is_active = False
        coordinator.save()
    client.force_login(account_for("pho@example.org"))

    assert client.get(url("agency")).status_code == 404


def test_deputy_of_an_agency_below_keeps_the_right_of_the_one_above(client, coordinator, agency):
    below = AgencyFactory(parent=agency)
    deputies.name_deputy(
        below, "pho@example.org", first=days_ahead(0), last=days_ahead(9), by=coordinator
    )
    client.force_login(account_for("pho@example.org"))

    assert list(client.get(url("agency")).context["agencies"]) == [below]


# Addresses that hold a key


@pytest.fixture
def claimed(organizer):
    """A record that the wrong account has taken, and whose calendar that account reads."""
    enrollment = EnrollmentFactory(trainee=TraineeFactory(email="chung@example.org"))
    user = UserFactory(email="chung@example.org")
    user.emailaddress_set.create(email=user.email, verified=True, primary=True)
    record = link_record(enrollment.trainee, user, how="asked")
    record.calendar_key = uuid.uuid4()
    record.save()
    return record


def feed(client, key):
    return client.get(url("calendar_feed", key)).status_code


def test_calendar_ends_with_the_account(client, claimed, organizer):
    key = claimed.calendar_key
    assert feed(client, key) == 200

    unlink_record(claimed, by=organizer)

    claimed.refresh_from_db()
    assert feed(client, key) == 404
    assert claimed.calendar_key is None


def test_calendar_of_a_deactivated_account_is_shut(client, claimed):
    claimed.user.is_active = False
    claimed.user.save()

    assert feed(client, claimed.calendar_key) == 404


def test_undone_merge_takes_the_calendar_of_meanwhile_away(client, organizer):
    """The account goes back to its own record; its address must not go on reading the other."""
    kept = EnrollmentFactory().trainee
    stranger = TraineeFactory(user=UserFactory())
    done = merging.merge(kept, stranger, by=organizer, reason="nhầm")
    kept.refresh_from_db()
    kept.calendar_key = key = uuid.uuid4()
    kept.save()

    merging.undo(done, by=organizer)

    kept.refresh_from_db()
    stranger.refresh_from_db()
    assert (kept.user, kept.calendar_key, stranger.calendar_key) == (None, None, key)


def test_undone_merge_gives_back_an_account_that_came_by_the_address_of_the_other(organizer):
    kept = EnrollmentFactory().trainee
    stranger = TraineeFactory(email="la@example.org")
    done = merging.merge(kept, stranger, by=organizer, reason="nhầm")
    user = UserFactory(email="la@example.org")
    user.emailaddress_set.create(email=user.email, verified=True, primary=True)
    kept.refresh_from_db()
    link_record(kept, user, how="asked")

    merging.undo(done, by=organizer)

    kept.refresh_from_db()
    stranger.refresh_from_db()
    assert (kept.user, stranger.user) == (None, user)


def test_undone_merge_leaves_the_account_that_the_kept_record_had_before(organizer):
    user = UserFactory(email="la@example.org")
    kept = TraineeFactory(user=user)
    done = merging.merge(kept, TraineeFactory(email="la@example.org"), by=organizer, reason="nhầm")

    merging.undo(done, by=organizer)

    kept.refresh_from_db()
    assert kept.user == user


@pytest.mark.parametrize(
    "address",
    ["/offer/{}/", "/en/offer/{}/", "/my/calendar/{}.ics", "/verify/{}/", "/en/verify/{}/x/"],
)
def test_keys_in_addresses_are_not_written_to_the_log(client, db, address, caplog):
    key = str(uuid.uuid4())

    client.put(address.format(key))
    client.get(address.format(key))

    lines = [as_written(record) for record in caplog.records]
    assert lines
    assert not any(key in line for line in lines)


def as_written(record):
    """As the handler of the site would write it."""
    formatter = ProcessorFormatter(
        processor=logs.console_renderer, foreign_pre_chain=logs.shared_processors
    )
    return formatter.format(record)


# Letters of agencies


def archive(*names):
    stream = io.BytesIO()
    with zipfile.ZipFile(stream, "w") as file:
        for name in names:
            file.writestr(name, "x")
    return stream.getvalue()


MACRO = archive("word/document.xml", "word/vbaProject.bin")


@pytest.mark.parametrize(
    ("name", "body"),
    [
        ("cong-van.docx", MACRO),
        ("cong-van.docx", archive("evil.exe")),
        ("cong-van.docx", b"PK\x03\x04"),
        ("cong-van.doc", b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1"),
        ("cong-van.pdf", b"<script>"),
        ("cong-van.html", b"%PDF-1.7"),
    ],
)
def test_both_doors_for_letters_refuse_alike(
    client, coordinator, agency, training_class, name, body
):
    pasted = "Họ và tên\tNgày sinh\nLê Văn An\t1980\n"
    client.post(url("roster_new", "LOP-A"), {"agency": agency.code, "pasted": pasted})
    draft = RosterDraft.objects.get()
    chosen = works(TraineeFactory(), agency)
    sent = {
        "act": "send",
        "chosen": [str(chosen.public_id)],
        "new-TOTAL_FORMS": "0",
        "new-INITIAL_FORMS": "0",
        "letter_file": SimpleUploadedFile(name, body),
    }

    committed = {"file": SimpleUploadedFile(name, body)}
    answers = [
        client.post(url("roster_commit", draft.public_id), committed),
        client.post(PAGE, sent),
    ]

    assert [answer.status_code for answer in answers] == [422, 422]
    assert not Enrollment.objects.exists()


def test_letter_of_a_refused_nomination_leaves_no_file(agency, training_class, monkeypatch):
    def refuse(*args, **options):
        raise Refusal("Không.", code="late")

    monkeypatch.setattr(nomination, "_write_down", refuse)
    letter = LetterOfAgency(file=SimpleUploadedFile("a.pdf", b"%PDF-1.7"), file_name="a.pdf")

    with pytest.raises(Refusal):
        nominate(
            training_class, agency, [Nominee(TraineeFactory(), agency)], by=None, letter=letter
        )

    storage = private_storage()
    assert not storage.exists("nominations") or storage.listdir("nominations")[1] == []


# Odd input


def test_preview_of_a_letter_is_no_longer_than_a_letter_may_be(client, organizer):
    client.force_login(organizer)
    typed = {
        f"{box}_{language}": "ă" * 9000 for box in ("subject", "body") for language in ("vi", "en")
    }

    page = client.post(
        url("manage_letter_preview", "confirmed"), typed, headers={"hx-request": "true"}
    )

    assert {len(one.text.subject) for one in page.context["previews"]} == {200}
    assert {len(one.text.body) for one in page.context["previews"]} == {5000}


@pytest.mark.database
@pytest.mark.parametrize("odd", ["\0", "a\0b", "💣" * 60, "9" * 40, "%s{0[__class__]}", "٣"])
def test_odd_values_are_refused_or_not_found(client, coordinator, agency, training_class, odd):
    row = rounds.open_round(
        training_class, deadline=timezone.now() + dt.timedelta(days=2), seats={agency: 2}, by=None
    )
    enrollment = EnrollmentFactory(training_class=training_class, agency=agency)
    draft_data = {"agency": odd, "pasted": f"Họ và tên\tNgày sinh\n{odd}\t{odd}\n"}
    list_pdf = reverse("certificates:nomination_list_pdf", args=["LOP-A"])
    substitute_page = url("agency_substitute", enrollment.public_id)
    seats_pk = AgencySeats.objects.get(round=row).pk
    sent = {"act": "send", "q": odd, "for": odd, "chosen": odd, "request_key": odd}
    new = {f"new-0-{name}": odd for name in ("full_name", "birth", "agency", "email", "position")}

    answers = [
        client.get(list_pdf, {"agency": odd}),
        client.get(list_pdf, {"draft": odd}),
        client.get(PAGE, {"q": odd}),
        client.get(PAGE, {"for": odd}),
        client.post(PAGE, sent),
        client.post(PAGE, sent | new | {"for": "", "new-TOTAL_FORMS": odd}),
        client.post(PAGE, new | {"act": "send", "new-TOTAL_FORMS": 1, "new-INITIAL_FORMS": 0}),
        client.post(PAGE, {"act": "more", "new-TOTAL_FORMS": odd, "letter_number": odd}),
        client.post(f"{PAGE}hold/", {"agency": odd}),
        client.post(
            f"{PAGE}hold/",
            {"agency": agency.code, f"{seats_pk}-number": odd, f"{seats_pk}-until": odd},
        ),
        client.get(url("roster_new", "LOP-A"), {"for": odd}),
        client.post(url("roster_new", "LOP-A"), draft_data),
        client.post(url("roster_new", "LOP-A"), draft_data | {"agency": agency.code}),
        client.post(url("agency_approvals"), {"chosen": odd, "act": "accept", "reason": odd}),
        client.get(url("agency_approvals"), {"q": odd, "page": odd}),
        client.get(url("agency_people"), {"q": odd}),
        client.get(
            url("agency_registrations"),
            {"q": odd, "training_class": odd, "state": odd, "sort": odd},
        ),
        client.get(url("agency_year"), {"year": odd}),
        client.post(url("agency_deputies"), {"act": "end", "deputy": odd}),
        client.post(
            url("agency_deputies"), {"agency": odd, "email": odd, "first": odd, "last": odd}
        ),
        client.get(substitute_page, {"q": odd}),
        client.get(substitute_page, {"person": odd}),
        client.post(f"{substitute_page}?new=1", {"full_name": odd, "agency": odd, "birth": odd}),
        client.post(url("agency_withdraw", enrollment.public_id), {"why": odd, "note": odd}),
        client.post(url("my_record"), {"record": odd, "next": odd}),
    ]

    assert {answer.status_code for answer in answers} <= {200, 302, 400, 404, 422}
    for draft in RosterDraft.objects.all():
        assert client.get(url("roster", draft.public_id), {"verdict": odd}).status_code == 200
        assert client.get(url("roster_row", draft.public_id, 10**18)).status_code == 404
        assert client.get(url("roster_errors", draft.public_id)).status_code == 200


@pytest.mark.database
@pytest.mark.parametrize("number", [0, 10**18, 10**25])
def test_numbers_of_no_row_are_not_found_at_the_desk(client, organizer, number):
    person = TraineeFactory()
    client.force_login(organizer)

    assert client.post(url("manage_merge_undo", number)).status_code == 404
    assert client.get(url("manage_person_work", person.public_id, number)).status_code == 404


@pytest.mark.database
def test_odd_values_at_the_desk_are_refused_or_not_found(client, organizer, training_class):
    person, odd = TraineeFactory(), "a\0b"
    enrollment = EnrollmentFactory(training_class=training_class)
    client.force_login(organizer)
    desk = "LOP-A"
    offers = url("manage_substitute", desk, enrollment.public_id)

    answers = [
        client.get(url("manage_people"), {"q": odd, "agency": odd}),
        client.get(url("manage_person_merge", person.public_id), {"with": odd}),
        client.get(url("manage_person_merge", person.public_id), {"q": odd}),
        client.post(url("manage_person_account", person.public_id), {"email": odd}),
        client.post(
            url("manage_person_edit", person.public_id), {"full_name": odd, "language": odd}
        ),
        client.post(url("manage_person_work", person.public_id), {"agency": odd, "position": odd}),
        client.post(url("manage_move_people", desk), {"other": odd, "chosen": odd}),
        client.post(offers + f"?person={person.public_id}", {"agency": odd, "position": odd}),
        client.get(url("manage_registrations", desk), {"q": odd}),
        client.get(url("manage_registrations_xlsx", desk), {"q": odd}),
        client.post(url("manage_round_edit", desk), {"act": odd, "note": odd, "chosen": odd}),
        client.post(url("manage_entry", desk), {"prerequisites": odd, "target_groups": odd}),
        client.post(url("manage_waiting_rule", desk), {"policy": odd, "offer_hours": odd}),
        client.post(url("manage_letter_text", "confirmed"), {"subject_vi": odd, "body_vi": odd}),
        client.post(url("manage_letter_preview", "confirmed"), {"subject_vi": odd, "body_vi": odd}),
        client.get(url("manage_letters", desk), {"kind": odd, "state": odd}),
        client.get(reverse("certificates:call_letter_pdf", args=[desk]), {"agency": odd}),
        client.post(
            reverse("certificates:call_letters", args=[desk]), {"number": odd, "extra": odd}
        ),
        client.post(url("manage_held", desk), {"reason": odd}),
        client.post(url("manage_move", desk), {"starts_on": odd, "reason": odd}),
    ]

    assert {answer.status_code for answer in answers} <= {200, 302, 400, 404, 409, 422}


# Classes that take nothing any more


def asking(training_class, agency):
    training_class.registration, training_class.approval = "approval", "agency"
    training_class.save()
    return register_trainee(TraineeFactory(), training_class, agency=agency)


def test_frozen_list_takes_no_approval_of_the_agency(coordinator, agency, training_class):
    enrollment = asking(training_class, agency)
    close_list(training_class, by=None)

    with pytest.raises(Refusal):
        approve_by_agency(enrollment, by=coordinator)

    enrollment.refresh_from_db()
    assert enrollment.state == "pending_agency"


def test_class_that_is_over_takes_neither_approvals_nor_names_of_agencies(
    client, coordinator, agency, training_class
):
    rounds.open_round(training_class, deadline=timezone.now() + dt.timedelta(days=2), by=None)
    enrollment = asking(training_class, agency)
    chosen = works(TraineeFactory(), agency)
    # Moved while the worker that closes rounds was away.
    training_class.starts_on, training_class.ends_on = days_ahead(-3), days_ahead(-1)
    training_class.save()
    sent = {"act": "send", "chosen": [str(chosen.public_id)]}

    named = client.post(PAGE, sent | {"new-TOTAL_FORMS": 0, "new-INITIAL_FORMS": 0})
    with pytest.raises(Refusal):
        approve_by_agency(Enrollment.objects.get(pk=enrollment.pk), by=coordinator)

    assert named.status_code == 422
    assert [one.state for one in training_class.enrollments.all()] == ["pending_agency"]


def test_offer_of_a_class_whose_results_are_recognized_is_not_accepted(training_class):
    training_class.capacity = 1
    training_class.save()
    enrollment = EnrollmentFactory(training_class=training_class)
    Enrollment.objects.filter(pk=enrollment.pk).update(state="offered")
    now = timezone.now()
    offer = enrollment.offers.create(made_at=now, expires_at=now + dt.timedelta(days=1))
    training_class.finalized_at = now
    training_class.save()

    with pytest.raises(Refusal):
        accept_offer(find_offer(offer.key))

    enrollment.refresh_from_db()
    assert enrollment.state == "offered"


def test_canceled_class_holds_no_seats(client, coordinator, agency, training_class):
    rounds.open_round(
        training_class, deadline=timezone.now() + dt.timedelta(days=2), seats={agency: 2}, by=None
    )
    seats = AgencySeats.objects.get()
    cancel_class(training_class, by=None, reason="bão")
    held = {
        "agency": agency.code,
        f"{seats.pk}-number": 1,
        f"{seats.pk}-until": f"{days_ahead(1):%d/%m/%Y}",
    }

    response = client.post(f"{PAGE}hold/", held)

    seats.refresh_from_db()
    assert (response.status_code, seats.held) == (422, 0)
