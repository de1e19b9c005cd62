"""The board of a nomination round as a workbook."""

from django.utils.translation import gettext as _

from courses.spreadsheets import file_of, with_sheet
from enrollment.nominating.round_board import Board, Line


def board_workbook(board: Board) -> bytes:
    """One row per agency, the common seats, and the sum."""
    headings = [
        _("Agency"),
        _("Level"),
        _("Given"),
        _("Named"),
        _("Held"),
        _("Free"),
        _("Waiting"),
        _("Awaiting approval"),
        _("Given back"),
        _("On common seats"),
    ]
    rows = [[str(line.agency), str(line.agency.level), *_numbers(line)] for line in board.lines]
    rows.append([_("Common seats"), "", *_numbers(board.common)])
    rows.append([_("All seats"), "", *_numbers(board.total)])
    return file_of(with_sheet(_("Seats by agency"), headings, rows, widths=(44, 16)))


def _numbers(line: Line) -> list[int]:
    return [
        line.given,
        line.named,
        line.held,
        line.free,
        line.waiting,
        line.pending,
        line.released,
        line.on_common,
    ]
