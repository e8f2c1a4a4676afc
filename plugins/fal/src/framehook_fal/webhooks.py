"""
Notifications of fal: checking them, receiving them, and signing them in tests.

```python
from framehook_fal.webhooks import verify

notice = verify(request.headers, request.body)     # raises ReplyError if it is forged
```
"""

from __future__ import annotations

__all__ = ("Delivery", "Notice", "Receiver", "Signer", "Verifier", "verify")

from ._notice import Notice
from ._receiver import Delivery, Receiver
from ._signer import Signer
from ._verifier import Verifier, verify
