"""Why a parser stops early."""

from __future__ import annotations

__all__ = ("BudgetError", "DamageError")


class DamageError(Exception):
    """
    The bytes are not what the format demands; the text is a sentence for the caller.

    It never leaves the package: the prober turns it into facts.
    """

    def __init__(self, reason: str, *, truncated: bool = False) -> None:
        super().__init__(reason)
        self.reason = reason
        self.truncated = truncated


class BudgetError(Exception):
    """To know more, more of the file would have to be read than is allowed."""
