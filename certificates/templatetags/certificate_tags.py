"""What templates of the yearly summary ask of a table of figures."""

from itertools import count

from django import template

from certificates.documents.figures import FigureGroup, FigureRow, Figures, FigureTable

register = template.Library()


@register.simple_tag
def numbered_groups(table: FigureTable) -> list[tuple[FigureGroup, list[tuple[int, FigureRow]]]]:
    """Groups with their rows, the rows numbered through the whole table."""
    number = count(1)
    return [(group, [(next(number), row) for row in group.rows]) for group in table.groups]


@register.filter
def printed(figures: Figures, table: FigureTable) -> list[str]:
    """Figures as they stand on the paper: grouped, a dash for zero."""
    return table.printed(figures)
