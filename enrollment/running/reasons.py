"""Why somebody does not get a certificate, in words; said here once for all pages and papers."""

from decimal import Decimal
from typing import Any

from django.utils.formats import number_format
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from enrollment.running.completion import (
    FEEDBACK,
    LOW_SCORE,
    MISSES,
    NO_SCORE,
    PERIODS,
    Decision,
    Unmet,
)


def reason_of(unmet: Unmet) -> str:
    """One condition with the figure that was needed."""
    return {
        PERIODS: _periods,
        MISSES: _misses,
        NO_SCORE: _no_score,
        LOW_SCORE: _low_score,
        FEEDBACK: _feedback,
    }[unmet.code](unmet)


def reasons_of(decision: Decision) -> list[str]:
    return [reason_of(one) for one in decision.unmet]


def score_text(value: Any) -> str:
    """A score as people write it here: 8,5 in Vietnamese, 8.5 in English."""
    return "" if value is None else str(number_format(Decimal(value), 1))


def _periods(unmet: Unmet) -> str:
    return _("%(attended)s/%(total)s periods, %(percent)s %% needed") % {
        "attended": unmet.has,
        "total": unmet.of,
        "percent": unmet.needs,
    }


def _misses(unmet: Unmet) -> str:
    told = ngettext(
        "%(count)s session missed, at most %(most)s allowed",
        "%(count)s sessions missed, at most %(most)s allowed",
        int(unmet.has or 0),
    )
    return told % {"count": unmet.has, "most": unmet.needs}


def _no_score(_unmet: Unmet) -> str:
    return _("no score")


def _low_score(unmet: Unmet) -> str:
    return _("score %(score)s, %(needed)s needed") % {
        "score": score_text(unmet.has),
        "needed": score_text(unmet.needs),
    }


def _feedback(_unmet: Unmet) -> str:
    return _("feedback not given yet")
