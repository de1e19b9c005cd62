"""All addresses of enrollment, whole paths; one module per room of the site."""

from enrollment.converters import desk
from enrollment.urls import agency, classes, office, own, roll_call

__all__ = ["app_name", "desk", "urlpatterns"]

app_name = "enrollment"
urlpatterns = [
    *own.urlpatterns,
    *agency.urlpatterns,
    *roll_call.urlpatterns,
    *classes.urlpatterns,
    *office.urlpatterns,
]
