"""The list that is signed when certificates are handed over, in groups of agencies."""

import dataclasses
from typing import ClassVar

from django.utils.translation import pgettext

from certificates.documents.shared import Paper, css_lengths, roman
from certificates.sums import must_add_up

# Millimeters: number, name, birth, register number, serial number, signature, remarks.
_WIDTHS = (12.0, 41.0, 21.0, 18.0, 31.0, 30.0, 12.0)


@dataclasses.dataclass(frozen=True)
class HandOverRow:
    full_name: str
    birth: str
    register_number: str
    serial_number: str
    note: str = ""


@dataclasses.dataclass(frozen=True)
class HandOverGroup:
    agency: str
    rows: tuple[HandOverRow, ...]


@dataclasses.dataclass(frozen=True, kw_only=True)
class HandOverList(Paper):
    template: ClassVar[str] = "certificates/pdf/hand_over_list.html"

    class_title: str
    held: str
    groups: tuple[HandOverGroup, ...]
    total: int  # counted apart from the rows, so that a lost row is noticed

    def check(self) -> None:
        must_add_up(self.title(), [len(group.rows) for group in self.groups], self.total)

    def title(self) -> str:
        return pgettext("paper", "Hand-over list of certificates")

    def page_estimate(self) -> int:
        return 1 + self.total // 15

    def words(self) -> dict[str, object]:
        return {
            "paper": self,
            "head": [
                pgettext("paper", "No."),
                pgettext("paper", "Full name"),
                pgettext("paper", "Date of birth"),
                pgettext("paper", "Register no."),
                pgettext("paper", "Serial no."),
                pgettext("paper", "Received (signature)"),
                pgettext("paper", "Remarks"),
            ],
            "widths": css_lengths(list(_WIDTHS), "mm"),
            "groups": self._groups(),
            "place_and_date": self.heading.place_and_date(None),
        }

    def _groups(self) -> list[dict[str, object]]:
        printed, number = [], 0
        for place, group in enumerate(self.groups, 1):
            first, number = number + 1, number + len(group.rows)
            printed.append(
                {
                    "roman": roman(place),
                    "agency": group.agency,
                    "count": len(group.rows),
                    "rows": [(str(n), row) for n, row in enumerate(group.rows, first)],
                }
            )
        return printed
