"""How the demo is loaded: on any day of the week, and again after it was killed."""

import datetime as dt

import pytest

from django.utils import timezone

from certificates.models import Certificate
from cms.demo.accounts import load_accounts, load_places
from cms.demo.current_year import load_current_year
from cms.demo.people import people_of_2010, store
from cms.demo.reference import load_house
from cms.demo.year2010 import load_2010
from cms.site_setup import read_pack, set_up
from courses.models import TrainingClass
from courses.scheduling import find_clashes
from enrollment.models import Enrollment, Trainee, User
from enrollment.running.recognition import finalize_class
from tests.cms.demo.known import PHASES, ignore


@pytest.mark.parametrize("day", ["2026-11-28", "2026-11-30", "2027-01-01"])
def test_classes_are_in_every_state_on_any_day(day, db, settings, tmp_path):
    settings.VAR_DIR = tmp_path
    set_up(read_pack("vn"))
    _sign_ins, users = load_accounts()
    house = load_house(by=users["organizer"])
    store(people_of_2010())
    load_places(users)
    now = timezone.make_aware(dt.datetime.fromisoformat(f"{day}T00:30"))

    load_current_year(house, users, now=now, say=ignore)

    classes = TrainingClass.objects.all()
    assert {one.code: one.phase_at(now) for one in classes} == PHASES
    assert not any(find_clashes(one) for one in classes)


@pytest.mark.database
def test_load_of_2010_goes_on_after_it_was_killed(db, settings, tmp_path, monkeypatch):
    class Killed(Exception):
        """Stands for a kill at some point of the load."""

    def kill_after_class_3(line: str) -> None:
        if line.startswith("2010-03"):
            raise Killed

    def kill_in_class_2(training_class, **how):
        if training_class.code == "2010-02":
            raise Killed
        return finalize_class(training_class, **how)

    settings.VAR_DIR = tmp_path
    set_up(read_pack("vn"))
    organizer = User.objects.create_user("organizer@example.org")
    house = load_house(by=organizer)
    monkeypatch.setattr("cms.demo.year2010.finalize_class", kill_in_class_2)
    with pytest.raises(Killed):
        load_2010(house, by=organizer, say=ignore)
    monkeypatch.undo()
    after_kill = list(TrainingClass.objects.values_list("code", flat=True))

    with pytest.raises(Killed):
        load_2010(house, by=organizer, say=kill_after_class_3)

    assert after_kill == ["2010-01"]
    assert list(TrainingClass.objects.values_list("code", flat=True)) == [
        *("2010-01", "2010-02", "2010-03"),
    ]
    numbers = list(Certificate.objects.order_by("number").values_list("number", flat=True))
    assert numbers == list(range(1, len(numbers) + 1))
    assert Enrollment.objects.count() == 28 + 27 + 24
    assert Trainee.objects.count() == 412
