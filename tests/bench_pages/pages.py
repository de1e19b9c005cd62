"""Which pages are timed, and how many queries each asks when it is made anew.

Run as a process of its own with the settings of the bench; prints JSON.
"""

import json
import sys

import django
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext

# A parameter that no page knows: the page is made anew and not kept.
ANEW = "made-anew=1"


def addresses() -> dict[str, str]:
    from cms.models import NewsPage, SchedulePage  # noqa: PLC0415 - after django.setup()
    from courses.models import TrainingClass  # noqa: PLC0415

    schedule = SchedulePage.objects.get(locale__language_code="vi")
    articles = NewsPage.objects.live().filter(locale__language_code="vi")
    article = articles.exclude(illustration=None).order_by("pk").first() or articles.first()
    shown = TrainingClass.objects.published().exclude(sessions=None)
    return {
        "home": "/",
        "schedule": schedule.get_url(),
        "class": schedule.class_url(shown.order_by("-seats_taken", "code").first().code),
        "article": article.get_url(),
        "search": "/search/?q=ung+dung+cntt",
        "verification": "/verify/",
    }


def anew(address: str) -> str:
    return f"{address}{'&' if '?' in address else '?'}{ANEW}"


def measured(address: str, host: str) -> dict[str, int]:
    client = Client(headers={"Accept-Encoding": "gzip", "Host": host})
    client.get(anew(address))  # pictures are cut, and the chrome is read
    with CaptureQueriesContext(connection) as queries:
        response = client.get(anew(address))
    if response.status_code != 200:
        raise SystemExit(f"{address} answers {response.status_code}")
    return {"queries": len(queries), "bytes": len(response.content)}


def main(host: str) -> None:
    django.setup()
    found = {
        name: {"address": address, "anew": anew(address), **measured(address, host)}
        for name, address in addresses().items()
    }
    sys.stdout.write(json.dumps(found))


if __name__ == "__main__":
    main(sys.argv[1])
