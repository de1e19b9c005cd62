"""What may stand in an address; loading this module makes the converters known by their names."""

from django.urls import register_converter
from django.urls.converters import IntConverter, StringConverter


class ClassCode(StringConverter):
    """What a class may be called; anything else is not found without asking the database."""

    regex = "[A-Za-z0-9][A-Za-z0-9._-]{0,29}"


class Act(StringConverter):
    regex = "confirm|decline|withdraw|promote"


class Answer(StringConverter):
    regex = "accept|decline"


class Year(IntConverter):
    """A year that a calendar knows; anything else is not found without asking the database."""

    regex = "(?:19|20)[0-9]{2}"


class TableFile(StringConverter):
    regex = "csv|xlsx"


register_converter(ClassCode, "class_code")
register_converter(TableFile, "table_file")
register_converter(Year, "year")
register_converter(Answer, "answer")
register_converter(Act, "act")

desk = "manage/classes/<class_code:code>/"
