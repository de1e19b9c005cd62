"""A certificate as Open Badges 3.0 credential: its proof holds, and for these words only."""

import copy
import datetime as dt

import pytest

from certificates.signing import credential as credentials
from certificates.signing.credential import credential_of, did_document, is_proved, what_is_signed
from certificates.signing.multibase import base58_of, bytes_of_base58, multikey_of
from certificates.signing.record_keys import PublicKey, record_key
from certificates.signing.refusals import SigningUnavailable

# Appendix of "Data Integrity EdDSA Cryptosuites v1.0" (W3C), representation eddsa-jcs-2022.
W3C_KEY = "z6MkrJVnaZkeFzdQyMZu1cgjg7k1pZZ6pvBQ7XJPt4swbTQ2"
W3C_CREDENTIAL = {
    "@context": [
        "https://www.w3.org/ns/credentials/v2",
        "https://www.w3.org/ns/credentials/examples/v2",
    ],
    "id": "urn:uuid:58172aac-d8ba-11ed-83dd-0b3aef56cc33",
    "type": ["VerifiableCredential", "AlumniCredential"],
    "name": "Alumni Credential",
    "description": "A minimum viable example of an Alumni Credential.",
    "issuer": "https://vc.example/issuers/5678",
    "validFrom": "2023-01-01T00:00:00Z",
    "credentialSubject": {"id": "did:example:abcdefgh", "alumniOf": "The School of Examples"},
    "proof": {
        "type": "DataIntegrityProof",
        "cryptosuite": "eddsa-jcs-2022",
        "created": "2023-02-24T23:36:38Z",
        "verificationMethod": f"did:key:{W3C_KEY}#{W3C_KEY}",
        "proofPurpose": "assertionMethod",
        "@context": [
            "https://www.w3.org/ns/credentials/v2",
            "https://www.w3.org/ns/credentials/examples/v2",
        ],
        "proofValue": (
            "z2HnFSSPPBzR36zdDgK8PbEHeXbR56YF24jwMpt3R1eHXQzJDMWS93FCzpvJpwTWd3GAVFuUfjoJdcnTMuVor51aX"
        ),
    },
}
W3C_HASHES = (
    "66ab154f5c2890a140cb8388a22a160454f80575f6eae09e5a097cabe539a1db"
    "59b7cb6251b8991add1ce0bc83107e3db9dbbab5bd2c28f687db1a03abc92f19"
)
CONTENT = {
    "serial": "CN-2010-000123",
    "person": {"full_name": "Quách Thị Ước"},
    "class": {
        "code": "2010-19",
        "title": "Tin học “văn phòng”\n",
        "starts_on": "2010-07-06",
        "ends_on": "2010-07-08",
    },
    "ranking": "Giỏi",
    "issuer": {"name": "Văn phòng Tỉnh ủy"},
    "issued_on": "2010-07-16",
}


@pytest.fixture
def credential(record_on, settings):
    settings.BASE_URL = "https://taphuan.example.org:8443"
    return credential_of(
        CONTENT, address="https://taphuan.example.org:8443/verify/7F3K/", criteria="Dự đủ"
    )


def test_the_example_of_the_standard_is_reproduced():
    proof = {n: value for n, value in W3C_CREDENTIAL["proof"].items() if n != "proofValue"}
    document = {n: value for n, value in W3C_CREDENTIAL.items() if n != "proof"}

    assert what_is_signed(document, proof).hex() == W3C_HASHES
    assert is_proved(W3C_CREDENTIAL, PublicKey(bytes_of_base58(W3C_KEY)[2:]))


def test_the_credential_says_what_the_certificate_says(credential):
    subject = credential["credentialSubject"]

    assert credential["type"] == ["VerifiableCredential", "OpenBadgeCredential"]
    assert credential["validFrom"] == "2010-07-16T00:00:00+07:00"
    assert credential["id"].endswith("/verify/7F3K/")
    assert subject["identifier"][0]["identityHash"] == "Quách Thị Ước"
    assert subject["achievement"]["name"] == CONTENT["class"]["title"]
    assert subject["result"] == [{"type": ["Result"], "value": "Giỏi"}]


def test_nothing_personal_beyond_the_paper_is_in_it(credential):
    assert set(credential["credentialSubject"]["identifier"][0]) == {
        "type",
        "hashed",
        "identityHash",
        "identityType",
    }


def test_the_proof_holds_under_the_published_key_alone(credential):
    methods = {m["id"]: m["publicKeyMultibase"] for m in did_document()["verificationMethod"]}
    raw = bytes_of_base58(methods[credential["proof"]["verificationMethod"]])[2:]

    assert credential["issuer"]["id"] == "did:web:taphuan.example.org%3A8443"
    assert is_proved(credential, PublicKey(raw))
    assert not is_proved(credential, PublicKey(bytes_of_base58(W3C_KEY)[2:]))


@pytest.mark.parametrize(
    "change",
    [
        lambda c: c.update(name="Khác"),
        lambda c: c["credentialSubject"]["identifier"][0].update(identityHash="Ai đó"),
        lambda c: c["proof"].update(created="2020-01-01T00:00:00Z"),
        lambda c: c["proof"].update(proofPurpose="authentication"),
        lambda c: c["proof"].update(cryptosuite="eddsa-rdfc-2022"),
        lambda c: c["proof"].update(proofValue="z" + "1" * 64),
        lambda c: c["proof"].update(proofValue="m0OIl"),
        lambda c: c.pop("proof"),
    ],
)
def test_no_word_of_it_can_be_changed(change, credential):
    changed = copy.deepcopy(credential)
    change(changed)

    assert not is_proved(changed, record_key().public)


def test_without_a_key_there_is_no_credential(settings):
    with pytest.raises(SigningUnavailable):
        credential_of(CONTENT, address="https://example.org/", criteria="")


@pytest.mark.parametrize("body", [b"", b"\0\0\x01", bytes(32), b"\xff" * 40])
def test_base_58_is_read_back(body):
    assert bytes_of_base58(base58_of(body)) == body


def test_the_example_key_is_written_as_the_standard_does():
    assert multikey_of(bytes_of_base58(W3C_KEY)[2:]) == W3C_KEY


def test_a_proof_names_its_moment_in_utc(record_on):
    at = dt.datetime(2026, 1, 1, 6, 0, tzinfo=dt.timezone(dt.timedelta(hours=7)))
    secured = credentials.secure({"@context": []}, record_key(), at=at)

    assert secured["proof"]["created"] == "2025-12-31T23:00:00Z"
