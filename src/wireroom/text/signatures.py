"""Signatures over a body by a shared secret, as senders of the trade and the web put them into headers.

webhook-signature        Standard Webhooks 1.0 (standardwebhooks.com, spec of 2023): ours, in and out
x-superdesk-signature    what Superdesk sends, and Newshub wants, with a push: sha1= and hex
x-hub-signature          WebSub (W3C Recommendation 2018-01-23, 7.1): algorithm= and hex
"""

import base64
import binascii
import hmac
from typing import Final

_PREFIX: Final = "whsec_"
_HEX_ALGORITHMS: Final = ("sha1", "sha256", "sha384", "sha512")


def secret_bytes(secret: str) -> bytes:
    """Give the key that a secret stands for: base64 behind `whsec_`, else its own characters.

    Raises:
        ValueError: what stands behind `whsec_` is no base64.
    """
    if secret.startswith(_PREFIX):
        try:
            return base64.b64decode(secret.removeprefix(_PREFIX), validate=True)
        except binascii.Error as error:
            raise ValueError("what stands behind whsec_ is no base64") from error
    return secret.encode()


def sign_webhook(secret: bytes, key: str, timestamp: int, body: bytes) -> str:
    """Give the value of `webhook-signature`. Units: `timestamp` in Unix seconds."""
    signed = b"%b.%d.%b" % (key.encode(), timestamp, body)
    return f"v1,{base64.b64encode(hmac.digest(secret, signed, 'sha256')).decode()}"


def is_webhook_signed(header: str, secret: bytes, key: str, timestamp: int, body: bytes) -> bool:
    """Tell whether one of the signatures of `webhook-signature` is right; there are several while a secret is changed."""
    wanted = sign_webhook(secret, key, timestamp, body).encode()
    return any(hmac.compare_digest(shown.encode(), wanted) for shown in header.split())


def sign_hex(algorithm: str, secret: bytes, body: bytes) -> str:
    """Give `sha1=…` and the like.

    >>> sign_hex("sha1", b"key", b"The quick brown fox jumps over the lazy dog")
    'sha1=de7c9b85b8b78aa6bc8a7a36f70a90701c9db4d9'
    """
    return f"{algorithm}={hmac.digest(secret, body, algorithm).hex()}"


def is_hex_signed(header: str, secret: bytes, body: bytes) -> bool:
    """Tell whether `sha1=…` and the like is right."""
    algorithm, _, shown = header.strip().partition("=")
    algorithm = algorithm.lower()
    if algorithm not in _HEX_ALGORITHMS:
        return False
    wanted = sign_hex(algorithm, secret, body)
    return hmac.compare_digest(f"{algorithm}={shown.lower()}".encode(), wanted.encode())
