"""The file of a document, by Wagtail's view, which keeps closed what lies in closed collections."""

from django.http import HttpRequest, HttpResponse
from django.utils.cache import patch_cache_control
from django.views.decorators.http import require_safe

from wagtail.documents.views.serve import serve

from cms.models.documents import public_documents
from enrollment.access import public

MAX_AGE = 300


@public
@require_safe
def document_file(request: HttpRequest, document_id: int, name: str) -> HttpResponse:
    """What the search machines may keep is what anybody finds in the library."""
    response = serve(request, document_id, name)
    if public_documents().filter(pk=document_id).exists():
        patch_cache_control(response, public=True, max_age=MAX_AGE)
    else:
        patch_cache_control(response, private=True, no_store=True)
        response["X-Robots-Tag"] = "noindex"
    return response
