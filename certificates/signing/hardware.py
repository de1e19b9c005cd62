"""A key in a device (PKCS#11): needs python-pkcs11, which an installation adds by itself."""

import functools
from typing import Any

from pyhanko.config.pkcs11 import TokenCriteria
from pyhanko.sign.signers import Signer

from django.conf import settings

from certificates.signing.refusals import SigningUnavailable

try:
    from pyhanko.sign import pkcs11 as device
except ImportError:  # the optional library is not there
    device = None  # type: ignore[assignment]


def device_signer(certificate: Any, chain: Any) -> Signer:
    """Signer of the device that the settings name; its session lasts as long as the process."""
    if device is None:
        raise SigningUnavailable("device", detail="python-pkcs11 is not installed")
    try:
        session = _session(
            settings.SIGNING_DEVICE_MODULE,
            settings.SIGNING_DEVICE_TOKEN,
            settings.SIGNING_PASSPHRASE,
        )
    except Exception as error:  # each maker of devices has errors of his own
        raise SigningUnavailable("device", detail=type(error).__name__) from error
    label = settings.SIGNING_DEVICE_KEY
    return device.PKCS11Signer(session, signing_cert=certificate, ca_chain=chain, key_label=label)


def forget_session() -> None:
    """After an error of the device: the next paper opens it anew."""
    _session.cache_clear()


@functools.lru_cache(maxsize=1)
def _session(module: str, token: str, pin: str) -> Any:
    criteria = TokenCriteria(label=token) if token else None
    return device.open_pkcs11_session(module, token_criteria=criteria, user_pin=pin or None)
