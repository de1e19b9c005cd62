"""How long state machines run: some seconds in the suite, as long as one likes at night."""

from typing import Final

from hypothesis import HealthCheck, settings
from hypothesis.stateful import RuleBasedStateMachine, run_state_machine_as_test

# One run of a machine is worth this many examples of a simple property.
EXAMPLES_PER_RUN: Final = 10


def run_machine(machine: type[RuleBasedStateMachine]) -> None:
    """As often and as long as the profile of hypothesis says, which tests/conftest.py names."""
    runs = max(1, settings().max_examples // EXAMPLES_PER_RUN)
    run_state_machine_as_test(
        machine,
        settings=settings(
            max_examples=runs, deadline=None, suppress_health_check=list(HealthCheck)
        ),
    )
