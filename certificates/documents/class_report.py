"""The report on the results of a class: who came, how often, with what result."""

import dataclasses
import datetime as dt
from typing import ClassVar

from django.utils.translation import pgettext

from certificates.documents.shared import Paper, SignatureBlock, figure, grouped, percent
from certificates.sums import must_add_up


@dataclasses.dataclass(frozen=True)
class AgencyResult:
    agency: str
    people: int
    women: int
    completed: int


@dataclasses.dataclass(frozen=True)
class SessionResult:
    day: str
    part: str
    topic: str
    present: int
    excused: int
    absent: int


@dataclasses.dataclass(frozen=True, kw_only=True)
class ClassReport(Paper):
    """Totals are handed in beside the rows, so that the report can be held against itself."""

    template: ClassVar[str] = "certificates/pdf/class_report.html"

    class_title: str
    facts: tuple[tuple[str, str], ...]
    people: int
    women: int
    completed: int
    agencies: tuple[AgencyResult, ...]
    sessions: tuple[SessionResult, ...] = ()
    results: tuple[tuple[str, int], ...] = ()
    certificates: str = ""  # which numbers of the register
    signature: SignatureBlock | None = None
    issued_on: dt.date | None = None
    recipients: tuple[str, ...] = ()

    def check(self) -> None:
        rows = self.agencies
        by_agency = pgettext("paper", "By agency")
        must_add_up(by_agency, [row.people for row in rows], self.people)
        must_add_up(by_agency, [row.women for row in rows], self.women)
        must_add_up(by_agency, [row.completed for row in rows], self.completed)
        if self.results:
            counts = [count for _result, count in self.results]
            must_add_up(pgettext("paper", "Results"), counts, self.people)

    def title(self) -> str:
        return pgettext("paper", "Report on the results of the class")

    def page_estimate(self) -> int:
        return 2 + (len(self.agencies) + len(self.sessions)) // 20

    def words(self) -> dict[str, object]:
        return {
            "paper": self,
            "counts": [
                (grouped(self.people), pgettext("paper", "trainees")),
                (grouped(self.completed), pgettext("paper", "completed")),
                (percent(self.completed, self.people), pgettext("paper", "of all trainees")),
            ],
            "agency_rows": [
                (row.agency, *map(figure, (row.people, row.women, row.completed)))
                for row in self.agencies
            ],
            "total": tuple(map(figure, (self.people, self.women, self.completed))),
            "session_rows": [
                (row, *map(figure, (row.present, row.excused, row.absent))) for row in self.sessions
            ],
            "result_rows": [
                (result, figure(count), percent(count, self.people))
                for result, count in self.results
            ],
            "place_and_date": self.heading.place_and_date(self.issued_on),
        }
