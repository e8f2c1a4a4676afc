"""A notification as fal sends it, and who checks it at a given time."""

from __future__ import annotations

import json
from datetime import UTC, datetime

from framehook_fal.webhooks import Verifier

NOW = datetime(2026, 3, 1, tzinfo=UTC)
OK = {
    "request_id": "r1",
    "gateway_request_id": "g1",
    "status": "OK",
    "error": None,
    "payload": {"video": {"url": "https://x.example/a.mp4"}},
}


def packed(value):
    return json.dumps(value).encode()


def verifier(signer, **more):
    return Verifier(keys=signer.jwks, now=lambda: NOW, **more)
