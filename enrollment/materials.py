"""Verbs of class materials: adding, describing and removing the files of a class."""

from typing import Any, Final

from django.core.files import File
from django.db import transaction
from django.db.models import Sum
from django.utils import timezone
from django.utils.translation import gettext as _

from courses import audit, file_kinds
from courses.models import TrainingClass
from courses.plain_archives import MEBIBYTE
from courses.refusals import Refusal
from courses.scheduling import chain_of
from enrollment.models import ClassMaterial
from enrollment.seating.seats import lock_class

KINDS: Final = (
    *("pdf", "docx", "xlsx", "pptx", "odt", "ods", "odp"),
    *("txt", "csv", "jpg", "jpeg", "png"),
)
MOST_BYTES: Final = 50 * MEBIBYTE
MOST_BYTES_OF_CLASS: Final = 500 * MEBIBYTE
MOST_FILES: Final = 60


class MaterialRefused(Refusal):
    """A file that cannot be added or changed."""


def of_class(training_class: TrainingClass, user: Any) -> list[ClassMaterial]:
    """What this person may open of this class, oldest first; nothing for strangers."""
    return list(training_class.materials.visible_to(user).order_by("added_at", "pk"))


def add_material(
    training_class: TrainingClass,
    *,
    title: str,
    file: File,
    by: Any,
    note: str = "",
    is_for_trainees: bool = True,
) -> ClassMaterial:
    """The file is written first: a row never points to nothing."""
    material = ClassMaterial(training_class=training_class, title=title, note=note)
    material.is_for_trainees, material.added_by = is_for_trainees, by
    material.added_at, material.size = timezone.now(), file.size
    material.name = file_kinds.safe_name(file.name or "")
    _check_room(training_class, file.size)
    suffix = material.name.rpartition(".")[2]
    material.file.save(f"{training_class.pk}/{material.public_id}.{suffix}", file, save=False)
    try:
        with transaction.atomic():
            lock_class(training_class)
            _check_room(training_class, file.size)
            material.save()
            _log_one("material.added", material, by=by)
    except BaseException:
        material.file.delete(save=False)
        raise
    return material


def change_material(
    material: ClassMaterial, *, title: str, note: str, is_for_trainees: bool, by: Any
) -> ClassMaterial:
    with transaction.atomic():
        lock_class(material.training_class)
        material.title, material.note, material.is_for_trainees = title, note, is_for_trainees
        material.save(update_fields=["title", "note", "is_for_trainees"])
        _log_one("material.changed", material, by=by)
    return material


def remove_material(material: ClassMaterial, *, by: Any) -> None:
    """The log keeps its title; of two who remove it at once, the second finds it gone."""
    with transaction.atomic():
        lock_class(material.training_class)
        file, name, pk = material.file, str(material.file.name), material.pk
        if ClassMaterial.objects.filter(pk=pk).delete()[0]:
            _log_one("material.removed", material, by=by)
        transaction.on_commit(lambda: file.storage.delete(name))


def _check_room(training_class: TrainingClass, size: int) -> None:
    others = training_class.materials.order_by()
    if others.count() >= MOST_FILES:
        raise MaterialRefused(
            _("A class holds at most %(most)s files."), code="too_many", params={"most": MOST_FILES}
        )
    taken = others.aggregate(sum=Sum("size"))["sum"] or 0
    if taken + size > MOST_BYTES_OF_CLASS:
        raise MaterialRefused(
            _("The files of a class may take at most %(most)s MB together."),
            code="no_room",
            params={"most": MOST_BYTES_OF_CLASS // MEBIBYTE},
        )


def _log_one(action: str, material: ClassMaterial, *, by: Any) -> None:
    data = {"title": material.title, "name": material.name, "size": material.size}
    chain = chain_of(material.training_class)
    audit.record(action, chain=chain, by=by, subject=f"material:{material.public_id}", data=data)
