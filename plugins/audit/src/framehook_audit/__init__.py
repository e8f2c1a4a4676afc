"""
A framehook hook that writes every call to an audit log, one JSON object a line.

The log has prompts and other arguments in it. It has no secrets and no media.
"""

from __future__ import annotations

__all__ = ("AuditLog", "plugin")

from ._log import AuditLog

# What the entry point names.
plugin = AuditLog()
