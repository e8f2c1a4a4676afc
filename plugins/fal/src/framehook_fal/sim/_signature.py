"""The signature of webhooks."""

from __future__ import annotations

__all__ = ("Signer",)

import base64
import hashlib
from collections.abc import Mapping
from typing import Any

from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey
from cryptography.hazmat.primitives.serialization import Encoding, PublicFormat


class Signer:
    """
    Signs webhooks with the newest of its keys and publishes all of them.

    Args:
        user: The user id that the signatures name.

    Example:
        ```python
        signer = Signer(user="github|123")
        headers = signer.sign("request-1", b"{}", now=1790000000)
        assert headers["x-fal-webhook-user-id"] == "github|123"
        ```
    """

    def __init__(self, user: str = "simulated-user") -> None:
        self.user = user
        self._keys = [Ed25519PrivateKey.generate()]

    def rotate(self, *, keep: bool = True) -> None:
        """Sign with a new key from now on; `keep` publishes the old ones as well."""
        self._keys = [*(self._keys if keep else ()), Ed25519PrivateKey.generate()]

    def jwks(self) -> Mapping[str, Any]:
        """Return the public keys."""
        rows: list[dict[str, str]] = []
        for number, key in enumerate(self._keys, 1):
            raw = key.public_key().public_bytes(Encoding.Raw, PublicFormat.Raw)
            x = base64.urlsafe_b64encode(raw).rstrip(b"=").decode()
            rows.append({"kty": "OKP", "crv": "Ed25519", "x": x, "kid": f"sim-{number}"})
        return {"keys": rows}

    def sign(self, request_id: str, body: bytes, now: float) -> dict[str, str]:
        """Return the headers that sign a webhook."""
        stamp = str(int(now))
        digest = hashlib.sha256(body).hexdigest()
        message = f"{request_id}\n{self.user}\n{stamp}\n{digest}".encode()
        return {
            "x-fal-webhook-request-id": request_id,
            "x-fal-webhook-user-id": self.user,
            "x-fal-webhook-timestamp": stamp,
            "x-fal-webhook-signature": self._keys[-1].sign(message).hex(),
        }
