"""Notifications as fal would sign them, for tests."""

from __future__ import annotations

__all__ = ("Signer",)

import base64
from datetime import UTC, datetime
from typing import Any

from ._notice import signed_message


class Signer:
    """
    Signs notifications with a key of its own, for tests of whatever receives them.

    Args:
        seed: 32 bytes that the key is made of; at random if none are given.

    Raises:
        ImportError: if the extra `webhooks` is not installed.

    Example:
        ```python
        signer = Signer(bytes(32))
        headers = signer.headers(b"{}", "r1")
        assert len(bytes.fromhex(headers["x-fal-webhook-signature"])) == 64
        ```
    """

    def __init__(self, seed: bytes | None = None) -> None:
        # A heavy import that only those need who sign.
        from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey

        self._key = (
            Ed25519PrivateKey.generate()
            if seed is None
            else Ed25519PrivateKey.from_private_bytes(seed)
        )

    @property
    def jwks(self) -> dict[str, Any]:
        """The public key as a JSON web key set."""
        text = base64.urlsafe_b64encode(self._key.public_key().public_bytes_raw()).decode()
        return {"keys": [{"kty": "OKP", "crv": "Ed25519", "x": text.rstrip("=")}]}

    def headers(
        self, body: bytes, request_id: str, *, user_id: str = "user", now: datetime | None = None
    ) -> dict[str, str]:
        """Return the headers of a notification with this body."""
        stamp = str(int((now or datetime.now(UTC)).timestamp()))
        message = signed_message(request_id, user_id, stamp, body)
        return {
            "content-type": "application/json",
            "x-fal-webhook-request-id": request_id,
            "x-fal-webhook-user-id": user_id,
            "x-fal-webhook-timestamp": stamp,
            "x-fal-webhook-signature": self._key.sign(message).hex(),
        }
