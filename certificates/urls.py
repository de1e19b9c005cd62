"""All addresses of certificates, whole paths."""

app_name = "certificates"

urlpatterns: list = []
