"""Sample news of many years, one article that waits for approval and one that waits for its day."""

import datetime as dt
from typing import Any

from django.db import transaction

from wagtail.images.models import Image
from wagtail.users.models import UserProfile

from cms.demo import scenes
from cms.demo.news import (
    LANGUAGES,
    ORIGINAL,
    Draft,
    People,
    body_of,
    category_of,
    index_of_demo,
    publish,
    store_picture,
)
from cms.demo.opening import moment
from cms.demo.source import data
from cms.models import NewsIndexPage, NewsPage
from courses import vietnamese
from enrollment.models import User


def load_samples(*, people: People, today: dt.date) -> None:
    """What is not there yet; each article as a whole or not at all."""
    index = index_of_demo()
    if index is None:
        return
    known = data("samples")
    stored = set(NewsPage.objects.child_of(index).values_list("slug", flat=True))
    for sample in known["articles"]:
        if vietnamese.slug(sample[ORIGINAL]["title"]) not in stored:
            with transaction.atomic():
                publish(index, people, _draft(sample, known, by=people.writer))
    _silence(people.writer, people.approver)
    for name in ("waiting", "scheduled"):
        if vietnamese.slug(known[name]["title"]) not in stored:
            with transaction.atomic():
                _submit(index, people, known[name], today=today)


def _draft(sample: dict[str, Any], known: dict[str, Any], *, by: User) -> Draft:
    slug = sample["category"]
    return Draft(
        shared={
            "category": category_of(slug=slug, **known["categories"][slug]),
            "published_at": moment(dt.date.fromisoformat(sample["on"]), 8, 0),
            "illustration": _picture(sample["scene"], by=by),
        },
        words={language: _words(language, sample, known) for language in LANGUAGES},
        more={language: _gallery(language, sample, known, by=by) for language in LANGUAGES},
        tags=sample["tags"],
        agencies=tuple(sample["agencies"]),
        related=sample.get("related", ""),
    )


def _words(language: str, sample: dict[str, Any], known: dict[str, Any]) -> dict[str, Any]:
    texts = sample[language]
    return {
        "title": texts["title"],
        "lead": texts["lead"],
        "body": texts["body"],
        "illustration_alt": known["scenes"][sample["scene"]][language],
        "illustration_caption": texts["caption"],
        "illustration_source": known["picture_source"][language],
        "source": known["source"][language],
    }


def _gallery(
    language: str, sample: dict[str, Any], known: dict[str, Any], *, by: User
) -> list[dict[str, Any]]:
    names = sample.get("gallery", ())
    pictures = [
        {
            "image": _picture(name, by=by).pk,
            "alt": known["scenes"][name][language],
            "caption": "",
        }
        for name in names
    ]
    value = {"heading": sample[language].get("gallery", ""), "pictures": pictures}
    return [{"type": "gallery", "value": value}] if pictures else []


def _picture(scene: str, *, by: User) -> Image:
    title = data("samples")["scenes"][scene][ORIGINAL]
    size = (scenes.WIDTH, scenes.HEIGHT)
    return store_picture(title, scenes.draw_scene(scene), size, by=by)


def _silence(*accounts: User) -> None:
    """Nobody reads the mail of the demo."""
    for account in accounts:
        UserProfile.objects.update_or_create(
            user=account,
            defaults={
                "submitted_notifications": False,
                "approved_notifications": False,
                "rejected_notifications": False,
            },
        )


def _submit(index: NewsIndexPage, people: People, known: dict[str, Any], *, today: dt.date) -> None:
    """Sent to approval by the writer; with a day to come, approved by the other."""
    ahead = known.get("days_ahead")
    day = moment(today + dt.timedelta(days=ahead or 0), 8, 0)
    page = NewsPage(
        locale=index.locale,
        owner=people.writer,
        live=False,
        title=known["title"],
        lead=known["lead"],
        body=body_of(known["body"]),
        source=data("samples")["source"][ORIGINAL],
        category=category_of(**data("news")["category"]),
        published_at=day,
        go_live_at=day if ahead else None,
    )
    index.add_child(instance=page)
    page.save_revision(user=people.writer)
    workflow = page.get_workflow()
    if workflow is None:
        return
    state = workflow.start(page, people.writer)
    if ahead:
        state.current_task_state.approve(user=people.approver)
