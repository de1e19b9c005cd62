"""All addresses of enrollment, whole paths."""

app_name = "enrollment"

urlpatterns: list = []
