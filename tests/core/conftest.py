"""Fixtures for the tests of core."""

from __future__ import annotations

from face import make_client

__all__ = ("make_client",)
