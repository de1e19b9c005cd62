"""The library of the demo: sample documents of every kind of file; materials of its classes."""

import datetime as dt
from typing import Any

from django.core.files.base import ContentFile

from wagtail.models import Collection, CollectionViewRestriction

from certificates.papers.year_schedule import next_schedule
from certificates.pdf.render import render_document
from cms.demo.sample_files import write
from cms.demo.source import data
from cms.models import Document, DocumentKind
from courses import vietnamese
from courses.models import TrainingClass
from enrollment.materials import add_material
from enrollment.models import User

SUFFIXES = {"scan": "pdf"}


def load_library(*, by: User, today: dt.date) -> None:
    """Document by document what is not there yet; their texts are read by the worker."""
    known = data("documents")
    collections = _collections(known)
    kinds = {kind.slug: kind for kind in DocumentKind.objects.all()}
    for one in known["documents"]:
        if Document.objects.filter(title=one["title"]).exists():
            continue
        body = _drawn(today.year) if one["format"] == "pdf" else write(one)
        if body is None:
            continue
        suffix = SUFFIXES.get(one["format"], one["format"])
        document = Document(
            kind=kinds.get(one["kind"]),
            issued_on=today - dt.timedelta(days=one["days_ago"]),
            collection=collections[one.get("collection", "")],
            file=ContentFile(body, f"{vietnamese.slug(one['title'])}.{suffix}"),
            language=one.get("language", "vi"),
            uploaded_by_user=by,
            **{name: one[name] for name in ("title", "number", "issued_by", "summary")},
        )
        document._set_document_file_metadata()
        document.full_clean(exclude=["tags"])
        document.save()


def _drawn(year: int) -> bytes | None:
    """The schedule as it is printed: a PDF with letters in it."""
    paper = next_schedule(year)
    return render_document(paper) if paper else None


def _collections(known: dict[str, Any]) -> dict[str, Collection]:
    root = Collection.get_first_root_node()
    found = {"": root}
    for key, name in known["collections"].items():
        here = Collection.objects.child_of(root).filter(name=name).first()
        found[key] = here or root.add_child(name=name)
        # Read anew, as it counts its children.
        root.refresh_from_db()
    CollectionViewRestriction.objects.get_or_create(
        collection=found[known["closed"]],
        defaults={"restriction_type": CollectionViewRestriction.LOGIN},
    )
    return found


def load_materials(*, by: User) -> None:
    for known in data("documents")["materials"]:
        for training_class in TrainingClass.objects.filter(code__in=known["classes"]):
            if training_class.materials.filter(title=known["title"]).exists():
                continue
            add_material(
                training_class,
                title=known["title"],
                note=known["note"],
                file=ContentFile(write(known), known["name"]),
                is_for_trainees=known.get("for_trainees", True),
                by=by,
            )
