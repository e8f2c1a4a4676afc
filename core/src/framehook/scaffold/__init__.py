"""What `framehook new` writes, and how it reads the documents that services publish."""

from __future__ import annotations

__all__ = (
    "Order",
    "Plan",
    "check",
    "flat",
    "input_schema",
    "obj",
    "output_schema",
    "plan_family",
    "plan_hook",
    "plan_service",
    "plugin_name",
    "read_document",
    "run_command",
    "submission",
    "targets",
    "write",
)

from ._command import run_command
from ._document import (
    flat,
    input_schema,
    obj,
    output_schema,
    read_document,
    submission,
    targets,
)
from ._family import plan_family
from ._naming import plugin_name
from ._plan import Plan, check, write
from ._skeleton import plan_hook, plan_service
from ._sketch import Order
