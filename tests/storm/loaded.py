"""The site with everything that its first page would load, for `gunicorn --preload`."""

from django.urls import get_resolver

from cms.wsgi import application

__all__ = ["application", "pages"]

pages = get_resolver().url_patterns
