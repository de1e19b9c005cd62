"""The site without its guards against overselling: what a storm must bring down.

`gunicorn tests.storm.unguarded` instead of `cms.wsgi`. If a storm passes here it proves nothing.
"""

import time

from django.db import connection, connections

from cms.wsgi import application
from enrollment.models import Enrollment
from enrollment.registering import registration
from enrollment.seating import seats

__all__ = ["application"]


def count_then_sit(enrollment: Enrollment, *, ahead: bool = False) -> bool:
    """What most products do: count the rows, then insert."""
    training_class = enrollment.training_class
    taken = Enrollment.objects.for_class(training_class).confirmed().count()
    # As long as a page takes, so that two who press at once do meet here.
    time.sleep(0.3)
    return taken < training_class.capacity


seats.lock_class = lambda _class: None
registration.take_seat = count_then_sit
registration.fill_free_seats = lambda *_args, **_kwargs: []
if connection.vendor == "sqlite":
    # Django's own default instead of immediate transactions.
    options = connections.settings["default"]["OPTIONS"]
    options |= {"transaction_mode": "DEFERRED", "timeout": 5}
