"""JSON that came from somebody else."""

from __future__ import annotations

__all__ = ("parsed",)

import json
from typing import Any

from pydantic_core import from_json


def parsed(text: bytes | str) -> Any:
    """
    Return what a JSON text says, as `json.loads` does.

    Raises:
        ValueError: if it is not JSON.
        RecursionError: if it is nested too deeply.
    """
    try:
        return from_json(text)
    except ValueError:
        # It is stricter, and three times as fast. What it refuses is left to the other one.
        return json.loads(text)
