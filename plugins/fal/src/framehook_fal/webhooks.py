"""
Notifications of fal: checking them, receiving them, and signing them in tests.

```python
from framehook_fal.webhooks import Signer, Verifier

signer = Signer()
body = b'{"request_id": "r1", "status": "OK", "payload": {"seed": 7}}'
notice = Verifier(keys=signer.jwks).verify(signer.headers(body, "r1"), body)
assert notice.payload == {"seed": 7}
```
"""

from __future__ import annotations

__all__ = ("Delivery", "Notice", "Receiver", "Signer", "Verifier", "verify")

from ._notice import Notice
from ._receiver import Delivery, Receiver
from ._signer import Signer
from ._verifier import Verifier, verify
