"""What a package exports, imported when it is first asked for."""

from __future__ import annotations

__all__ = ("exported",)

import sys
from collections.abc import Mapping
from importlib import import_module
from typing import Any


def exported(package: str, homes: Mapping[str, str], name: str) -> Any:
    """
    Return what a package exports under a name, and keep it there.

    Args:
        package: Name of the package, which calls this from its `__getattr__`.
        homes: What it exports: names with blanks between them, by the relative name of the
            module that has them.
        name: What is asked for.

    Raises:
        AttributeError: if it exports no such thing.
    """
    for home, names in homes.items():
        if name in names.split():
            module = import_module(home, package)
            # A module can be exported, too.
            value = module if home == f".{name}" else getattr(module, name)
            setattr(sys.modules[package], name, value)
            return value
    raise AttributeError(f"module {package!r} has no attribute {name!r}")
