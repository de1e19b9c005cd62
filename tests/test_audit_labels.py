"""Every act that the source writes to the log of a class has a name for the reader."""

import ast

from enrollment.models import Enrollment
from enrollment.views.manage.history import ACTS

# On the log of an agency or of a person, which no screen shows.
ELSEWHERE = ("agency.", "trainee.")
STATES = [f"enrollment.{state}" for state in Enrollment.State.values]


def first_arguments(source: str) -> list[ast.expr]:
    calls = [node for node in ast.walk(ast.parse(source)) if isinstance(node, ast.Call)]
    names = {"record", "Act", "_log_one", "log_one"}
    return [
        call.args[0]
        for call in calls
        if call.args and getattr(call.func, "attr", getattr(call.func, "id", "")) in names
    ]


def acts_of(argument: ast.expr) -> list[str]:
    """A written name; all states for the one act that is named by the state it leads to."""
    match argument:
        case ast.Constant(value=str(name)):
            return [name]
        case ast.JoinedStr(values=[ast.Constant(value=str(beginning)), *_rest]):
            return STATES if beginning == "enrollment." else [beginning]
    return []


def test_every_act_has_a_label(project_root):
    sources = [
        path.read_text(encoding="utf-8")
        for app in ("courses", "enrollment", "certificates", "cms")
        for path in (project_root / app).rglob("*.py")
    ]
    written = {
        act
        for source in sources
        for argument in first_arguments(source)
        for act in acts_of(argument)
        if not act.startswith(ELSEWHERE)
    }

    assert written == set(ACTS)
