"""A certificate as Open Badges 3.0 / W3C Verifiable Credential, with a proof of eddsa-jcs-2022."""

import datetime as dt
import hashlib
import json
import uuid
from collections.abc import Mapping
from typing import Any, Final
from urllib.parse import quote, urlsplit

from django.conf import settings
from django.utils import timezone

from certificates.signing.multibase import base58_of, bytes_of_base58, multikey_of
from certificates.signing.record_keys import PublicKey, RecordKey, public_keys, record_key

Document = dict[str, Any]

CONTEXT: Final = (
    "https://www.w3.org/ns/credentials/v2",
    "https://purl.imsglobal.org/spec/ob/v3p0/context-3.0.3.json",
)
DID_CONTEXT: Final = ("https://www.w3.org/ns/did/v1", "https://w3id.org/security/multikey/v1")
CRYPTOSUITE: Final = "eddsa-jcs-2022"


def site_did() -> str:
    """did:web of the public address: the name of the host, with an encoded port."""
    return f"did:web:{quote(urlsplit(settings.BASE_URL).netloc, safe='')}"


def did_document() -> Document:
    """What stands under /.well-known/did.json: the public keys, old ones included."""
    did = site_did()
    methods = [
        {
            "id": f"{did}#{key.key_id}",
            "type": "Multikey",
            "controller": did,
            "publicKeyMultibase": multikey_of(key.raw),
        }
        for key in public_keys()
    ]
    return {
        "@context": list(DID_CONTEXT),
        "id": did,
        "verificationMethod": methods,
        "assertionMethod": [method["id"] for method in methods],
    }


def credential_of(
    content: Mapping[str, Any], *, address: str, criteria: str, at: dt.datetime | None = None
) -> Document:
    """The signed credential of a frozen content; raises SigningUnavailable without a key.

    `address` is where the state of today is shown: a credential cannot be called back.
    """
    return secure(_unsigned(content, address, criteria), record_key(), at=at or timezone.now())


def _unsigned(content: Mapping[str, Any], address: str, criteria: str) -> Document:
    held, person = content["class"], content["person"]
    achievement: Document = {
        "id": uuid.uuid5(uuid.NAMESPACE_URL, f"{settings.BASE_URL}#{held['code']}").urn,
        "type": ["Achievement"],
        "achievementType": "CertificateOfCompletion",
        "name": held["title"],
        "description": held["title"],
        "criteria": {"narrative": criteria},
    }
    subject: Document = {
        "type": ["AchievementSubject"],
        "identifier": [
            {
                "type": "IdentityObject",
                "hashed": False,
                "identityHash": person["full_name"],
                "identityType": "name",
            }
        ],
        "licenseNumber": content["serial"],
        "activityStartDate": _moment(held["starts_on"]),
        "activityEndDate": _moment(held["ends_on"]),
        "achievement": achievement,
    }
    if content["ranking"]:
        subject["result"] = [{"type": ["Result"], "value": content["ranking"]}]
    return {
        "@context": list(CONTEXT),
        "id": address,
        "type": ["VerifiableCredential", "OpenBadgeCredential"],
        "name": held["title"],
        "issuer": {"id": site_did(), "type": ["Profile"], "name": content["issuer"]["name"]},
        "validFrom": _moment(content["issued_on"]),
        "credentialSubject": subject,
    }


def secure(document: Document, key: RecordKey, *, at: dt.datetime) -> Document:
    """The document with its proof."""
    proof: Document = {
        "@context": document["@context"],
        "type": "DataIntegrityProof",
        "cryptosuite": CRYPTOSUITE,
        "created": at.astimezone(dt.UTC).strftime("%Y-%m-%dT%H:%M:%SZ"),
        "verificationMethod": f"{site_did()}#{key.public.key_id}",
        "proofPurpose": "assertionMethod",
    }
    signature = key.sign(what_is_signed(document, proof))
    return {**document, "proof": {**proof, "proofValue": base58_of(signature)}}


def is_proved(secured: Document, key: PublicKey) -> bool:
    """Whether the proof of a credential was made by this key over exactly this document."""
    document = {name: value for name, value in secured.items() if name != "proof"}
    proof = dict(secured.get("proof", {}))
    signature = proof.pop("proofValue", "")
    kind = (proof.get("type"), proof.get("cryptosuite"), proof.get("proofPurpose"))
    if kind != ("DataIntegrityProof", CRYPTOSUITE, "assertionMethod"):
        return False
    try:
        return key.verifies(bytes_of_base58(signature), what_is_signed(document, proof))
    except ValueError:
        return False


def what_is_signed(document: Document, proof: Document) -> bytes:
    """Hash of the proof without its value, then hash of the document (eddsa-jcs-2022, 3.3)."""
    return b"".join(hashlib.sha256(canonical(part)).digest() for part in (proof, document))


def canonical(document: Document) -> bytes:
    """RFC 8785, for what we write: keys of ASCII, whole numbers, no fractions."""
    text = json.dumps(document, sort_keys=True, ensure_ascii=False, separators=(",", ":"))
    return text.encode()


def _moment(day: str) -> str:
    """The beginning of a day in the zone of the house."""
    begins = dt.datetime.combine(dt.date.fromisoformat(day), dt.time())
    return timezone.make_aware(begins).isoformat()
