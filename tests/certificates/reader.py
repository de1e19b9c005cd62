"""A reader of public figures who tries all numbers that the shown ones allow: no theory."""

from collections import defaultdict

from certificates.year_book.small_cells import Mark, hidden


def what_a_reader_can_think(cells, marks, wanted):
    """Whether the sums allow another value of the wanted count: plain search, no theory.

    The reader knows the rules: what is called small is 1 to 4, what shields it is 5 or more; where
    nothing is called small, it may be anything but zero, and where nothing is shown, anything.
    """
    seen = [cell for cell in cells if cell.key not in marks and not cell.is_unseen]
    is_dark = all(is_given_away(cell, cells) for cell in seen)
    least = 5 if Mark.SMALL in marks.values() else 0 if is_dark else 1
    unknown = [cell for cell in cells if cell.key in marks or cell.is_unseen]
    most = sum(cell.value for cell in cells if cell.is_fixed)
    ranges = {
        cell.key: range(1, 5)
        if marks.get(cell.key) == Mark.SMALL
        else range(1 if cell.is_unseen else least, most + 1)
        for cell in unknown
    }
    gaps = defaultdict(int)
    for cell in cells:
        if cell in seen:
            gaps[cell.source] -= cell.value
            gaps[cell.target] += cell.value
    order = sorted(unknown, key=lambda cell: (cell.key != wanted.key, len(ranges[cell.key])))
    return _search(order, 0, gaps, ranges, wanted)


def _search(order, place, gaps, ranges, wanted):
    if place == len(order):
        return not any(gaps.values())
    cell = order[place]
    rest = order[place + 1 :]
    for value in ranges[cell.key]:
        if cell.key == wanted.key and value == wanted.value:
            continue
        gaps[cell.source] -= value
        gaps[cell.target] += value
        closed = all(
            gaps[knot] == 0
            for knot in (cell.source, cell.target)
            if not any(knot in (other.source, other.target) for other in rest)
        )
        found = closed and _search(order, place + 1, gaps, ranges, wanted)
        gaps[cell.source] += value
        gaps[cell.target] -= value
        if found:
            return True
    return False


def is_given_away(cell, cells):
    return cell.value == max(other.value for other in cells)


def told_exactly(cells):
    """Hidden counts that a reader can work out."""
    marks = hidden(cells)
    return [
        cell.key
        for cell in cells
        if cell.key in marks and not what_a_reader_can_think(cells, marks, cell)
    ]
