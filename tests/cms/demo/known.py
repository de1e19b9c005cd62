"""What the demo is known to hold, and nobody who listens to how it is loaded."""

from courses.models import TrainingClass

Phase = TrainingClass.Phase
PHASES = {
    "DONE-1": Phase.RECOGNIZED,
    "END-1": Phase.ENDED,
    "RUN-1": Phase.RUNNING,
    "NEAR-1": Phase.OPEN,
    "FULL-1": Phase.OPEN,
    "APPR-1": Phase.OPEN,
    "OPEN-1": Phase.OPEN,
    "OFFER-1": Phase.OPEN,
    "ROUND-1": Phase.OPEN,
    "ASK-1": Phase.OPEN,
    "CANC-1": Phase.CANCELED,
    "SOON-1": Phase.ANNOUNCED,
    "DRAFT-1": Phase.DRAFT,
}


def ignore(line: str) -> None:
    """Nobody waits for the demo here."""
