"""The door for web servers."""

import os

from django.core.wsgi import get_wsgi_application

from cms.page_cache.doorstep import Doorstep

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "cms.settings.production")

application = Doorstep(get_wsgi_application())
