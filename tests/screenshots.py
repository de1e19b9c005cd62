"""Takes the pictures of the documentation from a demo made for it: `make screenshots`."""

import os
import subprocess
import sys
import tempfile
import time
import urllib.request
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import NamedTuple

PORT = 8765
ADDRESS = f"http://127.0.0.1:{PORT}"
PICTURES = Path("docs/images")
DESKTOP = {"width": 1280, "height": 860}
PHONE = {"width": 390, "height": 844}


# As an agency may send it: two rows to mend, somebody of the same name, somebody named already.
ROSTER = """\
Họ và tên\tNgày sinh\tGiới tính\tChức vụ\tĐơn vị công tác\tThư điện tử
Nguyễn Thị Phương Thảo\t12/03/1988\tNữ\tChuyên viên\tHuyện ủy Yên Thủy\tthao.nguyen@example.org
Hà Thị Đào\t17/08/1982\tNữ\tNhân viên văn thư\tHuyện ủy Yên Thủy\t
Bùi Thị Chi\t1990\tNữ\tKế toán\tHuyện ủy Yên Thủy\t
Trần Đình Quang\t31/02/1979\tNam\tPhó Chánh Văn phòng\tHuyện ủy Yên Thủy\t
Lê Hoàng Bảo Châu\t05/11/1991\tNữ\tChuyên viên\tHuyện ủy Mai Châu\t
Phạm Ngọc Ánh\t22/07/1985\tNữ\tCán bộ tổng hợp\tHuyện ủy Yên Thủy\tanh.pham@example.org
"""


class Picture(NamedTuple):
    name: str
    role: str
    path: str
    is_phone: bool = False
    pasted: str = ""
    follow: str = ""  # a link on the page that leads to what is shown


WANTED = [
    Picture("home", "", "/"),
    Picture("home-en", "", "/en/"),
    Picture("schedule", "", "/lich-mo-lop/"),
    Picture("calendar", "", "/lich-mo-lop/?view=month"),
    Picture("class", "", "/lich-mo-lop/OPEN-1/"),
    Picture("documents", "", "/van-ban/"),
    Picture("search", "", "/search/?q=chu+ky+so"),
    Picture("statistics", "", "/statistics/2010/"),
    Picture("article", "", "/tin-tuc/day-manh-ung-dung-cntt-trong-cac-co-quan-dang/"),
    Picture("sign-in", "", "/accounts/login/"),
    Picture("register", "trainee", "/classes/OPEN-1/register/", is_phone=True),
    Picture("my-training", "trainee", "/my/training/"),
    Picture("offer", "trainee", "/my/training/", is_phone=True),
    Picture("agency", "coordinator", "/agency/"),
    Picture("agency-round", "coordinator", "/agency/rounds/ROUND-1/"),
    Picture("roster", "coordinator", "/agency/rounds/ROUND-1/roster/", pasted=ROSTER),
    Picture("teaching", "instructor", "/teaching/"),
    Picture("roll-call", "instructor", "/classes/RUN-1/roll-call/", is_phone=True),
    Picture("manage-classes", "organizer", "/manage/"),
    Picture("manage-class", "organizer", "/manage/classes/APPR-1/"),
    Picture("registrations", "organizer", "/manage/classes/APPR-1/registrations/"),
    Picture("round", "organizer", "/manage/classes/ROUND-1/round/"),
    Picture("waiting", "organizer", "/manage/classes/OFFER-1/waiting/"),
    Picture("letters", "organizer", "/manage/classes/NEAR-1/letters/"),
    Picture("completion", "organizer", "/manage/classes/END-1/completion/"),
    Picture("certificates", "organizer", "/manage/classes/DONE-1/certificates/"),
    Picture("plan", "organizer", "/manage/plans/", follow="main table a[href*='/plans/']"),
    Picture("costs", "organizer", "/manage/classes/2010-01/costs/"),
    Picture("year-2010", "organizer", "/manage/years/2010/"),
    Picture("year-tables", "organizer", "/manage/years/2010/tables/"),
    Picture("year-closing", "administrator", "/manage/years/2010/closing/"),
    Picture("my-history", "trainee", "/my/history/"),
    Picture("verify", "", "/verify/"),
    Picture("wagtail", "editor", "/admin/"),
    Picture("approver", "approver", "/admin/"),
    Picture("reference-lists", "administrator", "/admin/agencies/"),
]


@contextmanager
def demo_site() -> Iterator[None]:
    """A freshly loaded demo behind a web server of its own."""
    manage = [sys.executable, "manage.py"]
    subprocess.run([*manage, "migrate", "--verbosity=0"], check=True)
    subprocess.run([*manage, "load_demo"], check=True, stdout=subprocess.DEVNULL)
    server = subprocess.Popen(
        [sys.executable, "-m", "gunicorn", "cms.wsgi", f"--bind=127.0.0.1:{PORT}", "--workers=2"]
    )
    try:
        _wait_until_it_answers()
        yield
    finally:
        server.terminate()
        server.wait()


def _wait_until_it_answers() -> None:
    for _attempt in range(120):
        try:
            urllib.request.urlopen(f"{ADDRESS}/healthz", timeout=5)  # noqa: S310 - our own server
            return
        except OSError:
            time.sleep(0.5)
    raise SystemExit("The site does not answer.")


def sessions() -> dict[str, str]:
    """A signed-in session per role of the demo."""
    import django  # noqa: PLC0415 - needs the settings of the demo first

    django.setup()
    from django.test import Client  # noqa: PLC0415

    from enrollment.models import User  # noqa: PLC0415

    found = {}
    for role in {picture.role for picture in WANTED} - {""}:
        client = Client()
        client.force_login(User.objects.get(email=f"{role}@demo.example"))
        found[role] = client.cookies["sessionid"].value
    return found


def write_letters() -> None:
    """People of the demo get no letters; those of one class do here, and one is sent in vain."""
    from courses.models import TrainingClass  # noqa: PLC0415
    from enrollment.letters import outbox  # noqa: PLC0415
    from enrollment.letters.tasks import send_due_letters  # noqa: PLC0415
    from enrollment.models import Enrollment, Letter, Trainee  # noqa: PLC0415

    TrainingClass.objects.filter(code="NEAR-1").update(is_demo=False)
    confirmed = Enrollment.objects.filter(training_class__code="NEAR-1", state="confirmed")
    for number, enrollment in enumerate(confirmed.order_by("pk")[:9], start=1):
        Trainee.objects.filter(pk=enrollment.trainee_id).update(
            is_demo=False, email=f"hocvien{number}@example.org"
        )
        told = Enrollment.objects.get(pk=enrollment.pk)
        outbox.put(Letter.Kind.CONFIRMED, key=f"picture:{number}", about=told)
    send_due_letters()
    Letter.objects.filter(key="picture:9").update(
        state=Letter.State.GIVEN_UP, attempts=8, last_error="550 5.1.1 mailbox unknown"
    )


def take(signed_in: dict[str, str]) -> None:
    from playwright.sync_api import sync_playwright  # noqa: PLC0415

    PICTURES.mkdir(parents=True, exist_ok=True)
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(
            executable_path=os.environ.get("CHROMIUM", "/usr/bin/chromium"), args=["--no-sandbox"]
        )
        for picture in WANTED:
            context = browser.new_context(viewport=PHONE if picture.is_phone else DESKTOP)
            if picture.role:
                session = {"name": "sessionid", "value": signed_in[picture.role], "url": ADDRESS}
                context.add_cookies([session])
            page = context.new_page()
            page.goto(ADDRESS + picture.path)
            if picture.follow:
                page.click(picture.follow)
                page.wait_for_load_state()
            if picture.pasted:
                page.fill("textarea[name=pasted]", picture.pasted)
                page.click("main .btn-primary")
                page.wait_for_url("**/rosters/**")
            page.screenshot(path=PICTURES / f"{picture.name}.png")
            context.close()


def main() -> None:
    with tempfile.TemporaryDirectory() as folder:
        os.environ |= {
            "DJANGO_SETTINGS_MODULE": "cms.settings.dev",
            "DATABASE_URL": f"sqlite:///{folder}/db.sqlite3",
            "MEDIA_ROOT": f"{folder}/media",
            "CACHE_URL": f"filecache://{folder}/cache",
            "EMAIL_URL": f"filemail://{folder}/mail",
            "BASE_URL": ADDRESS,
        }
        with demo_site():
            os.environ["DJANGO_ALLOW_ASYNC_UNSAFE"] = "true"
            signed_in = sessions()
            write_letters()
            take(signed_in)


if __name__ == "__main__":
    main()
