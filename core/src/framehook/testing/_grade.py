"""How good a plugin is, by the claims that it does not meet."""

from __future__ import annotations

__all__ = ("GRADES", "KIT", "Grade", "Need", "grade")

from collections.abc import Iterable, Mapping
from typing import Literal

# The newest version of the kit.
KIT = 1

Need = Literal["required", "recommended", "optional"]
Grade = Literal["none", "bronze", "silver", "gold"]

GRADES: Mapping[Need, Grade] = {"required": "bronze", "recommended": "silver", "optional": "gold"}


def grade(missed: Iterable[Need]) -> Grade:
    """Return the level of a plugin by the needs of the claims that it does not meet."""
    unmet = set(missed)
    reached: Grade = "none"
    for need, level in GRADES.items():
        if need in unmet:
            break
        reached = level
    return reached
