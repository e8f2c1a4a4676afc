"""The page about errors."""

from __future__ import annotations

__all__ = ("errors_page",)

import inspect
import textwrap

from framehook import errors
from framehook.cli._exit import Standing, exit_code
from framehook.cli._usage import UsageError

from ._remedies import REMEDIES
from ._text import NOTE, first_line, prose, table

_INTRO = """\
# Errors

Everything that framehook raises on purpose is a `FramehookError`, from `framehook.errors` and from
`framehook` itself. Each has a stable `code`, a `message` that says what happened, and where there
is one a `hint` that says what to do next. The command line prints these, ends with an exit code,
and with `--json` gives them as [one object](json.md#a-failure).

The exit code says how far a call had come:

| exit code | means |
| --- | --- |
| 0 | done |
| 1 | the service said no |
| 2 | refused or misused; nothing was sent |
| 3 | the outcome is unknown; do not rerun, see `framehook jobs reconcile` |
| 4 | done and paid, but not fetched; see `framehook jobs fetch` |
| 5 | a fault of framehook or of a plugin |
| 75 | still running |
| 130 | interrupted; the ticket was printed |

Once a result is there and paid, any failure to bring it home ends with 4.
"""


def errors_page() -> str:
    """Return a table of all errors, and a section for each."""
    tree = sorted(_all(), key=_lineage)
    rows = [
        (
            f"[`{kind.code}`](#{kind.code})",
            f"`{kind.__name__}`",
            ", ".join(map(str, _exits(kind))),
            first_line(kind),
        )
        for kind in tree
    ]
    parts = [NOTE + _INTRO, table(("code", "class", "exit code", "means"), rows)]
    for kind in tree:
        above = kind.__mro__[1]
        parts.append(
            f"## {kind.code}\n\n`{kind.__name__}`, derived from `{above.__name__}`.\n\n"
            + prose(inspect.getdoc(kind) or "")
            + "\n"
            + textwrap.fill(f"What to do: {REMEDIES[kind.code]}", 100, break_long_words=False)
            + "\n"
        )
    return "\n".join(parts)


def _all() -> list[type[errors.FramehookError]]:
    kinds = [*(getattr(errors, name) for name in errors.__all__), UsageError]
    # What only stands above others is never raised, and has no code of its own.
    return [kind for kind in kinds if "code" in vars(kind)]


def _lineage(kind: type) -> tuple[str, ...]:
    return tuple(each.__name__ for each in reversed(kind.__mro__[:-3]))


def _exits(kind: type[errors.FramehookError]) -> list[int]:
    """Return how a command ends that meets the error before or after it has sent something."""
    error = kind.__new__(kind)
    found: list[int] = []
    for standing in (Standing.NOTHING_SENT, Standing.PLANNED, Standing.ACCEPTED):
        for retryable in (False, True):
            error.__dict__["retryable"] = retryable
            code = exit_code(error, standing)
            if code not in found:
                found.append(code)
    return found
