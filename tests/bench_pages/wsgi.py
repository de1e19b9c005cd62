"""The site, and beside it an answer that asks nobody: as fast as this server can be."""

from cms.wsgi import application as site
from tests.bench_pages.served import CONSTANT

# As many bytes as a page has when it is compressed.
BODY = b"x" * 10_000


def application(environ, start_response):
    if environ["PATH_INFO"] == CONSTANT:
        length = str(len(BODY))
        start_response("200 OK", [("Content-Type", "text/html"), ("Content-Length", length)])
        return [BODY]
    return site(environ, start_response)
