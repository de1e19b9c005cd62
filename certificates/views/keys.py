"""The public keys, at fixed addresses: whoever checks needs nobody's word but these."""

from cryptography.hazmat.primitives.serialization import Encoding

from django.http import HttpRequest, HttpResponse, JsonResponse
from django.utils.cache import patch_cache_control
from django.views.decorators.http import require_safe

from certificates.signing.credential import did_document
from certificates.signing.keys import known_certificates
from certificates.signing.record_keys import public_keys
from enrollment.access import public

HOUR = 3600


@public
@require_safe
def record_keys_jwks(request: HttpRequest) -> HttpResponse:
    """All keys of short records and credentials as a JWK set, the present one first."""
    return _published(JsonResponse({"keys": [key.jwk() for key in public_keys()]}))


@public
@require_safe
def record_keys_pem(request: HttpRequest) -> HttpResponse:
    """The same, each after a line with its id."""
    blocks = (
        f"{key.key_id}{' TEST KEY' if key.is_test else ''}\n{key.pem}" for key in public_keys()
    )
    return _published(HttpResponse("".join(blocks), content_type="application/x-pem-file"))


@public
@require_safe
def signing_certificates_pem(request: HttpRequest) -> HttpResponse:
    """The certificates of the keys that sign PDF files, for the readers of those who trust us."""
    blocks = (one.public_bytes(Encoding.PEM) for one in known_certificates())
    return _published(HttpResponse(b"".join(blocks), content_type="application/x-pem-file"))


@public
@require_safe
def did_json(request: HttpRequest) -> HttpResponse:
    """The did:web document that credentials name as their issuer."""
    return _published(JsonResponse(did_document()))


def _published(response: HttpResponse) -> HttpResponse:
    """For programs of any site, and for caches: an hour, so that a new key is soon known."""
    response["Access-Control-Allow-Origin"] = "*"
    patch_cache_control(response, public=True, max_age=HOUR)
    return response
