from django.apps import AppConfig, apps
from django.db.models.signals import post_migrate
from django.utils.translation import gettext_lazy as _

from wagtail.users.apps import WagtailUsersAppConfig


class AccountsConfig(WagtailUsersAppConfig):
    """Wagtail's administration of accounts with the rules of this site."""

    user_viewset = "cms.admin.account_views.AccountViewSet"


class CmsConfig(AppConfig):
    name = "cms"
    default = True
    verbose_name = _("Site")

    def ready(self) -> None:
        from cms import checks, logs  # noqa: F401, PLC0415
        from cms.newsroom import approval_letters  # noqa: PLC0415
        from cms.page_cache import forgetting  # noqa: PLC0415
        from cms.roles import sync_roles  # noqa: PLC0415
        from cms.search import listening, tables  # noqa: PLC0415

        post_migrate.connect(tables.install, sender=self)
        post_migrate.connect(sync_roles, sender=self)
        approval_letters.connect()
        forgetting.watch()
        listening.watch()
        for label in ("courses", "enrollment", "certificates"):
            for model in apps.get_app_config(label).get_models(include_auto_created=True):
                # Wagtail would queue a task after each save, to tell editors where a record is
                # used. Nobody edits these there, and a storm of registrations must not pay for it.
                model.wagtail_reference_index_ignore = True
