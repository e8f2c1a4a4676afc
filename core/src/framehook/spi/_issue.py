"""Findings about a call, the same on every surface."""

from __future__ import annotations

__all__ = ("Basis", "Issue", "Level")


from typing import Literal

from ._json import Json
from ._record import record

Level = Literal["error", "warn", "info"]
Basis = Literal["schema", "vendor", "implied", "upstream", "ours"]


@record(frozen=True, slots=True, kw_only=True)
class Issue:
    """
    A finding about a call.

    Attributes:
        code: Stable name of the rule, `magi.crop` for instance.
        level: An `error` blocks a strict client; a `warn` is reported; an `info` explains.
        path: JSON pointer to the argument; empty for the call as a whole.
        message: What was found, in sentences.
        got: The value.
        allowed: What would be right: a range, a list of values.
        fix: What to do.
        basis: Where the rule comes from: the published schema, the vendor's text, the
            meaning of the words, the model's own documentation, or our choice.
        source: The document.
        checked: Whether it could be decided; `False` where a media fact was missing.

    Example:
        ```python
        issue = Issue(code="acme.short", level="warn", path="/prompt", message="Short.")
        assert not issue.is_blocking and issue.to_json()["checked"] is True
        ```
    """

    code: str
    level: Level
    path: str
    message: str
    got: Json = None
    allowed: Json = None
    fix: str | None = None
    basis: Basis = "ours"
    source: str = ""
    checked: bool = True

    @property
    def is_blocking(self) -> bool:
        """Whether a strict client refuses to send the call."""
        return self.level == "error" and self.checked

    def to_json(self) -> dict[str, Json]:
        """Return all attributes by name."""
        return {
            "code": self.code,
            "level": self.level,
            "path": self.path,
            "message": self.message,
            "got": self.got,
            "allowed": self.allowed,
            "fix": self.fix,
            "basis": self.basis,
            "source": self.source,
            "checked": self.checked,
        }
