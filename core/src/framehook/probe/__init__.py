"""
What a media file is, from as few of its bytes as possible.

Everything here is pure: the prober asks for bytes and someone else reads them.
"""

from __future__ import annotations

__all__ = ("probe", "probe_bytes", "sniff")

from ._prober import probe, probe_bytes
from ._sniff import sniff
