"""The shapes that JSON can take."""

from __future__ import annotations

__all__ = ("Json", "Obj")

from collections.abc import Mapping, Sequence
from typing import TypeAlias

Json: TypeAlias = "None | bool | int | float | str | Sequence[Json] | Mapping[str, Json]"
Obj: TypeAlias = Mapping[str, Json]
