"""The staff list of an agency beside a class: who is meant, who cannot come and why."""

from collections.abc import Collection
from dataclasses import dataclass

from courses import vietnamese
from courses.models import TrainingClass
from enrollment.models import Affiliation, Agency, Enrollment, Trainee
from enrollment.nominating.agency_year import staff_of
from enrollment.querysets import within
from enrollment.registering.obstacles import Nominee, find_obstacles

MOST_LISTED = 60


@dataclass
class StaffRow:
    """One person of the agency; `obstacle` tells why he or she cannot be named."""

    works: Affiliation
    last_class: TrainingClass | None
    obstacle: str
    is_chosen: bool

    @property
    def trainee(self) -> Trainee:
        return self.works.trainee

    @property
    def nominee(self) -> Nominee:
        return Nominee(self.works.trainee, self.works.agency, self.works.position)


def staff_rows(
    agency: Agency, training_class: TrainingClass, words: str, chosen: Collection[str]
) -> tuple[list[StaffRow], int]:
    """Those chosen, then those found, in the order of rosters; and how many more there are.

    Whoever the agency has in the class already stands in another list; a search finds them too.
    """
    staff = staff_of([agency.path])
    picked = list(staff.filter(trainee__public_id__in=chosen))
    found = staff.exclude(trainee__public_id__in=chosen)
    if not words.strip():
        named = Enrollment.objects.active().for_class(training_class)
        named = named.filter(within([agency.path], "agency__"))
        found = found.exclude(trainee__in=named.values("trainee"))
    for word in vietnamese.fold(words).split():
        found = found.filter(trainee__search_text__contains=word)
    listed = [*picked, *found[:MOST_LISTED]]
    more = max(found.count() - MOST_LISTED, 0)
    nominees = [Nominee(works.trainee, works.agency, works.position) for works in listed]
    obstacles = find_obstacles(nominees, training_class, seen_from=agency)
    last = _last_classes(agency, listed)
    keys = {works.pk for works in picked}
    return [
        StaffRow(
            works,
            last.get(works.trainee_id),
            obstacle.text if obstacle else "",
            is_chosen=works.pk in keys,
        )
        for works, obstacle in zip(listed, obstacles, strict=True)
    ], more


def _last_classes(agency: Agency, staff: list[Affiliation]) -> dict[int, TrainingClass]:
    """The latest class each was in for this agency; what others sent them to is not told."""
    rows = Enrollment.objects.confirmed().filter(
        within([agency.path], "agency__"),
        trainee__in=[works.trainee_id for works in staff],
        training_class__status="published",
    )
    ordered = rows.select_related("training_class").order_by("training_class__ends_on", "pk")
    return {row.trainee_id: row.training_class for row in ordered}
