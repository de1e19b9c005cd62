"""What a design must and may not hold, told before anything is drawn."""

from collections.abc import Iterator

from django.utils.translation import gettext as _

from certificates.designs.faults import Fault
from certificates.designs.source import FRAMES, PHOTOS, PUBLIC_NAMES, VARIANTS, Design
from courses.paper_fonts import missing_letters


def rule_faults(design: Design) -> list[Fault]:
    """Faults of the text itself; only a design without any is worth drawing."""
    faults = list(design.faults)
    faults += _missing(design)
    faults += _letters(design)
    faults += _choices(design)
    return faults


def _missing(design: Design) -> Iterator[Fault]:
    """A certificate that does not say whose it is, or cannot be checked, is none."""
    places = design.front.places
    if "full_name" not in places:
        yield Fault(_("The front page must hold {full_name}."))
    if not places & {"serial", "register_number"}:
        yield Fault(_("The front page must hold {serial} or {register_number}."))
    if not places & {"qr", "address"}:
        yield Fault(_("The front page must hold {qr} or {address}, so that it can be checked."))
    if "class_title" not in places:
        yield Fault(_("The front page must hold {class_title}."))
    if "issuing_body" not in places:
        yield Fault(_("The front page must hold {issuing_body}."))


def _letters(design: Design) -> Iterator[Fault]:
    source = design.source
    for field, text in (("markup", source.markup), ("back", source.back)):
        for number, line in enumerate(text.splitlines(), 1):
            if missing := missing_letters(line):
                told = _("The printing font has no letter for: %s") % missing
                yield Fault(told, number, field)


def _choices(design: Design) -> Iterator[Fault]:
    options = design.source.options
    places = design.front.places | (design.back.places if design.back else frozenset())
    if (
        options.frame not in FRAMES
        or options.photo not in PHOTOS
        or options.variant not in VARIANTS
        or options.public_name not in PUBLIC_NAMES
    ):
        yield Fault(_("A choice is none of those that are offered."), field="options")
    if options.photo and "photo" not in places:
        yield Fault(_("There is no {photo} where the photo goes."), field="options")
    if options.second_language and not any(name.startswith("second_") for name in places):
        yield Fault(_("There is no place for the second language."), field="options")
