"""What `framehook new` writes, and how it reads the documents that services publish."""

from __future__ import annotations

__all__ = ("flat", "input_schema", "obj", "output_schema", "read_document", "submission", "targets")

from ._document import (
    flat,
    input_schema,
    obj,
    output_schema,
    read_document,
    submission,
    targets,
)
