from django.apps import AppConfig
from django.db.models.signals import post_migrate
from django.utils.translation import gettext_lazy as _


class CmsConfig(AppConfig):
    name = "cms"
    verbose_name = _("Site")

    def ready(self) -> None:
        from cms import checks  # noqa: F401, PLC0415
        from cms.roles import sync_roles  # noqa: PLC0415

        post_migrate.connect(sync_roles, sender=self)
