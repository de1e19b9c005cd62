"""What must hold before a design is stored: its text, the longest names, one drawing of it."""

from collections.abc import Iterator
from typing import Final

from django.utils.translation import gettext_lazy

from certificates.designs.faults import Fault
from certificates.designs.rules import rule_faults
from certificates.designs.source import Design, DesignSource, prepare
from certificates.documents.certificate_samples import longest, usual
from certificates.documents.certificate_trial import trial_of
from certificates.pdf.refusals import RenderRefused
from certificates.pdf.render import try_design
from courses.refusals import Refusal

_TOLD: Final = {
    "pages": gettext_lazy("The content needs more pages than the design has."),
    "outside": gettext_lazy("This can run over the edge of the page."),
    "overlap": gettext_lazy("With the longest texts, this line lies upon another one."),
    "narrow": gettext_lazy("The element is only %(detail)s mm wide, less than its data-width."),
    "face": gettext_lazy("The style prints this in %(detail)s, so its data-face must say so."),
    "size": gettext_lazy("The style gives this a size of its own (%(detail)s points)."),
    "spacing": gettext_lazy("The style spreads these letters; say it by data-spacing."),
    "transform": gettext_lazy('The style changes capitals; say data-case="upper" instead.'),
    "unseen": gettext_lazy("This does not appear on the paper."),
}


class DesignRefused(Refusal):
    """A design that cannot be stored, with everything that is wrong with it."""

    def __init__(self, faults: list[Fault]) -> None:
        super().__init__(
            gettext_lazy("The design is not stored: %(count)s points are to be set right."),
            code="faulty_design",
            params={"count": len(faults)},
        )
        self.faults = faults


def check_design(source: DesignSource, language: str) -> None:
    """Refuse with every fault at once; drawing is tried only when the text is right.

    Takes seconds and starts a process, so it is never called inside a transaction.
    """
    design = prepare(source)
    if faults := rule_faults(design):
        raise DesignRefused(faults)
    if faults := [*_long_texts(design, language), *_drawn(design, language)]:
        raise DesignRefused(list(dict.fromkeys(faults)))


def _long_texts(design: Design, language: str) -> Iterator[Fault]:
    """The longest names, titles and agencies that the records may hold."""
    for paper in longest(usual(design.source, language=language)):
        try:
            paper.sheet()
        except Refusal as refusal:
            yield Fault(refusal.text, (refusal.params or {}).get("line", 0))


def _drawn(design: Design, language: str) -> Iterator[Fault]:
    """In a process of its own, within limits."""
    trial = trial_of(design, language)
    try:
        found = try_design(trial, variant=design.source.options.variant or None)
    except RenderRefused as refusal:
        if refusal.code == "unavailable":
            raise
        yield Fault(refusal.text)
        return
    for kind, box, detail in found:
        field, line = trial.lines[box] if 0 <= box < len(trial.lines) else ("markup", 0)
        text = _TOLD.get(kind, gettext_lazy("The design cannot be drawn: %(detail)s"))
        yield Fault(str(text) % {"detail": detail}, line, field)
