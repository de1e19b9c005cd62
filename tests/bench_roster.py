"""Time and memory of a roster of 5,000 rows and 20 columns: `make bench-roster`."""

import importlib
import os
import subprocess
import sys
import tempfile
import time
from pathlib import Path
from typing import Final

from openpyxl import Workbook

import django
from django.core.management import call_command

ROWS: Final = 5_000
FAMILY: Final = ("Nguyễn", "Trần", "Lê", "Bùi", "Quách", "Đinh", "Hà", "Xa")
MIDDLE: Final = ("Văn", "Thị", "Đức", "Minh", "Thu", "Hữu")
GIVEN: Final = ("An", "Ánh", "Bình", "Hòa", "Ước", "Ơn", "Đào", "Yến", "Dũng", "Ý")
HEADINGS: Final = ("STT", "Họ và tên", "Ngày sinh", "Giới tính", "Chức vụ", "E-mail", "Điện thoại")


def write_roster(path: Path) -> None:
    book = Workbook(write_only=True)
    sheet = book.create_sheet("Danh sách")
    sheet.append([*HEADINGS, *(f"Cột {n}" for n in range(13))])
    for n in range(ROWS):
        name = f"{FAMILY[n % 8]} {MIDDLE[n // 8 % 6]} {MIDDLE[n // 48 % 6]} {GIVEN[n // 3 % 10]}"
        birth = f"{n % 28 + 1:02}/{n // 28 % 12 + 1:02}/{1960 + n // 336}"
        known = [n + 1, name, birth, "Nam", "Chuyên viên", f"p{n}@example.org", f"09{n:08}"]
        sheet.append([*known, *(f"giá trị {n} {column}" for column in range(13))])
    book.save(path)


def measure(*arguments: str) -> None:
    """Run the command; seconds of the clock, of the processors, and the peak of memory."""
    started = time.monotonic()
    process = subprocess.Popen(
        [sys.executable, "manage.py", "import_roster", *arguments, "--format", "json"],
        stdout=subprocess.DEVNULL,
    )
    _pid, status, usage = os.wait4(process.pid, 0)
    spent = usage.ru_utime + usage.ru_stime
    what = "commit" if "--commit" in arguments else "dry run"
    print(  # noqa: T201  a person reads it
        f"{what}: {time.monotonic() - started:.1f} s, processors {spent:.1f} s, "
        f"peak {usage.ru_maxrss / 1024:.0f} MB, exit {os.waitstatus_to_exitcode(status)}"
    )


def main() -> None:
    with tempfile.TemporaryDirectory() as folder:
        os.environ.setdefault("DATABASE_URL", f"sqlite:///{folder}/bench.sqlite3")
        os.environ["DJANGO_SETTINGS_MODULE"] = "cms.settings.dev"
        django.setup()
        call_command("migrate", verbosity=0)
        # The factories are made of models, which can be imported only from here on.
        courses = importlib.import_module("tests.factories.courses")
        people = importlib.import_module("tests.factories.enrollment")
        training_class = courses.TrainingClassFactory(code="BENCH-1")
        agency = people.AgencyFactory(code="BENCH")
        path = Path(folder) / "roster.xlsx"
        write_roster(path)
        arguments = (training_class.code, str(path), "--agency", agency.code)
        for more in ((), ("--commit",), ("--commit",)):
            measure(*arguments, *more)


if __name__ == "__main__":
    main()
