"""The two ways in which a stencil says no. The reasons are codes: they never name a person."""


class Unfit(Exception):
    """No stencil can be made of this skeleton."""


class GivenUp(Exception):
    """This row is for WeasyPrint."""
