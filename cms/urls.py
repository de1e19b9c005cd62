"""All addresses: our own apps first, pages last. Vietnamese has no prefix, English has /en/."""

from django.conf.urls.i18n import i18n_patterns
from django.urls import include, path, re_path

from wagtail import urls as wagtail_urls
from wagtail.admin import urls as wagtailadmin_urls
from wagtail.admin.auth import require_admin_access
from wagtail.documents import urls as wagtaildocs_urls
from wagtail.views import serve

from cms import views
from cms.admin.account_views import OwnSettingsView
from cms.chrome import styleguide
from cms.documents.downloads import document_file
from cms.search.views import search, suggestions
from cms.year_figures import statistics_views

handler500 = views.server_error

urlpatterns = [
    # Wagtail's own sign-in forms do not count attempts, so there is one door for all.
    path("admin/login/", views.sign_in, name="sign_in"),
    path("_util/login/", views.sign_in, name="sign_in_to_page"),
    path("admin/account/", require_admin_access(OwnSettingsView.as_view()), name="own_settings"),
    path("admin/", include(wagtailadmin_urls)),
    path("documents/<int:document_id>/<str:name>", document_file, name="document_file"),
    path("documents/", include(wagtaildocs_urls)),
    # Two folders and no other: certificates lie beside them.
    re_path(r"^media/(images|original_images)/([\w.\-]+)$", views.media, name="media"),
    path("healthz", views.healthz, name="healthz"),
    path("robots.txt", views.robots, name="robots"),
    path("favicon.ico", views.favicon, name="favicon"),
    path("sitemap.xml", views.sitemap, name="sitemap"),
    path("sitemap-<slug:section>.xml", views.sitemap_section, name="sitemap_section"),
]
urlpatterns += i18n_patterns(
    path("accounts/", include("allauth.urls")),
    path("search/", search, name="search"),
    path("search/suggestions/", suggestions, name="search_suggestions"),
    path("styleguide/", styleguide.styleguide, name="styleguide"),
    path("statistics/", statistics_views.statistics, name="statistics"),
    path("statistics/<int:year>/", statistics_views.statistics_year, name="statistics_year"),
    path("statistics/<int:year>.csv", statistics_views.statistics_csv, name="statistics_csv"),
    path("statistics/<int:year>.json", statistics_views.statistics_json, name="statistics_json"),
    path("", include("enrollment.urls")),
    path("", include("certificates.urls")),
    path("", include(wagtail_urls)),
    # What Wagtail's own pattern leaves out: codes with a dot, calendars, feeds, printed schedules.
    re_path(r"^((?:[\w.\-]+/)+(?:[\w\-]+\.(?:ics|xml|pdf))?)$", serve, name="wagtail_serve_dotted"),
    prefix_default_language=False,
)
