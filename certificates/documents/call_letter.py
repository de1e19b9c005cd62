"""The letter that calls the people of an agency to a class, or asks the agency to name them."""

import dataclasses
import datetime as dt
from typing import ClassVar

from django.utils.translation import ngettext, pgettext

from certificates.documents.people_table import PersonRow, people_table
from certificates.documents.shared import Paper, SignatureBlock, moment
from certificates.sums import must_add_up
from courses.dates import short_date

# So many people may stand in the letter itself; more are a list behind it.
WITHIN_LETTER = 5


@dataclasses.dataclass(frozen=True)
class CallSession:
    held_on: dt.date
    starts_at: dt.time
    ends_at: dt.time
    topic: str = ""
    instructor: str = ""

    @property
    def hours(self) -> str:
        return f"{self.starts_at:%H:%M}–{self.ends_at:%H:%M}"


@dataclasses.dataclass(frozen=True)
class AgencyCall:
    """To whom, for how many seats (None: no number was set), and who has been named by now."""

    addressee: str
    seats: int | None = None
    people: tuple[PersonRow, ...] = ()
    count: int = 0  # counted apart from the people, so that a lost one is noticed


@dataclasses.dataclass(frozen=True, kw_only=True)
class CallLetters(Paper):
    """One letter to each agency, alike but for the people; each begins on a page numbered 1."""

    template: ClassVar[str] = "certificates/pdf/call_letters.html"

    letters: tuple[AgencyCall, ...]
    class_title: str
    held: str
    number: str = ""  # empty: left open for the clerk
    issued_on: dt.date | None = None
    decision: str = ""
    audience: str = ""
    venue: str = ""
    contact: str = ""
    sessions: tuple[CallSession, ...] = ()
    deadline: dt.datetime | None = None  # local time; None when names are no longer taken
    bring: str = ""
    costs: str = ""
    extra: tuple[str, ...] = ()
    recipients: tuple[str, ...] = ()
    signature: SignatureBlock | None = None

    def check(self) -> None:
        for letter in self.letters:
            must_add_up(letter.addressee, [1] * len(letter.people), letter.count)

    def title(self) -> str:
        return pgettext("paper", "Call letter – {title}").format(title=self.class_title)

    def page_estimate(self) -> int:
        return sum(2 + one.count // 15 for one in self.letters)

    def words(self) -> dict[str, object]:
        return {
            "paper": self,
            "is_party": self.heading.mark == "star",
            "number": self.number or self._open_number(),
            "place_and_date": self.heading.place_and_date(self.issued_on),
            "about_list": self._about_list(),
            "beginning": self._beginning(),
            "has_topics": self._has_topics(),
            "has_instructors": any(one.instructor for one in self.sessions),
            "letters": [self._letter(one, place) for place, one in enumerate(self.letters)],
        }

    def _has_topics(self) -> bool:
        """Then there is a timetable, which leaves no room for people on the first page."""
        return any(one.topic for one in self.sessions)

    def _is_behind(self, one: AgencyCall) -> bool:
        return bool(one.people) and (one.count > WITHIN_LETTER or self._has_topics())

    def _open_number(self) -> str:
        if self.heading.mark == "star":
            return pgettext("number of a Party letter left open", "……-L/……")
        return pgettext("number of a letter left open", "……/……")

    def _about_list(self) -> str:
        """Under the title of the list behind the letter."""
        day = short_date(self.issued_on) if self.issued_on else "…/…/20…"
        return pgettext("paper", "Attached to letter {number} of {day}, {issuer}").format(
            number=self.number or self._open_number(), day=day, issuer=self.heading.issuer
        )

    def _beginning(self) -> str:
        """When everybody is to be there."""
        if not self.sessions:
            return ""
        first = self.sessions[0]
        return moment(dt.datetime.combine(first.held_on, first.starts_at))

    def _letter(self, one: AgencyCall, place: int) -> dict[str, object]:
        return {
            "addressee": one.addressee,
            # Two names in turn: the first page of each letter is then the first of its kind.
            "page": "odd" if place % 2 else "even",
            "subject": self._subject(one),
            "request": self._request(one),
            "how_many": self._how_many(one),
            "missing": self._missing(one),
            "table": people_table(one.people, agency=one.addressee) if one.people else None,
            "is_behind": self._is_behind(one),
            "count": one.count,
        }

    def _subject(self, one: AgencyCall) -> str:
        if one.people:
            form = pgettext("paper", "Re: call to the training class “{title}”")
        else:
            form = pgettext("paper", "Re: naming people for the training class “{title}”")
        return form.format(title=self.class_title)

    def _request(self, one: AgencyCall) -> str:
        if one.people:
            form = pgettext(
                "paper",
                "{issuer} calls the people named by {agency} to the training class “{title}” and"
                " asks the agency to arrange for them to attend in full, as follows:",
            )
        else:
            form = pgettext(
                "paper",
                "{issuer} holds the training class “{title}” and asks {agency} to name people who"
                " are to attend, as follows:",
            )
        issuer, agency = self.heading.issuer, one.addressee
        return form.format(issuer=issuer, agency=agency, title=self.class_title)

    def _how_many(self, one: AgencyCall) -> str:
        if one.people:
            text = ngettext("%(count)s person", "%(count)s people", one.count)
            where = (
                pgettext("people in a letter", "by the list attached")
                if self._is_behind(one)
                else pgettext("people in a letter", "by the list below")
            )
            return f"{text % {'count': f'{one.count:02}'}}, {where}."
        if one.seats is None:
            return pgettext("people in a letter", "as many as the agency chooses to name.")
        text = ngettext("%(count)s person", "%(count)s people", one.seats)
        return f"{text % {'count': f'{one.seats:02}'}}."

    def _missing(self, one: AgencyCall) -> str:
        """What is still asked of the agency, while names are taken."""
        if self.deadline is None:
            return ""
        until = moment(self.deadline)
        if not one.people:
            form = pgettext("paper", "The list of names is expected before {until}.")
            return form.format(until=until)
        left = (one.seats or 0) - one.count
        if left <= 0:
            return ""
        form = pgettext("paper", "Seats still without a name: {left}; names before {until}.")
        return form.format(left=f"{left:02}", until=until)
