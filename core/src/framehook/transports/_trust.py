"""The certificates that servers are held to."""

from __future__ import annotations

__all__ = ("Trust",)

import os
import ssl
import threading

import certifi


class Trust:
    """
    One TLS context for all connections, filled when the first of them needs it.

    Reading the certificates takes 15 ms, which plain HTTP does not pay. Until then the
    context trusts nobody. As in httpx, `SSL_CERT_FILE` and `SSL_CERT_DIR` replace the
    certificates that come with the package certifi.
    """

    def __init__(self) -> None:
        # A place without certificates keeps the standard library from reading its own.
        self.context = ssl.create_default_context(capath=os.devnull)
        self._lock = threading.Lock()
        self._is_loaded = False

    def load(self) -> None:
        """Read the certificates, once."""
        with self._lock:
            if self._is_loaded:
                return
            file, folder = os.environ.get("SSL_CERT_FILE"), os.environ.get("SSL_CERT_DIR")
            if file:
                self.context.load_verify_locations(cafile=file)
            elif folder:
                self.context.load_verify_locations(capath=folder)
            else:
                self.context.load_verify_locations(cafile=certifi.where())
            self._is_loaded = True
